"""Read candidates from a CSV or XLSX file: every problem by row and column first, then all or nothing.

Files come from spreadsheets of many hands: other separators, old encodings, a column too many. What can be
understood is understood and said; what cannot is refused row by row, and the good rows can still be imported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from errors import EmptyFile, MissingColumn
from workflows.access import Actor
from workflows.accounts import is_email
from workflows.import_files import MAX_ROWS, Table, read_table
from workflows.invitations import FreshLink, Person, add_people, emails_taken, tidy
from workflows.letters import Writer

HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "nom", "name", "nom complet", "nom et prénom", "prénom et nom", "full name", "candidat", "candidate",
    ),
    "first_name": ("prénom", "prenom", "first name", "firstname", "given name"),
    "last_name": ("nom de famille", "last name", "lastname", "surname", "family name"),
    "email": (
        "e-mail", "email", "courriel", "mail", "adresse e-mail", "adresse mail", "adresse courriel",
        "email address", "e-mail address",
    ),
    "language": ("langue", "language", "lang"),
}  # fmt: skip
"""How the columns may be called, in small letters."""

_LANGUAGES = {
    "fr": "fr", "français": "fr", "francais": "fr", "french": "fr",
    "en": "en", "anglais": "en", "english": "en",
}  # fmt: skip
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True)
class RowProblem:
    """Why one row cannot be imported; the code is a key under ``staff.imports.problems``."""

    row: int
    """As the spreadsheet numbers it: the header is row 1."""
    column: str
    """The column's name in the file."""
    code: str
    value: str
    first_row: int | None = None
    """For a doubled e-mail: where it stands first."""


@dataclass(frozen=True)
class Note:
    """Something understood that the recruiter should know; a key under ``staff.imports.notes``."""

    code: str
    value: str = ""


@dataclass(frozen=True)
class ImportPreview:
    """What a file holds, before anything is stored."""

    people: tuple[Person, ...]
    rows: tuple[int, ...]
    """The row of each person in the file."""
    problems: tuple[RowProblem, ...]
    notes: tuple[Note, ...]

    @property
    def n_rows(self) -> int:
        """Rows that are not empty."""
        return len(self.rows) + len({problem.row for problem in self.problems})


@dataclass(frozen=True)
class _Row:
    number: int
    person: Person
    problems: tuple[RowProblem, ...]


def read_people(name: str, raw: bytes, *, language: str = "fr") -> ImportPreview:
    """Return who stands in a file, and every row that cannot be used.

    Parameters
    ----------
    name : str
        The file's name; its ending and first bytes say what it is.
    raw : bytes
        The file.
    language : str
        For rows that name none.

    Raises
    ------
    EmptyFile, FileTooLarge, UnreadableFile, MissingColumn
        When the file as a whole cannot be used.
    """
    table = read_table(name, raw)
    if not table.rows:
        raise EmptyFile(f"{name}: no rows under the header.")
    columns = _columns(table, name)
    rows = [_row(number, cells, columns, table, language) for number, cells in table.rows]
    rows = _without_doubles(rows, table.header[columns["email"]] if "email" in columns else "")
    good = [row for row in rows if not row.problems]
    return ImportPreview(
        people=tuple(row.person for row in good),
        rows=tuple(row.number for row in good),
        problems=tuple(problem for row in rows for problem in row.problems),
        notes=_notes(table, columns),
    )


def preview(actor: Actor, campaign_id: str, name: str, raw: bytes, *, language: str = "fr") -> ImportPreview:
    """Return what a file would add to a campaign: e-mails it already has are problems too."""
    taken = emails_taken(actor, campaign_id)
    found = read_people(name, raw, language=language)
    known = [at for at, person in enumerate(found.people) if person.email in taken]
    problems = [
        RowProblem(found.rows[at], "e-mail", "already_invited", str(found.people[at].email)) for at in known
    ]
    return replace(
        found,
        people=tuple(person for at, person in enumerate(found.people) if at not in set(known)),
        rows=tuple(row for at, row in enumerate(found.rows) if at not in set(known)),
        problems=tuple(sorted((*found.problems, *problems), key=lambda one: one.row)),
    )


def import_people(
    actor: Actor,
    campaign_id: str,
    name: str,
    raw: bytes,
    *,
    language: str = "fr",
    write: Writer | None = None,
) -> tuple[FreshLink, ...]:
    """Add every good row of a file in one transaction and return the links; the file is read anew.

    ``write``: who writes the invitations to be sent by mail; None: nothing is sent.

    Raises
    ------
    CandidateError
        When somebody added one of these e-mails since the preview: nothing was imported.
    EmptyFile
        When no row is good.
    """
    found = preview(actor, campaign_id, name, raw, language=language)
    if not found.people:
        raise EmptyFile(f"{name}: no row can be imported; nothing was.")
    return add_people(actor, campaign_id, found.people, write)


def _columns(table: Table, name: str) -> dict[str, int]:
    """Return what each known column holds -> its place, the first where one is there twice."""
    found: dict[str, int] = {}
    for place, title in enumerate(table.header):
        plain = tidy(title).strip(":* ").casefold()
        for field, titles in HEADERS.items():
            if plain in titles:
                found.setdefault(field, place)
    if "last_name" not in found and "first_name" in found and "name" in found:
        found["last_name"] = found.pop("name")
    if "name" not in found and "last_name" not in found and "first_name" not in found:
        raise MissingColumn(
            f"{name}: no column for names; expected one called “name” or “nom”.",
            found=[title for title in table.header if title.strip()][:12],
        )
    return found


def _row(number: int, cells: Sequence[str], columns: Mapping[str, int], table: Table, default: str) -> _Row:
    values = {field: tidy(cells[place]) for field, place in columns.items()}
    parts = [values.get("first_name", ""), values.get("last_name", "")]
    name = values.get("name") or " ".join(part for part in parts if part)
    email = values.get("email", "").lower() or None
    spoken = values.get("language", "").casefold()
    person = Person(name, email, _LANGUAGES.get(spoken, default))
    problems = tuple(
        RowProblem(number, table.header[columns[field]] or field, code, value[:80])
        for field, code, value in _wrong(values, name, email, spoken)
    )
    return _Row(number, person, problems)


def _wrong(
    values: Mapping[str, str], name: str, email: str | None, spoken: str
) -> list[tuple[str, str, str]]:
    """Return (field, code, value) for everything that keeps a row out."""
    formulas = [(field, "formula", value) for field, value in values.items() if value.startswith(_FORMULA)]
    if formulas:
        return formulas
    named = next(field for field in ("name", "last_name", "first_name") if field in values)
    wrong = []
    if not name:
        wrong.append((named, "no_name", ""))
    elif len(name) > 120:
        wrong.append((named, "long_name", name))
    if email is not None and not is_email(email):
        wrong.append(("email", "bad_email", email))
    if spoken and spoken not in _LANGUAGES:
        wrong.append(("language", "unknown_language", values["language"]))
    return wrong


def _without_doubles(rows: list[_Row], column: str) -> list[_Row]:
    """Refuse the second row of an e-mail; the first stays."""
    first: dict[str, int] = {}
    checked = []
    for row in rows:
        email = row.person.email
        if email is None or row.problems or first.setdefault(email, row.number) == row.number:
            checked.append(row)
        else:
            double = RowProblem(row.number, column, "email_twice", email, first_row=first[email])
            checked.append(replace(row, problems=(double,)))
    return checked


def _notes(table: Table, columns: Mapping[str, int]) -> tuple[Note, ...]:
    ignored = [
        title for place, title in enumerate(table.header) if place not in columns.values() and title.strip()
    ]
    notes = [Note("encoding", table.encoding)] if table.encoding == "cp1252" else []
    if ignored:
        notes.append(Note("ignored_columns", ", ".join(tidy(title)[:40] for title in ignored[:12])))
    if "email" not in columns:
        notes.append(Note("no_email_column"))
    return tuple(notes)


__all__ = ["MAX_ROWS", "ImportPreview", "Note", "RowProblem", "import_people", "preview", "read_people"]
