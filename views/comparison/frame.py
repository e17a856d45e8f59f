"""The head and the foot of the comparison page: counts, warnings, the basis of the numbers, files."""

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
SHORT = 12
"""Characters of a digest that are read; the whole of it can be copied."""


def show_facts(comparison: Comparison) -> None:
    """Say how many finished, and ask how many can be chosen."""
    if comparison.is_fictional:
        st.markdown(f":orange[**{t('compare.banner.fictional')}**]")
    facts = [
        t("compare.facts.finished", count=len(comparison.finished)),
        t("compare.facts.unfinished", count=len(comparison.unfinished)),
        t("compare.facts.places", count=comparison.campaign_places),
    ]
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.markdown(f"**{escape_markdown(comparison.title)}**  \n" + " · ".join(facts), width="stretch")
        st.number_input(
            t("compare.facts.places_input"), 1, MAX_PLACES, comparison.campaign_places, width=150,
            key=f"places:{comparison.campaign_id}", help=t("compare.facts.places_help"),
        )  # fmt: skip


def show_warnings(comparison: Comparison) -> None:
    """Warn of what the numbers do not show, before they are seen."""
    n = len(comparison.ranked)
    _say_who_is_ranked(comparison)
    if not comparison.finished:
        st.info(t("compare.warnings.empty"))
    elif (alone := alone_sentence(comparison)) is not None and not comparison.pending:
        st.info(alone)
    elif n > 1 and comparison.nobody_separated:
        st.warning(t("compare.warnings.nobody"))
    elif n > 1 and comparison.is_small:
        st.info(t("compare.warnings.small", n=number(n)))
    if warning := share_warning(comparison):
        st.error(warning)
    if (before := before_sentence(comparison)) is not None:
        st.caption(before)
    if n > 1 and comparison.sem_basis == "assumed":
        st.caption(t("compare.warnings.assumed", people=people_behind_the_error(comparison)))


def _say_who_is_ranked(comparison: Comparison) -> None:
    """Say how many are ranked, and what the others wait for."""
    if not comparison.pending:
        return
    total, n = len(comparison.finished), len(comparison.ranked)
    reasons = no_place_reasons(comparison).values()
    nobody = alone_sentence(comparison) or t("compare.pending.nobody")
    ranked = t("compare.pending.ranked", count=n, total=number(total)) if n else nobody
    rest = t(f"compare.pending.{'others' if n else 'everybody'}", reasons=no_place_counts(reasons))
    text = f"{ranked} {rest}"
    if comparison.stage == "all" and any(
        "pending_interview" in candidate.flags for candidate in comparison.pending
    ):
        text += f" {t('compare.pending.other_stage')}"
    if 2 * n < total:
        st.warning(text)
    else:
        st.info(text)


def show_basis(comparison: Comparison) -> None:
    """Show version, weights and digests, for whoever recomputes these numbers or compares two printouts."""
    with st.expander(t("compare.basis.open")):
        st.markdown(t("compare.basis.version", version=comparison.scoring_version))
        st.markdown(people_behind_the_error(comparison))
        st.markdown(_weights(comparison))
        for what, digest in (("form", comparison.form_sha256), ("fingerprint", comparison.fingerprint)):
            st.markdown(t(f"compare.basis.{what}", short=digest[:SHORT]))
            st.code(digest, language=None, wrap_lines=True)


def _weights(comparison: Comparison) -> str:
    """List the weights that counted, and whether they are the first ones."""
    since = (
        t("compare.basis.first_weights")
        if comparison.weighting == 0
        else t("compare.basis.later_weights", number=number(comparison.weighting))
    )
    families = [
        f"{t(f'compare.candidate.{family}')} {percent(weight)}"
        for family, weight in comparison.weights.families.items()
    ]
    competencies = [
        f"{both(facts.short)} {number(comparison.weights.competencies[facts.code])}"
        for facts in comparison.competencies
        if facts.is_measured
    ]
    methods = [
        f"{t(f'what_if.method_names.{name}')} {percent(comparison.weights.methods[name])}"
        for name in comparison.methods_used
    ]
    lists = [families, competencies] + ([methods] if len(methods) > 1 else [])
    return "\n".join([since, "", *(f"- {' · '.join(weights)}" for weights in lists)])


def show_rest(actor: Actor, comparison: Comparison, names: Mapping[str, str]) -> None:
    """Show who finished without enough evidence, and who has not finished."""
    if not comparison.pending and not comparison.unranked and not comparison.unfinished:
        st.info(t("compare.rest.everybody"))
    show_unplaced(comparison, names)
    if comparison.unfinished:
        st.subheader(t("compare.rest.unfinished"), anchor=False)
        rows = [
            {
                t("compare.table.who"): label(candidate, names),
                t("compare.table.progress"): _progress(candidate, comparison.n_items),
            }
            for candidate in sorted(comparison.unfinished, key=lambda candidate: label(candidate, names))
        ]
        st.dataframe(rows, hide_index=True, alt=t("compare.rest.unfinished"))


def show_unplaced(comparison: Comparison, names: Mapping[str, str]) -> None:
    """Show people who finished and have no place, and why; each of them can be opened."""
    reasons = no_place_reasons(comparison)
    people = by_tier((*comparison.pending, *comparison.unranked), names)
    if not people:
        return
    st.subheader(t("compare.rest.finished"), anchor=False)
    st.caption(t("compare.rest.note"))
    rows = [
        {
            t("compare.table.who"): label(person, names),
            t("compare.rest.why"): no_place_text(reasons[person.candidate_id]),
            t("compare.table.answered"): f"{number(person.n_answered)}/{number(comparison.n_items)}",
            t("compare.table.rests"): "/".join(map(number, n_competencies(person, comparison))),
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
        format_func=lambda candidate_id: label(by_id[candidate_id], names),
    )  # fmt: skip
    if st.button(t("compare.ranking.open"), key="open_unplaced"):
        open_candidate(comparison.campaign_id, chosen)


def _progress(candidate: Unfinished, n_items: int) -> str:
    if candidate.progress == "invited":
        return t("compare.rest.invited")
    return t("compare.rest.started", seen=number(candidate.n_seen), total=number(n_items))


def show_files(actor: Actor, comparison: Comparison, names: Mapping[str, str]) -> None:
    """Offer the results as files; the routes check again who asks."""
    if not has_permission(actor, "export_results"):
        st.info(t("staff.not_for_you"))
        return
    choose_report(comparison, names)
    st.markdown(t("compare.files.intro"))
    with st.container(horizontal=True):
        for kind in ("csv", "xlsx", "json"):
            st.link_button(t(f"compare.files.{kind}"), _address(comparison, kind))
    if names:
        st.markdown(t("compare.files.named"))
        with st.container(horizontal=True):
            for kind in ("csv", "xlsx"):
                st.link_button(t(f"compare.files.{kind}_named"), f"{_address(comparison, kind)}&names=1")
    st.caption(t("compare.files.open_excel"))


def _address(comparison: Comparison, kind: str) -> str:
    return f"/exports/{comparison.campaign_id}/results.{kind}?stage={comparison.stage}"
