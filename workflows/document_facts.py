"""Facts for documents: what a campaign has settled, who reaches its data, how the installation is set up."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from pydantic import ValidationError
from sqlalchemy import Connection

from assessments.charter import charter_from
from data import markers, members, notices, seats, weightings
from data.accounts import all_accounts
from data.campaigns import Campaign
from data.forms import form_body
from data.notices import Kept
from errors import ContentError, NotReady
from workflows.access import Role
from workflows.campaign_settings import CampaignSettings, settled
from workflows.clock import utc_now
from workflows.drafts import preview
from workflows.installation import Installation, installation

if TYPE_CHECKING:
    from workflows.group_rates import GroupRates

Kind = Literal["notice", "works_council", "processing_record", "impact_assessment", "bias_summary"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Jurisdiction = Literal["FR", "EU", "UK", "US"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document says of a campaign and of the installation it runs on."""

    kind: Kind
    title: str
    """Of the campaign."""
    state: str
    is_fictional: bool
    company: str
    jurisdiction: Jurisdiction
    """The charter's: whose law applies."""
    settings: CampaignSettings
    form: Mapping[str, Any]
    """The frozen form, or the one a draft would have now."""
    weights: weightings.Body
    """Those that count, by competency, family and method."""
    weighting: int
    """How often they were changed after publication; 0: those of the form."""
    team: Mapping[Role, int]
    """Role -> people who reach this campaign's data in it."""
    installation: Installation
    notices: tuple[Kept, ...]
    """What candidates acknowledged in the document's language, the newest first."""
    rates: GroupRates | None
    """Only for the bias summary that is handed over."""
    published_at: dt.datetime | None
    made_at: dt.datetime


def jurisdiction_of(campaign: Campaign) -> Jurisdiction:
    """Return whose law a campaign's charter names; France as long as it names none."""
    named = campaign.charter.get("jurisdiction")
    return named if named in ("FR", "EU", "UK", "US") else "FR"


def facts_of(connection: Connection, campaign: Campaign, kind: Kind, language: str) -> Facts:
    """Return what a document says of a campaign, but for rates of groups.

    Raises
    ------
    NotReady
        The campaign's charter or settings are not complete yet.
    """
    form, chosen = _form(connection, campaign), _settled(campaign)
    last = weightings.last_weighting(connection, campaign.id)
    declared = {"competencies": form["weights"], "families": form["families"], "methods": form["methods"]}
    return Facts(
        kind=kind,
        title=campaign.title,
        state=campaign.state,
        is_fictional=campaign.is_fictional,
        company=str((campaign.charter.get("company") or form["company"]).get("name", "")),
        jurisdiction=jurisdiction_of(campaign),
        settings=chosen,
        form=form,
        weights=declared if last is None else last.weights,
        weighting=0 if last is None else last.number,
        team=_team(connection, campaign.id),
        installation=installation(connection),
        notices=notices.acknowledged_in(connection, campaign.id, language),
        rates=None,
        published_at=campaign.published_at,
        made_at=utc_now(),
    )


def _rates(campaign: Campaign) -> GroupRates:
    # Imported here: the server serves candidates at once, and what ranks takes a second to load.
    from workflows.group_rates import group_rates

    return group_rates(campaign)


def _form(connection: Connection, campaign: Campaign) -> Mapping[str, Any]:
    if campaign.form_id is not None:
        return form_body(connection, campaign.form_id)
    try:
        charter_from(campaign.charter)
        return preview(campaign).form
    except ContentError as missing:
        raise NotReady("The charter is not complete yet.", problems=("charter",)) from missing


def _settled(campaign: Campaign) -> CampaignSettings:
    try:
        return settled(campaign.settings)
    except ValidationError as missing:
        fields = tuple(sorted({str(one["loc"][0]) for one in missing.errors() if one["loc"]}))
        raise NotReady("The settings are not complete yet.", problems=fields) from missing


def _team(connection: Connection, campaign_id: str) -> Mapping[Role, int]:
    everywhere = Counter(one.role for one in all_accounts(connection) if one.disabled_at is None)
    own = Counter(one.role for one in members.members_of(connection, campaign_id) if one.disabled_at is None)
    panels = seats.panels_of_campaign(connection, campaign_id).values()
    return {
        "owner": everywhere["owner"],
        "recruiter": own["recruiter"],
        "manager": own["manager"],
        "interviewer": len({seat.account_id for panel in panels for seat in panel}),
        "marker": len(markers.appointed_to(connection, campaign_id)),
        "auditor": everywhere["auditor"],
    }
