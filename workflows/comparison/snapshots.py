"""Snapshots of what was known at a decision: plain data to be hashed, stored and worked out again.

Numbers are rounded to 9 decimals, keys sorted, and no name is in it: pseudonyms and ids only. What is said of
each person is kept apart from the rest (``data/comparison/snapshots.py``), which names it by a digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from assessments.form.digest import canonical_json, sha256_of
from data.comparison.results import Person
from data.comparison.snapshots import Snapshot
from scoring.interview.facets_design import Refusal
from scoring.scores.bounds import DECIMALS
from workflows.comparison.comparison import CandidateResult, Comparison, Measured, RankEstimate
from workflows.comparison.pool import PersonMarks, PoolMarks, ScoredPool, Sheets

VERSION = 2
"""Of the layout below; a body of another version is not compared."""
REPLACES = "replaces"
"""Key in a stored text: the SHA-256 it had in an earlier release, which kept everybody in the text itself."""

Body = dict[str, Any]


class LastRows(NamedTuple):
    """The number of append-only rows of a kind, and the last id: together they bound them for ever."""

    n: int = 0
    last_id: str | None = None


NO_ROWS = LastRows()


def snapshot_body(
    comparison: Comparison, scored: ScoredPool, *, marks: LastRows, ratings: LastRows = NO_ROWS
) -> Body:
    """Return everything that the comparison rests on and says, without a name.

    Parameters
    ----------
    comparison : Comparison
        What was on screen.
    scored : ScoredPool
        What it was worked out from.
    marks, ratings : LastRows
        Those of the campaign that were counted.
    """
    return {
        "version": VERSION,
        "campaign": comparison.campaign_id,
        "form_sha256": comparison.form_sha256,
        "scoring_version": comparison.scoring_version,
        "stage": comparison.stage,
        "places": comparison.places,
        "weighting": comparison.weighting,
        "weights": {kind: _all_rounded(weights) for kind, weights in comparison.weights._asdict().items()},
        "counts": rating_counts(scored),
        "marks": marks._asdict(),
        "ratings": ratings._asdict(),
        "sem_basis": comparison.sem_basis,
        "n_error": dict(comparison.n_error),
        "share": {name: _rounded(value) for name, value in comparison.share._asdict().items()},
        "people": _people(comparison, scored),
    }


def body_sha256(text: str) -> str:
    """Return the SHA-256 of a body as it is stored: the digest of the text itself."""
    return hashlib.sha256(text.encode()).hexdigest()


def body_text(body: Body) -> str:
    """Return the text that is stored and hashed: the same for equal bodies."""
    return canonical_json(body)


def entry_texts(body: Body) -> dict[str, str]:
    """Return candidate id -> the text of what is said of them, as it is kept."""
    return {candidate_id: canonical_json(entry) for candidate_id, entry in body["people"].items()}


def stored_text(body: Body, digests: Mapping[str, str]) -> str:
    """Return the text that is kept and hashed: each person's digest in the place of what is said of them."""
    return body_text({**body, "people": dict(digests)})


def whole_body(snapshot: Snapshot) -> Body:
    """Return a stored snapshot with what it says of each person; None of those who have no entry any more.

    Raises
    ------
    ValueError
        A text that is not JSON.
    """
    body = json.loads(snapshot.body)
    people = {
        person: json.loads(snapshot.people[person].body) if person in snapshot.people else None
        for person in body["people"]
    }
    return {**body, "people": people}


def as_laid_out_now(body: Body) -> Body:
    """Return a stored body as it would be written now.

    The first ones did not say at which stage people were compared, and gave somebody who could be compared
    with nobody a place: the first of one.
    """
    people = body["people"]
    ranked = [
        candidate_id
        for candidate_id, person in people.items()
        if person is not None and person["group"] == "ranked"
    ]
    if len(ranked) == 1:
        (alone,) = ranked
        people = {**people, alone: {**people[alone], "group": "unranked", "place": None}}
    laid_out = {**body, "stage": body.get("stage", "all"), "people": people}
    laid_out.pop(REPLACES, None)
    return laid_out


def rating_counts(scored: ScoredPool) -> str | None:
    """Say which interview ratings count: raw, adjusted or refused (raw after all); None without interview."""
    if scored.guide is None:
        return None
    if scored.adjusted is None:
        return "raw"
    return "refused" if isinstance(scored.adjusted, Refusal) else "adjusted"


def person_facts(
    finished: Sequence[Person],
    answers: Sequence[Mapping[str, Any]],
    marks: PoolMarks,
    ratings: Mapping[str, Sheets],
) -> dict[str, Body]:
    """Return candidate id -> what the scores rest on: rows, the last one, and digests of what counts.

    Parameters
    ----------
    finished, answers : sequences of length n
        People, and what each answered: item id -> newest answer.
    marks, ratings : mappings of candidate id
        Whoever is absent has none.
    """
    return {
        person.candidate_id: _facts(
            person, own_answers, marks.get(person.candidate_id, {}), ratings.get(person.candidate_id, {})
        )
        for person, own_answers in zip(finished, answers, strict=True)
    }


def _facts(person: Person, answers: Mapping[str, Any], marks: PersonMarks, ratings: Sheets) -> Body:
    facts: Body = {
        "sitting": person.sitting_id,
        "n_answers": person.n_revisions,
        "last_answer": person.last_answer_id,
        "answers_sha256": sha256_of(answers),
    }
    for name, sha256 in (("marks_sha256", marks_sha256(marks)), ("ratings_sha256", ratings_sha256(ratings))):
        if sha256 is not None:
            facts[name] = sha256
    return facts


def marks_sha256(marks: PersonMarks) -> str | None:
    """Return the digest of one person's marks that is kept; None where there are none."""
    return sha256_of({item: list(markings) for item, markings in marks.items()}) if marks else None


def ratings_sha256(ratings: Sheets) -> str | None:
    """Return the digest of one person's sheets that is kept; None where there are none."""
    return sha256_of({account: dict(sheet) for account, sheet in ratings.items()}) if ratings else None


def _people(comparison: Comparison, scored: ScoredPool) -> Body:
    """Return candidate id -> what they gave, their scores and their place."""
    groups = {"ranked": comparison.ranked, "pending": comparison.pending, "unranked": comparison.unranked}
    grouped = {person.candidate_id: (group, person) for group, people in groups.items() for person in people}
    facts = person_facts(scored.finished, scored.answers, scored.marks, scored.interviews)
    return {fact: {"facts": facts[fact], **_person(*grouped[fact])} for fact in facts}


def _person(group: str, candidate: CandidateResult) -> Body:
    return {
        "pseudonym": candidate.pseudonym,
        "group": group,
        "n_answered": candidate.n_answered,
        "composite": _measured(candidate.composite),
        "families": {name: _measured(measured) for name, measured in candidate.families.items()},
        "competencies": {code: _measured(measured) for code, measured in candidate.competencies.items()},
        "flags": list(candidate.flags),
        "place": None if candidate.place is None else _place(candidate.place),
    }


def _measured(measured: Measured) -> Body:
    return {"score": _rounded(measured.score), "sem": _rounded(measured.sem)}


def _place(place: RankEstimate) -> Body:
    known = place.known
    stated = place._asdict() | {
        "posterior_mean": float(known.expected()[0]),
        "posterior_sd": float(known.sd()[0]),
    }
    return {name: _rounded(value) for name, value in stated.items() if name != "known"}


def _all_rounded(numbers: Mapping[Any, float]) -> Body:
    return {str(name): _rounded(value) for name, value in numbers.items()}


def _rounded(value: Any) -> Any:
    # Adding 0.0 turns -0.0 into 0.0: equal numbers must have equal digests.
    return round(value, DECIMALS) + 0.0 if isinstance(value, float) else value
