"""Sheets as interviewers submitted them, drafts of sheets, and what panels agreed on after talking.

Each query that returns what somebody wrote is bound to that account, or itself demands that the interview is
complete (``IS_COMPLETE``): who calls it cannot get it wrong.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from data.audit.written import delete_rows, insert_row, insert_rows, put_row
from data.common.ids import new_id
from data.comparison.results import IN_POOL
from data.interviews.seats import IS_COMPLETE
from data.schema import candidate, sitting
from data.schema_evaluation import (
    agreed_rating,
    interview,
    interview_seat,
    rating,
    recommendation,
    sheet_draft,
)


@dataclass(frozen=True, slots=True)
class Rated:
    """One question on a sheet."""

    rating: int | None
    """1 to 5; None: not observed."""
    evidence: str
    probes: tuple[int, ...]
    """Places of the probes that were asked, from 0."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet that one interviewer wrote alone."""

    answers: Mapping[str, Rated]
    """Question -> rating and evidence."""
    recommendation: str
    """strong_no, no, yes or strong_yes."""
    reason: str


class RatingsState(NamedTuple):
    """Says whether ratings that count were added: they are append-only."""

    n: int
    last_id: str | None


Ratings = dict[str, dict[str, int | None]]
"""Interviewer's account id -> question -> rating; None = not observed."""


def add_sheet(
    connection: Connection, interview_id: str, account_id: str, sheet: Sheet, now: dt.datetime
) -> None:
    """Store a whole sheet; IntegrityError when this interviewer has stored one."""
    by_interviewer = {"interview_id": interview_id, "account_id": account_id, "submitted_at": now}
    rows = [
        {
            "id": new_id(), "question_id": question_id, "rating": answer.rating, "evidence": answer.evidence,
            "probes": list(answer.probes), **by_interviewer,
        }
        for question_id, answer in sheet.answers.items()
    ]  # fmt: skip
    insert_rows(connection, rating, rows)
    concluded = {"recommendation": sheet.recommendation, "reason": sheet.reason}
    insert_row(connection, recommendation, {"id": new_id(), **concluded, **by_interviewer})


def own_sheet(connection: Connection, interview_id: str, account_id: str) -> Sheet | None:
    """Return what this interviewer submitted, or None."""
    concluded = connection.execute(
        select(recommendation.c.recommendation, recommendation.c.reason).where(
            recommendation.c.interview_id == interview_id, recommendation.c.account_id == account_id
        )
    ).first()
    if concluded is None:
        return None
    rows = connection.execute(
        select(rating.c.question_id, rating.c.rating, rating.c.evidence, rating.c.probes).where(
            rating.c.interview_id == interview_id, rating.c.account_id == account_id
        )
    )
    return Sheet({row[0]: Rated(row[1], row[2], tuple(row[3])) for row in rows}, *concluded)


def complete_sheets(connection: Connection, interview_id: str) -> dict[str, Sheet]:
    """Return account id -> sheet of an interview, by account id; empty while a sheet is missing."""
    sheets = _sheets(connection, interview.c.id == interview_id)
    return sheets.get(interview_id, {})


def complete_sheets_of_campaign(connection: Connection, campaign_id: str) -> dict[str, dict[str, Sheet]]:
    """Return interview id -> account id -> sheet, of complete interviews of everyone who may be compared."""
    return _sheets(connection, and_(candidate.c.campaign_id == campaign_id, IN_POOL))


def complete_interviews(connection: Connection, campaign_id: str) -> dict[str, Ratings]:
    """Return candidate id -> account id -> question -> rating, of complete interviews only.

    Whoever has no interview, a cancelled one, or one of which a sheet is missing, is absent.
    """
    columns = (candidate.c.id, rating.c.account_id, rating.c.question_id, rating.c.rating)
    query = _complete(select(*columns), rating).where(candidate.c.campaign_id == campaign_id, IN_POOL)
    by_candidate: dict[str, Ratings] = {}
    for candidate_id, account_id, question_id, value in connection.execute(query.order_by(rating.c.id)):
        by_candidate.setdefault(candidate_id, {}).setdefault(account_id, {})[question_id] = value
    return by_candidate


def interviews_state(connection: Connection, campaign_id: str) -> RatingsState:
    """Return how many ratings count and which is the last, without reading them.

    Ratings of an interview count from the moment it is complete, so that the number grows then.
    """
    columns = (func.count(rating.c.id), func.max(rating.c.id))
    query = _complete(select(*columns), rating).where(candidate.c.campaign_id == campaign_id, IN_POOL)
    return RatingsState(*connection.execute(query).one())


def _sheets(connection: Connection, which: Any) -> dict[str, dict[str, Sheet]]:
    """Return interview id -> account id -> sheet, of complete interviews that meet a condition."""
    columns = (interview.c.id, recommendation.c.account_id, recommendation.c.recommendation)
    concluded = _complete(select(*columns, recommendation.c.reason), recommendation).where(which)
    rated = (rating.c.question_id, rating.c.rating, rating.c.evidence, rating.c.probes)
    answered = _complete(select(interview.c.id, rating.c.account_id, *rated), rating).where(which)
    answers: dict[tuple[str, str], dict[str, Rated]] = {}
    for row in connection.execute(answered.order_by(rating.c.id)):
        answers.setdefault((row[0], row[1]), {})[row[2]] = Rated(row[3], row[4], tuple(row[5]))
    sheets: dict[str, dict[str, Sheet]] = {}
    for interview_id, account_id, verdict, reason in connection.execute(
        concluded.order_by(interview.c.id, recommendation.c.account_id)
    ):
        sheet = Sheet(answers.get((interview_id, account_id), {}), verdict, reason)
        sheets.setdefault(interview_id, {})[account_id] = sheet
    return sheets


def _complete(columns: Select[*tuple[Any, ...]], table: Any) -> Select[*tuple[Any, ...]]:
    """Join what interviewers wrote with the interview, and demand that everybody has."""
    return (
        columns.select_from(table)
        .join(
            interview_seat,
            and_(
                interview_seat.c.interview_id == table.c.interview_id,
                interview_seat.c.account_id == table.c.account_id,
                interview_seat.c.removed_at.is_(None),
            ),
        )
        .join(interview, interview.c.id == table.c.interview_id)
        .join(candidate, candidate.c.id == interview.c.candidate_id)
        .outerjoin(sitting, sitting.c.candidate_id == candidate.c.id)
        .where(IS_COMPLETE)
    )


class SheetDraft(NamedTuple):
    """The draft that was kept last."""

    revision: int
    body: Mapping[str, Any]


def draft_of(connection: Connection, interview_id: str, account_id: str) -> SheetDraft | None:
    """Return what this interviewer has written so far, or None."""
    query = select(sheet_draft.c.revision, sheet_draft.c.body).where(
        sheet_draft.c.interview_id == interview_id, sheet_draft.c.account_id == account_id
    )
    row = connection.execute(query).first()
    return None if row is None else SheetDraft(*row)


def drafted(connection: Connection, account_id: str) -> frozenset[str]:
    """Return the ids of the interviews for which somebody has begun a sheet."""
    query = select(sheet_draft.c.interview_id).where(sheet_draft.c.account_id == account_id)
    return frozenset(connection.scalars(query))


def keep_draft(
    connection: Connection, interview_id: str, account_id: str, draft: SheetDraft, now: dt.datetime
) -> SheetDraft:
    """Keep a draft unless one of the same or a higher revision is there; return the one that is kept now."""
    new = {"revision": draft.revision, "body": dict(draft.body), "saved_at": now}
    row = {"interview_id": interview_id, "account_id": account_id, **new}
    # One statement decides, so that two tabs that save at once cannot both believe that theirs is kept.
    put_row(connection, sheet_draft, row, only_if=sheet_draft.c.revision < draft.revision)
    return draft_of(connection, interview_id, account_id) or draft


def drop_draft(connection: Connection, interview_id: str, account_id: str) -> None:
    """Forget what was kept."""
    where = (sheet_draft.c.interview_id == interview_id, sheet_draft.c.account_id == account_id)
    delete_rows(connection, sheet_draft, *where)


@dataclass(frozen=True, slots=True)
class AgreedRating:
    """One agreement on one question."""

    question_id: str
    revision: int
    """From 1; the last one stands."""
    rating: int
    reason: str
    agreed_by: tuple[str, ...]
    """Account ids."""
    recorded_by: str
    recorded_at: dt.datetime


def add_agreed(connection: Connection, interview_id: str, agreed: AgreedRating) -> None:
    """Store an agreement; IntegrityError when its revision is taken."""
    row = {
        "id": new_id(), "interview_id": interview_id, "question_id": agreed.question_id,
        "revision": agreed.revision, "rating": agreed.rating, "reason": agreed.reason,
        "agreed_by": list(agreed.agreed_by), "recorded_by": agreed.recorded_by,
        "recorded_at": agreed.recorded_at,
    }  # fmt: skip
    insert_row(connection, agreed_rating, row)


def agreed_in(connection: Connection, interview_id: str) -> tuple[AgreedRating, ...]:
    """Return an interview's agreements by question and revision; none while a sheet is missing."""
    return _agreed(connection, interview.c.id == interview_id).get(interview_id, ())


def agreed_in_campaign(connection: Connection, campaign_id: str) -> dict[str, tuple[AgreedRating, ...]]:
    """Return interview id -> agreements, of complete interviews of everyone who may be compared."""
    return _agreed(connection, and_(candidate.c.campaign_id == campaign_id, IN_POOL))


def _agreed(connection: Connection, which: ColumnElement[bool]) -> dict[str, tuple[AgreedRating, ...]]:
    """Return interview id -> agreements, of complete interviews that meet a condition."""
    columns: list[Any] = [
        agreed_rating.c[name] for name in ("interview_id", *AgreedRating.__dataclass_fields__)
    ]
    query = (
        select(*columns)
        .select_from(agreed_rating)
        .join(interview, interview.c.id == agreed_rating.c.interview_id)
        .join(candidate, candidate.c.id == interview.c.candidate_id)
        .outerjoin(sitting, sitting.c.candidate_id == candidate.c.id)
        .where(IS_COMPLETE, which)
        .order_by(agreed_rating.c.interview_id, agreed_rating.c.question_id, agreed_rating.c.revision)
    )
    by_interview: dict[str, tuple[AgreedRating, ...]] = {}
    for interview_id, *row in connection.execute(query):
        row[4] = tuple(row[4])
        by_interview[interview_id] = (*by_interview.get(interview_id, ()), AgreedRating(*row))
    return by_interview
