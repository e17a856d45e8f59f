"""Documents a company owes others about one campaign, from what is really settled and installed.

Facts alone: what is said of them, and where a person has to fill something in, is written in ``reports/``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from data.campaigns import Campaign, campaign_by_id
from data.notices import Kept
from errors import CampaignError, UnknownCampaign
from workflows.access import Actor, Deed, may, require_in
from workflows.document_facts import KINDS, Facts, Jurisdiction, Kind, facts_of, jurisdiction_of
from workflows.record import note
from workflows.transactions import reading, writing

if TYPE_CHECKING:
    from workflows.group_rates import GroupRates

__all__ = [
    "KINDS",
    "Facts",
    "Jurisdiction",
    "Kept",
    "Kind",
    "document",
    "jurisdiction_of",
    "offered",
    "overview",
]

_ELSEWHERE: dict[Jurisdiction, tuple[Kind, ...]] = {
    "FR": ("bias_summary",),
    "EU": ("bias_summary",),
    "UK": ("bias_summary",),
    "US": ("works_council",),
}
"""What is not offered under a law, for it asks for nothing like it."""


def offered(actor: Actor, jurisdiction: Jurisdiction) -> tuple[Kind, ...]:
    """Return the documents that somebody may have under a law."""
    kinds: list[Kind] = [kind for kind in KINDS if kind not in _ELSEWHERE[jurisdiction]]
    return tuple(kind for kind in kinds if may(actor, deed_of(kind)))


def deed_of(kind: Kind) -> Deed:
    """Return the deed that a document asks for: counts of groups are not for those who decide."""
    return "see_impact" if kind == "bias_summary" else "prepare_documents"


def document(actor: Actor, campaign_id: str, kind: Kind, language: str) -> Facts:
    """Return what a document says, to be handed over; noted with its kind and language.

    Parameters
    ----------
    actor : Actor
        Needs ``prepare_documents``, for the bias summary ``see_impact``.
    campaign_id : str
    kind : one of KINDS
    language : {"fr", "en"}
        Of the document, whatever language the interface speaks.

    Raises
    ------
    AccessError, UnknownCampaign
        No document is made.
    NotReady
        The campaign's charter or settings are not complete yet.
    CampaignError
        ``why`` is ``no_document``: the law that applies asks for no such thing.
    """
    with reading(actor) as connection:
        campaign = _reached(connection, actor, deed_of(kind), campaign_id)
        found = facts_of(connection, campaign, kind, language)
    if kind in _ELSEWHERE[found.jurisdiction]:
        raise CampaignError("No such document under this law.", why="no_document", kind=kind)
    # Scores take their time, and hold no transaction meanwhile.
    rates = _rates(campaign) if kind == "bias_summary" else None
    with writing(actor) as connection:
        note(
            connection, actor, "prepare_document", campaign_id, found.made_at,
            campaign_id=campaign_id, kind=kind, language=language,
        )  # fmt: skip
    return replace(found, rates=rates)


def overview(actor: Actor, campaign_id: str, language: str) -> tuple[Facts, ...]:
    """Return what each document that is offered would say, but for counts of groups; not noted.

    Raises
    ------
    AccessError, UnknownCampaign, NotReady
    """
    with reading(actor) as connection:
        campaign = _reached(connection, actor, "prepare_documents", campaign_id)
        kinds = offered(actor, jurisdiction_of(campaign))
        return tuple(facts_of(connection, campaign, kind, language) for kind in kinds)


def _reached(connection: Connection, actor: Actor, deed: Deed, campaign_id: str) -> Campaign:
    require_in(connection, actor, deed, campaign_id)
    found = campaign_by_id(connection, campaign_id)
    if found is None:
        raise UnknownCampaign("There is no such campaign, or it was deleted.", id=campaign_id)
    return found


def _rates(campaign: Campaign) -> GroupRates:
    # Imported here: the server serves candidates at once, and what ranks takes a second to load.
    from workflows.group_rates import group_rates

    return group_rates(campaign)
