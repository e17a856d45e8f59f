"""Who a member of staff is at the identity provider through which they sign in."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint

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
