"""The head of the comparison: how many there are, at which stage, and what the numbers cannot carry."""

from __future__ import annotations

from collections import Counter
from typing import Any

import streamlit as st

from texts import number, percent, t
from views.compare_place import STAGE, asked_stage, remember
from views.plain_text import plain
from workflows.compared import Comparison
from workflows.scored_pool import Stage

MAX_PLACES = 500
PENDING = "pending_"


def show_facts(found: Comparison) -> None:
    """Say how many finished, and ask how many can be chosen."""
    if found.is_fictional:
        st.markdown(f":orange[**{t('compare.banner.fictional')}**]")
    facts = [
        t("compare.facts.finished", count=len(found.finished)),
        t("compare.facts.unfinished", count=len(found.unfinished)),
        t("compare.facts.places", count=found.campaign_places),
    ]
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.markdown(f"**{plain(found.title)}**  \n" + " · ".join(facts), width="stretch")
        st.number_input(
            t("compare.facts.places_input"), 1, MAX_PLACES, found.campaign_places, width=150,
            key=f"places:{found.campaign_id}", help=t("compare.facts.places_help"),
        )  # fmt: skip


def chosen_stage(campaign_id: str) -> Stage:
    """Return the stage the person looks at: as just chosen here, else as the address has it."""
    return st.session_state.get(_key(campaign_id)) or asked_stage()


def choose_stage(found: Comparison) -> None:
    """Let the person leave the interview out, for everybody, where the campaign holds one."""
    if not found.has_interview:
        return
    counts = {"all": found.n_interviewed, "before_interview": len(found.finished)}
    st.segmented_control(
        t("compare.stage.label"), list(counts), default=found.stage, required=True,
        key=_key(found.campaign_id),
        format_func=lambda stage: t(f"compare.stage.{stage}", n=number(counts[stage])),
        help=t("compare.stage.help"),
    )  # fmt: skip
    remember(STAGE, found.stage)


def _key(campaign_id: str) -> str:
    return f"stage:{campaign_id}"


def show_warnings(found: Comparison) -> None:
    """Say what the numbers cannot carry, before they are seen."""
    n = len(found.ranked)
    _say_who_is_ranked(found)
    if not found.finished:
        st.info(t("compare.warnings.empty"))
    elif len(found.finished) == 1:
        st.info(t("compare.warnings.one"))
    elif n > 1 and found.nobody_separated:
        st.warning(t("compare.warnings.nobody"))
    elif n > 1 and found.is_small:
        st.info(t("compare.warnings.small", n=number(n)))
    share = found.share
    if share.is_warning and share.effective is not None:
        told: dict[str, Any] = {"percent": percent(share.effective), "nominal": percent(share.nominal)}
        st.error(t("compare.warnings.share", **told))
    if n > 1 and found.sem_basis == "assumed":
        st.caption(t("compare.warnings.assumed", n=number(found.n_complete)))


def _say_who_is_ranked(found: Comparison) -> None:
    """Say that the ranking is not everybody's, and what the others wait for."""
    if not found.pending:
        return
    total, n = len(found.finished), len(found.ranked)
    waits = waiting_for(found)
    said = t("compare.pending.ranked", count=n, total=number(total))
    reasons = [
        t(f"compare.pending.{what}", count=waits[what]) for what in ("interview", "marks") if waits[what]
    ]
    text = f"{said} {t('compare.pending.others', reasons=' · '.join(reasons))}"
    if waits["interview"] and found.stage == "all":
        text += f" {t('compare.pending.other_stage')}"
    if 2 * n < total:
        st.warning(text)
    else:
        st.info(text)


def waiting_for(found: Comparison) -> Counter[str]:
    """Return what pending people wait for -> how many; somebody may wait for two things."""
    return Counter(
        flag.removeprefix(PENDING) for one in found.pending for flag in one.flags if flag.startswith(PENDING)
    )
