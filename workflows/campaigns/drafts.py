"""Drafts of campaigns: charter, form and settings, stored at each change, and what hinders publication."""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from assessments.charter.charter import Charter, charter_from, plain_charter
from assessments.content.load import load_bank
from assessments.form.digest import canonical_json, sha256_of
from assessments.form.presets import PRESETS, Preset, preset_ids
from assessments.form.publishing import Coverage, coverage, total_minutes
from assessments.form.publishing import problems as form_problems
from assessments.interview.interview import GuideChoice
from assessments.items.model import MINUTES
from data.campaigns import campaigns
from data.campaigns.campaigns import Campaign
from domain import DEFAULT_WEIGHTS, INTERPERSONAL_FLOOR, SHARE_TOLERANCE, Language
from errors import CampaignError, ChangedMeanwhile, ContentError, UnknownCampaign, WrongState
from workflows.campaigns.campaign_settings import (
    FORM_KIND,
    FamilyWeights,
    Problem,
    chosen_guide,
    offered_languages,
    settings_problems,
)
from workflows.campaigns.charters import is_fictional
from workflows.campaigns.freeze import freeze_form
from workflows.common.access import Actor, require_campaign_permission
from workflows.common.transactions import reading, writing
from workflows.interviews.guide import guide_problems

MAX_DRAFT_CHARS = 200_000
"""No honest charter or settings are longer; keeps a forged client from filling the disk."""


@dataclass(frozen=True)
class ItemChoice:
    """One item as the form step lists it."""

    id: str
    title: Mapping[str, str]
    format: str
    family: str
    minutes: float
    reason: Mapping[str, str] | None
    """Why it cannot be asked under this charter; None: it can."""


@dataclass(frozen=True)
class FormPreview:
    """What the form would be if it were published now."""

    form: Mapping[str, Any]
    choices: tuple[ItemChoice, ...]
    """Every item of the bank, in its order."""
    chosen: tuple[str, ...]
    coverage: tuple[Coverage, ...]
    minutes: float
    problems: tuple[Problem, ...]


def draft(actor: Actor, campaign_id: str) -> Campaign:
    """Return a campaign to be edited; WrongState once it is published."""
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "edit_campaign", campaign_id)
        return in_draft(connection, campaign_id)


def save_charter(actor: Actor, campaign_id: str, charter: Mapping[str, Any]) -> None:
    """Keep a charter under way, complete or not; naming an example company makes the campaign fictional."""
    _save(actor, campaign_id, charter=dict(charter), is_fictional=is_fictional(charter))


def save_settings(actor: Actor, campaign_id: str, changes: Mapping[str, Any]) -> None:
    """Keep some settings of a draft, leaving the others as they are."""
    change_settings(actor, campaign_id, lambda _: changes)


def change_settings(
    actor: Actor, campaign_id: str, change: Callable[[Mapping[str, Any]], Mapping[str, Any]]
) -> None:
    """Keep settings that follow from those kept now; what the change does not name stays as it is."""
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "edit_campaign", campaign_id)
        settings = in_draft(connection, campaign_id).settings
        store(connection, campaign_id, settings={**settings, **change(settings)})


def rename(actor: Actor, campaign_id: str, title: str, *, shown: str | None = None) -> None:
    """Give a draft another name in the staff's list; ``shown``: the one on the page.

    Raises
    ------
    ChangedMeanwhile
        When it no longer has the name that was shown.
    """
    new = checked_title(title)
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "edit_campaign", campaign_id)
        stored_title = in_draft(connection, campaign_id).title
        if shown is not None and stored_title not in (shown, new):
            raise ChangedMeanwhile("Somebody gave this campaign another name meanwhile.")
        store(connection, campaign_id, title=new)


def choose_items(actor: Actor, campaign_id: str, kind: str, item_ids: Sequence[str] = ()) -> None:
    """Choose a ready-made form (short, standard, long), or items by hand."""
    if kind not in (*PRESETS, "hand"):
        raise CampaignError(f"No form {kind!r}; known: {', '.join(PRESETS)}, hand.", kind=kind)
    known = load_bank().items
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "edit_campaign", campaign_id)
        settings = in_draft(connection, campaign_id).settings
        store(
            connection,
            campaign_id,
            settings={**settings, FORM_KIND: kind},
            item_ids=[item_id for item_id in known if item_id in set(item_ids)],
        )


def pick_items(
    actor: Actor, campaign_id: str, *, add: Collection[str] = (), drop: Collection[str] = ()
) -> None:
    """Add and drop single items of a form picked by hand; what a colleague picked meanwhile stays.

    Raises
    ------
    WrongState
        When the form is no longer picked by hand: a colleague has chosen a ready-made one.
    """
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "edit_campaign", campaign_id)
        campaign = in_draft(connection, campaign_id)
        if campaign.settings.get(FORM_KIND) != "hand":
            raise WrongState("The form is no longer picked by hand; nothing was changed.", state="draft")
        picked = (set(campaign.item_ids) | set(add)) - set(drop)
        store(connection, campaign_id, item_ids=[item for item in load_bank().items if item in picked])


def preview(campaign: Campaign) -> FormPreview:
    """Return the form a draft would have now; the same draft is worked out once per process.

    Raises
    ------
    ContentError
        When the charter is not complete yet: no form can be built on it.
    """
    charter = charter_from(campaign.charter)
    weights, families = _weights(campaign.settings)
    return _preview(
        canonical_json(plain_charter(charter)),
        _chosen(campaign, charter),
        tuple(weights.items()),
        tuple(families.items()),
        _interview(campaign.settings),
        offered_languages(campaign.settings),
    )


@functools.lru_cache(maxsize=32)
def _preview(
    plain: str,
    chosen: tuple[str, ...],
    weights: tuple[tuple[str, float], ...],
    families: tuple[tuple[str, float], ...],
    interview: str | None,
    languages: tuple[Language, ...],
) -> FormPreview:
    bank, charter = load_bank(), charter_from(json.loads(plain))
    form = freeze_form(
        bank,
        charter,
        item_ids=chosen,
        weights=dict(weights),
        families=dict(families),
        interview=GuideChoice.model_validate_json(interview) if interview else None,
        languages=languages,
    )
    return FormPreview(
        form=form,
        choices=_item_choices(plain),
        chosen=tuple(item["id"] for item in form["items"]),
        coverage=coverage(form),
        minutes=total_minutes(form),
        problems=tuple(
            _form_problem(form_problem.code, form_problem.text.model_dump())
            for form_problem in form_problems(form)
        ),
    )


def review_digest(campaign: Campaign) -> str:
    """Return the SHA-256, 64 hexadecimal digits, of all that a review shows: settings, charter and form.

    Raises
    ------
    ContentError
        When the charter is not complete yet: there is nothing to review.
    """
    form = preview(campaign).form["sha256"]
    return sha256_of({"settings": campaign.settings, "charter": campaign.charter, "form": form})


def publication_problems(
    campaign: Campaign, now: dt.datetime, *, simulates: bool = True
) -> tuple[Problem, ...]:
    """List everything that keeps a draft from being published, step by step.

    Parameters
    ----------
    campaign : Campaign
    now : datetime
    simulates : bool
        Whether to work out where the weight will sit, which takes a second or two the first time; otherwise
        it is told only where it is known already.
    """
    try:
        shown = preview(campaign)
    except ContentError:
        problems: tuple[Problem, ...] = (Problem("charter_incomplete", "charter", "charter"),)
    else:
        problems = shown.problems if shown.chosen else (Problem("form_empty", "form", "items"),)
        problems += _share_problems(shown.form, simulates=simulates)
    return (*problems, *guide_problems(campaign.settings), *settings_problems(campaign.settings, now))


def share_problems(campaign: Campaign) -> tuple[Problem, ...]:
    """Say whether judgment of people is expected to bring less than half of what tells candidates apart.

    Raises
    ------
    ContentError
        When the charter is not complete yet.
    """
    return _share_problems(preview(campaign).form, simulates=True)


def _share_problems(form: Mapping[str, Any], *, simulates: bool) -> tuple[Problem, ...]:
    """Say whether judgment of people is expected to bring less than half of the differences."""
    # Imported when asked for: it loads NumPy, and everything that reads a draft imports this module.
    from workflows.campaigns.expected_share import form_share, known_form_share

    share = form_share(form) if simulates else known_form_share(form)
    # Below the floor the settings say so already.
    if share is None or not share.falls_short or share.whole.nominal < INTERPERSONAL_FLOOR - SHARE_TOLERANCE:
        return ()
    numbers = {"share": share.worst, "nominal": share.whole.nominal, "least": share.least}
    code = "expected_share" if share.least is not None else "expected_share_form"
    shares = tuple((name, value) for name, value in numbers.items() if value is not None)
    return (Problem(code, "settings", "family_weights", shares=shares),)


def in_draft(connection: Connection, campaign_id: str) -> Campaign:
    """Return a campaign that is still a draft."""
    return in_state(connection, campaign_id, "draft")


def in_state(connection: Connection, campaign_id: str, *states: str) -> Campaign:
    """Return a campaign if it is in one of these states.

    Raises
    ------
    UnknownCampaign, WrongState
    """
    campaign = campaigns.campaign_by_id(connection, campaign_id, lock=True)
    if campaign is None:
        raise UnknownCampaign("There is no such campaign, or it was deleted.", id=campaign_id)
    if campaign.state not in states:
        raise WrongState(
            f"The campaign is {campaign.state}; this needs {' or '.join(states)}.", state=campaign.state
        )
    return campaign


def checked_title(title: str) -> str:
    """Return a title without spaces around it; CampaignError when it is empty or too long."""
    trimmed = " ".join(title.split())
    if not 1 <= len(trimmed) <= 160:
        raise CampaignError("A campaign's title has 1 to 160 characters.", title=trimmed[:160])
    return trimmed


def _save(actor: Actor, campaign_id: str, **values: Any) -> None:
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "edit_campaign", campaign_id)
        in_draft(connection, campaign_id)
        store(connection, campaign_id, **values)


def store(connection: Connection, campaign_id: str, **values: Any) -> None:
    """Keep parts of a draft; CampaignError when they are longer than any honest draft."""
    if len(repr(values)) > MAX_DRAFT_CHARS:
        raise CampaignError("This draft is too long to be kept.", limit=MAX_DRAFT_CHARS)
    campaigns.change_campaign(connection, campaign_id, **values)


def _chosen(campaign: Campaign, charter: Charter) -> tuple[str, ...]:
    kind = campaign.settings.get(FORM_KIND)
    if kind in PRESETS:
        return _preset(kind, canonical_json(plain_charter(charter)))
    return tuple(item_id for item_id in campaign.item_ids if item_id in load_bank().items)


@functools.lru_cache(maxsize=64)
def _preset(kind: Preset, plain: str) -> tuple[str, ...]:
    return preset_ids(kind, load_bank(), charter_from(json.loads(plain)))


def _weights(settings: Mapping[str, Any]) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Return the draft's weights where usable, else the default ones: the settings step complains."""
    weights = settings.get("competency_weights")
    families = settings.get("family_weights")
    try:
        families = FamilyWeights.model_validate(families).model_dump()
    except ValueError:
        families = FamilyWeights().model_dump()
    complete = isinstance(weights, dict) and set(weights) == set(DEFAULT_WEIGHTS)
    return (weights if complete else dict(DEFAULT_WEIGHTS)), families  # type: ignore[return-value]


def _interview(settings: Mapping[str, Any]) -> str | None:
    """Return the draft's guide as text, which can be remembered, and None without an interview."""
    choice = chosen_guide(settings)
    return choice and canonical_json(choice.model_dump(mode="json"))


@functools.lru_cache(maxsize=32)
def _item_choices(plain: str) -> tuple[ItemChoice, ...]:
    bank = load_bank()
    whole = freeze_form(bank, charter_from(json.loads(plain)))
    built = {item["id"]: item for item in whole["items"]}
    reasons = {refusal["id"]: refusal["reason"] for refusal in whole["refused"]}
    return tuple(
        ItemChoice(
            id=item.id,
            title=built[item.id]["title"] if item.id in built else {},
            format=item.format,
            family=item.family,
            minutes=MINUTES[item.format],
            reason=reasons.get(item.id),
        )
        for item in bank.items.values()
    )


def _form_problem(code: str, text: Mapping[str, str]) -> Problem:
    return Problem(code=code, step="form", field="items", text=text)
