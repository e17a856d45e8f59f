"""Accounts of the staff, as owners manage them, and links with which a password is chosen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection

from data.accounts import accounts, sign_ins
from data.accounts.accounts import Account, account_by_email, normalised
from data.audit.written import Undo, savepoint
from data.common import engine
from data.common.locks import ACCOUNTS
from data.common.tokens import new_token
from data.mail import outbox
from data.row_seals import seal_writes
from errors import AccountRefused, ChangedMeanwhile, LastOwner, SecondFactorRefused
from settings import settings
from workflows.accounts import throttle
from workflows.accounts.my_account import CHOOSE, check_person, check_role
from workflows.accounts.oidc_settings import passwords_are_off
from workflows.audit.log import SERVER, VISITOR, log_action, log_action_by
from workflows.common.access import Actor, require_permission
from workflows.common.clock import utc_now
from workflows.common.transactions import reading, writing
from workflows.mail.letters import StaffOccasion, StaffWriter, mail_to
from workflows.mail.smtp_settings import mail_setup

LINK_DAYS = 7
"""How long a link to choose a password works that somebody hands over."""
LINK_BY_MAIL = dt.timedelta(hours=1)
"""How long one works that whoever forgot their password has sent to themselves."""
MAILS_KEPT = dt.timedelta(days=30)
"""How long messages about passwords stay after they left or could not: nobody needs them longer."""


@dataclass(frozen=True)
class StaffLink:
    """A link to choose a password, shown once to whoever made it."""

    account_id: str
    address: str
    expires_at: dt.datetime


def all_accounts(actor: Actor) -> tuple[Account, ...]:
    """Return every account, for who may manage them."""
    require_permission(actor, "manage_accounts")
    with reading(actor) as connection:
        return accounts.all_accounts(connection)


def with_second_factor(actor: Actor) -> frozenset[str]:
    """Return the ids of the accounts that are asked for a code at sign-in."""
    require_permission(actor, "manage_accounts")
    with reading(actor) as connection:
        return accounts.accounts_with_second_factor(connection)


def add_account(actor: Actor, *, name: str, email: str, role: str, language: str) -> StaffLink:
    """Add a colleague and return the link with which they choose their password.

    Raises
    ------
    AccountRefused
        When the name is empty, the e-mail is not one or is taken, or the role is unknown.
    """
    require_permission(actor, "manage_accounts")
    check_person(name, email, role, language)
    now = utc_now()
    with writing(actor, alone=ACCOUNTS) as connection:
        if accounts.account_by_email(connection, email) is not None:
            raise AccountRefused("Somebody has an account with this e-mail already.", "email_taken")
        account_id = accounts.add_account(
            connection, email=email, name=name, role=role, language=language, now=now
        )
        log_action(connection, actor, "add_account", account_id, now, role=role)
        return make_link(connection, known_account(connection, account_id), now)


def renew_link(actor: Actor, account_id: str) -> StaffLink:
    """Return a new link to choose a password; the one before stops working, the present password does not."""
    require_permission(actor, "manage_accounts")
    now = utc_now()
    with writing(actor) as connection:
        link = make_link(connection, known_account(connection, account_id), now)
        log_action(connection, actor, "renew_staff_link", account_id, now)
    return link


def disable_account(actor: Actor, account_id: str) -> None:
    """Close an account and every sign-in of it.

    Raises
    ------
    LastOwner
        When nobody could manage accounts any more.
    """
    require_permission(actor, "manage_accounts")
    now = utc_now()
    with writing(actor, alone=ACCOUNTS) as connection:
        _keep_an_owner(connection, known_account(connection, account_id))
        accounts.set_disabled(connection, account_id, now)
        sign_ins.end_sign_ins_of(connection, account_id, now)
        sign_ins.drop_secrets(connection, account_id)
        log_action(connection, actor, "disable_account", account_id, now)


def enable_account(actor: Actor, account_id: str) -> None:
    """Open a disabled account again, with the password it had."""
    require_permission(actor, "manage_accounts")
    with writing(actor, alone=ACCOUNTS) as connection:
        known_account(connection, account_id)
        accounts.set_disabled(connection, account_id, None)
        log_action(connection, actor, "enable_account", account_id, utc_now())


def change_role(actor: Actor, account_id: str, role: str, *, shown: str | None = None) -> None:
    """Give an account another role; ``shown``: the one it had on the page.

    Raises
    ------
    LastOwner
        When the last owner would lose it.
    ChangedMeanwhile
        When it no longer has the role that was shown.
    """
    require_permission(actor, "manage_accounts")
    check_role(role)
    with writing(actor, alone=ACCOUNTS) as connection:
        account = known_account(connection, account_id)
        if shown is not None and account.role not in (shown, role):
            raise ChangedMeanwhile("Somebody gave this account another role meanwhile.")
        if role != account.role:
            _keep_an_owner(connection, account)
            accounts.set_role(connection, account_id, role)
            log_action(connection, actor, "change_role", account_id, utc_now(), role=role, was=account.role)


def _keep_an_owner(connection: Connection, account: Account) -> None:
    if accounts.active_owners(connection) == {account.id}:
        raise LastOwner("This is the last owner: make somebody else an owner first.")


def sign_out_account(actor: Actor, account_id: str) -> None:
    """End every sign-in of an account; it stays open, and its password good."""
    require_permission(actor, "manage_accounts")
    now = utc_now()
    with writing(actor) as connection:
        known_account(connection, account_id)
        sign_ins.end_sign_ins_of(connection, account_id, now)
        log_action(connection, actor, "sign_out_account", account_id, now)


def reset_second_factor(actor: Actor, account_id: str) -> None:
    """Ask an account for its password only from now on; its present sign-ins end.

    Raises
    ------
    SecondFactorRefused
        When it has none.
    """
    require_permission(actor, "manage_accounts")
    now = utc_now()
    with writing(actor) as connection:
        take_second_factor(connection, known_account(connection, account_id), now)
        log_action(connection, actor, "reset_second_factor", account_id, now)


def take_second_factor(connection: Connection, account: Account, now: dt.datetime) -> None:
    """Take the second factor of an account away and end its sign-ins; SecondFactorRefused without one."""
    if accounts.second_factor_of(connection, account.id) is None:
        raise SecondFactorRefused("This account has no second factor.", "second_factor_off")
    accounts.remove_second_factor(connection, account.id)
    sign_ins.end_sign_ins_of(connection, account.id, now)


def known_account(connection: Connection, account_id: str) -> Account:
    """Return an account; AccountRefused when there is none with this id."""
    account = accounts.account_by_id(connection, account_id)
    if account is None:
        raise AccountRefused("There is no such account.", "unknown_account")
    return account


def make_link(
    connection: Connection,
    account: Account,
    now: dt.datetime,
    *,
    works_for: dt.timedelta = dt.timedelta(days=LINK_DAYS),
) -> StaffLink:
    """Make a link to choose a password; the one before stops working, the present password does not.

    Raises
    ------
    AccountRefused
        When the account is disabled.
    """
    if account.disabled_at is not None:
        raise AccountRefused("This account is disabled; enable it first.", "account_disabled")
    token, expires_at = new_token(), now + works_for
    outbox.stop_password_links(connection, account.id)
    sign_ins.replace_secret(
        connection, token, purpose=CHOOSE, account_id=account.id, now=now, expires_at=expires_at
    )
    return StaffLink(account.id, f"{settings().public_url.rstrip('/')}/join/{token}", expires_at)


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
    now, counted_as = utc_now(), f"forgotten {normalised(email)}"
    with engine.writing() as connection:
        throttle.refuse_guesses(connection, counted_as, now)
        throttle.refuse_address(connection, "forgotten", address, now)
        throttle.count_guess(connection, counted_as, now)
        throttle.count_from(connection, "forgotten", address, now)
        account = account_by_email(connection, email)
        others = (other for other in accounts.all_accounts(connection) if other.disabled_at is None)
        is_open = account is not None and account.disabled_at is None and is_offered()
        recipient = account if account is not None and is_open else next(others, None)
        if recipient is None:
            return
        with savepoint(connection):
            _queue_link(connection, recipient, write, now)
            # Sealed in either case: how long it takes does not tell either.
            seal_writes(connection)
            if not is_open:
                raise Undo


def _queue_link(connection: Connection, account: Account, write: StaffWriter, now: dt.datetime) -> None:
    link = make_link(connection, account, now, works_for=LINK_BY_MAIL)
    about = StaffOccasion(
        kind="password_link", name=account.name, language=account.language, link=link.address
    )
    outbox.add_mails(connection, [mail_to(account, about, write, by=SERVER)], now)
    log_action_by(connection, VISITOR, "ask_password_link", account.id, now)


def forget_mails(now: dt.datetime) -> int:
    """Delete old messages about passwords and return how many; those of a campaign stay with it."""
    with engine.writing() as connection:
        return outbox.forget_mails_to_staff(connection, now - MAILS_KEPT)
