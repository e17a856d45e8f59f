"""Verification of snapshots: worked out again from the answers, marks and ratings of their time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeVar

from assessments.form.form import SCORING_VERSION
from data.campaigns.campaigns import Campaign
from data.campaigns.forms import Form, Weighting
from data.comparison.as_of import AnswerRow, MarkRow, RatingRow, Rows
from data.comparison.results import Person
from data.comparison.snapshots import Snapshot
from data.interviews.sheets import Ratings
from errors import EntregentError
from scoring.scores.flags import Flag
from workflows.audit.differences import At, Difference, first_difference
from workflows.comparison.pool import Responses, Sheets, counted_interviews, scored_pool
from workflows.comparison.results import PoolNow, responses_of, scheme_of
from workflows.comparison.snapshots import (
    VERSION,
    Body,
    LastRows,
    as_laid_out_now,
    body_sha256,
    marks_sha256,
    person_facts,
    ratings_sha256,
    snapshot_body,
    whole_body,
)
from workflows.comparison.standings import compare_pool

Row = TypeVar("Row", MarkRow, RatingRow)
Facts = TypeVar("Facts", bound=Mapping[str, Any])

FACTS = {
    "sitting": "sitting",
    "n_answers": "number of answers",
    "last_answer": "last answer",
    "answers_sha256": "answers",
    "marks_sha256": "marks",
    "ratings_sha256": "ratings",
}
"""What somebody's scores rest on, in words."""


class Source(NamedTuple):
    """The rows that the snapshots of one campaign are worked out from, as they are in the database now."""

    campaign: Campaign
    form: Form | None
    """None: it cannot be read."""
    weightings: Mapping[int, Weighting]
    rows: Rows


class Checked(NamedTuple):
    """The result of checking one snapshot."""

    difference: Difference | None
    """The first one."""
    n_missing: int
    """People in it who have withdrawn or been erased since."""
    stage: str | None
    """At which people were compared in it; None: it cannot be read."""
    is_older: bool = False
    """Scored by an earlier version of the rules: its numbers were not worked out again."""


def check_snapshot(snapshot: Snapshot, source: Source) -> Checked:
    """Compare one snapshot with its SHA-256 and with what its rows give again; name the first difference.

    Somebody who has withdrawn or been erased is left out, and so is then what rests on everybody: errors,
    places, chances and shares. Facts and scores of the others are compared all the same. Of a snapshot scored
    by earlier rules facts alone are compared: other rules give other numbers.
    """
    body, difference = _read(snapshot)
    if body is None:
        return Checked(difference, 0, None)
    missing = len(body["people"]) - len(_present(body, source))
    try:
        at = _compare(body, source, is_whole=not missing)
    except (EntregentError, KeyError, TypeError, ValueError, AttributeError) as problem:
        # Whatever was done to a row by hand, one snapshot must not keep the others from being checked.
        at = At(("scores",), "scores", f"not computable: {type(problem).__name__} {problem}")
    return Checked(_difference(snapshot.id, at, body), missing, body["stage"], _is_older(body))


def _is_older(body: Body) -> bool:
    return bool(body["scoring_version"] != SCORING_VERSION)


def _read(snapshot: Snapshot) -> tuple[Body | None, Difference | None]:
    """Return the body, or why it is not what was kept."""
    if (sha256 := body_sha256(snapshot.body)) != snapshot.sha256:
        return None, Difference("snapshot", snapshot.id, "body", snapshot.sha256, sha256)
    try:
        body = whole_body(snapshot)
    except (ValueError, LookupError, TypeError, AttributeError) as problem:
        return None, Difference("snapshot", snapshot.id, "body", "readable", type(problem).__name__)
    if body["version"] != VERSION:
        return None, Difference("snapshot", snapshot.id, "version", body["version"], VERSION)
    if body["campaign"] != snapshot.campaign_id:
        return None, Difference("snapshot", snapshot.id, "campaign", body["campaign"], snapshot.campaign_id)
    if (wrong := wrong_entry(snapshot)) is not None:
        return None, wrong
    return as_laid_out_now(body), None


def wrong_entry(snapshot: Snapshot) -> Difference | None:
    """Return the first entry that is not the one its snapshot names, as a difference."""
    named = json.loads(snapshot.body)["people"]
    for candidate_id, entry in snapshot.people.items():
        if named.get(candidate_id) != entry.sha256:
            return Difference(
                "snapshot", snapshot.id, f"entry of {candidate_id}", named.get(candidate_id), entry.sha256
            )
    return None


def _compare(body: Body, source: Source, *, is_whole: bool) -> At | None:
    """Return the first difference: facts before what is computed from them, the whole before its parts."""
    if source.form is None:
        return At(("form",), body["form_sha256"], "unreadable")
    if body["form_sha256"] != source.form["sha256"]:
        return At(("form",), body["form_sha256"], source.form["sha256"])
    weighting = source.weightings.get(body["weighting"])
    if body["weighting"] and weighting is None:
        return At(("weighting",), body["weighting"], "no such weights")
    there = _present(body, source)
    people, answers, marks = _people_then(there, source.rows)
    ratings = _ratings(there, source.rows)
    facts = person_facts(people, [answers[person.candidate_id] for person in people], marks, ratings)
    expected = {candidate_id: person["facts"] for candidate_id, person in there.items()}
    if (at := first_difference(expected, facts, ("people",))) or _is_older(body):
        return at
    responses = responses_of(scheme_of(source.form, weighting), people, answers, marks)
    again = _recomputed(body, source, weighting, responses, ratings)
    if is_whole:
        return first_difference(body, again)
    return first_difference(_own_parts(body, there), _own_parts(again, there))


def _present(body: Body, source: Source) -> dict[str, Body]:
    """Return those of whom there is an entry and a sitting: candidate id -> entry."""
    people = body["people"].items()
    return {
        candidate_id: entry
        for candidate_id, entry in people
        if entry is not None and candidate_id in source.rows.sittings
    }


def _recomputed(
    body: Body,
    source: Source,
    weighting: Weighting | None,
    responses: Responses,
    ratings: Mapping[str, Sheets],
) -> Body:
    """Return the body that these rows give now."""
    form = source.form or {}
    scored = scored_pool(
        form,
        scheme_of(form, weighting),
        responses,
        counted_interviews(form, ratings),
        stage=body["stage"],
        weighting=body["weighting"],
        fingerprint="",
    )
    comparison = compare_pool(PoolNow(source.campaign, scored, ()), body["places"], body["places"])
    marks, rated = (LastRows(**body[kind]) for kind in ("marks", "ratings"))
    return snapshot_body(comparison, scored, marks=marks, ratings=rated)


def _people_then(
    there: Mapping[str, Body], rows: Rows
) -> tuple[tuple[Person, ...], dict[str, dict[str, Any]], dict[str, dict[str, tuple[Any, ...]]]]:
    """Return people, their answers and marks as they were: rows are only added, so a beginning of them."""
    people, answers, marks = [], {}, {}
    for candidate_id, person in sorted(there.items()):
        own_rows = rows.answers.get(candidate_id, ())[: person["facts"]["n_answers"]]
        newest = {row.item_id: row for row in sorted(own_rows, key=lambda row: row.revision)}
        answers[candidate_id] = {item: row.value for item, row in newest.items()}
        expected = person["facts"].get("marks_sha256")
        marks[candidate_id] = _first_rows(
            rows.marks.get(candidate_id, ()), expected, partial(_marks, newest=newest), marks_sha256
        )
        last = max((row.id for row in own_rows), default=None)
        # How the sitting ended is taken from the body: somebody may have been let go on since.
        ended = Flag.ENDED_BY_DEADLINE in person["flags"]
        people.append(
            Person(
                candidate_id,
                person["pseudonym"],
                rows.sittings[candidate_id],
                None,
                len(newest),
                len(own_rows),
                last,
                ended,
            )
        )
    return tuple(people), answers, marks


def _marks(rows: tuple[MarkRow, ...], newest: Mapping[str, AnswerRow]) -> dict[str, tuple[Any, ...]]:
    items = {row.id: item for item, row in newest.items()}
    by_item: dict[str, tuple[Any, ...]] = {}
    for row in sorted(rows, key=lambda row: row.place):
        if row.answer_id in items:
            item = items[row.answer_id]
            by_item[item] = (*by_item.get(item, ()), row.marks)
    return by_item


def _ratings(there: Mapping[str, Body], rows: Rows) -> dict[str, dict[str, dict[str, int | None]]]:
    """Return the sheets that counted: an interview that was not complete then counted for nothing."""
    ratings: dict[str, Ratings] = {}
    for candidate_id, person in there.items():
        if (wanted := person["facts"].get("ratings_sha256")) is not None:
            ratings[candidate_id] = _first_rows(
                rows.ratings.get(candidate_id, ()), wanted, _sheets, ratings_sha256
            )
    return ratings


def _sheets(rows: tuple[RatingRow, ...]) -> Ratings:
    sheets: Ratings = {}
    for row in rows:
        sheets.setdefault(row.account_id, {})[row.question_id] = row.rating
    return sheets


def _first_rows(
    rows: tuple[Row, ...],
    wanted: str | None,
    put_together: Callable[[tuple[Row, ...]], Facts],
    digest: Callable[[Facts], str | None],
) -> Facts:
    """Return what the first rows make whose digest was kept; all of them when no beginning has it.

    How many there were was kept for a campaign, not for a person; the last id then says nothing where a clock
    was set back.
    """
    for n in range(len(rows) + 1):
        facts = put_together(rows[:n])
        if digest(facts) == wanted:
            return facts
    return put_together(rows)


def _own_parts(body: Body, there: Mapping[str, Body]) -> Body:
    """Return what does not rest on who else is in the pool; with adjusted ratings scores do."""
    if body["counts"] == "adjusted":
        return {}
    return {
        candidate_id: {
            "n_answered": body["people"][candidate_id]["n_answered"],
            **{
                kind: {
                    name: measured["score"] for name, measured in body["people"][candidate_id][kind].items()
                }
                for kind in ("families", "competencies")
            },
            "composite": body["people"][candidate_id]["composite"]["score"],
        }
        for candidate_id in there
    }


def _difference(snapshot_id: str, at: At | None, body: Body) -> Difference | None:
    if at is None:
        return None
    return Difference("snapshot", snapshot_id, " ".join(_words(at.path, body)), at.expected, at.actual)


def _words(path: tuple[str, ...], body: Body) -> Iterator[str]:
    """Say where something stands: whose it is by pseudonym, and what."""
    for part in path:
        if part in body["people"]:
            yield f"{body['people'][part]['pseudonym']} ({part}):"
        elif part not in ("people", "facts"):
            yield FACTS.get(part, part)
