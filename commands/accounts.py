"""Commands that let owners, and people who cannot get in any more, back in."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.shell import on_database, tell


def account_owner(
    email: Annotated[str, typer.Argument(help="Of the account.")],
    name: Annotated[str | None, typer.Option(help="Of whoever has no account yet.")] = None,
    language: Annotated[str, typer.Option(help="Of a new account: fr or en.")] = "en",
) -> None:
    """Make somebody an owner, opening their account again if it was disabled; print a link for a password."""
    from workflows.accounts.console_accounts import make_owner

    with on_database():
        link = make_owner(email, name=name, language=language)
    typer.echo(link.address)
    tell(f"It makes an owner's password, once, until {link.expires_at:%Y-%m-%d %H:%M} UTC.")


def account_reset(email: Annotated[str, typer.Argument(help="Of the account.")]) -> None:
    """Print a one-time link to choose another password; the present one works until then."""
    from workflows.accounts.console_accounts import reset_password

    with on_database():
        link = reset_password(email)
    typer.echo(link.address)
    tell(f"It works once, until {link.expires_at:%Y-%m-%d %H:%M} UTC, and is not shown again.")


def account_reset_second_factor(email: Annotated[str, typer.Argument(help="Of the account.")]) -> None:
    """Ask an account for its password only from now on, and sign it out everywhere."""
    from workflows.accounts.console_accounts import reset_second_factor

    with on_database():
        reset_second_factor(email)
    tell("Done. The next sign-in asks for the password only.")
