"""Simulated interviewers and markers of the sample campaign, who work as real ones do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from data.common.engine import as_one
from data.marking.marks import MarkDraft, reply_text
from scoring.formats import marks
from scoring.formats.words import count_words
from scoring.interview import interview
from workflows.accounts import staff
from workflows.common.access import Actor, ScriptedActor
from workflows.common.clock import utc_now
from workflows.common.transactions import writing
from workflows.comparison.standings import comparison
from workflows.interviews import planning, room
from workflows.interviews.guide import FrozenGuide
from workflows.interviews.panel import SeatPlan
from workflows.interviews.sheets import Recommendation
from workflows.marking import markers, training
from workflows.marking.assignment import queue_at, trained_seat
from workflows.marking.mark_store import checked, store

Level = str
"""low (ratings 1 and 2), middle (3) or high (4 and 5)."""

N_INTERVIEWED = 12
"""Of those ranked first before the interview."""
A_DAY = 4
"""Interviews on each of the days before today; the one that is left is tomorrow."""
PLACE = "Salle Loire, 2e étage"
MINUTES = 60
LINK = 0.6
"""Rating points by which somebody with one standard deviation more skill is rated higher."""
NOISE = 0.7
"""Standard deviation of one rating around what was expected, in points."""
NOT_OBSERVED = 0.03

MARKING_NOISE = 0.42
"""Standard deviation of a simulated view of a reply, in points."""
LEFT = 2
"""Replies to the first prompt that wait for a second mark, for whoever looks around."""


@dataclass(frozen=True)
class SimulatedInterviewer:
    """A fictional interviewer; nobody can sign in as them, for they never choose a password."""

    name: str
    email: str
    language: str
    leaning: float
    """Points above the rating expected; below 0 = severe."""


INTERVIEWERS = (
    SimulatedInterviewer("Hugo Lambert", "interviewer1@example.com", "fr", 0.35),
    SimulatedInterviewer("Aya Costa", "interviewer2@example.com", "fr", 0.0),
    SimulatedInterviewer("Tariq Simon", "interviewer3@example.com", "en", -0.5),
)


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

EVIDENCE: Mapping[str, Mapping[Level, tuple[str, ...]]] = {
    "fr": {
        "low": (
            "A répondu tout de suite en public, sans demander ce qui s'était passé.",
            "Renvoie la faute au client : « il n'avait qu'à lire les conditions ».",
            "Reste général malgré deux relances ; aucun exemple daté.",
            "A supprimé le commentaire et n'en a parlé à personne.",
        ),
        "middle": (
            "S'est excusée puis a transmis à l'atelier, sans rappeler la personne ensuite.",
            "Reconnaît la colère du client ; la suite du dossier reste floue.",
            "A demandé l'avis d'un collègue avant de publier, mais après avoir promis un délai.",
            "Exemple clair ; n'a pas vérifié si la réponse avait été comprise.",
        ),
        "high": (
            "A rappelé la cliente le soir même, puis écrit en public ce qui était convenu, avec son accord.",
            "Reformule ce que vivait l'autre avant de parler de solution ; cite ses mots.",
            "A prévenu l'atelier et la direction dans l'heure, avec les messages à l'appui.",
            "Raconte aussi ce qui a raté et ce qui a changé depuis dans sa façon de faire.",
        ),
    },
    "en": {
        "low": (
            "Answered in public at once, without asking what had happened.",
            "Puts it on the customer: \"they should have read the terms\".",
            "Stays general after two probes; no example with a date.",
            "Took the comment down and told nobody.",
        ),
        "middle": (
            "Apologised and passed it on to the workshop, but never called the person back.",
            "Sees that the customer was angry; what came of it stays unclear.",
            "Asked a colleague before posting, though after promising a date.",
            "A clear example; did not check whether the answer was understood.",
        ),
        "high": (
            "Called the customer that evening, then wrote in public what both had agreed on.",
            "Says back what the other person was going through before any solution; quotes them.",
            "Told the workshop and the manager within the hour, with the messages attached.",
            "Also tells what went wrong and what they have done otherwise since.",
        ),
    },
}  # fmt: skip

REASONS: Mapping[str, Mapping[Level, str]] = {
    "fr": {
        "low": "Peu d'exemples vécus, et des réponses qui mettent l'autre à distance.",
        "middle": "De bonnes intuitions avec les gens ; le suivi reste à travailler.",
        "high": "Part de la personne en face, tient ses engagements et sait qui prévenir.",
    },
    "en": {
        "low": "Few examples of their own, and answers that keep people at a distance.",
        "middle": "Good instincts with people; following through needs work.",
        "high": "Starts from the person in front, keeps promises and knows whom to tell.",
    },
}

_OPENINGS = {"en": ("", "Hello, ", "Good morning, "), "fr": ("", "Bonjour, ", "Bonjour à vous, ")}
_CLOSINGS = {
    "en": ("", " Thank you.", " Have a good day.", " All the best."),
    "fr": ("", " Merci à vous.", " Bonne journée.", " À bientôt."),
}
_GREETED = ("hello", "good morning", "bonjour")


def hold_interviews(
    actor: Actor, campaign_id: str, guide: FrozenGuide, skill: Mapping[str, float], seed: int
) -> None:
    """Interview those ranked first, two interviewers each, and leave one interview to whoever looks around.

    Parameters
    ----------
    actor : Actor
        Manages accounts and campaigns; sits on the panel of the interview that is left.
    campaign_id : str
    guide : FrozenGuide
    skill : mapping of candidate id to skill with people, about -2 to 2
    seed : int
        Same seed, same people: same ratings.
    """
    ranked = comparison(actor, campaign_id, stage="before_interview").ranked
    by_rank = sorted(
        ranked,
        key=lambda candidate: (candidate.place.expected_rank if candidate.place else 0, candidate.pseudonym),
    )
    now = utc_now()
    with as_one():
        people = [_account(actor, interviewer) for interviewer in INTERVIEWERS]
        for at, candidate in enumerate(by_rank[: N_INTERVIEWED + 1]):
            is_left = at == N_INTERVIEWED
            first, second = at % len(people), (at + 1) % len(people)
            panel = [people[first], actor if is_left else people[second]]
            day = 1 if is_left else at // A_DAY - N_INTERVIEWED // A_DAY
            held_at = (now + dt.timedelta(days=day)).replace(
                hour=8 + 2 * (at % A_DAY), minute=0, second=0, microsecond=0
            )
            interview_id = planning.plan(
                actor, campaign_id, candidate.candidate_id,
                starts_at=held_at, minutes=MINUTES, place=PLACE, panel=_seats(panel, guide),
            )  # fmt: skip
            present = (first,) if is_left else (first, second)
            for number in present:
                rng = Random(f"{seed}|{INTERVIEWERS[number].email}|{candidate.pseudonym}")
                body = _sheet(guide, skill[candidate.candidate_id], INTERVIEWERS[number], rng)
                room.save_sheet(people[number], interview_id, revision=1, body=body)
                room.submit_sheet(people[number], interview_id, body=body)


def _account(actor: Actor, interviewer: SimulatedInterviewer) -> Actor:
    link = staff.add_account(
        actor,
        name=interviewer.name,
        email=interviewer.email,
        role="interviewer",
        language=interviewer.language,
    )
    return ScriptedActor(
        link.account_id, interviewer.name, interviewer.email, "interviewer", interviewer.language
    )


def _seats(panel: Sequence[Actor], guide: FrozenGuide) -> list[SeatPlan]:
    """Share the competencies of the guide out, in the order asked."""
    codes = list(dict.fromkeys(code for question in guide.questions for code in question.loadings))
    return [SeatPlan(person.account_id, tuple(codes[at :: len(panel)])) for at, person in enumerate(panel)]


def _sheet(
    guide: FrozenGuide, skill: float, interviewer: SimulatedInterviewer, rng: Random
) -> dict[str, Any]:
    """Return a whole sheet."""
    ratings = {question.id: _rating(skill, interviewer, rng) for question in guide.questions}
    observed = [rating for rating in ratings.values() if rating is not None]
    mean = sum(observed) / len(observed) if observed else (interview.LOWEST + interview.HIGHEST) / 2
    return {
        "answers": {
            question.id: {
                "rating": (rating := ratings[question.id]),
                "not_observed": rating is None,
                "evidence": "" if rating is None else evidence_of(rating, interviewer.language, rng),
                "probes": [place for place in range(len(question.probes)) if rng.random() < 0.5],
            }
            for question in guide.questions
        },
        "recommendation": _recommendation(mean),
        "reason": REASONS[interviewer.language][level_of(mean)],
    }


def _rating(skill: float, interviewer: SimulatedInterviewer, rng: Random) -> int | None:
    view = 3 + LINK * skill + interviewer.leaning + rng.gauss(0, NOISE)
    return None if rng.random() < NOT_OBSERVED else min(interview.HIGHEST, max(interview.LOWEST, round(view)))


def _recommendation(mean: float) -> Recommendation:
    return "strong_no" if mean < 2 else "no" if mean < 2.9 else "yes" if mean < 3.9 else "strong_yes"


def level_of(rating: float) -> Level:
    """Return how good a rating, or a mean of ratings, is."""
    return "low" if rating < 2.5 else "middle" if rating < 3.5 else "high"


def evidence_of(rating: int, language: str, rng: Random) -> str:
    """Return a note that goes with a rating."""
    return rng.choice(EVIDENCE[language][level_of(rating)])


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


def _train(actor: Actor, campaign_id: str, item: Mapping[str, Any]) -> None:
    """Mark the samples as they were written."""
    state = training.training(actor, campaign_id, item["id"])
    for sample in item["samples"]:
        training.submit_sample(
            actor,
            campaign_id,
            item["id"],
            attempt=state.attempt,
            sample_id=sample["id"],
            marks=sample["marks"],
            rubric_sha256=state.prompt.rubric_sha256,
        )


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
            draft = MarkDraft(
                {name: _simulated_mark(mark, marker, rng) for name, mark in expected.items()}, ""
            )
            problem = store(
                connection,
                seat,
                answer_id,
                checked(seat, draft, is_complete=True),
                rubric_sha256=seat.prompt.rubric_sha256,
                now=utc_now(),
            )
            if problem is not None:
                raise problem


def _simulated_mark(expected: int, marker: SimulatedMarker, rng: Random) -> int:
    mark = round(expected + marker.leaning + rng.gauss(0, MARKING_NOISE))
    return min(marks.HIGHEST, max(marks.LOWEST, mark))


def in_own_words(item: dict[str, Any], text: str, rng: Random) -> str:
    """Return a sample's text with a greeting or a farewell around it, where the word limit leaves room."""
    sample = next(sample for sample in item["samples"] if sample["text"] == text)
    opening = rng.choice(_OPENINGS[sample["language"]])
    closing = rng.choice(_CLOSINGS[sample["language"]])
    if text.lower().startswith(_GREETED):
        opening = ""
    reply = f"{opening}{text}{closing}"
    return reply if count_words(reply) <= item["max_words"] else text


def sample_behind(item: dict[str, Any], written: str) -> dict[str, Any]:
    """Return the sample a simulated reply was made of, with its marks.

    Raises
    ------
    LookupError
        When a person wrote it.
    """
    for sample in item["samples"]:
        if sample["text"] in written:
            return sample
    raise LookupError(f"{item['id']}: no sample is in this reply")
