"""Page of one candidate: place, scores, answers with their keys and reasons, notes and decision."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from errors import CampaignError, EntregentError, UnknownStage
from texts import both, moment, number, percent, t
from texts.scores import basis_of_score, before_sentence, interval_text, place_sentence
from views.charts.families import Bar, items_figure
from views.charts.people import Profile, profile_figure
from views.charts.style import CONFIG, literal
from views.common import act
from views.common.session import allowed
from views.common.staff_frame import open_page
from views.common.text import escape_markdown
from views.comparison import decide, decisions, interview_evidence, report_links, scenes, stage, words
from views.comparison.place import CANDIDATE, go_back
from views.comparison.words import (
    all_scores,
    choose_campaign,
    estimate,
    in_order,
    label,
    lines_of,
    palette,
    pool_ranges,
    revealed_names,
    score_text,
)
from workflows.common.access import Actor, has_permission
from workflows.comparison import explanation, standings
from workflows.comparison.comparison import Comparison, Measured
from workflows.comparison.evidence import Evidence, ItemEvidence


def show() -> None:
    """Let the manager see what one person's score is made of, and write a note."""
    actor = allowed("compare")
    open_page(actor, t("compare.candidate.title"))
    try:
        campaign = choose_campaign(actor)
        if campaign is None:
            return
        comparison = standings.comparison(actor, campaign.id, stage=stage.stage_from_address(campaign.id))
        decisions.show_at_once(actor, comparison)
        names = revealed_names(actor, campaign.id)
        candidate_id = _choose(comparison, names)
        if candidate_id is None:
            st.info(t("compare.candidate.nobody"))
            return
        stage.show(comparison)
        evidence = explanation.evidence(actor, campaign.id, candidate_id, stage=comparison.stage)
        _show(actor, evidence, names)
    except UnknownStage as problem:
        stage.say_unknown(problem)
    except CampaignError:
        st.info(t("compare.candidate.none"))
    except EntregentError:
        st.error(t("compare.problem"))


def _choose(comparison: Comparison, names: Mapping[str, str]) -> str | None:
    """Let the manager choose a candidate; the address carries the choice, so that a link opens the same."""
    finished = [*in_order(comparison, names), *comparison.pending, *comparison.unranked]
    people = {candidate.candidate_id: candidate for candidate in finished}
    requested = st.query_params.get(CANDIDATE)
    if requested and requested not in people:
        # An address from elsewhere: say so instead of showing somebody else.
        raise CampaignError("This candidate has no results in this campaign.", why="not_finished")
    if not people:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            t("compare.candidate.choose"), list(people),
            index=list(people).index(requested) if requested else 0,
            format_func=lambda candidate_id: label(people[candidate_id], names), width=320,
        )  # fmt: skip
        if st.button(t("compare.candidate.back")):
            go_back(comparison.campaign_id)
    if chosen != requested:
        st.query_params[CANDIDATE] = chosen
    return chosen


def _show(actor: Actor, evidence: Evidence, names: Mapping[str, str]) -> None:
    _show_place(actor, evidence, names)
    decisions.show_name(actor, evidence.comparison, evidence.candidate)
    _show_competencies(evidence, names)
    _show_items(evidence)
    scenes.show(evidence)
    comparison, candidate_id = evidence.comparison, evidence.candidate.candidate_id
    interview_evidence.show(
        actor,
        comparison.campaign_id,
        candidate_id,
        is_named=candidate_id in names,
        counts=comparison.stage == "all",
    )
    _show_notes(actor, evidence)
    decide.show(actor, comparison, candidate_id, names)
    report_links.feedback_link(actor, comparison.campaign_id, candidate_id)
    words.show_margin()
    record = t("compare.candidate.record", form=comparison.form_sha256[:12], version=evidence.scoring_version)
    st.caption(f"{record} {both(evidence.key_status) if evidence.key_status else ''}")


def _show_place(actor: Actor, evidence: Evidence, names: Mapping[str, str]) -> None:
    candidate, comparison = evidence.candidate, evidence.comparison
    if comparison.is_fictional:
        st.markdown(f":orange[**{t('compare.banner.fictional')}**]")
    st.header(escape_markdown(label(candidate, names)), anchor=False)
    decide.show_state(actor, comparison, candidate.candidate_id)
    st.markdown(place_sentence(comparison, candidate))
    with st.container(horizontal=True):
        _metric(t("compare.candidate.score"), candidate.composite)
        for family, weight in comparison.family_weights.items():
            counts = t("compare.candidate.weight", percent=percent(weight))
            _metric(f"{t(f'compare.candidate.{family}')} ({counts})", candidate.families[family])
    notes = basis_of_score(candidate, comparison)
    notes += [t(f"compare.flags.{flag}") for flag in candidate.flags]
    st.caption(" · ".join(notes))
    if candidate.place is not None and (before := before_sentence(comparison)) is not None:
        st.caption(before)
    st.info(t("compare.banner.alone"))


def _metric(title: str, measured: Measured) -> None:
    score = estimate(measured)
    spread = None
    if score.low is not None and score.high is not None:
        spread = t("compare.candidate.range", low=number(score.low), high=number(score.high))
    st.metric(
        title, score_text(measured), spread, delta_color="off", delta_arrow="off", border=True, width=220
    )


def _show_competencies(evidence: Evidence, names: Mapping[str, str]) -> None:
    st.subheader(t("compare.candidate.competencies"), anchor=False)
    st.caption(f"{t('compare.candidate.competencies_caption')} {t('compare.axis.means')}")
    comparison, candidate = evidence.comparison, evidence.candidate
    lines, scores = lines_of(comparison), all_scores(candidate, comparison)
    profile = Profile(literal(label(candidate, names)), [estimate(measured) for measured in scores])
    st.plotly_chart(
        profile_figure(lines, [profile], pool_ranges(comparison), palette()),
        config=CONFIG, theme=None, key="competencies",
        alt=t("compare.alt.profile", names=label(candidate, names)),
    )  # fmt: skip
    words.show_reliability(comparison)
    with st.expander(t("compare.table.open")):
        st.dataframe(
            [
                {t("compare.table.score"): line.name, t("compare.table.margin"): interval_text(measured)}
                for line, measured in zip(lines, scores, strict=True)
            ],
            hide_index=True,
            alt=t("compare.table.open"),
        )


def _show_items(evidence: Evidence) -> None:
    st.subheader(t("compare.candidate.items"), anchor=False)
    comparison = evidence.comparison
    adds_up = "items_sum_interview" if comparison.has_interview and comparison.stage == "all" else "items_sum"
    st.caption(f"{t('compare.candidate.items_caption')} {t(f'compare.candidate.{adds_up}')}")
    bars = [_bar(item) for item in evidence.items]
    st.plotly_chart(
        items_figure(bars, palette()), config=CONFIG, theme=None, key="items",
        alt=t("compare.alt.items", n=number(len(bars))),
    )  # fmt: skip
    with st.expander(t("compare.table.open")):
        st.dataframe(
            [
                {
                    t("compare.candidate.open_scene"): f"{item.id} {both(item.title)}",
                    t("compare.candidate.most"): number(100 * (item.share or 0.0), 1),
                    t("compare.candidate.brought"): ""
                    if item.contribution is None
                    else number(100 * item.contribution, 1),
                }
                for item in evidence.items
            ],
            hide_index=True,
            alt=t("compare.table.open"),
        )


def _bar(item: ItemEvidence) -> Bar:
    contribution = None if item.contribution is None else 100 * item.contribution
    most = 100 * (item.share or 0.0)
    points = (
        t("compare.not_enough") if contribution is None else f"{number(contribution, 1)} / {number(most, 1)}"
    )
    return Bar(
        both(item.title),
        most,
        contribution,
        item.family == "technical",
        f"<b>{literal(both(item.title))}</b><br>{points}",
    )


def _show_notes(actor: Actor, evidence: Evidence) -> None:
    st.subheader(t("compare.candidate.notes"), anchor=False)
    st.caption(t("compare.candidate.notes_intro"))
    for note in evidence.notes:
        with st.container(border=True):
            st.text(note.text)
            st.caption(
                escape_markdown(
                    t("compare.candidate.note_line", author=note.author, when=moment(note.created_at))
                )
            )
    if not evidence.notes:
        st.caption(t("compare.candidate.no_notes"))
    if has_permission(actor, "write_note"):
        _ask_note(actor, evidence)


def _ask_note(actor: Actor, evidence: Evidence) -> None:
    campaign_id, candidate_id = evidence.comparison.campaign_id, evidence.candidate.candidate_id
    # A new key after each note empties the field and makes a second click a click on nothing.
    key = f"note:{candidate_id}:{len(evidence.notes)}"
    st.text_area(t("compare.candidate.note_label"), key=key, max_chars=4000)
    act.press(
        t("compare.candidate.note_add"), key=f"add:{key}",
        do=lambda: explanation.write_note(actor, campaign_id, candidate_id, st.session_state.get(key, "")),
    )  # fmt: skip
    if act.take_problem() is not None:
        st.error(t("compare.problem"))


show()
