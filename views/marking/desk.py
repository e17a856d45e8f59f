"""The marker's desk: one anonymous reply at a time, marked on the rubric; and a training sample's sheet."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

import texts
from errors import EntregentError
from texts import both, t
from views.common.act import attempt, press
from views.common.layout import card
from views.common.staff_frame import error_message
from views.common.text import escape_markdown
from views.components.marks import CHANNELS, LABELS, SheetData, SheetDimension, SheetEvent, mark_sheet
from views.components.scene import Company
from views.sitting.scene_words import parts
from workflows.common.access import Actor
from workflows.marking import desk as marking_desk
from workflows.marking.assignment import Prompt
from workflows.marking.desk import Desk, Reply
from workflows.marking.mark_store import MAX_NOTE
from workflows.marking.training import Training, TrainingSample


def reply_sheet(desk: Desk, reply: Reply, *, error: str | None) -> SheetData:
    """Return the sheet of a reply; every mark on it is kept as it is given."""
    return SheetData(
        code=reply.code,
        heading=t("marking.sheet.reply"),
        text=reply.text,
        length=t("marking.sheet.words", count=reply.n_words),
        marks=reply.marks,
        note=reply.note,
        note_limit=MAX_NOTE,
        saved=t("marking.sheet.saved") if reply.marks or reply.note else t("marking.sheet.nothing_yet"),
        error=error,
        **_around(desk.prompt, desk.company),
    )


def sample_sheet(training: Training, sample: TrainingSample, *, error: str | None) -> SheetData:
    """Return the sheet of a training sample; it is marked in one go and commented on at the end."""
    return SheetData(
        code=sample.id,
        heading=t("marking.sheet.sample", number=training.n_done + 1, total=training.n_samples),
        text=sample.text,
        length=t("marking.sheet.words", count=sample.n_words),
        marks={},
        keeps=False,
        can_leave=False,
        error=error,
        **_around(training.prompt, training.company),
    )


def _around(prompt: Prompt, company: Mapping[str, Any]) -> dict[str, Any]:
    labels = {name: t(f"marking.labels.{name}") for name in LABELS}
    channels = {name: t(f"candidate.{_channel(name)}") for name in CHANNELS}
    return {
        "lang": texts.language(),
        "title": both(prompt.title),
        "company": Company(company["name"], company["initials"], both(company["about"])),
        "stem": parts([dict(part) for part in prompt.stem]),
        "dimensions": tuple(
            SheetDimension(
                dimension.id, both(dimension.name), both(dimension.needs), tuple(map(both, dimension.anchors))
            )
            for dimension in prompt.dimensions
        ),
        "labels": labels | channels,
    }


def _channel(name: str) -> str:
    return "aria.heated" if name == "heated" else f"channels.{name}"


def show(actor: Actor, desk: Desk, problem: EntregentError | None) -> None:
    """Show the reply in hand, or offer the next one; ``problem`` is what went wrong at the last action."""
    if desk.also_sees_names:
        st.caption(escape_markdown(t("marking.desk.also_sees_names")))
    if desk.reply is None:
        _between(actor, desk, problem)
        return
    sheet = reply_sheet(desk, desk.reply, error=error_message(problem) if problem else None)
    on_sent = partial(_do, actor, desk)
    event = mark_sheet(sheet, key=f"sheet_{desk.prompt.item_id}", on_sent=on_sent)
    if event is not None:
        on_sent(event)
        st.rerun()


def _between(actor: Actor, desk: Desk, problem: EntregentError | None) -> None:
    if problem is not None:
        st.warning(error_message(problem))
    with card("between"):
        if desk.n_waiting == 0:
            st.markdown(escape_markdown(t("marking.desk.nothing")))
            return
        st.markdown(escape_markdown(t("marking.desk.waiting", count=desk.n_waiting)))
        press(
            t("marking.desk.next"),
            key="next_reply",
            do=partial(marking_desk.next_reply, actor, desk.campaign_id, desk.prompt.item_id),
            type="primary",
        )


def _do(actor: Actor, desk: Desk, event: SheetEvent) -> None:
    place = (actor, desk.campaign_id, desk.prompt.item_id)
    if event.kind == "save":
        attempt(lambda: marking_desk.save_marks(*place, event.code, marks=event.marks, note=event.note))
    elif event.kind == "leave":
        attempt(lambda: marking_desk.leave(*place, event.code))
    else:
        attempt(lambda: _submit(desk, place, event))


def _submit(desk: Desk, place: tuple[Actor, str, str], event: SheetEvent) -> None:
    rubric = desk.prompt.rubric_sha256
    marking_desk.submit(*place, event.code, marks=event.marks, note=event.note, rubric_sha256=rubric)
    try:
        marking_desk.next_reply(*place)
    except EntregentError:
        return  # the marks are stored; the page offers the next reply again
