"""Somebody who forgot their password asks for a link by mail; nobody learns here who has an account."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection

from data import mail
from data.accounts import Account, account_by_email, all_accounts, normalised
from data.engine import writing
from data.row_seals import seal_writes
from data.transaction import Undo, savepoint
from workflows import throttle
from workflows.clock import utc_now
from workflows.oidc_settings import passwords_are_off
from workflows.record import SERVER, VISITOR, note_by
from workflows.smtp_settings import mail_setup
from workflows.staff_letters import StaffOccasion, StaffWriter, mail_to
from workflows.staff_links import LINK_BY_MAIL, make_link

MAILS_KEPT = dt.timedelta(days=30)
"""How long messages about passwords stay after they left or could not: nobody needs them longer."""


def is_offered() -> bool:
    """Tell whether a link can be sent; otherwise an owner, or a shell on the server, makes one."""
    return mail_setup().server is not None and not passwords_are_off()


def ask(email: str, write: StaffWriter, *, address: str | None = None) -> None:
    """Put a link to choose another password into the outbox, if an account has this e-mail and is open.

    Whether it has one shows neither in what is answered nor in how long that takes: for an address nobody has
    the same rows are written for a colleague, and taken back before anybody could see them.

    Parameters
    ----------
    email : str
        However it is written: case and spaces around it do not matter.
    write : StaffWriter
    address : str, optional
        The network address it comes from.

    Raises
    ------
    TooManyAttempts
        After five requests for this e-mail, for longer each time, whoever's it is, or twenty from this
        address in fifteen minutes.
    """
    now, wanted = utc_now(), f"forgotten {normalised(email)}"
    with writing() as connection:
        throttle.refuse_guesses(connection, wanted, now)
        throttle.refuse_address(connection, "forgotten", address, now)
        throttle.count_guess(connection, wanted, now)
        throttle.count_from(connection, "forgotten", address, now)
        account = account_by_email(connection, email)
        others = (one for one in all_accounts(connection) if one.disabled_at is None)
        is_open = account is not None and account.disabled_at is None and is_offered()
        whom = account if account is not None and is_open else next(others, None)
        if whom is None:
            return
        with savepoint(connection):
            _queue(connection, whom, write, now)
            # Sealed in either case: how long it takes does not tell either.
            seal_writes(connection)
            if not is_open:
                raise Undo


def forget_mails(now: dt.datetime) -> int:
    """Delete old messages about passwords and return how many; those of a campaign stay with it."""
    with writing() as connection:
        return mail.forget_mails_to_staff(connection, now - MAILS_KEPT)


def _queue(connection: Connection, account: Account, write: StaffWriter, now: dt.datetime) -> None:
    link = make_link(connection, account, now, works_for=LINK_BY_MAIL)
    about = StaffOccasion(
        kind="password_link", name=account.name, language=account.language, link=link.address
    )
    mail.add_mails(connection, [mail_to(account, about, write, by=SERVER)], now)
    note_by(connection, VISITOR, "ask_password_link", account.id, now)
