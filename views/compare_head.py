"""The head of the comparison: how many there are, who is ranked, and what the numbers cannot carry."""

from __future__ import annotations

import streamlit as st

from texts import number, t
from texts.scores import (
    alone_sentence,
    before_sentence,
    no_place_counts,
    people_behind_the_error,
    share_warning,
)
from views.plain_text import plain
from workflows.compared import Comparison
from workflows.no_place import no_place_reasons

MAX_PLACES = 500


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


def show_warnings(found: Comparison) -> None:
    """Say what the numbers cannot carry, before they are seen."""
    n = len(found.ranked)
    _say_who_is_ranked(found)
    if not found.finished:
        st.info(t("compare.warnings.empty"))
    elif (alone := alone_sentence(found)) is not None and not found.pending:
        st.info(alone)
    elif n > 1 and found.nobody_separated:
        st.warning(t("compare.warnings.nobody"))
    elif n > 1 and found.is_small:
        st.info(t("compare.warnings.small", n=number(n)))
    if warning := share_warning(found):
        st.error(warning)
    if (before := before_sentence(found)) is not None:
        st.caption(before)
    if n > 1 and found.sem_basis == "assumed":
        st.caption(t("compare.warnings.assumed", people=people_behind_the_error(found)))


def _say_who_is_ranked(found: Comparison) -> None:
    """Say that the ranking is not everybody's, and what the others wait for."""
    if not found.pending:
        return
    total, n = len(found.finished), len(found.ranked)
    reasons = no_place_reasons(found).values()
    nobody = alone_sentence(found) or t("compare.pending.nobody")
    said = t("compare.pending.ranked", count=n, total=number(total)) if n else nobody
    rest = t(f"compare.pending.{'others' if n else 'everybody'}", reasons=no_place_counts(reasons))
    text = f"{said} {rest}"
    if found.stage == "all" and any("pending_interview" in one.flags for one in found.pending):
        text += f" {t('compare.pending.other_stage')}"
    if 2 * n < total:
        st.warning(text)
    else:
        st.info(text)
