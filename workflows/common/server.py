"""Services to the web server: preparing its start, the state of storage, and who a visitor is."""

from __future__ import annotations

from typing import Literal, NamedTuple

from assessments.content.load import load_bank, load_competencies
from data.accounts import sign_ins
from data.common.engine import engine, ping, reading, storage_errors
from data.common.ids import continue_after, last_ids
from data.common.migrate import require_current, upgrade
from data.common.storage_probe import what_is_in_the_way
from data.common.storage_state import STATE, Reason
from data.sitting import sittings
from errors import StorageError
from workflows.accounts.my_account import first_start_code
from workflows.common.access import PERMISSIONS, Permission
from workflows.common.clock import utc_now

Kind = Literal["staff", "candidate", "nobody"]
BRINGING: tuple[Permission, ...] = ("invite", "edit_campaign")
"""Permissions to bring a file: a list of candidates, a charter."""


class Visitor(NamedTuple):
    """Who it is, as far as their cookies prove it."""

    kind: Kind
    id: str
    """Of the account or the candidate; empty for nobody."""
    language: str = "en"
    may_bring: bool = False
    """Whether their role has a page on which a file is brought in."""


NOBODY = Visitor("nobody", "")


def prepare() -> None:
    """Bring the database up to date and read the content, so that no visitor waits for either."""
    with storage_errors():
        upgrade(engine())
    with reading() as connection:
        # The clock may have been ahead when the last rows were made.
        continue_after(last_ids(connection))
    load_bank()
    load_competencies()


def require_tables() -> None:
    """Raise an error unless the database has the tables of this release: for commands that change none.

    Raises
    ------
    SchemaError
        It is of another release, or was changed by hand.
    StorageError
        It cannot be read.
    """
    with storage_errors():
        require_current(engine())


def first_owner_code() -> str | None:
    """Return the one-time code of the first start, or None once there is an account."""
    return first_start_code()


def storage_problem() -> Reason | None:
    """Return why nothing can be stored now, or None; it asks the database, and may wait for it.

    Raises
    ------
    StorageError
        When the database cannot even be read.
    """
    ping()
    return STATE.judge(what_is_in_the_way())


def visitor_of(staff_token: str | None, sitting_token: str | None) -> Visitor:
    """Return who holds these two cookies; a database that does not answer knows nobody."""
    if not staff_token and not sitting_token:
        return NOBODY
    try:
        with reading() as connection:
            if staff_token and (sign_in := sign_ins.signed_in(connection, staff_token, utc_now())):
                account = sign_in.account
                brings = any(account.role in PERMISSIONS[permission] for permission in BRINGING)
                return Visitor("staff", account.id, account.language, brings)
            if sitting_token and (invited := sittings.invited_by(connection, sitting_token)):
                return Visitor("candidate", invited.candidate_id, invited.language or "en")
    except StorageError:
        return NOBODY
    return NOBODY
