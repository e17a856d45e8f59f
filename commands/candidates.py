"""The command that tries a list of people, without storing anybody."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.shell import REPORTED, errors_reported, tell


def people(
    file: Annotated[Path, typer.Argument(help="List of people (CSV or XLSX), as the page takes it.")],
    language: Annotated[str, typer.Option(help="Of rows that name none: fr or en.")] = "fr",
    encoding: Annotated[
        str | None, typer.Option(help="What the file is written in, such as cp1252; by default judged.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=LETTER",
            help="What a column holds, such as email=C (name, first_name, last_name, email, language).",
        ),
    ] = None,
    no_titles: Annotated[
        bool, typer.Option("--no-titles", help="With --column: the first row is a person already.")
    ] = False,
) -> None:
    """Print who a list of people would add, and what is noted; nothing is stored, no server is needed."""
    import texts
    from texts.imports import note_said, people_table, problem_said
    from workflows.candidates.import_trial import try_list

    texts.use("en")
    with errors_reported():
        trial = try_list(
            file, language=language, encoding=encoding, columns=column or (), has_titles=not no_titles
        )
    for line in people_table(trial):
        typer.echo(line)
    for note in trial.notes:
        typer.echo(f"Note: {note_said(note)}")
    for problem in trial.problems:
        typer.echo(f"Left out: {problem_said(problem)}")
    n_out = len({problem.row for problem in trial.problems})
    tell(f"{len(trial.people)} people would be added; {n_out} rows would be left out. Nothing was stored.")
    if n_out:
        raise typer.Exit(REPORTED)
