"""Tables of interviews, sheets, weights changed later, decisions and their snapshots.

``rating``, ``recommendation`` and ``agreed_rating`` are append-only: a talk afterwards adds rows, it changes
none.
"""

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

interview = Table(
    "interview",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column(
        "candidate_id",
        String(36),
        ForeignKey("candidate.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    Column("starts_at", UtcTime),
    Column("minutes", Integer, nullable=False),
    Column("place", String(300), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("cancelled_at", UtcTime),
)
"""``place``: an address or a link; ``sequence``: how often date or place changed, as calendars count it."""

interview_seat = Table(
    "interview_seat",
    METADATA,
    Column("interview_id", String(36), ForeignKey("interview.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", String(36), ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("focus", JSON, nullable=False),
    Column("appointed_at", UtcTime, nullable=False),
    Column("removed_at", UtcTime),
    Column("submitted_at", UtcTime),
    Index("ix_interview_seat_account_id", "account_id"),
)
"""Who is on the panel, with the competencies each minds most; ``submitted_at``: their sheet is in."""

sheet_draft = Table(
    "sheet_draft",
    METADATA,
    Column("interview_id", String(36), ForeignKey("interview.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", String(36), ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("saved_at", UtcTime, nullable=False),
)
"""A sheet while it is being filled in: overwritten by higher revisions, gone once submitted."""

rating = Table(
    "rating",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("interview_id", String(36), ForeignKey("interview.id", ondelete="CASCADE"), nullable=False),
    Column("account_id", String(36), ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("question_id", String(16), nullable=False),
    Column("rating", Integer),
    Column("evidence", Text, nullable=False),
    Column("probes", JSON, nullable=False),
    Column("submitted_at", UtcTime, nullable=False),
    UniqueConstraint("interview_id", "account_id", "question_id"),
)
"""Append-only. ``rating`` 1 to 5; null: not observed. ``probes``: places of the probes that were asked."""

recommendation = Table(
    "recommendation",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("interview_id", String(36), ForeignKey("interview.id", ondelete="CASCADE"), nullable=False),
    Column("account_id", String(36), ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("recommendation", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("submitted_at", UtcTime, nullable=False),
    UniqueConstraint("interview_id", "account_id"),
)
"""Append-only: strong_no, no, yes or strong_yes. It enters no score."""

agreed_rating = Table(
    "agreed_rating",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("interview_id", String(36), ForeignKey("interview.id", ondelete="CASCADE"), nullable=False),
    Column("question_id", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("rating", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("agreed_by", JSON, nullable=False),
    Column("recorded_by", String(36), nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    UniqueConstraint("interview_id", "question_id", "revision"),
)
"""Append-only: what a panel agreed on after talking, who agreed and why; revisions from 1."""

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
