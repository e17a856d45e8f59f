"""Shared by the comparison pages: choosing a campaign, names, scores, reliability of competencies."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import streamlit as st

from texts import language, number, t
from texts.scores import by_tier, muted_sentence, reliability_text, shown_interval, verdict_sentence
from texts.scores import chance as chance
from texts.scores import score_text as score_text
from texts.scores import share_sentence as share_sentence
from views.charts.people import Estimate, PoolRange, ScoreLine
from views.charts.style import DARK, LIGHT, Palette, shown
from views.comparison.place import CAMPAIGN, STAGE
from workflows.common.access import BY_MEMBERSHIP, Actor
from workflows.comparison.comparison import (
    CampaignChoice,
    CandidateResult,
    Comparison,
    CompetencyColumn,
    Measured,
    Unfinished,
)
from workflows.comparison.standings import campaigns_to_compare

POOL_STRIP_FROM = 10
"""People from which "the middle 80 %" means anything."""


def palette() -> Palette:
    """Return the colours of the theme this browser shows."""
    theme = st.context.theme
    return DARK if theme is not None and theme.type == "dark" else LIGHT


def choose_campaign(actor: Actor) -> CampaignChoice | None:
    """Let the person choose a campaign; the address carries the choice, so that a link opens the same one."""
    campaigns = {campaign.id: campaign for campaign in campaigns_to_compare(actor)}
    if not campaigns:
        st.info(t("compare.none_yours") if actor.role in BY_MEMBERSHIP else t("compare.none"))
        return None
    requested = st.query_params.get(CAMPAIGN)
    first = requested if requested in campaigns else next(iter(campaigns))
    if len(campaigns) > 1:
        ids = list(campaigns)
        first = st.selectbox(
            t("compare.campaign"),
            ids,
            index=ids.index(first),
            format_func=lambda campaign_id: campaigns[campaign_id].title,
        )
    if requested != first:
        if requested in campaigns:
            # Another campaign begins at the stage of its own question.
            st.query_params.pop(STAGE, None)
        st.query_params[CAMPAIGN] = first
    return campaigns[first]


def names_key(actor: Actor, campaign_id: str) -> str:
    """Return the session key of the names that were revealed to this account."""
    return f"names:{actor.account_id}:{campaign_id}"


def revealed_names(actor: Actor, campaign_id: str) -> dict[str, str]:
    """Return the names this account has revealed in this tab; empty while they are hidden."""
    return st.session_state.get(names_key(actor, campaign_id), {})


def label(candidate: CandidateResult | Unfinished, names: Mapping[str, str]) -> str:
    """Return the name if it was revealed, else the pseudonym."""
    return names.get(candidate.candidate_id) or candidate.pseudonym


def in_order(comparison: Comparison, names: Mapping[str, str]) -> list[CandidateResult]:
    """Return ranked candidates by tier, alphabetically inside a tier: never by decimals."""
    return by_tier(comparison.ranked, names)


def estimate(measured: Measured) -> Estimate:
    """Return a score and its 90 % interval as they are displayed, 0 to 100."""
    return Estimate(*shown_interval(measured))


def pool_ranges(comparison: Comparison) -> list[PoolRange]:
    """Return where the middle 80 % of everybody lie, in the order of lines_of."""
    everybody = [all_scores(candidate, comparison) for candidate in comparison.finished]
    return [_middle([measured.score for measured in line]) for line in zip(*everybody, strict=True)]


def _middle(scores: Sequence[float | None]) -> PoolRange:
    known = sorted(shown(score) for score in scores if score is not None)
    if len(known) < POOL_STRIP_FROM:
        return PoolRange(None, None)
    last = len(known) - 1
    return PoolRange(known[math.floor(0.1 * last)], known[math.ceil(0.9 * last)])


def measured_competencies(comparison: Comparison) -> list[CompetencyColumn]:
    """Return the competencies this form measures at all."""
    return [facts for facts in comparison.competencies if facts.is_measured]


def lines_of(comparison: Comparison) -> list[ScoreLine]:
    """Return what a profile shows, line by line: what leads first; in grey what is more chance than not."""
    leading = [ScoreLine(t("compare.candidate.score"), leads=True)]
    leading += [ScoreLine(t(f"compare.candidate.{name}"), leads=True) for name in comparison.family_weights]
    return leading + [
        ScoreLine(facts.short[language()], is_muted=facts.worth.is_muted)
        for facts in measured_competencies(comparison)
    ]


def all_scores(candidate: CandidateResult, comparison: Comparison) -> list[Measured]:
    """Return somebody's scores in the order of lines_of."""
    competencies = [candidate.competencies[facts.code] for facts in measured_competencies(comparison)]
    families = [candidate.families[name] for name in comparison.family_weights]
    return [candidate.composite, *families, *competencies]


def show_reliability(comparison: Comparison) -> None:
    """Say what grey means, and give the reliability of each competency to whoever opens it."""
    muted = muted_sentence(comparison)
    if muted is not None:
        st.caption(muted)
    with st.expander(t("compare.worth.open")):
        st.markdown(t("compare.worth.note"))
        st.dataframe(
            [
                {
                    t("compare.worth.competency"): facts.short[language()],
                    t("compare.worth.reliability"): reliability_text(facts.worth),
                    t("compare.worth.n"): number(facts.worth.n),
                }
                for facts in measured_competencies(comparison)
            ],
            hide_index=True,
            alt=t("compare.worth.open"),
        )
        st.markdown(t("compare.worth.verdicts"))
        st.markdown(
            "\n".join(
                f"- {verdict_sentence(facts.worth, facts.short[language()])}"
                for facts in measured_competencies(comparison)
            )
        )


def show_margin() -> None:
    """Say what the margins of scores cover and what they do not."""
    with st.expander(t("compare.margin.open")):
        for part in ("holds", "ranks", "not_held"):
            st.markdown(t(f"compare.margin.{part}"))
