"""Tables of trust: mail, what candidates ask for, notices word for word, and what is kept apart."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from data.schema import METADATA, UtcTime

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
