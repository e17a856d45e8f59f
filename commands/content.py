"""Commands that check content and freeze forms."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.shell import REPORTED, errors_reported, tell


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
    with errors_reported():
        findings = bank.lint_files(files) if files else bank.lint_content()
    for row in bank.finding_rows(findings):
        typer.echo(row)
    n_errors = sum(finding.level == "E" for finding in findings)
    tell(f"{n_errors} errors, {len(findings) - n_errors} warnings.")
    if n_errors:
        raise typer.Exit(REPORTED)


def _show_naive(charter: str) -> None:
    from workflows.content import bank

    with errors_reported():
        results = bank.naive_report(charter)
    for row in bank.naive_rows(results):
        typer.echo(row)
    tell(f"{sum(not result.is_met for result in results)} of {len(results)} targets not met.")


def form_build(
    charter: Annotated[str, typer.Option(help="A YAML file, or an example's name: ardeal.")],
    out: Annotated[Path, typer.Option(help="Where the form goes (JSON).")],
    items: Annotated[str | None, typer.Option(help="Ids with commas between; all by default.")] = None,
) -> None:
    """Freeze bank and charter into a form."""
    from workflows.content.bank import item_list, write_form

    wanted = item_list(items)
    with errors_reported():
        built = write_form(charter, out, item_ids=wanted)
    for item_id, reason in built.refused:
        tell(f"{item_id} refused: {reason}")
    tell(f"{built.n_items} items, SHA-256 {built.sha256}.")
    # Left out of "all" is as it should be; left out although asked for by name is not.
    if built.refused and wanted is not None:
        raise typer.Exit(REPORTED)
