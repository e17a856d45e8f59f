"""Whoever has another password is told so by mail: they would want to know if it was somebody else."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection

from data import mail
from data.accounts import Account
from workflows.record import SERVER
from workflows.smtp_settings import mail_setup
from workflows.staff_letters import StaffOccasion, StaffWriter, mail_to


def tell(connection: Connection, account: Account, write: StaffWriter, now: dt.datetime) -> None:
    """Queue the message, in the transaction that changes the password; nothing without mail set up."""
    if mail_setup().is_wanted:
        about = StaffOccasion(kind="password_changed", name=account.name, language=account.language)
        mail.add_mails(connection, [mail_to(account, about, write, by=SERVER)], now)
