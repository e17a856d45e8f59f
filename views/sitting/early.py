"""A scene out of the first response, before Streamlit is there, and the scene that follows an answer.

The same words and data as the live page draws from, worked out by looking alone: nothing is stored, no clock
begins.
"""

from __future__ import annotations

from dataclasses import asdict
from html import escape
from typing import Any, NamedTuple

import texts
from domain import WORK_SAMPLES
from errors import EntregentError
from texts import t, zones
from views.components import bundle
from views.components.chrome import Progress, document_payload, frame_payload
from views.components.scene import payload
from views.sitting.frame import document_of, frame_of, leave_form, progress_at
from views.sitting.prepare import Welcome, welcome_of
from views.sitting.scene_data import item_data, short_cut
from workflows import sitting
from workflows.sitting import SittingState


class Early(NamedTuple):
    """What the first response says of a page."""

    language: str
    title: str
    note: str
    column: str
    """HTML of a page to read; empty where a scene is drawn."""
    leaving: str
    data: bytes


def early_page(token: str, accepted_language: str) -> Early | None:
    """Return the welcome or the scene in hand; None where there is something else for Streamlit to say."""
    try:
        here = sitting.peek_state(token, accepted_language=accepted_language)
    except EntregentError:
        return None
    if here is None or here.sitting.is_try_out:
        return None
    texts.use(here.sitting.language)
    if here.stage == "language":
        until = here.sitting.deadline_at
        deadline = zones.deadline(until, here.settings.time_zone) if until else ""
        return _drawn(here, column=_column(welcome_of(here, deadline)))
    if here.stage != "scene" or here.shown is None or here.item(here.shown)["format"] in WORK_SAMPLES:
        return None
    scene = {"scene": payload(item_data(here, here.shown, address=short_cut(here)))}
    return _drawn(here, scene, progress=progress_at(here, here.shown))


def _drawn(
    here: SittingState,
    parts: dict[str, Any] | None = None,
    *,
    column: str = "",
    progress: Progress | None = None,
) -> Early:
    document = document_of(here)
    data: dict[str, Any] = {
        "bar": frame_payload(frame_of(here, progress)),
        "document": document_payload(document) | {"early": True, "words": {}},
        "later": t("candidate.connection.loading"),
        **(parts or {}),
    }
    return Early(
        texts.language(),
        document.title,
        t("candidate.banner.sample") if here.sitting.is_fictional else "",
        column,
        leave_form(),
        bundle.packed(data),
    )


def _column(said: Welcome) -> str:
    paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in said.paragraphs)
    steps = "".join(f"<li>{escape(step)}</li>" for step in said.steps)
    buttons = "".join(
        f'<button type="button" data-press="{escape(choice.key)}"{_PRIMARY if choice.is_first else ""}>'
        f"{escape(choice.label)}</button>"
        for choice in said.choices
    )
    return (
        f"<h1>{escape(said.title)}</h1>{paragraphs}"
        f"<div><p><strong>{escape(said.steps_title)}</strong></p><ol>{steps}</ol></div>"
        f'<h3>{escape(said.question)}</h3><div class="early-buttons">{buttons}</div>'
    )


_PRIMARY = ' class="early-primary"'


def next_scene(here: SittingState) -> bytes | None:
    """Return the scene now in hand and how far the candidate is, as JSON; None: the page has to draw it."""
    if here.stage != "scene" or here.shown is None or here.item(here.shown)["format"] in WORK_SAMPLES:
        return None
    texts.use(here.sitting.language)
    scene = item_data(here, here.shown, address=short_cut(here))
    return bundle.packed({"scene": payload(scene), "progress": asdict(progress_at(here, here.shown))})
