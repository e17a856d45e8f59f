"""The tables of accounts, campaigns, sittings, answers, marks and the record.

Those of interviews and decisions are in schema_evaluation, those of trust in schema_trust. Times are UTC; ids
are UUIDv7 text, of candidates UUIDv4; documents are JSON.

Append-only tables (``answer``, ``step``, ``note``, ``audit_event``, ``mark``, ``training_mark``,
``suggestion``) are never updated: a change is a new row.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(TypeDecorator[dt.datetime]):
    """An instant: aware in Python, UTC in the database, refused when naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Convert to UTC before storing."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A stored time needs a time zone.")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> dt.datetime | None:
        """Give the time zone back to a database that does not keep it (SQLite)."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def _id() -> Column[str]:
    return Column("id", String(36), primary_key=True)


def _to(table: str, *, nullable: bool = False, index: bool = True) -> Column[str]:
    return Column(
        f"{table}_id",
        String(36),
        ForeignKey(f"{table}.id", ondelete="CASCADE"),
        nullable=nullable,
        index=index,
    )


account = Table(
    "account",
    METADATA,
    _id(),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("role", String(20), nullable=False),
    Column("password_hash", String(256)),
    Column("language", String(2), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("disabled_at", UtcTime),
)

secret_link = Table(
    "secret_link",
    METADATA,
    _id(),
    _to("account", nullable=True),
    Column("purpose", String(20), nullable=False),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
)
"""One-time secrets of staff: the first start's code, a link to choose a password."""

sign_in = Table(
    "sign_in",
    METADATA,
    _id(),
    _to("account"),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
    Column("by_provider", Boolean, nullable=False, server_default=false()),
    Column("seen_at", UtcTime),
)
"""``seen_at``: the last use, to some minutes; null: none since it was opened."""

sign_in_failure = Table(
    "sign_in_failure",
    METADATA,
    _id(),
    Column("email_hash", String(64), nullable=False),
    Column("failed_at", UtcTime, nullable=False),
    Index("ix_sign_in_failure_email_hash_failed_at", "email_hash", "failed_at"),
)
"""Wrong passwords of the last day, by the e-mail's hash: for slowing down who guesses."""

form = Table(
    "form",
    METADATA,
    _id(),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("body", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
)
"""Frozen forms, stored as the exact text that was hashed."""

campaign = Table(
    "campaign",
    METADATA,
    _id(),
    Column("state", String(12), nullable=False, index=True),
    Column("title", String(160), nullable=False),
    Column("settings", JSON, nullable=False),
    Column("charter", JSON, nullable=False),
    Column("item_ids", JSON, nullable=False),
    _to("form", nullable=True, index=False),
    Column("is_fictional", Boolean, nullable=False),
    Column("deadline_at", UtcTime),
    Column("created_by", String(36), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("published_at", UtcTime),
    Column("closed_at", UtcTime),
)

candidate = Table(
    "candidate",
    METADATA,
    _id(),
    _to("campaign"),
    Column("pseudonym", String(40), nullable=False),
    Column("name", String(120), nullable=False),
    Column("email", String(254)),
    Column("language", String(2), nullable=False),
    Column("is_try_out", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("deadline_at", UtcTime),
    Column("withdrawn_at", UtcTime),
    Column("erased_at", UtcTime),
    UniqueConstraint("campaign_id", "email"),
    UniqueConstraint("campaign_id", "pseudonym"),
)
"""``deadline_at``: this person's own deadline where the recruiter extended the campaign's. ``erased_at``: the
row is an empty stub since, and says nothing about anybody."""

invitation = Table(
    "invitation",
    METADATA,
    _id(),
    _to("candidate"),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
    Column("opened_at", UtcTime),
)
"""``opened_at``: the first act with this link; having its address opened is none, as programs do that too."""

sitting = Table(
    "sitting",
    METADATA,
    _id(),
    Column(
        "candidate_id",
        String(36),
        ForeignKey("candidate.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    _to("form"),
    Column("seed", String(32), nullable=False),
    Column("item_order", JSON, nullable=False),
    Column("option_orders", JSON, nullable=False),
    Column("language", String(2), nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("language_chosen_at", UtcTime),
    Column("notice_sha256", String(64)),
    Column("notice_acknowledged_at", UtcTime),
    Column("charter_read_at", UtcTime),
    Column("needs_asked_at", UtcTime),
    Column("practised_at", UtcTime),
    Column("last_seen_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
    Column("withdrawn_at", UtcTime),
    Column("comment", Text),
    Column("ended_by_deadline_at", UtcTime),
)

accommodation = Table(
    "accommodation",
    METADATA,
    _id(),
    _to("sitting"),
    Column("needs", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
)
"""What a candidate asked for; read by the recruiter in charge only."""

answer = Table(
    "answer",
    METADATA,
    _id(),
    Column("sitting_id", String(36), ForeignKey("sitting.id", ondelete="CASCADE"), nullable=False),
    Column("item_id", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("answer", JSON(none_as_null=True)),
    Column("language", String(2), nullable=False),
    Column("answered_at", UtcTime, nullable=False),
    UniqueConstraint("sitting_id", "item_id", "revision"),
)
"""Append-only. ``answer`` null: the candidate saw the item and skipped it."""

note = Table(
    "note",
    METADATA,
    _id(),
    _to("candidate"),
    _to("account", index=False),
    Column("text", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
)

audit_event = Table(
    "audit_event",
    METADATA,
    _id(),
    Column("at", UtcTime, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("deed", String(60), nullable=False),
    Column("campaign_id", String(36)),
    Column("subject", String(80), nullable=False),
    Column("details", JSON, nullable=False),
    Column("number", Integer, nullable=False, unique=True),
    Column("previous_sha256", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
    Index("ix_audit_event_campaign_id_at", "campaign_id", "at"),
)
"""Append-only: who did what to which thing. Never a name, an e-mail or an answer: ids only.

A chain: ``number`` counts from 1, and each hash covers the row and the hash before it.
"""

step = Table(
    "step",
    METADATA,
    _id(),
    Column("sitting_id", String(36), ForeignKey("sitting.id", ondelete="CASCADE"), nullable=False),
    Column("item_id", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    UniqueConstraint("sitting_id", "item_id", "number"),
)
"""Append-only: what a candidate did inside an item, from 1 on; the answer is made of it at the end."""

draft = Table(
    "draft",
    METADATA,
    Column("sitting_id", String(36), ForeignKey("sitting.id", ondelete="CASCADE"), primary_key=True),
    Column("item_id", String(16), primary_key=True),
    Column("text", Text, nullable=False),
    Column("saved_at", UtcTime, nullable=False),
)
"""A written reply while it is being written: overwritten as it grows, gone once the answer is stored."""

secret = Table(
    "secret",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", String(64), nullable=False),
)
"""What only this installation knows, drawn at random when first needed."""

campaign_marker = Table(
    "campaign_marker",
    METADATA,
    Column("campaign_id", String(36), ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", String(36), ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("appointed_at", UtcTime, nullable=False),
    Column("removed_at", UtcTime),
    Index("ix_campaign_marker_account_id", "account_id"),
)
"""Who marks the written replies of a campaign."""

marking_lock = Table(
    "marking_lock",
    METADATA,
    Column("answer_id", String(36), ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True),
    _to("account"),
    Column("expires_at", UtcTime, nullable=False),
)
"""The reply in a marker's hands, so that two people do not mark it at once; worth nothing once expired."""

mark_draft = Table(
    "mark_draft",
    METADATA,
    Column("answer_id", String(36), ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", String(36), ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("saved_at", UtcTime, nullable=False),
)
"""Marks while they are being given: overwritten, gone once submitted."""

mark = Table(
    "mark",
    METADATA,
    _id(),
    Column("answer_id", String(36), ForeignKey("answer.id", ondelete="CASCADE"), nullable=False),
    _to("account"),
    Column("rubric_sha256", String(64), nullable=False),
    Column("marks", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("submitted_at", UtcTime, nullable=False),
    UniqueConstraint("answer_id", "account_id"),
    UniqueConstraint("answer_id", "place"),
)
"""Append-only: what one marker gave to one reply. ``place``: 1, 2; 3 where the first two are far apart."""

training_mark = Table(
    "training_mark",
    METADATA,
    _id(),
    Column("account_id", String(36), ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("item_id", String(16), nullable=False),
    Column("rubric_sha256", String(64), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("sample_id", String(20), nullable=False),
    Column("marks", JSON, nullable=False),
    Column("submitted_at", UtcTime, nullable=False),
    UniqueConstraint("account_id", "rubric_sha256", "attempt", "sample_id"),
)
"""Append-only: what a marker gave to the samples of a rubric, before marking in earnest; attempts from 1."""

suggestion = Table(
    "suggestion",
    METADATA,
    _id(),
    Column("answer_id", String(36), ForeignKey("answer.id", ondelete="CASCADE"), nullable=False),
    Column("model_sha256", String(64), nullable=False),
    Column("marks", JSON, nullable=False),
    Column("shown_to", String(36), ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    UniqueConstraint("answer_id", "model_sha256", "shown_to"),
)
"""Append-only: what the second reader suggested, and to whom it was shown. It changes no mark."""
