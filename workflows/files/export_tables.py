"""Tables of interviews and marks for an export; only interviews of which every sheet is in are listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from data.campaigns.forms import Form
from data.comparison.results import Person
from data.interviews.interviews import Interview, interviews_of_campaign
from data.interviews.sheets import Sheet, agreed_in_campaign, complete_sheets_of_campaign
from data.marking.marks import Mark, marks_of_prompt, writers_and_texts
from scoring.formats.marks import MARKERS, MOST_MARKERS, agreed_marks
from workflows.files.codebook import (
    AGREED_RATINGS,
    MARKS_LONG,
    RATINGS,
    RECOMMENDATIONS,
    Entry,
    marks_entries,
)
from workflows.files.workbook import Cell
from workflows.files.workbook import Sheet as Table
from workflows.interviews.guide import guide_of
from workflows.marking.assignment import asks_for_mark, marked_items_of, prompt_of

Row = dict[str, Cell]


@dataclass(frozen=True)
class _Sheets:
    """Complete sheets by interview and account."""

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
    sheets = _read(connection, campaign_id)
    order = [question.id for question in guide.questions]
    agreed = list(_agreed(connection, campaign_id, sheets))
    return [
        _table("interview_ratings", RATINGS, _ratings(sheets, order), with_accounts),
        _table("recommendations", RECOMMENDATIONS, _recommendations(sheets), with_accounts),
        _table("agreed_ratings", AGREED_RATINGS, agreed, with_accounts),
    ]


def _read(connection: Connection, campaign_id: str) -> _Sheets:
    sheets = complete_sheets_of_campaign(connection, campaign_id)
    interviews = [
        interview for interview in interviews_of_campaign(connection, campaign_id) if interview.id in sheets
    ]
    interviews.sort(key=lambda interview: interview.pseudonym)
    accounts = sorted({account_id for by_account in sheets.values() for account_id in by_account})
    numbers = {account_id: number for number, account_id in enumerate(accounts, start=1)}
    return _Sheets(tuple((interview, sheets[interview.id]) for interview in interviews), numbers)


def _table(title: str, entries: dict[str, Entry], rows: Iterable[Row], with_accounts: bool) -> Table:
    shown = {name: entry for name, entry in entries.items() if with_accounts or not name.endswith("account")}
    return Table(title, shown, [list(shown), *([row[column] for column in shown] for row in rows)])


def _ratings(sheets: _Sheets, order: list[str]) -> Iterator[Row]:
    for person, account_id, sheet in _each(sheets):
        for question_id in order:
            answer = sheet.answers[question_id]
            yield person | {
                "interviewer": sheets.numbers[account_id],
                "account": account_id,
                "question": question_id,
                "rating": answer.rating,
                "evidence": answer.evidence,
                "probes": ";".join(str(place + 1) for place in answer.probes),
            }


def _recommendations(sheets: _Sheets) -> Iterator[Row]:
    for person, account_id, sheet in _each(sheets):
        yield person | {
            "interviewer": sheets.numbers[account_id],
            "account": account_id,
            "recommendation": sheet.recommendation,
            "reason": sheet.reason,
        }


def _agreed(connection: Connection, campaign_id: str, sheets: _Sheets) -> Iterator[Row]:
    agreed = agreed_in_campaign(connection, campaign_id)
    for interview, _ in sheets.by_person:
        for rating in agreed.get(interview.id, ()):
            yield _person(interview) | {
                "question": rating.question_id,
                "revision": rating.revision,
                "rating": rating.rating,
                "reason": rating.reason,
                "agreed_by": ";".join(
                    str(number) for number in sorted(sheets.numbers[a] for a in rating.agreed_by)
                ),
                "recorded_by_account": rating.recorded_by,
                "recorded_at": rating.recorded_at.isoformat(timespec="seconds"),
            }


def _each(sheets: _Sheets) -> Iterator[tuple[Row, str, Sheet]]:
    for interview, by_account in sheets.by_person:
        for account_id, sheet in by_account.items():
            yield _person(interview), account_id, sheet


def _person(interview: Interview) -> dict[str, Any]:
    return {"candidate": interview.candidate_id, "pseudonym": interview.pseudonym}


@dataclass(frozen=True)
class MarkedReplyRow:
    """A reply of somebody who finished, with its marks by place."""

    candidate_id: str
    pseudonym: str
    item_id: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class MarkTables:
    """Everything the two tables are made of."""

    dimensions: Mapping[str, Mapping[str, str]]
    """Id -> name, of every prompt's rubric."""
    replies: tuple[MarkedReplyRow, ...]
    with_markers: bool
    """Whether the tables tell which account gave a mark, and its notes."""

    @property
    def entries(self) -> dict[str, Entry]:
        """Return the columns of the table of replies with what they mean."""
        return marks_entries(self.dimensions, with_markers=self.with_markers)

    @property
    def long_entries(self) -> dict[str, Entry]:
        """Return the columns of the table of marks with what they mean."""
        return {name: entry for name, entry in MARKS_LONG.items() if self.with_markers or name != "marker"}


def mark_tables(
    connection: Connection,
    campaign_id: str,
    form: Form,
    finished: Iterable[Person],
    *,
    with_markers: bool,
) -> MarkTables | None:
    """Read the marks of everyone who finished; None when nothing in the form is marked by people."""
    prompts = [prompt_of(item) for item in marked_items_of(form)]
    if not prompts:
        return None
    pseudonyms = {person.candidate_id: person.pseudonym for person in finished}
    replies: list[MarkedReplyRow] = []
    for prompt in prompts:
        marks = marks_of_prompt(connection, campaign_id, prompt.item_id)
        for answer_id, (candidate_id, _) in writers_and_texts(
            connection, campaign_id, prompt.item_id
        ).items():
            if candidate_id in pseudonyms:
                reply_marks = marks.get(answer_id, ())
                replies.append(
                    MarkedReplyRow(candidate_id, pseudonyms[candidate_id], prompt.item_id, reply_marks)
                )
    replies.sort(key=lambda reply: (reply.pseudonym, reply.item_id))
    names = {dimension.id: dimension.name for prompt in prompts for dimension in prompt.dimensions}
    return MarkTables(names, tuple(replies), with_markers)


def wide_rows(tables: MarkTables) -> Iterator[list[Cell]]:
    """Yield the table of replies: its header, then one row per reply, empty where nothing was given."""
    columns = list(tables.entries)
    yield list(columns)
    for reply in tables.replies:
        row = _wide(reply)
        yield [row.get(column) for column in columns]


def long_rows(tables: MarkTables) -> Iterator[list[Cell]]:
    """Yield the table of marks: its header, then one row per reply, marker and dimension."""
    columns = list(tables.long_entries)
    yield list(columns)
    for reply in tables.replies:
        for mark in reply.marks:
            for dimension, points in mark.marks.items():
                row: dict[str, Cell] = {
                    "candidate": reply.candidate_id,
                    "pseudonym": reply.pseudonym,
                    "item": reply.item_id,
                    "place": mark.place,
                    "marker": mark.account_id,
                    "dimension": dimension,
                    "mark": points,
                }
                yield [row[column] for column in columns]


def _wide(reply: MarkedReplyRow) -> dict[str, Cell]:
    row: dict[str, Cell] = {
        "candidate": reply.candidate_id,
        "pseudonym": reply.pseudonym,
        "item": reply.item_id,
        "state": _state(reply.marks),
    }
    for mark in reply.marks[:MOST_MARKERS]:
        row |= {f"{dimension}_{mark.place}": points for dimension, points in mark.marks.items()}
        row |= {
            f"total_{mark.place}": sum(mark.marks.values()),
            f"marker_{mark.place}": mark.account_id,
            f"note_{mark.place}": mark.note,
        }
    agreed = agreed_marks([mark.marks for mark in reply.marks])
    if agreed is not None:
        row |= {f"{dimension}_agreed": points for dimension, points in agreed.items()}
        row["total_agreed"] = sum(agreed.values())
    return row


def _state(marks: tuple[Mark, ...]) -> str:
    if len(marks) < MARKERS:
        return "awaits_marks"
    return "awaits_third" if asks_for_mark(marks) else "settled"
