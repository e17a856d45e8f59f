"""A marker's assignment to one prompt: their seat, their training, and the queue of replies."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from data.campaigns.campaigns import Campaign, campaign_by_id
from data.campaigns.forms import Form, form_body
from data.common.tokens import secret_of
from data.marking import markers
from data.marking.markers import Lock, TrainingMark, locks, training_marks
from data.marking.marks import Mark, marks_of_prompt, replies_to_mark
from domain import OPEN_STATES
from errors import MarkingError
from scoring.agreement.kappa import kappa_of_two
from scoring.agreement.ratings_table import Estimate
from scoring.formats.formats import FORMATS
from scoring.formats.marks import HIGHEST, LOWEST, MARKERS, Marks, needs_third
from workflows.common.access import Actor, require_permission
from workflows.common.stored_settings import read_settings
from workflows.sitting.state import GRACE

SECRET = "marking"
"""Name of the secret that codes are made with."""

Given = Mapping[str, Marks]
"""Sample id -> what the marker gave."""

Translated = Mapping[str, str]
"""English and French."""


@dataclass(frozen=True)
class Dimension:
    """One thing that is marked from 0 to 4."""

    id: str
    name: Translated
    anchors: tuple[Translated, ...]
    """What a reply of mark 0, 1, 2, 3 and 4 is like."""
    needs: Translated
    """What a 4 takes in this prompt."""
    weight: float


@dataclass(frozen=True)
class Prompt:
    """A written task, and the dimensions its replies are marked on."""

    item_id: str
    title: Translated
    stem: tuple[Mapping[str, Any], ...]
    kind: str
    max_words: int
    rubric_sha256: str
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True)
class Seat:
    """A marker in front of one prompt of one campaign."""

    actor: Actor
    campaign: Campaign
    form: Form
    item: Mapping[str, Any]
    prompt: Prompt
    is_trained: bool
    secret: bytes

    @property
    def dimensions(self) -> list[str]:
        """Return the ids of what is marked."""
        return [dimension.id for dimension in self.prompt.dimensions]

    @property
    def required(self) -> float:
        """Return the agreement with the samples from which a marker is trained."""
        return required_agreement(self.campaign)

    def code(self, answer_id: str) -> str:
        """Return the code under which this marker sees a reply."""
        return reply_code(self.secret, answer_id, self.actor.account_id)


@dataclass(frozen=True)
class Queue:
    """The replies that ask for marks of one marker, at one moment."""

    waiting: tuple[str, ...]
    """Answer ids, in the order in which they come; those in other hands are not here."""
    in_hand: tuple[str, ...]
    """Those of them that this marker holds already."""
    held: dict[str, Lock]


@dataclass(frozen=True)
class Miss:
    """A mark of a sample that is not the one it was written for."""

    sample_id: str
    text: str
    dimension: str
    given: int
    expected: int
    why: Mapping[str, str]


@dataclass(frozen=True)
class TrainingResult:
    """A finished attempt."""

    kappa: Estimate
    """Over every dimension of every sample together."""
    is_passed: bool
    n_exact: int
    n: int
    """Marks compared: samples times dimensions."""
    misses: tuple[Miss, ...]
    """The furthest first."""


def marked_campaign(connection: Connection, actor: Actor, campaign_id: str) -> tuple[Campaign, bytes]:
    """Return a campaign this person marks, with the secret of its codes.

    Raises
    ------
    AccessError
        When the role does not mark.
    MarkingError
        ``not_appointed``: here, or there is no such campaign, or it is not open to marking. Which of them is
        not told: who does not mark a campaign learns nothing of it.
    """
    require_permission(actor, "mark")
    campaign = campaign_by_id(connection, campaign_id)
    secret = secret_of(connection, SECRET)
    is_here = markers.is_appointed(connection, campaign_id, actor.account_id)
    if campaign is None or campaign.state not in OPEN_STATES or secret is None or not is_here:
        raise MarkingError("You are not appointed to mark this campaign.", "not_appointed")
    return campaign, secret


def seat_at(connection: Connection, actor: Actor, campaign_id: str, item_id: str) -> Seat:
    """Return a marker's seat, trained or not yet.

    Raises
    ------
    AccessError, MarkingError
        As marked_campaign; ``no_such_prompt``.
    """
    campaign, secret = marked_campaign(connection, actor, campaign_id)
    form = form_of(connection, campaign)
    item = next((marked_item for marked_item in marked_items_of(form) if marked_item["id"] == item_id), None)
    if item is None:
        raise MarkingError("This campaign has no such prompt.", "no_such_prompt")
    prompt = prompt_of(item)
    rows = training_marks(connection, [actor.account_id], [prompt.rubric_sha256])
    is_trained = has_passed(item["samples"], attempts(rows), required_agreement(campaign))
    return Seat(actor, campaign, form, item, prompt, is_trained, secret)


def trained_seat(connection: Connection, actor: Actor, campaign_id: str, item_id: str) -> Seat:
    """Return the seat of a marker who may mark; MarkingError ``not_trained`` otherwise."""
    seat = seat_at(connection, actor, campaign_id, item_id)
    if not seat.is_trained:
        raise MarkingError("Mark this prompt's samples first.", "not_trained")
    return seat


def form_of(connection: Connection, campaign: Campaign) -> Form:
    """Return the form of a campaign that was published."""
    if campaign.form_id is None:
        raise MarkingError("This campaign has no form yet.", "not_appointed")
    return form_body(connection, campaign.form_id)


def marked_items_of(form: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Return the items of a form whose answers people mark, in its order."""
    return tuple(item for item in form["items"] if FORMATS[item["format"]].is_marked)


def prompt_of(item: Mapping[str, Any]) -> Prompt:
    """Return what a marker may see of a frozen item; its samples are for training and not among it."""
    return Prompt(
        item_id=item["id"],
        title=item["title"],
        stem=tuple(item["stem"]),
        kind=item["kind"],
        max_words=item["max_words"],
        rubric_sha256=item["rubric"]["sha256"],
        dimensions=tuple(_dimension(dimension, item["key"]) for dimension in item["rubric"]["dimensions"]),
    )


def _dimension(dimension: Mapping[str, Any], weights: Mapping[str, float]) -> Dimension:
    anchors = tuple(dimension["anchors"])
    return Dimension(
        dimension["id"], dimension["name"], anchors, dimension["needs"], weights[dimension["id"]]
    )


def reply_code(secret: bytes, answer_id: str, account_id: str) -> str:
    """Return eight letters and digits that say nothing of a reply, other ones for each marker."""
    digest = hmac.digest(secret, f"{answer_id}|{account_id}".encode(), "sha256")
    return base64.b32encode(digest).decode()[:8]


def required_agreement(campaign: Campaign) -> float:
    """Return the agreement with the samples from which a campaign's markers are trained."""
    return read_settings(campaign.settings).marker_agreement


def queue_at(connection: Connection, seat: Seat, now: dt.datetime) -> Queue:
    """Return a marker's queue: those with most marks first, so that what was begun is done; then by code."""
    campaign_id, item_id, me = seat.campaign.id, seat.prompt.item_id, seat.actor.account_id
    marks = marks_of_prompt(connection, campaign_id, item_id)
    in_hands = locks(connection, now)
    waiting = [
        answer_id
        for answer_id in replies_to_mark(connection, campaign_id, item_id, now - GRACE)
        if asks_for_mark(of_reply := marks.get(answer_id, ()))
        and all(mark.account_id != me for mark in of_reply)
        and (answer_id not in in_hands or in_hands[answer_id].account_id == me)
    ]
    waiting.sort(key=lambda answer_id: (-len(marks.get(answer_id, ())), seat.code(answer_id)))
    return Queue(tuple(waiting), tuple(answer_id for answer_id in waiting if answer_id in in_hands), in_hands)


def asks_for_mark(marks: Sequence[Mark]) -> bool:
    """Tell whether a reply asks for one more mark: two do, and a third where these are far apart."""
    return len(marks) < MARKERS or needs_third([mark.marks for mark in marks])


def find(connection: Connection, seat: Seat, code: str, now: dt.datetime) -> str:
    """Return the answer behind a marker's code; replies in hand are looked at first.

    Raises
    ------
    MarkingError
        ``reply_gone``: nothing to mark in this prompt has this code for this marker.
    """
    me, campaign_id, item_id = seat.actor.account_id, seat.campaign.id, seat.prompt.item_id
    mine = [answer_id for answer_id, hold in locks(connection, now).items() if hold.account_id == me]
    for among in (mine, None):
        for answer_id in replies_to_mark(connection, campaign_id, item_id, now - GRACE, among=among):
            if seat.code(answer_id) == code:
                return answer_id
    raise MarkingError("This reply is not there to be marked.", "reply_gone")


def attempts(rows: Iterable[TrainingMark]) -> dict[int, dict[str, Marks]]:
    """Return attempt -> sample id -> marks, of one marker and one rubric."""
    by_attempt: dict[int, dict[str, Marks]] = {}
    for row in rows:
        by_attempt.setdefault(row.attempt, {})[row.sample_id] = row.marks
    return by_attempt


def is_finished(samples: Sequence[Mapping[str, Any]], marks: Given) -> bool:
    """Tell whether every sample was marked; without samples nothing ever is."""
    return bool(samples) and all(sample["id"] in marks for sample in samples)


def has_passed(
    samples: Sequence[Mapping[str, Any]], by_attempt: Mapping[int, Given], required: float
) -> bool:
    """Tell whether any finished attempt reached the agreement required."""
    return any(
        is_finished(samples, attempt) and result_of(samples, attempt, required).is_passed
        for attempt in by_attempt.values()
    )


def result_of(samples: Sequence[Mapping[str, Any]], given: Given, required: float) -> TrainingResult:
    """Compare a finished attempt with the samples' own marks.

    Parameters
    ----------
    samples : sequence of samples
        As the frozen form has them.
    given : mapping of sample id to marks
        All samples, all dimensions.
    required : float
        Quadratic weighted kappa from which the attempt is passed. Undefined passes nothing.
    """
    pairs = [
        (sample, dimension, given[sample["id"]][dimension], expected)
        for sample in samples
        for dimension, expected in sample["marks"].items()
    ]
    kappa = kappa_of_two(
        [mark for _, _, mark, _ in pairs],
        [expected for *_, expected in pairs],
        range(LOWEST, HIGHEST + 1),
    )
    missed = sorted((pair for pair in pairs if pair[2] != pair[3]), key=lambda pair: -abs(pair[2] - pair[3]))
    misses = tuple(
        Miss(sample["id"], sample["text"], dimension, mark, expected, sample["why"].get(dimension, {}))
        for sample, dimension, mark, expected in missed
    )
    return TrainingResult(kappa, kappa.value >= required - 1e-9, len(pairs) - len(misses), len(pairs), misses)
