"""Somebody sees where they are signed in, and signs out everywhere else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data import sign_ins
from data.tokens import token_hash
from settings import settings
from workflows.access import Actor
from workflows.clock import utc_now
from workflows.record import note
from workflows.transactions import reading, writing


@dataclass(frozen=True)
class OwnSignIn:
    """One browser; which one is not known: neither its address nor its name nor its last use is stored."""

    since: dt.datetime
    until: dt.datetime
    is_this: bool
    by_provider: bool


def own_sign_ins(actor: Actor, token: str | None) -> tuple[OwnSignIn, ...]:
    """Return where somebody is signed in, newest first; ``token``: of the browser that asks."""
    with reading(actor) as connection:
        found = sign_ins.open_sign_ins(connection, actor.account_id, utc_now())
    here = token_hash(token or "")
    return tuple(
        OwnSignIn(one.created_at, one.expires_at, one.token_hash == here, one.by_provider) for one in found
    )


def end_others(actor: Actor, token: str | None) -> int:
    """Sign out everywhere but in the browser that asks; return how many sign-ins ended."""
    now = utc_now()
    with writing(actor) as connection:
        n_ended = sign_ins.end_other_sign_ins(connection, actor.account_id, token or "", now)
        if n_ended:
            note(connection, actor, "end_other_sign_ins", actor.account_id, now, n=n_ended)
    return n_ended


def idle_hours() -> int:
    """Return after how many hours without use a sign-in ends by itself; 0: never for that reason."""
    return max(0, settings().sign_in_idle_hours)
