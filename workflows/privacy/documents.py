"""Documents a company owes others about one campaign, from what is really settled and installed.

Facts alone: what is said of them, and where a person has to fill something in, is written in ``reports/``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from pydantic import ValidationError
from sqlalchemy import Connection

from assessments.charter.charter import charter_from
from data.accounts import accounts
from data.accounts.accounts import all_accounts
from data.audit import log
from data.campaigns import campaigns, forms
from data.campaigns.campaigns import Campaign, campaign_by_id
from data.campaigns.forms import form_body
from data.interviews import seats
from data.marking import markers
from data.privacy import notices
from data.privacy.notices import AcknowledgedNotice as AcknowledgedNotice
from domain import JURISDICTIONS, Jurisdiction, Role
from errors import CampaignError, ContentError, NotReady, UnknownCampaign
from settings import settings
from workflows.accounts.oidc_settings import provider_setup
from workflows.audit.log import log_action
from workflows.campaigns.campaign_settings import CampaignSettings, parse_settings
from workflows.campaigns.drafts import preview
from workflows.common.access import Actor, Permission, has_permission, require_campaign_permission
from workflows.common.clock import utc_now
from workflows.common.transactions import reading, writing
from workflows.mail.smtp_settings import Security, mail_setup

if TYPE_CHECKING:
    from workflows.privacy.group_rates import GroupRates

Kind = Literal["notice", "works_council", "processing_record", "impact_assessment", "bias_summary"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Sending = Security | Literal["off"]

_ELSEWHERE: dict[Jurisdiction, tuple[Kind, ...]] = {
    "FR": ("bias_summary",),
    "EU": ("bias_summary",),
    "UK": ("bias_summary",),
    "US": ("works_council",),
}
"""What is not offered under a law, for it asks for nothing like it."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Facts, not promises: each is read from a setting or counted in the database."""

    database: str
    """``sqlite`` or ``postgresql``."""
    has_https: bool
    """Whether candidates are given an https address and cookies go over https only."""
    mail: Sending
    """How messages go to the mail server; ``off``: none are sent."""
    has_provider: bool
    """Whether staff can sign in through the company's identity provider."""
    passwords_are_off: bool
    n_accounts: int
    """Accounts that can sign in."""
    n_second_factors: int
    """Of these, how many are asked for a second factor here."""
    last_backup_at: dt.datetime | None
    """The last copy made with ``cli.py backup``; a copy made otherwise is not known here."""
    sign_in_days: int


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts in a document about a campaign and the installation it runs on."""

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
    weights: forms.Body
    """Those that count, by competency, family and method."""
    weighting: int
    """How often they were changed after publication; 0: those of the form."""
    team: Mapping[Role, int]
    """Every role -> people who reach this campaign's data in it, in the order of documents."""
    installation: Installation
    notices: tuple[AcknowledgedNotice, ...]
    """What candidates acknowledged in the document's language, the newest first."""
    rates: GroupRates | None
    """Only for the bias summary that is handed over."""
    published_at: dt.datetime | None
    made_at: dt.datetime


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
        campaign = _campaign(connection, actor, deed_of(kind), campaign_id)
        facts = facts_of(connection, campaign, kind, language)
    if kind in _ELSEWHERE[facts.jurisdiction]:
        raise CampaignError("No such document under this law.", why="no_document", kind=kind)
    # Scores take their time, and hold no transaction meanwhile.
    rates = _rates(campaign) if kind == "bias_summary" else None
    with writing(actor) as connection:
        log_action(
            connection, actor, "prepare_document", campaign_id, facts.made_at,
            campaign_id=campaign_id, kind=kind, language=language,
        )  # fmt: skip
    return replace(facts, rates=rates)


def overview(actor: Actor, campaign_id: str, language: str) -> tuple[Facts, ...]:
    """Return what each document that is offered would say, but for counts of groups; not noted.

    Raises
    ------
    AccessError, UnknownCampaign, NotReady
    """
    with reading(actor) as connection:
        campaign = _campaign(connection, actor, "prepare_documents", campaign_id)
        kinds = offered(actor, jurisdiction_of(campaign))
        return tuple(facts_of(connection, campaign, kind, language) for kind in kinds)


def offered(actor: Actor, jurisdiction: Jurisdiction) -> tuple[Kind, ...]:
    """Return the documents that somebody may have under a law."""
    kinds: list[Kind] = [kind for kind in KINDS if kind not in _ELSEWHERE[jurisdiction]]
    return tuple(kind for kind in kinds if has_permission(actor, deed_of(kind)))


def deed_of(kind: Kind) -> Permission:
    """Return the deed that a document asks for: counts of groups are not for those who decide."""
    return "see_impact" if kind == "bias_summary" else "prepare_documents"


def jurisdiction_of(campaign: Campaign) -> Jurisdiction:
    """Return whose law a campaign's charter names; France as long as it names none."""
    named = campaign.charter.get("jurisdiction")
    return named if named in JURISDICTIONS else "FR"


def facts_of(connection: Connection, campaign: Campaign, kind: Kind, language: str) -> Facts:
    """Return what a document says of a campaign, but for rates of groups.

    Raises
    ------
    NotReady
        The campaign's charter or settings are not complete yet.
    """
    form, campaign_settings = _form(connection, campaign), _settled(campaign)
    last = forms.last_weighting(connection, campaign.id)
    declared = {"competencies": form["weights"], "families": form["families"], "methods": form["methods"]}
    return Facts(
        kind=kind,
        title=campaign.title,
        state=campaign.state,
        is_fictional=campaign.is_fictional,
        company=str((campaign.charter.get("company") or form["company"]).get("name", "")),
        jurisdiction=jurisdiction_of(campaign),
        settings=campaign_settings,
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
        return parse_settings(campaign.settings)
    except ValidationError as missing:
        fields = tuple(sorted({str(error["loc"][0]) for error in missing.errors() if error["loc"]}))
        raise NotReady("The settings are not complete yet.", problems=fields) from missing


def _team(connection: Connection, campaign_id: str) -> Mapping[Role, int]:
    everywhere = Counter(account.role for account in all_accounts(connection) if account.disabled_at is None)
    own = Counter(
        member.role for member in campaigns.members_of(connection, campaign_id) if member.disabled_at is None
    )
    panels = seats.panels_of_campaign(connection, campaign_id).values()
    return {
        "owner": everywhere["owner"],
        "recruiter": own["recruiter"],
        "manager": own["manager"],
        "interviewer": len({seat.account_id for panel in panels for seat in panel}),
        "marker": len(markers.appointed_to(connection, campaign_id)),
        "auditor": everywhere["auditor"],
    }


def installation(connection: Connection) -> Installation:
    """Return how this installation is set up."""
    open_accounts = {account.id for account in all_accounts(connection) if account.disabled_at is None}
    server, provider = mail_setup().server, provider_setup().provider
    copies = log.newest_events(connection, log.Wanted(deed="back_up"), limit=1)
    return Installation(
        database=connection.dialect.name,
        has_https=settings().public_url.startswith("https://") and settings().is_secure,
        mail="off" if server is None else server.security,
        has_provider=provider is not None,
        passwords_are_off=provider is not None and provider.is_only,
        n_accounts=len(open_accounts),
        n_second_factors=len(accounts.accounts_with_second_factor(connection) & open_accounts),
        last_backup_at=copies[0].at if copies else None,
        sign_in_days=settings().sign_in_days,
    )


def _rates(campaign: Campaign) -> GroupRates:
    # Imported here: the server serves candidates at once, and what ranks takes a second to load.
    from workflows.privacy.group_rates import group_rates

    return group_rates(campaign)


def _campaign(connection: Connection, actor: Actor, deed: Permission, campaign_id: str) -> Campaign:
    require_campaign_permission(connection, actor, deed, campaign_id)
    campaign = campaign_by_id(connection, campaign_id)
    if campaign is None:
        raise UnknownCampaign("There is no such campaign, or it was deleted.", id=campaign_id)
    return campaign
