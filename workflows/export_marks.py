"""Marks of written replies as two tables: one row per reply, and one row per mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from data.forms import Form
from data.marks import Mark, marks_of_prompt
from data.replies import writers_and_texts
from data.results import Person
from scoring.marks import MARKERS, MOST_MARKERS, agreed_marks
from workflows.cells import Cell
from workflows.codebook import MARKS_LONG, Entry, marks_entries
from workflows.marking_prompt import marked_items_of, prompt_of
from workflows.marking_queue import asks_for_mark


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
        return {name: one for name, one in MARKS_LONG.items() if self.with_markers or name != "marker"}


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
                given = marks.get(answer_id, ())
                replies.append(MarkedReplyRow(candidate_id, pseudonyms[candidate_id], prompt.item_id, given))
    replies.sort(key=lambda one: (one.pseudonym, one.item_id))
    names = {one.id: one.name for prompt in prompts for one in prompt.dimensions}
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
        for one in reply.marks:
            for dimension, mark in one.marks.items():
                row: dict[str, Cell] = {
                    "candidate": reply.candidate_id,
                    "pseudonym": reply.pseudonym,
                    "item": reply.item_id,
                    "place": one.place,
                    "marker": one.account_id,
                    "dimension": dimension,
                    "mark": mark,
                }
                yield [row[column] for column in columns]


def _wide(reply: MarkedReplyRow) -> dict[str, Cell]:
    row: dict[str, Cell] = {
        "candidate": reply.candidate_id,
        "pseudonym": reply.pseudonym,
        "item": reply.item_id,
        "state": _state(reply.marks),
    }
    for one in reply.marks[:MOST_MARKERS]:
        row |= {f"{dimension}_{one.place}": mark for dimension, mark in one.marks.items()}
        row |= {
            f"total_{one.place}": sum(one.marks.values()),
            f"marker_{one.place}": one.account_id,
            f"note_{one.place}": one.note,
        }
    agreed = agreed_marks([one.marks for one in reply.marks])
    if agreed is not None:
        row |= {f"{dimension}_agreed": mark for dimension, mark in agreed.items()}
        row["total_agreed"] = sum(agreed.values())
    return row


def _state(marks: tuple[Mark, ...]) -> str:
    if len(marks) < MARKERS:
        return "awaits_marks"
    return "awaits_third" if asks_for_mark(marks) else "settled"
