"""The recruiter's view of marking: progress, markers, their agreement, the second reader; no names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from texts import both, number, t
from views.charts.ratings import Point, Series, agreement_figure
from views.charts.style import CONFIG
from views.common.act import press
from views.common.colleague_choice import choose_colleague
from views.common.layout import card, table
from views.common.text import escape_markdown
from views.comparison.words import palette
from views.marking.figures import TOTAL, figure, severity_table
from workflows.campaigns.drafts import Campaign
from workflows.common.access import Actor
from workflows.common.stored_settings import read_settings
from workflows.marking import marker_agreement, markers, second_reader
from workflows.marking.marker_agreement import PromptAgreement
from workflows.marking.markers import Marker, PromptProgress
from workflows.marking.second_reader import Look, PromptReading

if TYPE_CHECKING:
    from workflows.marking.marker_agreement import Agreement, Estimate

STATISTICS = ("exact", "adjacent", "quadratic_kappa", "alpha", "ac2", "icc_single", "icc_average")
CHARTED = ("quadratic_kappa", "ac2")
"""The two that part ways when most marks are the same."""


def _draw_markers(actor: Actor, campaign: Campaign, prompts: tuple[PromptProgress, ...]) -> None:
    """Let the recruiter see the progress, and appoint or dismiss markers."""
    _progress(prompts)
    st.header(t("marking.monitor.markers"), anchor=False)
    if campaign.state == "archived":
        st.info(t("marking.monitor.archived"))
        return
    st.markdown(t("marking.monitor.markers_lead"))
    titles = {prompt.item_id: both(prompt.title) for prompt in prompts}
    for marker in markers.appointed(actor, campaign.id):
        _marker(actor, campaign.id, marker, titles)
    _appoint(actor, campaign.id)


def _progress(prompts: tuple[PromptProgress, ...]) -> None:
    columns = ("n_replies", "n_unmarked", "n_marked_once", "n_awaiting_third", "n_settled", "n_trained")
    head = [t("marking.monitor.prompt"), *(t(f"marking.monitor.columns.{name}") for name in columns)]
    rows = [[both(prompt.title), *(number(getattr(prompt, name)) for name in columns)] for prompt in prompts]
    table(t("marking.monitor.progress"), head, rows)
    for prompt in prompts:
        title = escape_markdown(both(prompt.title))
        if prompt.lacks_markers:
            st.warning(t("marking.monitor.lacks_markers", title=title, count=prompt.n_trained))
        elif prompt.lacks_third:
            st.warning(t("marking.monitor.lacks_third", title=title))


def _marker(actor: Actor, campaign_id: str, marker: Marker, titles: Mapping[str, str]) -> None:
    with (
        card(f"marker_{marker.account_id}"),
        st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"),
    ):
        facts = [t(f"staff.roles.{marker.role}"), t("marking.monitor.n_marked", count=marker.n_marked)]
        if marker.is_disabled:
            facts.append(t("marking.monitor.disabled"))
        lines = [f"**{escape_markdown(marker.name)}**", escape_markdown(" · ".join(facts))]
        if marker.trained:
            lines.append(escape_markdown(t("marking.monitor.trained", list=_list(marker.trained, titles))))
        if marker.to_train:
            lines.append(escape_markdown(t("marking.monitor.to_train", list=_list(marker.to_train, titles))))
        st.markdown("  \n".join(lines), width="stretch")
        press(
            escape_markdown(t("marking.monitor.dismiss", name=marker.name)),
            key=f"dismiss_{marker.account_id}",
            do=partial(markers.dismiss, actor, campaign_id, marker.account_id),
        )


def _list(item_ids: tuple[str, ...], titles: Mapping[str, str]) -> str:
    return ", ".join(titles[item_id] for item_id in item_ids)


def _appoint(actor: Actor, campaign_id: str) -> None:
    free = markers.eligible(actor, campaign_id)
    if not free:
        st.caption(t("marking.monitor.nobody_eligible"))
        return
    choose_colleague(
        free,
        partial(markers.appoint, actor, campaign_id),
        words=(t("marking.monitor.choose"), t("marking.monitor.appoint")),
        key=f"appoint:{campaign_id}",
    )


def _draw_agreement(actor: Actor, campaign: Campaign, prompts: tuple[PromptProgress, ...]) -> None:
    """Show one prompt's agreement and the severity of its markers."""
    titles = {prompt.item_id: both(prompt.title) for prompt in prompts}
    chosen = st.selectbox(
        t("marking.monitor.prompt"),
        list(titles),
        format_func=lambda item_id: titles[item_id],
        key=f"agreement:{campaign.id}",
        width=420,
    )
    by_prompt = {prompt.item_id: prompt for prompt in marker_agreement.agreement(actor, campaign.id)}
    agreement = by_prompt[chosen]
    st.markdown(
        escape_markdown(
            t("marking.monitor.rests_on", twice=number(agreement.n_twice), third=number(agreement.n_third))
        )
    )
    names = {**{name: both(title) for name, title in agreement.dimensions}, TOTAL: t("marking.figures.total")}
    _chart(agreement, names)
    _table(agreement, names)
    st.markdown(t("marking.monitor.paradox"))
    with st.expander(t("marking.monitor.how")):
        st.markdown("\n".join(f"- {t(f'marking.monitor.what.{name}')}" for name in STATISTICS))
    _severity(actor, campaign.id, agreement)


def _chart(agreement: PromptAgreement, names: Mapping[str, str]) -> None:
    series = [
        Series(
            t(f"marking.monitor.statistics.{name}"),
            [_point(names[line], _of(agreement.report[line], name)) for line in names],
        )
        for name in CHARTED
    ]
    st.plotly_chart(
        agreement_figure(list(names.values()), series, palette()),
        config=CONFIG,
        theme=None,
        key="agreement_chart",
        alt=t("marking.monitor.chart"),
    )
    st.caption(escape_markdown(t("marking.monitor.axis_means")))


def _point(line: str, estimate: Estimate) -> Point:
    value, beneath = cell if isinstance(cell := figure(estimate), tuple) else (cell, "")
    return Point(estimate.value, estimate.ci_low, estimate.ci_high, f"{line}: {value} ({beneath})")


def _of(agreement: Agreement, name: str) -> Estimate:
    return getattr(agreement, name)


def _table(agreement: PromptAgreement, names: Mapping[str, str]) -> None:
    head = [
        t("marking.monitor.dimension"),
        *(t(f"marking.monitor.statistics.{name}") for name in STATISTICS),
        t("marking.figures.n"),
    ]
    rows = [
        [
            title,
            *(figure(_of(agreement.report[line], name)) for name in STATISTICS),
            number(agreement.report[line].n),
        ]
        for line, title in names.items()
    ]
    table(t("marking.monitor.agreement"), head, rows, has_sum=True)


def _severity(actor: Actor, campaign_id: str, agreement: PromptAgreement) -> None:
    st.header(t("marking.monitor.severity"), anchor=False)
    st.caption(t("marking.monitor.severity_lead"))
    severities = [
        (severity.name, severity)
        for severity in marker_agreement.severities(actor, campaign_id)
        if severity.item_id == agreement.item_id
    ]
    if severities:
        severity_table(t("marking.monitor.severity"), agreement.dimensions, severities)
    else:
        st.info(t("marking.reasons.no_ratings").capitalize())


def _draw_second_reader(actor: Actor, campaign: Campaign, prompts: tuple[PromptProgress, ...]) -> None:
    """Show how the second reader's marks compare with people's, and replies to look at again."""
    st.markdown(t("marking.second.lead"))
    bar = st.progress(0.0, t("marking.second.reading"))
    readings = second_reader.read(
        actor,
        campaign.id,
        lambda done, total: bar.progress(done / total, t("marking.second.reading")) and None,
    )
    bar.empty()
    names = _names(actor, campaign.id)
    for reading in readings:
        _draw_reading(reading, names)
    if not any(reading.may_show for reading in readings):
        return
    looks = second_reader.second_look(actor, campaign.id)
    st.header(t("marking.second.looks"), anchor=False)
    st.markdown(t("marking.second.looks_lead") if looks else t("marking.second.no_looks"))
    for look in looks:
        _look(look, names)


def _names(actor: Actor, campaign_id: str) -> dict[str, str]:
    dimensions = {
        name: both(title)
        for prompt in marker_agreement.agreement(actor, campaign_id)
        for name, title in prompt.dimensions
    }
    return {**dimensions, TOTAL: t("marking.figures.total")}


def _draw_reading(reading: PromptReading, names: Mapping[str, str]) -> None:
    with card(f"reading_{reading.item_id}"):
        verdict = t("marking.second.may") if reading.may_show else t("marking.second.may_not")
        title, learned = escape_markdown(both(reading.title)), t("marking.second.learned", count=reading.n)
        st.markdown(f"**{title}**  \n{verdict} {learned}")
        for refusal in reading.refusals:
            st.markdown(f"- {t(f'marking.second.refusals.{refusal.value}')}")
        if reading.comparisons:
            head = [t("marking.monitor.dimension"), t("marking.second.reader"), t("marking.second.people")]
            rows = [
                [names[name], figure(kappas.reader), figure(kappas.people)]
                for name, kappas in reading.comparisons.items()
            ]
            table(t("marking.second.kappas", title=both(reading.title)), head, rows, has_sum=True)


def _look(look: Look, names: Mapping[str, str]) -> None:
    with card(f"look_{look.item_id}_{look.code}"):
        st.markdown(f"**{escape_markdown(both(look.title))}** · {look.code}  \n{escape_markdown(look.text)}")
        dimensions = [name for name in names if name in look.suggested]
        head = [t("marking.own.who"), *(names[name] for name in dimensions)]
        by_marker = [
            (t("marking.second.marker", number=number(place)), marks)
            for place, marks in enumerate(look.human, start=1)
        ]
        rows = [
            [title, *(number(marks[name]) for name in dimensions)]
            for title, marks in [*by_marker, (t("marking.own.suggested"), look.suggested)]
        ]
        table(t("marking.own.marks_of", code=look.code), head, rows)


_PARTS = {
    "people": _draw_markers,
    "agreement": _draw_agreement,
    "second": _draw_second_reader,
}


def draw_marking(actor: Actor, campaign: Campaign) -> None:
    """Show one part of the marking of a campaign."""
    prompts = markers.progress(actor, campaign.id)
    if not prompts:
        st.info(t("marking.monitor.no_prompts"))
        return
    parts = list(_PARTS) if read_settings(campaign.settings).second_reader else list(_PARTS)[:2]
    chosen = st.segmented_control(
        t("marking.monitor.parts.label"),
        parts,
        default=parts[0],
        required=True,
        format_func=lambda name: t(f"marking.monitor.parts.{name}"),
        label_visibility="collapsed",
        key="marking_monitor",
    )
    _PARTS[chosen or parts[0]](actor, campaign, prompts)
