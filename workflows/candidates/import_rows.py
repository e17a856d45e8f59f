"""Rows of an imported list, each read as a person or refused with every problem that keeps it out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workflows.candidates.import_columns import Columns
from workflows.candidates.import_titles import plain_title
from workflows.candidates.invitations import Person
from workflows.common.text import bare_address, is_email, looks_like_email, tidy

MOST_LISTED = 12
"""Rows or titles that a note names; beyond, it says that there are more."""
MAX_NAME = 120
_LANGUAGES = {
    "fr": ("fr", "fra", "fre", "francais", "francaise", "french", "franzosisch", "frances", "francese"),
    "en": ("en", "eng", "anglais", "anglaise", "english", "englisch", "ingles", "inglese", "engels"),
}  # fmt: skip
_SPOKEN = {word: code for code, words in _LANGUAGES.items() for word in words}
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_ERROR = re.compile(r"#[^\W\d_]+(?:/[^\W\d_0]*0?)?[!?]?|#DIV/0!?|Err:\d+", re.IGNORECASE)
"""What spreadsheets write where a calculation failed: #N/A, #REF!, #NOM?, #VALEUR!, Err:502."""
_NOBODY = frozenset(("n/a", "(null)", "undefined", "(blank)", "(vide)", "[object object]"))
_MANY = re.compile(r"[\s,;/|]+")
_LATER_BYTE = (
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201e\u2020-\u2022"
    "\u2026\u2030\u2039\u203a\u20ac\u2122]"
)
_GARBLED = re.compile(
    f"[\u00c2-\u00c5]{_LATER_BYTE}|[\u00e0-\u00ef]{_LATER_BYTE}{{2}}|(?:[\u00ce-\u00d1\u00d7-\u00d9]{_LATER_BYTE}){{2}}"
)
"""UTF-8 that was read as Windows text once: Ã© where an é was."""


@dataclass(frozen=True)
class RowProblem:
    """Why one row cannot be imported; the code is a key under ``people.imports.problems``."""

    row: int
    """As the spreadsheet numbers it: the file's first row is 1."""
    column: str
    """The column's name in the file."""
    code: str
    value: str
    first_row: int | None = None
    """For a doubled e-mail: where it stands first."""
    other: str = ""
    """For a name whose encoding is in doubt: how it may read too."""


@dataclass(frozen=True)
class Note:
    """Something understood that the recruiter should know; a key under ``people.imports.notes``."""

    code: str
    value: str = ""
    n: int = 0
    """Of what is counted, where something is."""


def listed(values: Sequence[str]) -> str:
    """Return what a note names, with a sign where there are more."""
    return ", ".join(values[:MOST_LISTED]) + (" …" if len(values) > MOST_LISTED else "")


@dataclass(frozen=True)
class FileRow:
    """A row as the file has it."""

    number: int
    cells: Sequence[str]
    rival: Sequence[str] | None = None
    """The same row in another encoding that is about as likely; None where there is none."""
    has_open_quote: bool = False


@dataclass
class ReadRow:
    """A row as it was understood."""

    number: int
    person: Person
    problems: list[RowProblem] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    """(code, value) of what was understood in one of several ways."""


def read_row(row: FileRow, columns: Columns, *, default: str, is_workbook: bool) -> ReadRow:
    """Return a row as a person, with every problem that keeps it out.

    Parameters
    ----------
    row : FileRow
    columns : Columns
    default : str
        Language of rows that name none that is on offer.
    is_workbook : bool
        Whether cells can be formulas, and cells beyond the titles are remarks rather than a row that slipped.
    """
    texts = {field_name: _first(row.cells, places) for field_name, places in columns.places.items()}
    values = {field_name: tidy(text) for field_name, text in texts.items()}
    name = _name(values)
    language, other_language = _language(values.get("language", ""), default)
    email, n_addresses = _address(texts.get("email", ""))
    read = ReadRow(row.number, Person(name, email or None, language))
    for field_name, code, value in _of_row(row, columns, is_workbook) or _wrong(
        row, columns, texts, values, name, email, is_workbook
    ):
        title = columns.title(field_name) if field_name in columns.places else field_name
        read.problems.append(
            RowProblem(row.number, title, code, value[:80], other=_other(row, columns, field_name))
        )
    if other_language:
        read.remarks.append(("other_language", other_language))
    if n_addresses > 1:
        read.remarks.append(("several_addresses", email))
    if "first_name" in columns.places and bool(values["first_name"]) != bool(values["last_name"]) and name:
        read.remarks.append(("half_name", name))
    return read


def _of_row(row: FileRow, columns: Columns, is_workbook: bool) -> list[tuple[str, str, str]]:
    """Return what is wrong with a row as a whole: then nothing in it is where it seems to be."""
    first = next(
        field_name
        for field_name in ("name", "last_name", "first_name", "email")
        if field_name in columns.places
    )
    titles = [title.strip() for title in columns.titles if title.strip()]
    if titles and [cell.strip().lstrip("\ufeff") for cell in row.cells if cell.strip()] == titles:
        return [(first, "titles_again", titles[0])]
    if row.has_open_quote:
        return [(first, "open_quote", tidy(" ".join(row.cells)))]
    extra = [cell for cell in row.cells[len(columns.titles) :] if cell.strip()]
    if extra and not is_workbook:
        return [(first, "too_many_cells", tidy(extra[0]))]
    return []


def _wrong(
    row: FileRow,
    columns: Columns,
    texts: Mapping[str, str],
    values: Mapping[str, str],
    name: str,
    email: str,
    is_workbook: bool,
) -> list[tuple[str, str, str]]:
    """Return (field, code, value) for everything that keeps a row out."""
    unusable = [
        (field_name, code, value) for field_name, value in values.items()
        if (code := _unusable(field_name, value, is_workbook))
        or (code := _doubtful(row, columns, field_name))
    ]  # fmt: skip
    if unusable:
        return unusable
    named = next(field_name for field_name in ("name", "last_name", "first_name") if field_name in values)
    wrong = []
    if not name:
        wrong.append((named, "no_name", ""))
    elif len(name) > MAX_NAME:
        wrong.append((named, "long_name", name))
    elif texts[named].strip().count("\n") > 1:
        wrong.append((named, "open_quote", name))
    if email and not is_email(email):
        wrong.append(("email", "email_letters" if looks_like_email(email) else "bad_email", email))
    return wrong


def _unusable(field_name: str, value: str, is_workbook: bool) -> str:
    """Return why a value cannot be what it seems, or an empty text."""
    if value.startswith(_FORMULA):
        return "formula_cell" if is_workbook and value.startswith("=") else "formula"
    if _ERROR.fullmatch(value) or (field_name != "language" and value.casefold() in _NOBODY):
        return "error_value"
    if "\ufffd" in value:
        return "unreadable_sign"
    if field_name != "email" and _GARBLED.search(value):
        return "garbled"
    if field_name != "email" and value.count('"') % 2:
        return "open_quote"
    return ""


def _doubtful(row: FileRow, columns: Columns, field_name: str) -> str:
    if row.rival is None or field_name in ("email", "language"):
        return ""
    places = columns.places[field_name]
    return "doubtful_sign" if _first(row.rival, places) != _first(row.cells, places) else ""


def _other(row: FileRow, columns: Columns, field_name: str) -> str:
    """Return the other reading of a cell in a file whose encoding is in doubt."""
    return (
        tidy(_first(row.rival, columns.places[field_name]))[:80]
        if row.rival and field_name in columns.places
        else ""
    )


def _first(cells: Sequence[str], places: Sequence[int]) -> str:
    """Return the first cell of these that is not empty."""
    return next((cells[at] for at in places if at < len(cells) and cells[at] and tidy(cells[at])), "")


def _name(values: Mapping[str, str]) -> str:
    """Return a whole name: of two halves where both columns are there, else as one column has it."""
    halves = [values.get("first_name", ""), values.get("last_name", "")]
    return " ".join(half for half in halves if half) or values.get("name", "")


def _address(text: str) -> tuple[str, int]:
    """Return the address in a cell, the first of several, and how many there are."""
    whole = bare_address(text)
    if looks_like_email(whole) or "@" not in whole:
        return whole, int(bool(whole))
    addresses = [address for part in _MANY.split(text) if looks_like_email(address := bare_address(part))]
    # "a@b.fr c" is one address with something beside it that nobody knows; brackets explain an address.
    rest = re.sub(r"\([^)]*\)", " ", text)
    parts = [bare_address(part) for part in _MANY.split(rest) if bare_address(part)]
    if not addresses or not all(looks_like_email(part) for part in parts):
        return whole, 1
    return addresses[0], len(dict.fromkeys(addresses))


def _language(text: str, default: str) -> tuple[str, str]:
    """Return the language to write in, and what was asked for where that is neither French nor English."""
    words = [word for word in re.split(r"[^a-z]+", plain_title(text)) if word]
    if not words:
        return default, tidy(text)
    code = _SPOKEN.get(words[0])
    return (code, "") if code else (default, tidy(text))
