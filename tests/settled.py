"""Campaigns of the example companies with everything settled, for documents."""

from __future__ import annotations

from tests.office import SETTINGS, new_draft, someone
from workflows.campaigns import charters, drafts, lifecycle
from workflows.privacy.documents import Facts, Kind, document

OWNER = someone("owner")


def settled_draft(company: str = "ardeal", jurisdiction: str = "FR", **settings: object) -> str:
    """Return a draft that lacks nothing."""
    charter = charters.with_value(charters.example(company), "jurisdiction", jurisdiction)
    campaign_id = new_draft(OWNER, "Spring", charter)
    drafts.save_settings(OWNER, campaign_id, SETTINGS | settings)
    return campaign_id


def settled_campaign(company: str = "ardeal", jurisdiction: str = "FR", **settings: object) -> str:
    """Return a published campaign without candidates."""
    campaign_id = settled_draft(company, jurisdiction, **settings)
    lifecycle.publish(OWNER, campaign_id)
    return campaign_id


def facts(kind: Kind, language: str = "en", **settled: object) -> Facts:
    """Return what a document of a new campaign says."""
    jurisdiction = "US" if kind == "bias_summary" else "FR"
    given = {"jurisdiction": jurisdiction} | settled
    return document(OWNER, settled_campaign(**given), kind, language)  # type: ignore[arg-type]
