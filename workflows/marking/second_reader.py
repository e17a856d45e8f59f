"""The second reader: a model that learns from markers, and only ever suggests."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache, cached
from sqlalchemy import Connection

from data.campaigns.campaigns import Campaign
from data.common.tokens import secret_of
from data.marking.markers import log_suggestions
from data.marking.marks import Mark, marks_of_prompt, writers_and_texts
from domain import OPEN_STATES
from scoring.formats.marks import MARKERS
from workflows.audit.log import log_action
from workflows.campaigns.drafts import in_state
from workflows.common.access import Actor, require_campaign_permission
from workflows.common.clock import utc_now
from workflows.common.stored_settings import read_settings
from workflows.common.transactions import reading, writing
from workflows.marking.assignment import (
    SECRET,
    Prompt,
    Translated,
    asks_for_mark,
    form_of,
    marked_items_of,
    prompt_of,
    reply_code,
)

if TYPE_CHECKING:
    from scoring.agreement.second_reader import Comparison, MarkedText, Reading, Refusal

READINGS_KEPT = 32

Progress = Callable[[int, int], None]
"""Told after each prompt: how many are read, of how many."""


@dataclass(frozen=True)
class Material:
    """The material to learn one prompt from, read in one transaction; learning happens outside of it."""

    prompt: Prompt
    texts: tuple[MarkedText, ...]
    marks: Mapping[str, tuple[Mark, ...]]
    """Answer id -> marks."""

    def is_settled(self, answer_id: str) -> bool:
        """Tell whether a reply has all its marks, so that a suggestion can sway nobody."""
        return not asks_for_mark(self.marks.get(answer_id, ()))


@dataclass(frozen=True)
class PromptReading:
    """The second reader's result on one prompt: whether it may be shown, and why not."""

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
    return tuple(_summary(material, result) for material, result in _read_all(actor, campaign_id, progress))


def second_look(actor: Actor, campaign_id: str) -> tuple[Look, ...]:
    """Return the replies that deserve a second look, by prompt and code; every suggestion shown is logged."""
    looks: list[Look] = []
    for material, result in _read_all(actor, campaign_id, lambda done, total: None):
        looks += _looks(actor, campaign_id, material, result)
    return tuple(looks)


def _read_all(actor: Actor, campaign_id: str, progress: Progress) -> list[tuple[Material, Reading]]:
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "appoint_markers", campaign_id)
        campaign = in_state(connection, campaign_id, *OPEN_STATES, "archived")
        items = marked_items_of(form_of(connection, campaign)) if is_on(campaign) else ()
        materials = [material_of(connection, campaign_id, item) for item in items]
    results: list[tuple[Material, Reading]] = []
    for done, material in enumerate(materials, start=1):
        results.append((material, reading_of(material)))
        progress(done, len(materials))
    return results


def _summary(material: Material, result: Reading) -> PromptReading:
    return PromptReading(
        item_id=material.prompt.item_id,
        title=material.prompt.title,
        n=result.n,
        may_show=result.may_show,
        refusals=result.refusals,
        comparisons=result.comparisons,
        model_sha256=result.model_sha256,
    )


def _looks(actor: Actor, campaign_id: str, material: Material, result: Reading) -> list[Look]:
    from scoring.agreement.second_reader import flag_for_second_look

    # One that awaits a third mark is not shown: whoever looks may be the one to give it.
    flagged = {flag.reply: flag for flag in flag_for_second_look(result) if material.is_settled(flag.reply)}
    suggested = shown(actor, campaign_id, material, flagged)
    texts = {text.reply: text.text for text in material.texts}
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
    return sorted(looks, key=lambda look: look.code)


def shown(
    actor: Actor, campaign_id: str, material: Material, answer_ids: Collection[str]
) -> dict[str, Mapping[str, int]]:
    """Return the suggestions for some replies that have all their marks, having written down who sees them.

    Parameters
    ----------
    actor : Actor
        Who sees them: somebody for whom they cannot sway a mark any more.
    campaign_id : str
    material : Material
        Of the replies' prompt.
    answer_ids : collection of str

    Returns
    -------
    dict of answer id to marks
        Empty unless the second reader agrees with people nearly as they do with each other.
    """
    result = reading_of(material)
    if not result.may_show:
        return {}
    wanted = {
        suggestion.reply: suggestion.marks
        for suggestion in result.suggestions
        if suggestion.reply in answer_ids and material.is_settled(suggestion.reply)
    }
    now = utc_now()
    with writing(actor) as connection:
        n_new = log_suggestions(
            connection, wanted, model_sha256=result.model_sha256, shown_to=actor.account_id, now=now
        )
        if n_new:
            log_action(
                connection,
                actor,
                "see_suggestions",
                result.model_sha256,
                now,
                campaign_id=campaign_id,
                item=material.prompt.item_id,
                n=n_new,
            )
    return wanted


def _learned(material: Material) -> Hashable:
    """Return what a reading rests on: the rubric, and the replies with their numbers of marks."""
    texts = frozenset((text.reply, len(text.marks)) for text in material.texts)
    return material.prompt.rubric_sha256, texts


@cached(LRUCache(maxsize=READINGS_KEPT), key=_learned, lock=Lock())
def reading_of(material: Material) -> Reading:
    """Return what the second reader makes of a prompt; the same marks are read once per process."""
    from scoring.agreement.second_reader import read_replies

    return read_replies(material.texts, [dimension.id for dimension in material.prompt.dimensions])


def is_on(campaign: Campaign) -> bool:
    """Tell whether a campaign has switched its second reader on."""
    return read_settings(campaign.settings).second_reader


def material_of(connection: Connection, campaign_id: str, item: Mapping[str, Any]) -> Material:
    """Return the replies of a prompt that two people marked or more."""
    from scoring.agreement.second_reader import (
        MarkedText,
    )  # here: it loads scikit-learn, which few pages need

    marks = marks_of_prompt(connection, campaign_id, item["id"])
    texts_of = writers_and_texts(connection, campaign_id, item["id"])
    texts = tuple(
        MarkedText(answer_id, *texts_of[answer_id], [mark.marks for mark in of_reply])
        for answer_id, of_reply in marks.items()
        if len(of_reply) >= MARKERS and answer_id in texts_of
    )
    return Material(prompt_of(item), texts, marks)
