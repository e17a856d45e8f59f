"""Write down who did what, in the transaction that does it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection

from data import audit
from workflows.access import Actor


def note(
    connection: Connection,
    actor: Actor,
    deed: str,
    subject: str,
    now: dt.datetime,
    *,
    campaign_id: str | None = None,
    **details: object,
) -> None:
    """Write one deed of a member of staff down: ids, codes and counts, never a name or an e-mail."""
    audit.add_event(
        connection,
        actor=actor.account_id,
        deed=deed,
        subject=subject,
        campaign_id=campaign_id,
        at=now,
        details=details,
    )
