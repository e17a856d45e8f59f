"""What the comparison pages share: who is shown under which name, numbers in words, campaign, theme."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from texts import language, number, percent, t
from views.charts_people import Estimate, PoolRange
from views.charts_style import DARK, LIGHT, Z_90, Palette, shown
from workflows.access import Actor
from workflows.compare import campaigns_to_compare
from workflows.compared import CampaignChoice, Compared, Comparison, CompetencyFacts, Measured, Unfinished

POOL_STRIP_FROM = 10
"""People from which "the middle 80 %" means anything."""
WIDE = 1.0
"""An interval wider than the whole scale from nothing to all says nothing."""
CAMPAIGN = "campaign"


def palette() -> Palette:
    """Return the colours of the theme this browser shows."""
    theme = st.context.theme
    return DARK if theme is not None and theme.type == "dark" else LIGHT


def choose_campaign(actor: Actor) -> CampaignChoice | None:
    """Let the person choose a campaign; the address carries the choice, so that a link opens the same one."""
    campaigns = {campaign.id: campaign for campaign in campaigns_to_compare(actor)}
    if not campaigns:
        st.info(t("compare.none"))
        return None
    asked = st.query_params.get(CAMPAIGN)
    first = asked if asked in campaigns else next(iter(campaigns))
    if len(campaigns) > 1:
        ids = list(campaigns)
        first = st.selectbox(
            t("compare.campaign"), ids, index=ids.index(first), format_func=lambda one: campaigns[one].title
        )
    if st.query_params.get(CAMPAIGN) != first:
        st.query_params[CAMPAIGN] = first
    return campaigns[first]


def names_key(actor: Actor, campaign_id: str) -> str:
    """Return where this tab keeps names that were revealed to this account."""
    return f"names:{actor.account_id}:{campaign_id}"


def revealed_names(actor: Actor, campaign_id: str) -> dict[str, str]:
    """Return the names this account has revealed in this tab; empty while they are hidden."""
    return st.session_state.get(names_key(actor, campaign_id), {})


def label(one: Compared | Unfinished, names: Mapping[str, str]) -> str:
    """Return the name if it was revealed, else the pseudonym."""
    return names.get(one.candidate_id) or one.pseudonym


def in_order(comparison: Comparison, names: Mapping[str, str]) -> list[Compared]:
    """Return ranked candidates by tier, alphabetically inside a tier: never by decimals."""
    return sorted(
        comparison.ranked,
        key=lambda one: (one.place.tier if one.place else 0, _alphabetical(label(one, names))),
    )


def _alphabetical(text: str) -> tuple[str | int, ...]:
    """Sort É beside E, and C-10 after C-9."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(f"{int(part):09d}" if part.isdigit() else part for part in re.split(r"(\d+)", letters))


def chance(probability: float) -> str:
    """Write a probability as a whole percentage, never as certain as a simulation cannot know."""
    if probability <= 0.005:
        return f"< {percent(0.01)}"
    return f"> {percent(0.99)}" if 0.995 <= probability < 1 else percent(probability)


def estimate(measured: Measured) -> Estimate:
    """Return a score and its 90 % interval as they are displayed, 0 to 100."""
    if measured.score is None:
        return Estimate(None, None, None)
    half = Z_90 * (measured.sem or 0.0)
    return Estimate(shown(measured.score), shown(measured.score - half), shown(measured.score + half))


def pool_ranges(comparison: Comparison) -> list[PoolRange]:
    """Return where the middle 80 % of everybody lie, per competency."""
    return [
        _middle([one.competencies[facts.code].score for one in comparison.finished])
        for facts in measured_competencies(comparison)
    ]


def _middle(scores: Sequence[float | None]) -> PoolRange:
    known = sorted(shown(score) for score in scores if score is not None)
    if len(known) < POOL_STRIP_FROM:
        return PoolRange(None, None)
    last = len(known) - 1
    return PoolRange(known[math.floor(0.1 * last)], known[math.ceil(0.9 * last)])


def measured_competencies(comparison: Comparison) -> list[CompetencyFacts]:
    """Return the competencies this form measures at all."""
    return [facts for facts in comparison.competencies if facts.is_measured]


def competency_names(comparison: Comparison) -> list[str]:
    """Return short names, with a star where a score is only indicative."""
    return [
        facts.short[language()] + ("*" if facts.is_indicative else "")
        for facts in measured_competencies(comparison)
    ]


def share_sentence(found: Comparison) -> str:
    """Say how much of what separates candidates is interpersonal judgment, with n and its interval."""
    share = found.share
    told: dict[str, Any] = {"nominal": percent(share.nominal), "items": percent(share.of_items or 0.0)}
    if share.effective is None or share.ci_low is None or share.ci_high is None:
        return t("compare.share.unknown", **told)
    told |= {"low": percent(share.ci_low), "high": percent(share.ci_high)}
    key = "wide" if share.ci_high - share.ci_low > WIDE else "known"
    return t(f"compare.share.{key}", n=number(share.n), percent=percent(share.effective), **told)


def score_text(measured: Measured) -> str:
    """Write a score as a whole number, or say that there is not enough evidence."""
    return t("compare.not_enough") if measured.score is None else number(shown(measured.score))


def plain(text: str) -> str:
    """Return somebody's text so that no sign of it becomes formatting."""
    return re.sub(r"([\\`*_{}\[\]<>()#+\-.!|$:~])", r"\\\1", text)
