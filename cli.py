"""Entregent from a shell: the same workflows as the pages, one command each, no logic of its own.

Exit codes: 0 done; 1 done, but something was reported; 2 not done, nothing was written.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from errors import EntregentError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

REPORTED, REFUSED = 1, 2


@app.callback()
def entregent() -> None:
    """Recruit a community manager on how they judge people and situations first, on tools second."""


@app.command()
def score(
    form: Annotated[Path, typer.Argument(help="Frozen form (JSON).")],
    answers: Annotated[Path, typer.Argument(help="Answers, one JSON object per line.")],
    out: Annotated[Path, typer.Option(help="Where the scores go (CSV).")],
    items: Annotated[Path | None, typer.Option(help="Where the points of every answer go (CSV).")] = None,
) -> None:
    """Score a file of answers, without a database."""
    # Imported here: a command must not wait for what the others load.
    from workflows.score_files import score_files

    with _errors_told(), _progress("Scoring") as progress:
        done = score_files(form, answers, out, items=items, report=_tell, progress=progress)
    _tell(f"{done.n_candidates} candidates scored, {done.n_bad_lines} lines left out.")
    if done.n_bad_lines:
        raise typer.Exit(REPORTED)


@app.command()
def rank(
    scores: Annotated[Path, typer.Argument(help="Scores (CSV) with the columns candidate, composite, sem.")],
    places: Annotated[int, typer.Option(min=1, help="How many candidates can be chosen.")],
    out: Annotated[Path, typer.Option(help="Where the ranks go (CSV).")],
    reliability: Annotated[float, typer.Option(help="Assumed below 30 candidates.")] = 0.70,
    seed: Annotated[int | None, typer.Option(min=0, help="Of the simulation; else from the rows.")] = None,
) -> None:
    """Rank a table of scores, with the uncertainty of every place."""
    from workflows.rank_files import rank_files

    with _errors_told():
        listed = rank_files(scores, out, places=places, reliability=reliability, seed=seed, report=_tell)
    _tell(f"{listed} candidates listed.")


def _tell(message: str) -> None:
    """Say something to the person at the shell, apart from any output."""
    typer.echo(message, err=True)


@contextmanager
def _errors_told() -> Iterator[None]:
    """Say what went wrong instead of showing a traceback."""
    try:
        yield
    except EntregentError as error:
        _tell(f"Error: {error}")
        raise typer.Exit(REFUSED) from error


@contextmanager
def _progress(label: str) -> Iterator[Callable[[float], None]]:
    """Show a bar on a terminal; stay silent in a file or a pipe."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with typer.progressbar(length=1000, label=label, file=sys.stderr) as bar:
        yield lambda share: bar.update(round(1000 * share) - bar.pos)


if __name__ == "__main__":
    app()
