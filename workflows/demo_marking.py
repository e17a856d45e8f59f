"""Simulated markers train on the samples and mark the sample campaign's replies, as real ones would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from data.engine import as_one
from data.mark_drafts import MarkDraft
from data.replies import reply_text
from scoring.marks import HIGHEST, LOWEST
from workflows import markers, marking_training, staff
from workflows.access import Actor, ScriptedActor
from workflows.clock import utc_now
from workflows.demo_reply import sample_behind
from workflows.marking_queue import queue_at
from workflows.marking_seat import trained_seat
from workflows.marking_store import checked, store
from workflows.transactions import writing

NOISE = 0.42
"""Standard deviation of a simulated view of a reply, in points."""
LEFT = 2
"""Replies to the first prompt that wait for a second mark, for whoever looks around."""


@dataclass(frozen=True)
class SimulatedMarker:
    """A fictional marker; nobody can sign in as them, for they never choose a password."""

    name: str
    email: str
    leaning: float
    """Points above the mark expected; below 0 = severe."""


MARKERS = (
    SimulatedMarker("Inès Keller", "marker1@example.com", 0.10),
    SimulatedMarker("Paul Traoré", "marker2@example.com", -0.15),
    SimulatedMarker("Rosa Lambert", "marker3@example.com", 0.0),
)
"""The third is asked only where the first two differ."""


def mark_replies(actor: Actor, campaign_id: str, items: Sequence[Mapping[str, Any]], seed: int) -> None:
    """Appoint three markers; two mark nearly everything, and the third what they differ on.

    Parameters
    ----------
    actor : Actor
        Manages accounts and campaigns; appointed too, so that they may try the desk.
    campaign_id : str
    items : sequence of frozen items
        The prompts; replies to them were made of their samples.
    seed : int
        Same seed, same replies: same marks.
    """
    if not items:
        return
    markers.appoint(actor, campaign_id, actor.account_id)
    with as_one():
        people = [_appointed(actor, campaign_id, marker) for marker in MARKERS]
        for item in items:
            for marker, person in zip(MARKERS, people, strict=True):
                _train(person, campaign_id, item)
                left = LEFT if item is items[0] and marker is not MARKERS[0] else 0
                _mark_all(person, campaign_id, item, marker, seed, left)


def _appointed(actor: Actor, campaign_id: str, marker: SimulatedMarker) -> Actor:
    link = staff.add_account(actor, name=marker.name, email=marker.email, role="marker", language="fr")
    markers.appoint(actor, campaign_id, link.account_id)
    return ScriptedActor(link.account_id, marker.name, marker.email, "marker", "fr")


def _mark_all(
    person: Actor, campaign_id: str, item: Mapping[str, Any], marker: SimulatedMarker, seed: int, left: int
) -> None:
    """Mark what waits, but for the replies that come last in the alphabet."""
    with writing(person) as connection:
        seat = trained_seat(connection, person, campaign_id, item["id"])
        waiting = queue_at(connection, seat, utc_now()).waiting
        texts = {answer_id: reply_text(connection, answer_id) for answer_id in waiting}
        # Sorted by text: the queue's order is drawn anew in every installation.
        for answer_id in sorted(waiting, key=texts.__getitem__)[: max(0, len(waiting) - left)]:
            expected = sample_behind(dict(item), texts[answer_id])["marks"]
            rng = Random(f"{seed}|{marker.email}|{item['id']}|{texts[answer_id]}")
            given = MarkDraft({name: _seen(mark, marker, rng) for name, mark in expected.items()}, "")
            problem = store(
                connection,
                seat,
                answer_id,
                checked(seat, given, is_complete=True),
                rubric_sha256=seat.prompt.rubric_sha256,
                now=utc_now(),
            )
            if problem is not None:
                raise problem


def _train(actor: Actor, campaign_id: str, item: Mapping[str, Any]) -> None:
    """Mark the samples as they were written."""
    here = marking_training.training(actor, campaign_id, item["id"])
    for sample in item["samples"]:
        marking_training.submit_sample(
            actor,
            campaign_id,
            item["id"],
            attempt=here.attempt,
            sample_id=sample["id"],
            marks=sample["marks"],
            rubric_sha256=here.prompt.rubric_sha256,
        )


def _seen(expected: int, marker: SimulatedMarker, rng: Random) -> int:
    return min(HIGHEST, max(LOWEST, round(expected + marker.leaning + rng.gauss(0, NOISE))))
