"""The second factor of an account, and its recovery codes, of which only hashes are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from data.ids import new_id
from data.schema_trust import recovery_code, second_factor
from data.tokens import token_hash
from data.written import change_rows, delete_rows, insert_row, insert_rows


@dataclass(frozen=True)
class SecondFactor:
    """What a time-based code is checked against; it counts once it is confirmed."""

    account_id: str
    secret: str
    is_confirmed: bool
    last_step: int
    created_at: dt.datetime


def second_factor_of(connection: Connection, account_id: str) -> SecondFactor | None:
    """Return the second factor of an account, confirmed or not yet; None when there is none."""
    row = connection.execute(select(second_factor).where(second_factor.c.account_id == account_id)).first()
    return None if row is None else SecondFactor(*row)


def accounts_with(connection: Connection) -> frozenset[str]:
    """Return the accounts that are asked for a code at sign-in."""
    query = select(second_factor.c.account_id).where(second_factor.c.is_confirmed)
    return frozenset(connection.execute(query).scalars())


def propose(connection: Connection, account_id: str, secret: str, now: dt.datetime) -> None:
    """Keep a secret that is not confirmed yet, in the place of any other."""
    remove(connection, account_id)
    row = {
        "account_id": account_id, "secret": secret, "is_confirmed": False, "last_step": 0, "created_at": now,
    }  # fmt: skip
    insert_row(connection, second_factor, row)


def confirm(connection: Connection, account_id: str, recovery_codes: Iterable[str]) -> None:
    """Let the second factor count from now on, with these recovery codes."""
    change_rows(connection, second_factor, {"is_confirmed": True}, second_factor.c.account_id == account_id)
    rows = [
        {"id": new_id(), "account_id": account_id, "code_hash": token_hash(code)} for code in recovery_codes
    ]
    insert_rows(connection, recovery_code, rows)


def use_step(connection: Connection, account_id: str, step: int) -> bool:
    """Use the code of a time step up; False when it, or a later one, was used before."""
    where = (second_factor.c.account_id == account_id, second_factor.c.last_step < step)
    return change_rows(connection, second_factor, {"last_step": step}, *where) == 1


def use_recovery_code(connection: Connection, account_id: str, code: str, now: dt.datetime) -> bool:
    """Use a recovery code up; False when it is not one of this account or was used."""
    where = (
        recovery_code.c.account_id == account_id,
        recovery_code.c.code_hash == token_hash(code),
        recovery_code.c.used_at.is_(None),
    )
    return change_rows(connection, recovery_code, {"used_at": now}, *where) == 1


def recovery_codes_left(connection: Connection, account_id: str) -> int:
    """Count the recovery codes that still work."""
    query = (
        select(func.count())
        .select_from(recovery_code)
        .where(recovery_code.c.account_id == account_id, recovery_code.c.used_at.is_(None))
    )
    return connection.execute(query).scalar_one()


def remove(connection: Connection, account_id: str) -> None:
    """Take the second factor of an account away, with its recovery codes."""
    for table in (second_factor, recovery_code):
        delete_rows(connection, table, table.c.account_id == account_id)
