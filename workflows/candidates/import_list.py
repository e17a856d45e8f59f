"""Import of a list of candidates: first every problem by row and column, then all good rows or none.

Files come from spreadsheets of many hands: other separators, old encodings, a column too many. What was
understood is shown; what was not is refused row by row, and the good rows can still be imported.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from errors import EmptyFile
from workflows.candidates.import_columns import Chosen, Columns, find_columns, letter
from workflows.candidates.import_files import MAX_ROWS, Sheet, read_sheet
from workflows.candidates.import_rows import Note, ReadRow, RowProblem, listed, read_row
from workflows.candidates.invitations import Person, add_people, emails_taken, languages_offered, names_taken
from workflows.candidates.links import FreshLink
from workflows.common.access import Actor
from workflows.common.text import same_mailbox, same_name, tidy
from workflows.files.workbook_child import MAX_COLUMNS
from workflows.mail.letters import Writer

_AS_FOUND = Chosen()
NAMESAKE = "already_named"
"""Code of a row with a name that the campaign has already, and no address to tell the two apart."""


@dataclass(frozen=True)
class ImportPreview:
    """What a file holds, before anything is stored."""

    people: tuple[Person, ...]
    rows: tuple[int, ...]
    """The row of each person in the file."""
    problems: tuple[RowProblem, ...]
    notes: tuple[Note, ...]
    encoding: str = ""
    """What the file was read in; empty for a workbook."""

    @property
    def n_rows(self) -> int:
        """Rows that are not empty."""
        return len(self.rows) + len({problem.row for problem in self.problems})

    @property
    def accented(self) -> tuple[str, ...]:
        """The names with letters beyond A to Z: what a wrong encoding would have damaged."""
        return tuple(person.name for person in self.people if not person.name.isascii())


@dataclass(frozen=True)
class Layout:
    """The columns of a file, for a person to say what each holds."""

    labels: tuple[str, ...]
    """Of each column: its letter, title and first value."""
    encoding: str
    """What the file was read in; empty for a workbook or where the file says it itself."""


def read_people(name: str, raw: bytes, *, language: str = "fr", chosen: Chosen = _AS_FOUND) -> ImportPreview:
    """Return who stands in a file, and every row that cannot be used.

    Parameters
    ----------
    name : str
        The file's name; its ending and first bytes say what it is.
    raw : bytes
        The file.
    language : str
        For rows that name none.
    chosen : Chosen
        What a person said about encoding and columns.

    Raises
    ------
    EmptyFile, FileTooLarge, UnreadableFile, MissingColumn
        When the file as a whole cannot be used, or a person has to say which column holds what.
    """
    sheet = read_sheet(name, raw, chosen.encoding)
    columns, below = find_columns(name, [(row.number, row.cells) for row in sheet.rows], chosen)
    if not below:
        raise EmptyFile(f"{name}: no rows under the header.")
    if len(below) > MAX_ROWS:
        raise sheet.too_long(name)
    numbers = {number for number, _ in below}
    rows = [
        read_row(row, columns, default=language, is_workbook=sheet.is_workbook)
        for row in sheet.rows
        if row.number in numbers
    ]
    _refuse_doubles(rows, columns.title("email") if "email" in columns.places else "")
    good = [row for row in rows if not row.problems]
    return ImportPreview(
        people=tuple(row.person for row in good),
        rows=tuple(row.number for row in good),
        problems=tuple(problem for row in rows for problem in row.problems),
        notes=_notes(sheet, columns, good),
        encoding=sheet.encoding,
    )


def layout(name: str, raw: bytes, chosen: Chosen = _AS_FOUND) -> Layout:
    """Return the columns of a file as they stand in it; errors as of ``read_people``, but MissingColumn."""
    sheet = read_sheet(name, raw, chosen.encoding)
    width = max(len(row.cells) for row in sheet.rows)
    labels = []
    for place in range(width):
        seen = [tidy(row.cells[place])[:30] for row in sheet.rows[:40] if place < len(row.cells)]
        labels.append(" · ".join([letter(place), *[value for value in seen if value][:3]]))
    return Layout(tuple(labels), "" if sheet.encoding.startswith("utf") else sheet.encoding)


def preview(
    actor: Actor,
    campaign_id: str,
    name: str,
    raw: bytes,
    *,
    language: str = "fr",
    chosen: Chosen = _AS_FOUND,
    with_namesakes: bool = False,
) -> ImportPreview:
    """Return what a file would add to a campaign: e-mails and names it already has are problems too.

    A name is one where no address tells the two apart: the same list read twice adds nobody. With
    ``with_namesakes`` somebody has said that they are other people.
    """
    taken = emails_taken(actor, campaign_id)
    contents = read_people(name, raw, language=language, chosen=chosen)
    contents = _in_offered(contents, languages_offered(actor, campaign_id))
    known = {
        at
        for at, person in enumerate(contents.people)
        if person.email and same_mailbox(person.email) in taken
    }
    problems = [
        RowProblem(contents.rows[at], "e-mail", "already_invited", str(contents.people[at].email))
        for at in known
    ]
    namesakes = _namesakes(contents, names_taken(actor, campaign_id)) - known
    if namesakes and not with_namesakes:
        known |= namesakes
        problems += [
            RowProblem(contents.rows[at], "name", NAMESAKE, contents.people[at].name[:80]) for at in namesakes
        ]
    elif namesakes:
        listed_rows = listed(
            [f"{contents.rows[at]} ({contents.people[at].name})" for at in sorted(namesakes)]
        )
        contents = replace(contents, notes=(*contents.notes, Note("namesakes", listed_rows, len(namesakes))))
    return replace(
        contents,
        people=tuple(person for at, person in enumerate(contents.people) if at not in known),
        rows=tuple(row for at, row in enumerate(contents.rows) if at not in known),
        problems=tuple(sorted((*contents.problems, *problems), key=lambda problem: problem.row)),
    )


def _namesakes(contents: ImportPreview, taken: Mapping[str, bool]) -> set[int]:
    """Return the places of people of whom somebody in the campaign may be the same person."""
    return {
        at
        for at, person in enumerate(contents.people)
        if (has_address := taken.get(same_name(person.name))) is not None
        and not (person.email and has_address)
    }


def _in_offered(contents: ImportPreview, offered: Sequence[str]) -> ImportPreview:
    """Give everybody a language that the campaign offers, and say who had asked for another."""
    others = [
        row
        for row, person in zip(contents.rows, contents.people, strict=True)
        if person.language not in offered
    ]
    if not others:
        return contents
    people = [
        person if person.language in offered else replace(person, language=offered[0])
        for person in contents.people
    ]
    note = Note("language_not_offered", listed([str(row) for row in others]), len(others))
    return replace(contents, people=tuple(people), notes=(*contents.notes, note))


def import_people(
    actor: Actor,
    campaign_id: str,
    name: str,
    raw: bytes,
    *,
    language: str = "fr",
    chosen: Chosen = _AS_FOUND,
    with_namesakes: bool = False,
    write: Writer | None = None,
) -> tuple[FreshLink, ...]:
    """Add every good row of a file in one transaction and return the links; the file is read anew.

    ``with_namesakes``: as for ``preview``. ``write``: who writes the invitations to be sent by mail; None:
    nothing is sent.

    Raises
    ------
    CandidateError
        When somebody added one of these e-mails since the preview: nothing was imported.
    EmptyFile
        When no row is good.
    """
    contents = preview(
        actor, campaign_id, name, raw, language=language, chosen=chosen, with_namesakes=with_namesakes
    )
    if not contents.people:
        raise EmptyFile(f"{name}: no row can be imported; nothing was.")
    return add_people(actor, campaign_id, contents.people, write)


def _refuse_doubles(rows: Sequence[ReadRow], column: str) -> None:
    """Refuse the second row of an e-mail; the first stays."""
    first: dict[str, int] = {}
    for row in rows:
        email = row.person.email
        if email is None or row.problems:
            continue
        earlier = first.setdefault(same_mailbox(email), row.number)
        if earlier != row.number:
            row.problems.append(RowProblem(row.number, column, "email_twice", email, first_row=earlier))


def _notes(sheet: Sheet, columns: Columns, good: Sequence[ReadRow]) -> tuple[Note, ...]:
    return (*_of_file(sheet, columns), *sheet.notes, *_of_people(columns, good))


def _of_file(sheet: Sheet, columns: Columns) -> list[Note]:
    notes = []
    if sheet.encoding and not sheet.encoding.startswith("utf"):
        notes.append(Note("encoding", sheet.encoding))
    if columns.row and sheet.rows[0].number < columns.row:
        notes.append(Note("titles_below", str(columns.row)))
    if ignored := columns.ignored():
        notes.append(Note("ignored_columns", listed([title[:40] for title in ignored])))
    if "email" not in columns.places:
        notes.append(Note("no_email_column"))
    elif columns.guessed_email:
        notes.append(Note("guessed_email", columns.title("email")))
    if sheet.n_columns > MAX_COLUMNS:
        notes.append(Note("columns_beyond", str(MAX_COLUMNS)))
    return notes


def _of_people(columns: Columns, good: Sequence[ReadRow]) -> list[Note]:
    notes = []
    for code in ("half_name", "several_addresses", "other_language"):
        remarks = [
            (row.number, value) for row in good for remark_code, value in row.remarks if remark_code == code
        ]
        if remarks:
            notes.append(
                Note(code, listed([f"{number} ({value})" for number, value in remarks]), len(remarks))
            )
    if len(good) > 2 and "name" in columns.places and not any(" " in row.person.name for row in good):
        notes.append(Note("single_words", columns.title("name")))
    if twice := _same_names(good):
        notes.append(Note("same_names", listed(twice), len(twice)))
    return notes


def _same_names(good: Sequence[ReadRow]) -> list[str]:
    """Return who has the name of somebody above and no address that tells them apart."""
    first: dict[str, int] = {}
    twice = []
    for row in good:
        earlier = first.setdefault(same_name(unicodedata.normalize("NFC", row.person.name)), row.number)
        if earlier != row.number and row.person.email is None:
            twice.append(f"{row.number} ({row.person.name}: {earlier})")
    return twice
