"""A marker at work: one reply at a time, marked on the rubric, and nothing that tells who wrote it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from errors import EntregentError
from texts import t
from views.act import attempt, press
from views.components.marks import SheetEvent, mark_sheet
from views.marking_sheet import reply_sheet
from views.notice import plain
from views.paper import card
from views.staff_frame import sentence
from workflows import marking
from workflows.access import Actor
from workflows.marking import Desk


def show(actor: Actor, desk: Desk, problem: EntregentError | None) -> None:
    """Show the reply in hand, or offer the next one; ``problem`` is what went wrong at the last deed."""
    if desk.also_sees_names:
        st.caption(plain(t("marking.desk.also_sees_names")))
    if desk.reply is None:
        _between(actor, desk, problem)
        return
    sheet = reply_sheet(desk, desk.reply, error=sentence(problem) if problem else None)
    on_sent = partial(_do, actor, desk)
    event = mark_sheet(sheet, key=f"sheet_{desk.prompt.item_id}", on_sent=on_sent)
    if event is not None:
        on_sent(event)
        st.rerun()


def _between(actor: Actor, desk: Desk, problem: EntregentError | None) -> None:
    if problem is not None:
        st.warning(sentence(problem))
    with card("between"):
        if desk.n_waiting == 0:
            st.markdown(plain(t("marking.desk.nothing")))
            return
        st.markdown(plain(t("marking.desk.waiting", count=desk.n_waiting)))
        press(
            t("marking.desk.next"),
            key="next_reply",
            do=partial(marking.next_reply, actor, desk.campaign_id, desk.prompt.item_id),
            type="primary",
        )


def _do(actor: Actor, desk: Desk, event: SheetEvent) -> None:
    place = (actor, desk.campaign_id, desk.prompt.item_id)
    if event.kind == "save":
        attempt(lambda: marking.save_marks(*place, event.code, marks=event.marks, note=event.note))
    elif event.kind == "leave":
        attempt(lambda: marking.leave(*place, event.code))
    else:
        attempt(lambda: _submit(desk, place, event))


def _submit(desk: Desk, place: tuple[Actor, str, str], event: SheetEvent) -> None:
    rubric = desk.prompt.rubric_sha256
    marking.submit(*place, event.code, marks=event.marks, note=event.note, rubric_sha256=rubric)
    try:
        marking.next_reply(*place)
    except EntregentError:
        return  # the marks are stored; the page offers the next reply again
