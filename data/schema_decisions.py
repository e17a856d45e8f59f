"""Tables of the comparison: weights changed later, decisions and their snapshots."""

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

weighting = Table(
    "weighting",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("campaign_id", String(36), ForeignKey("campaign.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("weights", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("account_id", String(36), nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    UniqueConstraint("campaign_id", "number"),
)
"""Append-only: weights changed after publication, from number 1 on; the last one counts. The form keeps the
first ones. ``weights``: competencies, families and methods, complete."""

snapshot = Table(
    "snapshot",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("campaign_id", String(36), ForeignKey("campaign.id", ondelete="CASCADE"), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("taken_at", UtcTime, nullable=False),
    UniqueConstraint("campaign_id", "sha256"),
)
"""Append-only: what was known and shown when somebody decided, as the exact text that was hashed. It names
everybody who was compared, each with a salted digest of what is said of them in ``snapshot_person``."""

snapshot_person = Table(
    "snapshot_person",
    METADATA,
    Column("snapshot_id", String(36), ForeignKey("snapshot.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "candidate_id",
        String(36),
        ForeignKey("candidate.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    Column("body", Text, nullable=False),
)
"""Append-only, and deleted with the person: what a snapshot says of a person, as the exact text whose digest
it names. So an erasure deletes rows of the one person and changes no snapshot."""

snapshot_salt = Table(
    "snapshot_salt",
    METADATA,
    Column("candidate_id", String(36), ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True),
    Column("salt", String(32), nullable=False),
)
"""Random, one per person who is in a snapshot, and deleted with them: without it the digest that stays in a
snapshot says nothing of numbers somebody would try."""

decision = Table(
    "decision",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("candidate_id", String(36), ForeignKey("candidate.id", ondelete="CASCADE"), nullable=False),
    Column("verdict", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("is_against_order", Boolean, nullable=False),
    Column("stage", String(20)),
    Column(
        "snapshot_id", String(36), ForeignKey("snapshot.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("account_id", String(36), nullable=False),
    Column("decided_at", UtcTime, nullable=False),
    Column("line", Integer, nullable=False),
    Index("ix_decision_candidate_id_line", "candidate_id", "line"),
)
"""Append-only: shortlist, offer, reject or hold, by a person, with a written reason; the last one stands.
``line``: the number of its line in the record, by which they are ordered: a clock can be set back.
``stage``: at which people were compared on screen; null: taken before that was kept."""
