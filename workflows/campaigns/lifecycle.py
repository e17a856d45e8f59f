"""The life of a campaign: draft, published, closed, archived; copied or deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.form.digest import sha256_of
from data.campaigns import campaigns
from data.campaigns.campaigns import Campaign, Counts
from data.campaigns.forms import form_body, store_form
from domain import CAMPAIGN_STATES, CampaignState
from errors import DraftChanged, NotConfirmed, NotReady, UnknownCampaign
from workflows.audit.log import log_action
from workflows.campaigns.campaign_settings import FORM_KIND, new_draft, parse_settings
from workflows.campaigns.charters import is_fictional
from workflows.campaigns.drafts import (
    checked_title,
    in_draft,
    in_state,
    preview,
    publication_problems,
    review_digest,
)
from workflows.common.access import Actor, campaign_filter, require_campaign_permission, require_permission
from workflows.common.clock import utc_now
from workflows.common.stored_settings import read_settings
from workflows.common.transactions import reading, writing
from workflows.sitting.expiry import end_overdue_of

FOR_ONE_TIME = ("deadline", "answer_by")
"""Settings that make sense once; a copy starts without them."""


@dataclass(frozen=True)
class CampaignSummary:
    """One line of the list of campaigns."""

    id: str
    state: CampaignState
    title: str
    company: str
    is_fictional: bool
    counts: Counts
    deadline_at: dt.datetime | None
    time_zone: str
    created_at: dt.datetime


def campaign_list(actor: Actor) -> tuple[CampaignSummary, ...]:
    """Return the campaigns this person reaches with their numbers, the newest first."""
    require_permission(actor, "see_campaigns")
    with reading(actor) as connection:
        stored, counted = campaigns.all_campaigns(connection), campaigns.counts(connection)
        is_reached = campaign_filter(connection, actor)
    return tuple(
        _summary(campaign, counted.get(campaign.id, Counts()))
        for campaign in stored
        if is_reached(campaign.id)
    )


def _summary(campaign: Campaign, counted: Counts) -> CampaignSummary:
    return CampaignSummary(
        id=campaign.id,
        state=campaign.state,
        title=campaign.title,
        company=str((campaign.charter.get("company") or {}).get("name") or ""),
        is_fictional=campaign.is_fictional,
        counts=counted,
        deadline_at=campaign.deadline_at,
        time_zone=read_settings(campaign.settings).time_zone,
        created_at=campaign.created_at,
    )


def campaign_of(actor: Actor, campaign_id: str) -> Campaign:
    """Return one campaign; UnknownCampaign when there is none."""
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "see_campaigns", campaign_id)
        campaign = campaigns.campaign_by_id(connection, campaign_id)
    if campaign is None:
        raise UnknownCampaign("There is no such campaign, or it was deleted.", id=campaign_id)
    return campaign


def campaign_form(actor: Actor, campaign: Campaign) -> Mapping[str, Any]:
    """Return the frozen form of a published campaign, or the one a draft would have now."""
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "see_campaigns", campaign.id)
        if campaign.form_id is not None:
            return form_body(connection, campaign.form_id)
    return preview(campaign).form


def create_campaign(actor: Actor, title: str, charter: Mapping[str, Any] | None = None) -> str:
    """Start a campaign as a draft and return its id."""
    require_permission(actor, "edit_campaign")
    now = utc_now()
    with writing(actor) as connection:
        campaign_id = campaigns.add_campaign(
            connection,
            title=checked_title(title),
            settings=new_draft(actor.name, actor.email),
            charter=dict(charter or {}),
            item_ids=[],
            created_by=actor.account_id,
            now=now,
            is_fictional=is_fictional(charter or {}),
        )
        campaigns.add_member(connection, campaign_id, actor.account_id, added_by=actor.account_id, now=now)
        log_action(connection, actor, "create_campaign", campaign_id, now, campaign_id=campaign_id)
    return campaign_id


def publish(actor: Actor, campaign_id: str, *, reviewed: str | None = None) -> None:
    """Freeze the form and open the campaign to candidates.

    Parameters
    ----------
    reviewed : str, optional
        ``drafts.review_digest`` of the draft that was read; without it, what is stored now is published.

    Raises
    ------
    NotReady
        With every problem listed; the draft stays as it is.
    DraftChanged
        When it is not the draft that was reviewed, or somebody changed it at the same moment.
    WrongState
        When it is no draft.
    """
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "edit_campaign", campaign_id)
        ready = in_draft(connection, campaign_id)
    now = utc_now()
    if problems := publication_problems(ready, now):
        raise NotReady(f"{len(problems)} things keep the campaign from being published.", problems=problems)
    if reviewed is not None and reviewed != review_digest(ready):
        raise DraftChanged("The draft is no longer what was reviewed; it was not published.")
    settings = parse_settings(ready.settings)
    # The very form that was reviewed, built outside of the transaction: nobody's answer should wait for it.
    form = preview(ready).form
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "edit_campaign", campaign_id)
        if in_draft(connection, campaign_id) != ready:
            raise DraftChanged("Somebody changed this draft a moment ago; it was not published.")
        form_id = store_form(connection, dict(form), now)
        campaigns.change_campaign(
            connection,
            campaign_id,
            state="published",
            settings=settings.model_dump(mode="json"),
            item_ids=[item["id"] for item in form["items"]],
            form_id=form_id,
            deadline_at=settings.deadline_at,
            published_at=now,
        )
        log_action(
            connection,
            actor,
            "publish_campaign",
            campaign_id,
            now,
            campaign_id=campaign_id,
            form_sha256=form["sha256"],
            settings_sha256=sha256_of(settings.model_dump(mode="json")),
            n_interview_questions=len(form["interview"]["questions"]) if "interview" in form else 0,
        )


def close(actor: Actor, campaign_id: str) -> None:
    """Take no more answers; what was answered stays and can be compared."""
    now = utc_now()
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "edit_campaign", campaign_id)
        in_state(connection, campaign_id, "published")
        end_overdue_of(connection, campaign_id)
        campaigns.change_campaign(connection, campaign_id, state="closed", closed_at=now)
        log_action(connection, actor, "close_campaign", campaign_id, now, campaign_id=campaign_id)


def reopen(actor: Actor, campaign_id: str) -> None:
    """Take answers again after closing too early; deadlines stay what they were."""
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "edit_campaign", campaign_id)
        in_state(connection, campaign_id, "closed")
        campaigns.change_campaign(connection, campaign_id, state="published", closed_at=None)
        log_action(connection, actor, "reopen_campaign", campaign_id, utc_now(), campaign_id=campaign_id)


def archive(actor: Actor, campaign_id: str) -> None:
    """Put a closed campaign out of the way."""
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "edit_campaign", campaign_id)
        in_state(connection, campaign_id, "closed")
        campaigns.change_campaign(connection, campaign_id, state="archived")
        log_action(connection, actor, "archive_campaign", campaign_id, utc_now(), campaign_id=campaign_id)


def copy(actor: Actor, campaign_id: str, title: str) -> str:
    """Start a draft from another campaign's charter, form and settings; no candidate comes along."""
    now = utc_now()
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "edit_campaign", campaign_id)
        source = in_state(connection, campaign_id, *CAMPAIGN_STATES)
        copied = {name: value for name, value in source.settings.items() if name not in FOR_ONE_TIME}
        new_id = campaigns.add_campaign(
            connection,
            title=checked_title(title),
            settings={FORM_KIND: "hand", **copied},
            charter=source.charter,
            item_ids=source.item_ids,
            created_by=actor.account_id,
            now=now,
            is_fictional=is_fictional(source.charter),
        )
        campaigns.add_member(connection, new_id, actor.account_id, added_by=actor.account_id, now=now)
        log_action(connection, actor, "copy_campaign", new_id, now, campaign_id=new_id, source=campaign_id)
    return new_id


def delete(actor: Actor, campaign_id: str, typed_title: str) -> None:
    """Erase a campaign that is not running, with its candidates and answers, for good.

    Raises
    ------
    NotConfirmed
        When the title typed is not the campaign's.
    WrongState
        When it is published: close it first, so that nobody loses an answer while sitting.
    """
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "delete_campaign", campaign_id)
        campaign = in_state(connection, campaign_id, "draft", "closed", "archived")
        if " ".join(typed_title.split()) != campaign.title:
            raise NotConfirmed("The title typed is not the campaign's; nothing was deleted.")
        n_people = campaigns.counts(connection).get(campaign_id, Counts()).invited
        campaigns.delete_campaign(connection, campaign_id)
        log_action(
            connection,
            actor,
            "delete_campaign",
            campaign_id,
            utc_now(),
            campaign_id=campaign_id,
            n_candidates=n_people,
        )
