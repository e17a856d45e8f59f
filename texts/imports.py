"""What is said about a list of people, row by row and of the whole: the same at the page and at the shell."""

from __future__ import annotations

from texts import number, t
from workflows.candidates.import_list import ImportPreview
from workflows.candidates.import_rows import Note, RowProblem


def problem_said(problem: RowProblem) -> str:
    """Say why one row cannot be imported, by row and column."""
    why = t(
        f"people.imports.problems.{problem.code}",
        value=problem.value,
        other=problem.other,
        first=number(problem.first_row or 0),
    )
    return t("people.imports.problem", row=number(problem.row), column=problem.column, why=why)


def note_said(note: Note) -> str:
    """Say what was understood, and how."""
    value = t(f"people.imports.encodings.{note.value}") if note.code == "encoding" else note.value
    return t(f"people.imports.notes.{note.code}", value=value, n=number(note.n))


def people_table(preview: ImportPreview) -> list[str]:
    """Return the people of a list as the lines of a table, each with its row in the file."""
    titles = [t(f"people.imports.table.{name}") for name in ("row", "name", "email", "language")]
    rows = [
        [number(row), person.name, person.email or "", person.language]
        for row, person in zip(preview.rows, preview.people, strict=True)
    ]
    widths = [max(len(row[at]) for row in (titles, *rows)) for at in range(len(titles))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (titles, *rows)
    ]
