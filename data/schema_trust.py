"""Tables of trust: mail, requests, notices, self-identification, the identity provider, seals."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from data.schema import METADATA, UtcTime

provider_identity = Table(
    "provider_identity",
    METADATA,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("account_id", String(36), ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("bound_at", UtcTime, nullable=False),
    UniqueConstraint("account_id", "issuer"),
)
"""One person of one provider is one account: an e-mail address can change hands, this pair cannot."""

seal = Table(
    "seal",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("mac", String(64)),
)
"""Append-only, one row per transaction that wrote. ``body``: the rows it wrote, each with table, key and a
digest of what it held then, as the exact text that was hashed; ``sha256`` covers it and the hash before;
``mac``: by the key outside the database, where there is one."""

row_salt = Table(
    "row_salt",
    METADATA,
    Column("table_name", String(40), primary_key=True),
    Column("row_key", String(300), primary_key=True),
    Column("salt", String(32), nullable=False),
    sqlite_with_rowid=False,
)
"""Random, one per sealed row that is there now, new at each change and deleted with the row: without it the
digest that stays in the seal says nothing of a name somebody would try."""

mail = Table(
    "mail",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("campaign_id", String(36), ForeignKey("campaign.id", ondelete="CASCADE"), index=True),
    Column("candidate_id", String(36), ForeignKey("candidate.id", ondelete="CASCADE"), index=True),
    Column("account_id", String(36), ForeignKey("account.id", ondelete="CASCADE")),
    Column("kind", String(24), nullable=False),
    Column("language", String(2), nullable=False),
    Column("recipient", String(254), nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("attachments", JSON, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("problem", Text),
    Column("created_by", String(36), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("sent_at", UtcTime),
    Index("ix_mail_state_due_at", "state", "due_at"),
)
"""The outbox. ``state``: draft, waiting, sent, failed, bounced; ``problem``: why the last attempt failed."""

candidate_request = Table(
    "candidate_request",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column(
        "candidate_id",
        String(36),
        ForeignKey("candidate.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("answer", Text),
    Column("closed_by", String(36)),
    Column("closed_at", UtcTime),
    Column("reminded_at", UtcTime),
    Column("overdue_told_at", UtcTime),
)
"""What a candidate asked of the company: rectify, review, erase or longer; answered by a person, in time."""

notice_text = Table(
    "notice_text",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("language", String(2), nullable=False),
    Column("body", Text, nullable=False),
    Column("first_shown_at", UtcTime, nullable=False),
)
"""Append-only: the notice word for word; a sitting names the one that was acknowledged."""

retention_agreement = Table(
    "retention_agreement",
    METADATA,
    Column("candidate_id", String(36), ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True),
    Column("months", Integer, nullable=False),
    Column("agreed_at", UtcTime, nullable=False),
    Column("withdrawn_at", UtcTime),
)
"""Who agreed that their data are kept for longer than the campaign keeps them."""

self_identification = Table(
    "self_identification",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column(
        "campaign_id", String(36), ForeignKey("campaign.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column(
        "candidate_id",
        String(36),
        ForeignKey("candidate.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    Column("sex", String(16)),
    Column("age_band", String(8)),
    Column("given_at", UtcTime, nullable=False),
)
"""Given voluntarily, for statistics of groups of five people or more; nothing that decides reads it."""

second_factor = Table(
    "second_factor",
    METADATA,
    Column("account_id", String(36), ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("secret", String(64), nullable=False),
    Column("is_confirmed", Boolean, nullable=False),
    Column("last_step", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
)
"""A time-based code beside the password; ``last_step``: the last code used, so that none works twice."""

recovery_code = Table(
    "recovery_code",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column(
        "account_id", String(36), ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("code_hash", String(64), nullable=False),
    Column("used_at", UtcTime),
)
"""Eight codes for whoever lost the device of the second factor: hashed, each good once."""

address_failure = Table(
    "address_failure",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("address_hash", String(64), nullable=False),
    Column("failed_at", UtcTime, nullable=False),
    Index("ix_address_failure_address_hash_failed_at", "address_hash", "failed_at"),
)
"""Wrong passwords, codes and links of the last day, by network address, hashed with our own secret."""

campaign_member = Table(
    "campaign_member",
    METADATA,
    Column("campaign_id", String(36), ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", String(36), ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("added_by", String(36), nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Index("ix_campaign_member_account_id", "account_id"),
)
"""Which recruiters and managers work on which campaign; everybody else of these roles does not see it."""
