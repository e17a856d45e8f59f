"""A scene in the first response, before Streamlit is there, and the scene that follows an answer.

The same words and data as the live page draws from, worked out by looking alone: nothing is stored, no clock
begins.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, NamedTuple

import texts
from domain import WORK_SAMPLES
from errors import EntregentError
from texts import t, zones
from texts.markup import Html
from views.components import bundle
from views.components.chrome import Progress, document_payload, frame_payload
from views.components.scene import payload
from views.sitting.frame import document_of, frame_of, leave_form, progress_at
from views.sitting.prepare import Choice, Welcome, welcome_of
from views.sitting.scene_data import item_data, short_cut
from workflows import sitting
from workflows.sitting import SittingState


class Early(NamedTuple):
    """A page as the first response holds it."""

    language: str
    title: str
    note: str
    column: str
    """HTML of a page to read; empty where a scene is drawn."""
    leaving: str
    data: bytes


def early_page(token: str, accepted_language: str) -> Early | None:
    """Return the welcome or the scene in hand; None where Streamlit has something else to show."""
    try:
        state = sitting.peek_state(token, accepted_language=accepted_language)
    except EntregentError:
        return None
    if state is None or state.sitting.is_try_out:
        return None
    texts.use(state.sitting.language)
    if state.stage == "language":
        until = state.sitting.deadline_at
        deadline = zones.deadline(until, state.settings.time_zone) if until else ""
        return _drawn(state, column=_column(welcome_of(state, deadline)))
    if state.stage != "scene" or state.shown is None or state.item(state.shown)["format"] in WORK_SAMPLES:
        return None
    scene = {"scene": payload(item_data(state, state.shown, address=short_cut(state)))}
    return _drawn(state, scene, progress=progress_at(state, state.shown))


def _drawn(
    state: SittingState,
    parts: dict[str, Any] | None = None,
    *,
    column: str = "",
    progress: Progress | None = None,
) -> Early:
    document = document_of(state)
    data: dict[str, Any] = {
        "bar": frame_payload(frame_of(state, progress)),
        "document": document_payload(document) | {"early": True, "words": {}},
        "later": t("candidate.connection.loading"),
        **(parts or {}),
    }
    return Early(
        texts.language(),
        document.title,
        t("candidate.banner.sample") if state.sitting.is_fictional else "",
        column,
        leave_form(),
        bundle.packed(data),
    )


def _column(welcome: Welcome) -> Html:
    return Html(
        "<h1>{title}</h1>{paragraphs}"
        "<div><p><strong>{steps_title}</strong></p><ol>{steps}</ol></div>"
        '<h3>{question}</h3><div class="early-buttons">{buttons}</div>'
    ).format(
        title=welcome.title,
        paragraphs=Html().join(Html("<p>{}</p>").format(paragraph) for paragraph in welcome.paragraphs),
        steps_title=welcome.steps_title,
        steps=Html().join(Html("<li>{}</li>").format(step) for step in welcome.steps),
        question=welcome.question,
        buttons=Html().join(_button(choice) for choice in welcome.choices),
    )


def _button(choice: Choice) -> Html:
    kind = Html(' class="early-primary"' if choice.is_first else "")
    return Html('<button type="button" data-press="{key}"{kind}>{label}</button>').format(
        key=choice.key, kind=kind, label=choice.label
    )


def next_scene(state: SittingState) -> bytes | None:
    """Return the scene now in hand and how far the candidate is, as JSON; None: the page has to draw it."""
    if state.stage != "scene" or state.shown is None or state.item(state.shown)["format"] in WORK_SAMPLES:
        return None
    texts.use(state.sitting.language)
    scene = item_data(state, state.shown, address=short_cut(state))
    return bundle.packed({"scene": payload(scene), "progress": asdict(progress_at(state, state.shown))})
