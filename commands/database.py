"""Commands on the database: sample data, verification, purge, copies and the key of its record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.shell import REPORTED, SEED, errors_reported, on_database, progress_bar, strictly, tell
from workflows.files.strict_json import read_whole

_KEY_SAID = {
    "compared": "compared",
    "none": "none is set",
    "missing": "none is set here, though seals were made with one; nothing was compared with it",
}


def demo(
    candidates: Annotated[
        int,
        typer.Option(parser=strictly(read_whole, 1, 5000), metavar="INTEGER", help="People invited."),
    ] = 60,
    seed: Annotated[
        int, typer.Option(parser=SEED, metavar="INTEGER", help="Same seed, same people and answers.")
    ] = 7,
    language: Annotated[str, typer.Option(help="Of the sample account: fr or en.")] = "fr",
) -> None:
    """Fill an empty installation with a fictional, labelled campaign."""
    from settings import settings
    from workflows.common.server import prepare
    from workflows.demo.sample import load

    with errors_reported(), progress_bar("Simulating") as progress:
        prepare()
        made = load(
            language=language,
            n_candidates=candidates,
            seed=seed,
            progress=lambda done, total: progress(done / total),
        )
    typer.echo(f"Sign in at {settings().public_url} with {made.email} and the password {made.password}")
    for link in made.links:
        typer.echo(f"Sit as a candidate: {link}")


def verify(
    expect: Annotated[
        str | None,
        typer.Option(
            metavar="N:HASH", help="The record's head as it was printed before; it must still stand."
        ),
    ] = None,
) -> None:
    """Check rows against their seals, the record, forms, snapshots and decisions; work scores out again."""
    from workflows.audit.record_head import read_head
    from workflows.audit.verify import verify as check

    with on_database(), progress_bar("Verifying") as progress:
        report = check(progress, expected=read_head(expect))
    for difference in report.differences:
        typer.echo(str(difference))
    tell(
        f"Rows: {report.n_rows}; forms: {report.n_forms}; snapshots: {report.n_snapshots}; "
        f"decisions: {report.n_decisions}; rows of the record: {report.n_events}; "
        f"differences: {len(report.differences)}."
    )
    tell(f"Key of the record: {_KEY_SAID[report.key]}. Head of the record:")
    typer.echo(str(report.head))
    if report.n_partly:
        tell(
            f"In {report.n_partly} snapshots {report.n_missing} people have withdrawn or been erased since: "
            "they are skipped, and errors, places and chances, which rest on everybody, are not compared."
        )
    if report.n_older:
        tell(
            f"{report.n_older} snapshots were scored by earlier rules: what people gave was compared, "
            "but no scores, as the rules of today give others."
        )
    if report.differences:
        raise typer.Exit(REPORTED)


def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count only; nobody is erased.")] = False,
) -> None:
    """Erase everybody whose time is over; the server does so too, at the quiet hour of each night."""
    from workflows.audit.log import CONSOLE
    from workflows.common.clock import utc_now
    from workflows.privacy.retention import clear_when_idle, holds_bytes
    from workflows.privacy.retention import purge as erase_due

    with on_database():
        done = erase_due(utc_now(), dry_run=dry_run, by=CONSOLE)
        is_cleared = dry_run or not holds_bytes(utc_now()) or clear_when_idle(utc_now())
    tell(
        f"People {'due' if dry_run else 'erased'}: {done.n_erased}; due, with an open request: {done.n_held}."
    )
    if dry_run:
        return
    if done.n_failed:
        tell(f"Not erased, because the database could not be written: {done.n_failed}. Run it again.")
    if not is_cleared:
        tell(
            "Somebody sits, or the database's file was in use: bytes of deleted rows are still in it. A "
            "running server clears it once nobody sits; otherwise run this again."
        )
    if done.n_failed or not is_cleared:
        raise typer.Exit(REPORTED)


def backup(file: Annotated[Path, typer.Argument(help="Where the copy goes; must not exist yet.")]) -> None:
    """Copy the whole database into one file, also while people are sitting."""
    from workflows.files.backup import make_backup

    with errors_reported():
        made = make_backup(file)
    tell(f"{file}: {made.size} bytes. It holds personal data: keep it as safe as the database.")
    tell(f"{made.manifest}: what the copy is, and the head of its record:")
    typer.echo(str(made.head))


def restore(
    file: Annotated[Path, typer.Argument(help="A copy that `backup` made.")],
    over: Annotated[
        bool, typer.Option("--over", help="Replace a database that is in use; a copy is kept.")
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="Although a server has it open, or somebody was sitting minutes ago."),
    ] = False,
) -> None:
    """Put a copy back in the place of the database; stop the server first."""
    from workflows.files.backup import put_back

    with errors_reported():
        kept = put_back(file, over=over, force=force)
    if kept is not None:
        tell(f"The database that was there before: {kept}.")
    tell("Restored. `python cli.py verify` checks it.")


def adopt_key() -> None:
    """Put the record's seals under the key that is set now; verifies everything first."""
    from workflows.audit.record_key import adopt_key as adopt

    with on_database():
        n = adopt()
    tell(f"Seals under the key: {n}.")
