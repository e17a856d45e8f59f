"""The head and the foot of the comparison: who is ranked and who is not, what the numbers rest on, files."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from texts import both, number, percent, t
from texts.scores import (
    alone_sentence,
    before_sentence,
    by_tier,
    no_place_counts,
    no_place_text,
    people_behind_the_error,
    share_warning,
)
from views.common.text import escape_markdown
from views.comparison.place import open_candidate
from views.comparison.report_links import choose_report
from views.comparison.words import label, score_text
from workflows.common.access import Actor, has_permission
from workflows.comparison.comparison import Comparison, Unfinished, n_competencies, no_place_reasons

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
        st.markdown(f"**{escape_markdown(found.title)}**  \n" + " · ".join(facts), width="stretch")
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


SHORT = 12
"""Characters of a digest that are read; the whole of it can be copied."""


def show(found: Comparison) -> None:
    """Show what somebody needs who wants to recompute these numbers, or compares two printouts."""
    with st.expander(t("compare.basis.open")):
        st.markdown(t("compare.basis.version", version=found.scoring_version))
        st.markdown(people_behind_the_error(found))
        st.markdown(_weights(found))
        for what, digest in (("form", found.form_sha256), ("fingerprint", found.fingerprint)):
            st.markdown(t(f"compare.basis.{what}", short=digest[:SHORT]))
            st.code(digest, language=None, wrap_lines=True)


def _weights(found: Comparison) -> str:
    """List the weights that counted, and whether they are the first ones."""
    since = (
        t("compare.basis.first_weights")
        if found.weighting == 0
        else t("compare.basis.later_weights", number=number(found.weighting))
    )
    families = [
        f"{t(f'compare.candidate.{family}')} {percent(weight)}"
        for family, weight in found.weights.families.items()
    ]
    competencies = [
        f"{both(facts.short)} {number(found.weights.competencies[facts.code])}"
        for facts in found.competencies
        if facts.is_measured
    ]
    methods = [
        f"{t(f'what_if.method_names.{name}')} {percent(found.weights.methods[name])}"
        for name in found.methods_used
    ]
    lists = [families, competencies] + ([methods] if len(methods) > 1 else [])
    return "\n".join([since, "", *(f"- {' · '.join(one)}" for one in lists)])


def show_rest(actor: Actor, found: Comparison, names: Mapping[str, str]) -> None:
    """Show who finished without enough evidence, and who has not finished."""
    if not found.pending and not found.unranked and not found.unfinished:
        st.info(t("compare.rest.everybody"))
    show_unplaced(found, names)
    if found.unfinished:
        st.subheader(t("compare.rest.unfinished"), anchor=False)
        rows = [
            {
                t("compare.table.who"): label(one, names),
                t("compare.table.progress"): _progress(one, found.n_items),
            }
            for one in sorted(found.unfinished, key=lambda one: label(one, names))
        ]
        st.dataframe(rows, hide_index=True, alt=t("compare.rest.unfinished"))


def show_unplaced(found: Comparison, names: Mapping[str, str]) -> None:
    """Show people who finished and have no place, and why; each of them can be opened."""
    reasons = no_place_reasons(found)
    people = by_tier((*found.pending, *found.unranked), names)
    if not people:
        return
    st.subheader(t("compare.rest.finished"), anchor=False)
    st.caption(t("compare.rest.note"))
    rows = [
        {
            t("compare.table.who"): label(person, names),
            t("compare.rest.why"): no_place_text(reasons[person.candidate_id]),
            t("compare.table.answered"): f"{number(person.n_answered)}/{number(found.n_items)}",
            t("compare.table.rests"): "/".join(map(number, n_competencies(person, found))),
            t("compare.table.people"): score_text(person.families["interpersonal"]),
            t("compare.table.tools"): score_text(person.families["technical"]),
            t("compare.table.remarks"): ", ".join(
                t(f"compare.flags.{flag}") for flag in person.flags if not flag.startswith("pending_")
            ),
        }
        for person in people
    ]
    st.dataframe(rows, hide_index=True, alt=t("compare.rest.finished"))
    by_id = {person.candidate_id: person for person in people}
    chosen = st.selectbox(
        t("compare.ranking.pick"), list(by_id), key="pick_unplaced",
        format_func=lambda one: label(by_id[one], names),
    )  # fmt: skip
    if st.button(t("compare.ranking.open"), key="open_unplaced"):
        open_candidate(found.campaign_id, chosen)


def _progress(one: Unfinished, n_items: int) -> str:
    if one.progress == "invited":
        return t("compare.rest.invited")
    return t("compare.rest.started", seen=number(one.n_seen), total=number(n_items))


def show_files(actor: Actor, found: Comparison, names: Mapping[str, str]) -> None:
    """Offer the results as files; the routes check again who asks."""
    if not has_permission(actor, "export_results"):
        st.info(t("staff.not_for_you"))
        return
    choose_report(found, names)
    st.markdown(t("compare.files.intro"))
    with st.container(horizontal=True):
        for kind in ("csv", "xlsx", "json"):
            st.link_button(t(f"compare.files.{kind}"), _address(found, kind))
    if names:
        st.markdown(t("compare.files.named"))
        with st.container(horizontal=True):
            for kind in ("csv", "xlsx"):
                st.link_button(t(f"compare.files.{kind}_named"), f"{_address(found, kind)}&names=1")
    st.caption(t("compare.files.open_excel"))


def _address(found: Comparison, kind: str) -> str:
    return f"/exports/{found.campaign_id}/results.{kind}?stage={found.stage}"
