"""Interviews as three tables: ratings, recommendations, and what panels agreed on after talking.

Only interviews of which every sheet is in are ever here, for whoever exports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from data.agreed_ratings import agreed_in_campaign
from data.forms import Form
from data.interviews import Interview, interviews_of_campaign
from data.sheets import Sheet, complete_sheets_of_campaign
from workflows.cells import Cell
from workflows.codebook import AGREED_RATINGS, RATINGS, RECOMMENDATIONS, Entry
from workflows.interview_guide import guide_of
from workflows.workbook import Sheet as Table

Row = dict[str, Cell]


@dataclass(frozen=True)
class _Sheets:
    """Who wrote what, as the tables tell it."""

    by_person: tuple[tuple[Interview, dict[str, Sheet]], ...]
    numbers: dict[str, int]
    """Account -> 1, 2, ...: the same person has the same number in the whole file, which says who is severe
    and not who it is."""


def interview_tables(
    connection: Connection, campaign_id: str, form: Form, *, with_accounts: bool
) -> list[Table]:
    """Return the tables of a campaign's complete interviews; none when it holds no interview.

    Parameters
    ----------
    with_accounts : bool
        Whether the tables tell which account rated, instead of a number only.
    """
    guide = guide_of(form)
    if guide is None:
        return []
    given = _read(connection, campaign_id)
    order = [one.id for one in guide.questions]
    agreed = list(_agreed(connection, campaign_id, given))
    return [
        _table("interview_ratings", RATINGS, _ratings(given, order), with_accounts),
        _table("recommendations", RECOMMENDATIONS, _recommendations(given), with_accounts),
        _table("agreed_ratings", AGREED_RATINGS, agreed, with_accounts),
    ]


def _read(connection: Connection, campaign_id: str) -> _Sheets:
    sheets = complete_sheets_of_campaign(connection, campaign_id)
    found = [one for one in interviews_of_campaign(connection, campaign_id) if one.id in sheets]
    found.sort(key=lambda one: one.pseudonym)
    accounts = sorted({account_id for given in sheets.values() for account_id in given})
    numbers = {account_id: number for number, account_id in enumerate(accounts, start=1)}
    return _Sheets(tuple((one, sheets[one.id]) for one in found), numbers)


def _table(title: str, entries: dict[str, Entry], rows: Iterable[Row], with_accounts: bool) -> Table:
    shown = {name: one for name, one in entries.items() if with_accounts or not name.endswith("account")}
    return Table(title, shown, [list(shown), *([row[column] for column in shown] for row in rows)])


def _ratings(given: _Sheets, order: list[str]) -> Iterator[Row]:
    for person, account_id, sheet in _each(given):
        for question_id in order:
            one = sheet.answers[question_id]
            yield person | {
                "interviewer": given.numbers[account_id],
                "account": account_id,
                "question": question_id,
                "rating": one.rating,
                "evidence": one.evidence,
                "probes": ";".join(str(place + 1) for place in one.probes),
            }


def _recommendations(given: _Sheets) -> Iterator[Row]:
    for person, account_id, sheet in _each(given):
        yield person | {
            "interviewer": given.numbers[account_id],
            "account": account_id,
            "recommendation": sheet.recommendation,
            "reason": sheet.reason,
        }


def _agreed(connection: Connection, campaign_id: str, given: _Sheets) -> Iterator[Row]:
    agreed = agreed_in_campaign(connection, campaign_id)
    for interview, _ in given.by_person:
        for one in agreed.get(interview.id, ()):
            yield _person(interview) | {
                "question": one.question_id,
                "revision": one.revision,
                "rating": one.rating,
                "reason": one.reason,
                "agreed_by": ";".join(
                    str(number) for number in sorted(given.numbers[a] for a in one.agreed_by)
                ),
                "recorded_by_account": one.recorded_by,
                "recorded_at": one.recorded_at.isoformat(timespec="seconds"),
            }


def _each(given: _Sheets) -> Iterator[tuple[Row, str, Sheet]]:
    for interview, sheets in given.by_person:
        for account_id, sheet in sheets.items():
            yield _person(interview), account_id, sheet


def _person(interview: Interview) -> dict[str, Any]:
    return {"candidate": interview.candidate_id, "pseudonym": interview.pseudonym}
