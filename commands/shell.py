"""What the commands share: options read strictly, messages, errors and progress at the shell."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import typer

from errors import EntregentError
from workflows.files.strict_json import read_whole

REPORTED, REFUSED = 1, 2
LARGEST_SEED = 2**63 - 1
Number = TypeVar("Number", int, float)


def strictly(read: Callable[[str, Number, Number], Number], lowest: Number, highest: Number) -> Any:
    """Return what reads an option as strictly as a file is read, or refuses the command."""

    def parse(text: object) -> Number:
        try:
            # A default comes as a number.
            return read(str(text), lowest, highest)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error

    return parse


SEED = strictly(read_whole, 0, LARGEST_SEED)


def tell(message: str) -> None:
    """Say something to the person at the shell, apart from any output."""
    typer.echo(message, err=True)


@contextmanager
def errors_reported() -> Iterator[None]:
    """Say what went wrong instead of showing a traceback."""
    try:
        yield
    except EntregentError as error:
        tell(f"Error: {error}")
        raise typer.Exit(REFUSED) from error


@contextmanager
def on_database() -> Iterator[None]:
    """Say what went wrong, and begin only on a database with the tables of this release."""
    from workflows.common.server import require_tables

    with errors_reported():
        require_tables()
        yield


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[float], None]]:
    """Show a bar on a terminal; stay silent in a file or a pipe."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with typer.progressbar(length=1000, label=label, file=sys.stderr) as bar:
        yield lambda share: bar.update(round(1000 * share) - bar.pos)
