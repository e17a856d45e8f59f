"""Training of markers: they mark a prompt's samples first, and read why marks differ."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from data.marking.markers import TrainingMark, add_training_mark, training_marks
from errors import MarkingError
from scoring.formats.marks import check_marks
from scoring.formats.words import count_words
from workflows.audit.log import log_action
from workflows.common.access import Actor
from workflows.common.clock import utc_now
from workflows.common.transactions import reading, writing
from workflows.marking.assignment import (
    Given,
    Prompt,
    Seat,
    TrainingResult,
    attempts,
    is_finished,
    result_of,
    seat_at,
)


@dataclass(frozen=True)
class TrainingSample:
    """A sample to mark; its own marks come with the result."""

    id: str
    language: str
    text: str
    n_words: int


@dataclass(frozen=True)
class Training:
    """A marker's progress in the training for one prompt."""

    prompt: Prompt
    company: Mapping[str, Any]
    """Whose page it is, as candidates saw it."""
    card: tuple[Mapping[str, Any], ...]
    campaign_title: str
    attempt: int
    """From 1 on."""
    n_samples: int
    n_done: int
    sample: TrainingSample | None
    """None: the attempt is finished, or the prompt has no samples."""
    result: TrainingResult | None
    """Of this attempt, once it is finished."""
    last: TrainingResult | None
    """Of the attempt before."""
    required: float
    is_trained: bool
    """Whether any attempt was passed."""


def training(actor: Actor, campaign_id: str, item_id: str) -> Training:
    """Return the attempt under way, or the last one finished with its result.

    Raises
    ------
    AccessError, MarkingError
        ``not_appointed``, ``no_such_prompt``.
    """
    with reading(actor) as connection:
        seat = seat_at(connection, actor, campaign_id, item_id)
        tried = _attempts(connection, seat)
    return _training(seat, tried, max(tried, default=1))


def start_again(actor: Actor, campaign_id: str, item_id: str) -> Training:
    """Return the first sample of another attempt; it exists from its first marks on, the others are kept."""
    with reading(actor) as connection:
        seat = seat_at(connection, actor, campaign_id, item_id)
        tried = _attempts(connection, seat)
    return _training(seat, tried, _open_attempt(seat, tried))


def submit_sample(
    actor: Actor,
    campaign_id: str,
    item_id: str,
    *,
    attempt: int,
    sample_id: str,
    marks: Mapping[str, int],
    rubric_sha256: str,
) -> Training:
    """Store the marks of one sample; what was given to it before in this attempt stays.

    Raises
    ------
    AccessError, AnswerError, MarkingError
        ``rubric_changed``; ``reply_gone``: no such sample, or the attempt is not the one under way.
    """
    now = utc_now()
    with writing(actor) as connection:
        seat = seat_at(connection, actor, campaign_id, item_id)
        tried = _attempts(connection, seat)
        known = [sample["id"] for sample in seat.item["samples"]]
        if sample_id not in known or attempt not in (*tried, _open_attempt(seat, tried)):
            raise MarkingError("There is no such sample to mark now.", "reply_gone")
        if rubric_sha256 != seat.prompt.rubric_sha256:
            raise MarkingError("The rubric is not the one these marks were given by.", "rubric_changed")
        check_marks(marks, seat.dimensions)
        mark = TrainingMark(actor.account_id, rubric_sha256, attempt, sample_id, marks)
        is_new = add_training_mark(connection, mark, item_id=item_id, now=now)
        tried = _attempts(connection, seat)
        state = _training(seat, tried, attempt)
        if is_new and state.result is not None:
            log_action(
                connection,
                actor,
                "finish_marker_training",
                actor.account_id,
                now,
                campaign_id=campaign_id,
                item=item_id,
                attempt=attempt,
                passed=state.result.is_passed,
                rubric_sha256=rubric_sha256,
            )
    return state


def _attempts(connection: Connection, seat: Seat) -> dict[int, dict[str, Mapping[str, int]]]:
    return attempts(training_marks(connection, [seat.actor.account_id], [seat.prompt.rubric_sha256]))


def _open_attempt(seat: Seat, tried: Mapping[int, Given]) -> int:
    """Return the number of the attempt under way, or of the next one."""
    last = max(tried, default=0)
    return last if last and not is_finished(seat.item["samples"], tried[last]) else last + 1


def _training(seat: Seat, tried: Mapping[int, Given], attempt: int) -> Training:
    samples, given = seat.item["samples"], tried.get(attempt, {})
    left = [sample for sample in samples if sample["id"] not in given]
    result = _result(seat, tried, attempt)
    return Training(
        prompt=seat.prompt,
        company=seat.form["company"],
        card=tuple(seat.form["card"]),
        campaign_title=seat.campaign.title,
        attempt=attempt,
        n_samples=len(samples),
        n_done=len(samples) - len(left),
        sample=_next_sample(seat, left, attempt) if left else None,
        result=result,
        last=_result(seat, tried, attempt - 1),
        required=seat.required,
        is_trained=seat.is_trained or (result is not None and result.is_passed),
    )


def _result(seat: Seat, tried: Mapping[int, Given], attempt: int) -> TrainingResult | None:
    samples, given = seat.item["samples"], tried.get(attempt, {})
    return result_of(samples, given, seat.required) if is_finished(samples, given) else None


def _next_sample(seat: Seat, left: list[Mapping[str, Any]], attempt: int) -> TrainingSample:
    """Return the next sample in an order of this marker's and this attempt's own."""

    def place(sample: Mapping[str, Any]) -> str:
        return hashlib.sha256(f"{seat.actor.account_id}|{attempt}|{sample['id']}".encode()).hexdigest()

    sample = min(left, key=place)
    return TrainingSample(sample["id"], sample["language"], sample["text"], count_words(sample["text"]))
