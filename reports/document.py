"""A document people complete, as plain values: headings, paragraphs, lists, tables, and places to fill in.

Written once and set twice: as PDF (``document_pdf.py``) and as DOCX (``document_docx.py``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from reports.typeset import lacks_signs
from texts import day, t, use
from texts.scores import Shown

Made = TypeVar("Made")
HASH = 12
"""Signs of a SHA-256 that are printed: enough to tell two apart, few enough to be compared by eye."""


def speaking(language: str, say: Callable[[], Made]) -> Made:
    """Return what is said in a language, and leave the language of this run as it was."""

    def said() -> Made:
        use(language)
        return say()

    return copy_context().run(said)


def shown_name(name: str | None, pseudonym: str) -> str:
    """Return a name to print, or the pseudonym; both where a sign of the name would be an empty box."""
    if not name:
        return pseudonym
    return f"{name} ({pseudonym})" if lacks_signs(name) else name


def as_of(now: dt.datetime) -> str:
    """Return the date a document states."""
    return t("report.as_of", date=day(now.date()))


def fictional(is_fictional: bool) -> str:
    """Return the line above each page of a campaign of which nothing is real; empty for a real one."""
    return t("report.fictional") if is_fictional else ""


def interval_data(at: Shown, *, is_open: bool = False) -> dict[str, Any]:
    """Return a score and its interval as the template draws them."""
    return {"score": at.score, "low": at.low, "high": at.high, "open": is_open}


class Blank(NamedTuple):
    """What the software cannot know: a place for a person to fill in, marked and counted."""

    text: str
    """What is printed there: who fills it in, and with what."""


Part = str | Blank
Inline = tuple[Part, ...]
"""What stands in a paragraph, an item of a list or a cell."""


class Heading(NamedTuple):
    """The title of a section; ``level`` 1 or 2, ``source``: the rule that asks for it."""

    text: str
    level: int = 1
    source: str = ""


class Paragraph(NamedTuple):
    """One paragraph."""

    parts: Inline


class Bullets(NamedTuple):
    """A list whose order says nothing."""

    items: tuple[Inline, ...]


class Table(NamedTuple):
    """A table; its first column names the row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Inline, ...], ...]
    shares: tuple[int, ...]
    """How wide each column is, relative to the others."""


class Aside(NamedTuple):
    """A remark set apart, before anything else is read."""

    title: str
    parts: Inline


Block = Heading | Paragraph | Bullets | Table | Aside


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document, in one language."""

    language: str
    title: str
    subtitle: str
    head: str
    """Above each page."""
    foot: str
    """Below each page: what it rests on."""
    fictional: str
    """Above each page of a campaign of which nothing is real; empty for a real one."""
    count: str
    """How many places are left blank, in words."""
    blocks: tuple[Block, ...]


def blanks_of(blocks: Iterable[Block]) -> tuple[Blank, ...]:
    """Return every place left blank, in order."""
    return tuple(part for block in blocks for part in _parts(block) if isinstance(part, Blank))


def count_line(n: int) -> str:
    """Say how many places a person has to fill in."""
    return t("documents.places", count=n) if n else t("documents.no_places")


def blank(who: str, what: str) -> Blank:
    """Return a blank by the keys of ``documents.who`` and ``documents.what``."""
    filled_by, with_what = t(f"documents.who.{who}"), t(f"documents.what.{what}")
    return Blank(t("documents.blank", who=filled_by, what=with_what))


def paragraph(*parts: Part) -> Paragraph:
    """Return a paragraph."""
    return Paragraph(parts)


def bullets(items: Iterable[Part | Inline]) -> Bullets:
    """Return a list of texts, of blanks, or of both together."""
    return Bullets(tuple(_inline(item) for item in items))


def table(columns: Iterable[str], rows: Iterable[Iterable[Part | Inline]], shares: Iterable[int]) -> Table:
    """Return a table of texts, of blanks, or of both together."""
    return Table(tuple(columns), tuple(tuple(map(_inline, row)) for row in rows), tuple(shares))


def _inline(part: Part | Inline) -> Inline:
    return (part,) if isinstance(part, (str, Blank)) else part


def _parts(block: Block) -> Iterator[Part]:
    if isinstance(block, (Paragraph, Aside)):
        yield from block.parts
    elif isinstance(block, Bullets):
        yield from (part for item in block.items for part in item)
    elif isinstance(block, Table):
        yield from (part for row in block.rows for cell in row for part in cell)
