"""Behind one score: from the place down to every answer, its key, its reason, the charter's clause."""

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
from workflows.comparison.comparison import Comparison, Measured
from workflows.comparison.evidence import Evidence, ItemEvidence
from workflows.comparison.explanation import evidence, write_note
from workflows.comparison.standings import comparison


def show() -> None:
    """Let the manager see what one person's score is made of, and write a note."""
    actor = allowed("compare")
    open_page(actor, t("compare.candidate.title"))
    try:
        campaign = choose_campaign(actor)
        if campaign is None:
            return
        found = comparison(actor, campaign.id, stage=stage.asked_stage(campaign.id))
        decisions.show_at_once(actor, found)
        names = revealed_names(actor, campaign.id)
        chosen = _choose(found, names)
        if chosen is None:
            st.info(t("compare.candidate.nobody"))
            return
        stage.show(found)
        _show(actor, evidence(actor, campaign.id, chosen, stage=found.stage), names)
    except UnknownStage as problem:
        stage.say_unknown(problem)
    except CampaignError:
        st.info(t("compare.candidate.none"))
    except EntregentError:
        st.error(t("compare.problem"))


def _choose(found: Comparison, names: Mapping[str, str]) -> str | None:
    """Choose whose score to open; the address carries the choice, so that a link opens the same one."""
    people = {one.candidate_id: one for one in (*in_order(found, names), *found.pending, *found.unranked)}
    asked = st.query_params.get(CANDIDATE)
    if asked and asked not in people:
        # An address from elsewhere: say so instead of showing somebody else.
        raise CampaignError("This candidate has no results in this campaign.", why="not_finished")
    if not people:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            t("compare.candidate.choose"), list(people), index=list(people).index(asked) if asked else 0,
            format_func=lambda one: label(people[one], names), width=320,
        )  # fmt: skip
        if st.button(t("compare.candidate.back")):
            go_back(found.campaign_id)
    if chosen != asked:
        st.query_params[CANDIDATE] = chosen
    return chosen


def _show(actor: Actor, found: Evidence, names: Mapping[str, str]) -> None:
    _show_place(actor, found, names)
    decisions.show_one(actor, found.comparison, found.candidate)
    _show_competencies(found, names)
    _show_items(found)
    scenes.show(found)
    campaign_id, who = found.comparison.campaign_id, found.candidate.candidate_id
    interview_evidence.show(
        actor, campaign_id, who, is_named=who in names, counts=found.comparison.stage == "all"
    )
    _show_notes(actor, found)
    decide.show(actor, found.comparison, found.candidate.candidate_id, names)
    report_links.feedback_link(actor, found.comparison.campaign_id, found.candidate.candidate_id)
    words.show_margin()
    record = t(
        "compare.candidate.record", form=found.comparison.form_sha256[:12], version=found.scoring_version
    )
    st.caption(f"{record} {both(found.key_status) if found.key_status else ''}")


def _show_place(actor: Actor, found: Evidence, names: Mapping[str, str]) -> None:
    one, whole = found.candidate, found.comparison
    if whole.is_fictional:
        st.markdown(f":orange[**{t('compare.banner.fictional')}**]")
    st.header(escape_markdown(label(one, names)), anchor=False)
    decide.show_state(actor, whole, one.candidate_id)
    st.markdown(place_sentence(whole, one))
    with st.container(horizontal=True):
        _metric(t("compare.candidate.score"), one.composite)
        for family, weight in whole.family_weights.items():
            counts = t("compare.candidate.weight", percent=percent(weight))
            _metric(f"{t(f'compare.candidate.{family}')} ({counts})", one.families[family])
    told = basis_of_score(one, whole)
    told += [t(f"compare.flags.{flag}") for flag in one.flags]
    st.caption(" · ".join(told))
    if one.place is not None and (before := before_sentence(whole)) is not None:
        st.caption(before)
    st.info(t("compare.banner.alone"))


def _metric(title: str, measured: Measured) -> None:
    found = estimate(measured)
    spread = None
    if found.low is not None and found.high is not None:
        spread = t("compare.candidate.range", low=number(found.low), high=number(found.high))
    st.metric(
        title, score_text(measured), spread, delta_color="off", delta_arrow="off", border=True, width=220
    )


def _show_competencies(found: Evidence, names: Mapping[str, str]) -> None:
    st.subheader(t("compare.candidate.competencies"), anchor=False)
    st.caption(f"{t('compare.candidate.competencies_caption')} {t('compare.axis.means')}")
    whole, one = found.comparison, found.candidate
    lines, scores = lines_of(whole), all_scores(one, whole)
    profile = Profile(literal(label(one, names)), [estimate(measured) for measured in scores])
    st.plotly_chart(
        profile_figure(lines, [profile], pool_ranges(whole), palette()),
        config=CONFIG, theme=None, key="competencies", alt=t("compare.alt.profile", names=label(one, names)),
    )  # fmt: skip
    words.show(whole)
    with st.expander(t("compare.table.open")):
        st.dataframe(
            [
                {t("compare.table.score"): line.name, t("compare.table.margin"): interval_text(measured)}
                for line, measured in zip(lines, scores, strict=True)
            ],
            hide_index=True,
            alt=t("compare.table.open"),
        )


def _show_items(found: Evidence) -> None:
    st.subheader(t("compare.candidate.items"), anchor=False)
    whole = found.comparison
    adds_up = "items_sum_interview" if whole.has_interview and whole.stage == "all" else "items_sum"
    st.caption(f"{t('compare.candidate.items_caption')} {t(f'compare.candidate.{adds_up}')}")
    bars = [_bar(item) for item in found.items]
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
                for item in found.items
            ],
            hide_index=True,
            alt=t("compare.table.open"),
        )


def _bar(item: ItemEvidence) -> Bar:
    brought = None if item.contribution is None else 100 * item.contribution
    most = 100 * (item.share or 0.0)
    told = t("compare.not_enough") if brought is None else f"{number(brought, 1)} / {number(most, 1)}"
    return Bar(
        both(item.title),
        most,
        brought,
        item.family == "technical",
        f"<b>{literal(both(item.title))}</b><br>{told}",
    )


def _show_notes(actor: Actor, found: Evidence) -> None:
    st.subheader(t("compare.candidate.notes"), anchor=False)
    st.caption(t("compare.candidate.notes_intro"))
    for note in found.notes:
        with st.container(border=True):
            st.text(note.text)
            st.caption(
                escape_markdown(
                    t("compare.candidate.note_line", author=note.author, when=moment(note.created_at))
                )
            )
    if not found.notes:
        st.caption(t("compare.candidate.no_notes"))
    if has_permission(actor, "write_note"):
        _ask_note(actor, found)


def _ask_note(actor: Actor, found: Evidence) -> None:
    campaign_id, candidate_id = found.comparison.campaign_id, found.candidate.candidate_id
    # A new key after each note empties the field and makes a second click a click on nothing.
    key = f"note:{candidate_id}:{len(found.notes)}"
    st.text_area(t("compare.candidate.note_label"), key=key, max_chars=4000)
    act.press(
        t("compare.candidate.note_add"), key=f"add:{key}",
        do=lambda: write_note(actor, campaign_id, candidate_id, st.session_state.get(key, "")),
    )  # fmt: skip
    if act.take_problem() is not None:
        st.error(t("compare.problem"))


show()
