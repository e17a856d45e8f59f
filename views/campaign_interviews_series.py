"""Plan several interviews in a row, with the same panel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import streamlit as st

from texts import t
from views import campaign_interviews_panel
from views.act import press
from views.campaign_interviews_one import SAVED, ask_day, ask_hour, meeting
from views.hours import deadline, typed_hour
from views.notice import plain
from views.staff_frame import zone_of
from workflows import interviews
from workflows.access import Actor
from workflows.drafts import Campaign
from workflows.interview_suggestions import Occasion, series
from workflows.interviews import PlannedInterview, SeatPlan
from workflows.monitor import Line

LONGEST_STEP = 24 * 60


def draw(
    actor: Actor,
    campaign: Campaign,
    asked: Occasion,
    everyone: Sequence[PlannedInterview],
    free: Sequence[Line],
) -> None:
    """Choose people, a first time, a step and a panel; see the times before anything is stored."""
    with st.expander(t("interviews.series.title")):
        st.markdown(t("interviews.series.lead"))
        names = {one.candidate_id: one.name for one in free}
        # A key of its own after each series: the fields are empty again.
        key = f"series:{campaign.id}:{len(free)}"
        chosen = st.multiselect(
            t("interviews.series.who"),
            list(names),
            format_func=lambda one: names.get(one, ""),
            placeholder=t("interviews.series.pick"),
            key=f"who:{key}",
        )
        zone = zone_of(campaign.settings)
        starts_at, every = _times(key, asked, zone)
        minutes, place = meeting(key, asked, None)
        if every < minutes:
            st.warning(t("interviews.series.too_short"))
        panel = campaign_interviews_panel.ask(actor, key, asked, ())
        times = dict(zip(chosen, series(starts_at, len(chosen), every), strict=True))
        campaign_interviews_panel.warn_of_clashes(panel, list(times.values()), minutes, everyone, zone)
        if times:
            st.markdown("\n".join(f"1. {_preview(names[one], at, zone)}" for one, at in times.items()))
        press(
            t("interviews.series.save", count=len(chosen)),
            key=f"save:{key}",
            do=lambda: _plan_all(actor, campaign.id, times, minutes, place, panel),
            type="primary",
            disabled=not (times and panel),
        )


def _times(key: str, asked: Occasion, zone: str) -> tuple[dt.datetime, int]:
    left, middle, right = st.columns(3)
    with left:
        day = ask_day(t("interviews.series.day"), f"day:{key}", None, zone)
    with middle:
        hour = ask_hour(t("interviews.series.hour"), f"hour:{key}", None, zone)
    every = right.number_input(
        t("interviews.series.every"), 5, LONGEST_STEP, max(60, asked.minutes), step=5, key=f"every:{key}"
    )
    st.caption(t("interviews.one.zone", zone=zone))
    return typed_hour(day, hour, zone), int(every)


def _preview(name: str, at: dt.datetime, zone: str) -> str:
    return plain(t("interviews.series.preview", name=name, when=deadline(at, zone)))


def _plan_all(
    actor: Actor,
    campaign_id: str,
    times: Mapping[str, dt.datetime],
    minutes: int,
    place: str,
    panel: Sequence[SeatPlan],
) -> None:
    """Plan one after the other; what was planned before a problem stays, and the list shows it."""
    for candidate_id, starts_at in times.items():
        interviews.plan(
            actor, campaign_id, candidate_id, starts_at=starts_at, minutes=minutes, place=place, panel=panel
        )
    st.session_state[SAVED] = len(times)
