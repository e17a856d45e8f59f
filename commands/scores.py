"""Commands that score a file of answers and rank a table of scores, without a database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.shell import REPORTED, SEED, errors_reported, progress_bar, strictly, tell
from scoring.scores.bounds import MOST_PLACES
from workflows.files.strict_json import read_number, read_whole


def score(
    form: Annotated[Path, typer.Argument(help="Frozen form (JSON).")],
    answers: Annotated[Path, typer.Argument(help="Answers, one JSON object per line.")],
    out: Annotated[Path, typer.Option(help="Where the scores go (CSV).")],
    marks: Annotated[
        Path | None, typer.Option(help="Marks of written replies, one JSON object per line.")
    ] = None,
    ratings: Annotated[
        Path | None, typer.Option(help="Interviewers' ratings, one JSON object per line.")
    ] = None,
    items: Annotated[Path | None, typer.Option(help="Where the points of every answer go (CSV).")] = None,
) -> None:
    """Score a file of answers, without a database."""
    # Imported here: a command must not wait for what the others load.
    from workflows.files.score_files import score_files

    with errors_reported(), progress_bar("Scoring") as progress:
        done = score_files(
            form, answers, out, marks=marks, ratings=ratings, items=items, report=tell, progress=progress
        )
    tell(f"Candidates scored: {done.n_candidates}; lines left out: {done.n_bad_lines}.")
    if done.n_bad_lines:
        raise typer.Exit(REPORTED)


def rank(
    scores: Annotated[Path, typer.Argument(help="Scores (CSV) with the columns candidate, composite, sem.")],
    places: Annotated[
        int,
        typer.Option(
            parser=strictly(read_whole, 1, MOST_PLACES),
            metavar="INTEGER",
            help="How many candidates can be chosen.",
        ),
    ],
    out: Annotated[Path, typer.Option(help="Where the ranks go (CSV).")],
    reliability: Annotated[
        float | None,
        typer.Option(
            parser=strictly(read_number, 0.0, 1.0),
            metavar="FLOAT",
            help="Takes the reliability of the composites as known; by default it is integrated over.",
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(parser=SEED, metavar="INTEGER", help="Of the simulation; else from the rows."),
    ] = None,
) -> None:
    """Rank a table of scores, with the uncertainty of every place."""
    from workflows.files.score_files import rank_files

    with errors_reported():
        listed = rank_files(scores, out, places=places, reliability=reliability, seed=seed, report=tell)
    tell(f"{listed} candidates listed.")
