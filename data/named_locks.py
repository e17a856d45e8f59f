"""Locks by name on what no single row stands for: who owns the installation, who is invited to a campaign.

Two transactions that read the same and then write past each other break a rule that each of them kept.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

ACCOUNTS = "accounts"
"""Who has an account, in which role, and whether it is open."""


def hold_alone(connection: Connection, of: str) -> None:
    """Be the only one who changes this until the transaction ends; to be asked before anything is read.

    SQLite has one writer at a time anyway. On PostgreSQL whoever comes second waits, and then reads what the
    first has written.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": of})


def people_of(campaign_id: str) -> str:
    """Return the name of who is invited to a campaign."""
    return f"people of {campaign_id}"
