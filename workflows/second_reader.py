"""What the second reader found, for who appoints the markers: it only ever suggests, and changes no mark."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.secrets import secret_of
from workflows.access import Actor, require_in
from workflows.drafts import in_state
from workflows.marking_prompt import Translated, marked_items_of
from workflows.marking_seat import OPEN_STATES, SECRET, form_of, reply_code
from workflows.second_readings import Material, is_on, material_of, reading_of
from workflows.shown_suggestions import shown
from workflows.transactions import reading

if TYPE_CHECKING:
    from scoring.second_reader import Comparison, Reading, Refusal

Progress = Callable[[int, int], None]
"""Told after each prompt: how many are read, of how many."""


@dataclass(frozen=True)
class PromptReading:
    """Whether the second reader may speak on one prompt, and why not."""

    item_id: str
    title: Translated
    n: int
    """Replies it learned from: those marked by two people or more."""
    may_show: bool
    refusals: tuple[Refusal, ...]
    comparisons: Mapping[str, Comparison]
    """By dimension and "total": reader with a person, and person with person."""
    model_sha256: str


@dataclass(frozen=True)
class Look:
    """A reply on which reader and people differ widely: an invitation to look again, never a mark."""

    item_id: str
    title: Translated
    code: str
    """Of this reader's own: it says nothing of who wrote the reply."""
    text: str
    human: tuple[Mapping[str, int], ...]
    """Marks in the order submitted."""
    suggested: Mapping[str, int]
    dimensions: tuple[str, ...]
    """On which they differ by two or more."""
    total: float
    """Suggested total less human total."""


def readings(actor: Actor, campaign_id: str) -> tuple[PromptReading, ...]:
    """Return what the second reader found on each prompt; nothing when the campaign has switched it off."""
    return read(actor, campaign_id, lambda done, total: None)


def read(actor: Actor, campaign_id: str, progress: Progress) -> tuple[PromptReading, ...]:
    """Let the second reader read every prompt anew where marks were added, telling how far it is.

    It takes seconds the first time, holds no transaction meanwhile, and may run in a thread of its own.
    """
    return tuple(_summary(material, found) for material, found in _each(actor, campaign_id, progress))


def second_look(actor: Actor, campaign_id: str) -> tuple[Look, ...]:
    """Return the replies that deserve a second look, by prompt and code; every suggestion shown is logged."""
    looks: list[Look] = []
    for material, found in _each(actor, campaign_id, lambda done, total: None):
        looks += _looks(actor, campaign_id, material, found)
    return tuple(looks)


def _each(actor: Actor, campaign_id: str, progress: Progress) -> list[tuple[Material, Reading]]:
    with reading(actor) as connection:
        require_in(connection, actor, "appoint_markers", campaign_id)
        campaign = in_state(connection, campaign_id, *OPEN_STATES, "archived")
        items = marked_items_of(form_of(connection, campaign)) if is_on(campaign) else ()
        materials = [material_of(connection, campaign_id, item) for item in items]
    found: list[tuple[Material, Reading]] = []
    for done, material in enumerate(materials, start=1):
        found.append((material, reading_of(material)))
        progress(done, len(materials))
    return found


def _summary(material: Material, found: Reading) -> PromptReading:
    return PromptReading(
        item_id=material.prompt.item_id,
        title=material.prompt.title,
        n=found.n,
        may_show=found.may_show,
        refusals=found.refusals,
        comparisons=found.comparisons,
        model_sha256=found.model_sha256,
    )


def _looks(actor: Actor, campaign_id: str, material: Material, found: Reading) -> list[Look]:
    from scoring.second_reader import flag_for_second_look

    # One that awaits a third mark is not shown: whoever looks may be the one to give it.
    flagged = {one.reply: one for one in flag_for_second_look(found) if material.is_settled(one.reply)}
    suggested = shown(actor, campaign_id, material, flagged)
    texts = {one.reply: one.text for one in material.texts}
    with reading(actor) as connection:
        secret = secret_of(connection, SECRET) or b""
    looks = [
        Look(
            item_id=material.prompt.item_id,
            title=material.prompt.title,
            code=reply_code(secret, answer_id, actor.account_id),
            text=texts[answer_id],
            human=tuple(mark.marks for mark in material.marks[answer_id]),
            suggested=marks,
            dimensions=flagged[answer_id].dimensions,
            total=flagged[answer_id].total,
        )
        for answer_id, marks in suggested.items()
    ]
    return sorted(looks, key=lambda one: one.code)
