"""Entregent from a shell: the same workflows as the pages, one command each, no logic of its own.

Exit codes: 0 done; 1 done, but something was reported; 2 not done, nothing was written.
"""

from __future__ import annotations

import sys
from typing import Any

import typer

from commands import accounts, candidates, content, database, scores
from workflows.files.safe_files import keep_private

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def entregent() -> None:
    """Recruit a community manager on how they judge people and situations first, on tools second."""
    keep_private()
    sys.excepthook = _failed


def _failed(*failure: Any) -> None:
    """Say where a command failed and of what kind that is: its message may quote a row, and cron mails it."""
    from web.edge.logs import where_it_failed

    where_it_failed(sys.stderr, failure)


# In the order in which `python cli.py --help` lists them.
for command in (
    scores.score, scores.rank, candidates.people, content.lint, database.demo, database.verify,
    database.purge, database.backup, database.restore,
):  # fmt: skip
    app.command()(command)
app.command("adopt-key")(database.adopt_key)

form_app = typer.Typer(no_args_is_help=True, help="Frozen forms.")
form_app.command("build")(content.form_build)
app.add_typer(form_app, name="form")

account_app = typer.Typer(no_args_is_help=True, help="Owners, and people who cannot get in any more.")
account_app.command("owner")(accounts.account_owner)
account_app.command("reset")(accounts.account_reset)
account_app.command("reset-second-factor")(accounts.account_reset_second_factor)
app.add_typer(account_app, name="account")


if __name__ == "__main__":
    app()
