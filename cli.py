"""Entregent from a shell: the same workflows as the pages, one command each, no logic of its own.

Exit codes: 0 done; 1 done, but something was reported; 2 not done, nothing was written.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from errors import EntregentError
from scoring.scores.bounds import MOST_PLACES
from workflows.files.safe_files import keep_private
from workflows.files.strict_json import read_number, read_whole

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

form_app = typer.Typer(no_args_is_help=True, help="Frozen forms.")
app.add_typer(form_app, name="form")

account_app = typer.Typer(no_args_is_help=True, help="Owners, and people who cannot get in any more.")
app.add_typer(account_app, name="account")

REPORTED, REFUSED = 1, 2
LARGEST_SEED = 2**63 - 1
Number = TypeVar("Number", int, float)


def _strictly(read: Callable[[str, Number, Number], Number], lowest: Number, highest: Number) -> Any:
    """Return what reads an option as strictly as a file is read, or refuses the command."""

    def parse(text: object) -> Number:
        try:
            # A default comes as a number.
            return read(str(text), lowest, highest)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error

    return parse


SEED = _strictly(read_whole, 0, LARGEST_SEED)


@app.callback()
def entregent() -> None:
    """Recruit a community manager on how they judge people and situations first, on tools second."""
    keep_private()
    sys.excepthook = _failed


def _failed(*failure: Any) -> None:
    """Say where a command failed and of what kind that is: its message may quote a row, and cron mails it."""
    from web.edge.logs import where_it_failed

    where_it_failed(sys.stderr, failure)


@app.command()
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

    with _errors_told(), _progress("Scoring") as progress:
        done = score_files(
            form, answers, out, marks=marks, ratings=ratings, items=items, report=_tell, progress=progress
        )
    _tell(f"Candidates scored: {done.n_candidates}; lines left out: {done.n_bad_lines}.")
    if done.n_bad_lines:
        raise typer.Exit(REPORTED)


@app.command()
def rank(
    scores: Annotated[Path, typer.Argument(help="Scores (CSV) with the columns candidate, composite, sem.")],
    places: Annotated[
        int,
        typer.Option(
            parser=_strictly(read_whole, 1, MOST_PLACES),
            metavar="INTEGER",
            help="How many candidates can be chosen.",
        ),
    ],
    out: Annotated[Path, typer.Option(help="Where the ranks go (CSV).")],
    reliability: Annotated[
        float | None,
        typer.Option(
            parser=_strictly(read_number, 0.0, 1.0),
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

    with _errors_told():
        listed = rank_files(scores, out, places=places, reliability=reliability, seed=seed, report=_tell)
    _tell(f"{listed} candidates listed.")


@app.command()
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
    with _errors_told():
        found = try_list(
            file, language=language, encoding=encoding, columns=column or (), has_titles=not no_titles
        )
    for line in people_table(found):
        typer.echo(line)
    for note in found.notes:
        typer.echo(f"Note: {note_said(note)}")
    for problem in found.problems:
        typer.echo(f"Left out: {problem_said(problem)}")
    n_out = len({problem.row for problem in found.problems})
    _tell(f"{len(found.people)} people would be added; {n_out} rows would be left out. Nothing was stored.")
    if n_out:
        raise typer.Exit(REPORTED)


@app.command()
def lint(
    files: Annotated[list[Path] | None, typer.Argument(help="Item files; the whole bank without.")] = None,
    naive: Annotated[bool, typer.Option("--naive", help="Report what naive strategies earn.")] = False,
    charter: Annotated[str, typer.Option(help="For --naive: a YAML file or an example's name.")] = "ardeal",
) -> None:
    """Check content by every rule a machine can check."""
    from workflows.content import bank

    if naive:
        _show_naive(charter)
        return
    with _errors_told():
        findings = bank.lint_files(files) if files else bank.lint_content()
    for row in bank.finding_rows(findings):
        typer.echo(row)
    n_errors = sum(finding.level == "E" for finding in findings)
    _tell(f"{n_errors} errors, {len(findings) - n_errors} warnings.")
    if n_errors:
        raise typer.Exit(REPORTED)


def _show_naive(charter: str) -> None:
    from workflows.content import bank

    with _errors_told():
        results = bank.naive_report(charter)
    for row in bank.naive_rows(results):
        typer.echo(row)
    _tell(f"{sum(not result.is_met for result in results)} of {len(results)} targets not met.")


@form_app.command("build")
def form_build(
    charter: Annotated[str, typer.Option(help="A YAML file, or an example's name: ardeal.")],
    out: Annotated[Path, typer.Option(help="Where the form goes (JSON).")],
    items: Annotated[str | None, typer.Option(help="Ids with commas between; all by default.")] = None,
) -> None:
    """Freeze bank and charter into a form."""
    from workflows.content.bank import item_list, write_form

    wanted = item_list(items)
    with _errors_told():
        built = write_form(charter, out, item_ids=wanted)
    for item_id, reason in built.refused:
        _tell(f"{item_id} refused: {reason}")
    _tell(f"{built.n_items} items, SHA-256 {built.sha256}.")
    # Left out of "all" is as it should be; left out although asked for by name is not.
    if built.refused and wanted is not None:
        raise typer.Exit(REPORTED)


@app.command()
def demo(
    candidates: Annotated[
        int,
        typer.Option(parser=_strictly(read_whole, 1, 5000), metavar="INTEGER", help="People invited."),
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

    with _errors_told(), _progress("Simulating") as progress:
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


_KEY_SAID = {
    "compared": "compared",
    "none": "none is set",
    "missing": "none is set here, though seals were made with one; nothing was compared with it",
}


@app.command()
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

    with _on_database(), _progress("Verifying") as progress:
        report = check(progress, expected=read_head(expect))
    for difference in report.differences:
        typer.echo(str(difference))
    _tell(
        f"Rows: {report.n_rows}; forms: {report.n_forms}; snapshots: {report.n_snapshots}; "
        f"decisions: {report.n_decisions}; rows of the record: {report.n_events}; "
        f"differences: {len(report.differences)}."
    )
    _tell(f"Key of the record: {_KEY_SAID[report.key]}. Head of the record:")
    typer.echo(str(report.head))
    if report.n_partly:
        _tell(
            f"In {report.n_partly} snapshots {report.n_missing} people have withdrawn or been erased since: "
            "they are skipped, and errors, places and chances, which rest on everybody, are not compared."
        )
    if report.n_older:
        _tell(
            f"{report.n_older} snapshots were scored by earlier rules: what people gave was compared, "
            "but no scores, as the rules of today give others."
        )
    if report.differences:
        raise typer.Exit(REPORTED)


@app.command()
def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count only; nobody is erased.")] = False,
) -> None:
    """Erase everybody whose time is over; the server does so too, at the quiet hour of each night."""
    from workflows.audit.log import CONSOLE
    from workflows.common.clock import utc_now
    from workflows.privacy.retention import clear_when_idle, holds_bytes
    from workflows.privacy.retention import purge as erase_due

    with _on_database():
        done = erase_due(utc_now(), dry_run=dry_run, by=CONSOLE)
        is_cleared = dry_run or not holds_bytes(utc_now()) or clear_when_idle(utc_now())
    _tell(
        f"People {'due' if dry_run else 'erased'}: {done.n_erased}; due, with an open request: {done.n_held}."
    )
    if dry_run:
        return
    if done.n_failed:
        _tell(f"Not erased, because the database could not be written: {done.n_failed}. Run it again.")
    if not is_cleared:
        _tell(
            "Somebody sits, or the database's file was in use: bytes of deleted rows are still in it. A "
            "running server clears it once nobody sits; otherwise run this again."
        )
    if done.n_failed or not is_cleared:
        raise typer.Exit(REPORTED)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Where the copy goes; must not exist yet.")]) -> None:
    """Copy the whole database into one file, also while people are sitting."""
    from workflows.files.backup import make_backup

    with _errors_told():
        made = make_backup(file)
    _tell(f"{file}: {made.size} bytes. It holds personal data: keep it as safe as the database.")
    _tell(f"{made.manifest}: what the copy is, and the head of its record:")
    typer.echo(str(made.head))


@app.command()
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

    with _errors_told():
        kept = put_back(file, over=over, force=force)
    if kept is not None:
        _tell(f"The database that was there before: {kept}.")
    _tell("Restored. `python cli.py verify` checks it.")


@app.command("adopt-key")
def adopt_key() -> None:
    """Put the record's seals under the key that is set now; verifies everything first."""
    from workflows.audit.record_key import adopt_key as adopt

    with _on_database():
        n = adopt()
    _tell(f"Seals under the key: {n}.")


@account_app.command("owner")
def account_owner(
    email: Annotated[str, typer.Argument(help="Of the account.")],
    name: Annotated[str | None, typer.Option(help="Of whoever has no account yet.")] = None,
    language: Annotated[str, typer.Option(help="Of a new account: fr or en.")] = "en",
) -> None:
    """Make somebody an owner, opening their account again if it was disabled; print a link for a password."""
    from workflows.accounts.console_accounts import make_owner

    with _on_database():
        link = make_owner(email, name=name, language=language)
    typer.echo(link.address)
    _tell(f"It makes an owner's password, once, until {link.expires_at:%Y-%m-%d %H:%M} UTC.")


@account_app.command("reset")
def account_reset(email: Annotated[str, typer.Argument(help="Of the account.")]) -> None:
    """Print a one-time link to choose another password; the present one works until then."""
    from workflows.accounts.console_accounts import reset_password

    with _on_database():
        link = reset_password(email)
    typer.echo(link.address)
    _tell(f"It works once, until {link.expires_at:%Y-%m-%d %H:%M} UTC, and is not shown again.")


@account_app.command("reset-second-factor")
def account_reset_second_factor(email: Annotated[str, typer.Argument(help="Of the account.")]) -> None:
    """Ask an account for its password only from now on, and sign it out everywhere."""
    from workflows.accounts.console_accounts import reset_second_factor

    with _on_database():
        reset_second_factor(email)
    _tell("Done. The next sign-in asks for the password only.")


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
def _on_database() -> Iterator[None]:
    """Say what went wrong, and begin only on a database with the tables of this release."""
    from workflows.common.server import require_tables

    with _errors_told():
        require_tables()
        yield


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
