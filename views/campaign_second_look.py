"""The second reader, where a campaign has one: whether it may speak, and replies worth a second look."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from texts import both, number, t
from views.marking_figures import TOTAL, figure
from views.marking_table import table
from views.notice import plain
from views.paper import card
from workflows import marking_agreement, second_reader
from workflows.access import Actor
from workflows.drafts import Campaign
from workflows.marking_agreement import PromptProgress
from workflows.second_reader import Look, PromptReading


def draw(actor: Actor, campaign: Campaign, prompts: tuple[PromptProgress, ...]) -> None:
    """Show what the second reader found, without any candidate's name."""
    st.markdown(t("marking.second.lead"))
    bar = st.progress(0.0, t("marking.second.reading"))
    found = second_reader.read(
        actor,
        campaign.id,
        lambda done, total: bar.progress(done / total, t("marking.second.reading")) and None,
    )
    bar.empty()
    names = _names(actor, campaign.id)
    for one in found:
        _reading(one, names)
    if not any(one.may_show for one in found):
        return
    looks = second_reader.second_look(actor, campaign.id)
    st.header(t("marking.second.looks"), anchor=False)
    st.markdown(t("marking.second.looks_lead") if looks else t("marking.second.no_looks"))
    for look in looks:
        _look(look, names)


def _names(actor: Actor, campaign_id: str) -> dict[str, str]:
    found = {
        name: both(title)
        for one in marking_agreement.agreement(actor, campaign_id)
        for name, title in one.dimensions
    }
    return {**found, TOTAL: t("marking.figures.total")}


def _reading(one: PromptReading, names: Mapping[str, str]) -> None:
    with card(f"reading_{one.item_id}"):
        said = t("marking.second.may") if one.may_show else t("marking.second.may_not")
        st.markdown(f"**{plain(both(one.title))}**  \n{said} {t('marking.second.learned', count=one.n)}")
        for refusal in one.refusals:
            st.markdown(f"- {t(f'marking.second.refusals.{refusal.value}')}")
        if one.comparisons:
            head = [t("marking.monitor.dimension"), t("marking.second.reader"), t("marking.second.people")]
            rows = [
                [names[name], figure(both_kappas.reader), figure(both_kappas.people)]
                for name, both_kappas in one.comparisons.items()
            ]
            table(t("marking.second.kappas", title=both(one.title)), head, rows, has_sum=True)


def _look(look: Look, names: Mapping[str, str]) -> None:
    with card(f"look_{look.item_id}_{look.code}"):
        st.markdown(f"**{plain(both(look.title))}** · {look.code}  \n{plain(look.text)}")
        dimensions = [name for name in names if name in look.suggested]
        head = [t("marking.own.who"), *(names[name] for name in dimensions)]
        given = [
            (t("marking.second.marker", number=number(place)), marks)
            for place, marks in enumerate(look.human, start=1)
        ]
        rows = [
            [who, *(number(marks[name]) for name in dimensions)]
            for who, marks in [*given, (t("marking.own.suggested"), look.suggested)]
        ]
        table(t("marking.own.marks_of", code=look.code), head, rows)
