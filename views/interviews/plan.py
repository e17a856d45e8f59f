"""The recruiter's list of interviews, and what can be planned: one, or several in a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import streamlit as st

from texts import number, t
from texts.markup import Html
from views.common import layout
from views.common.act import press
from views.common.staff_frame import zone_of
from views.common.text import deadline, escape_markdown, typed_hour
from views.interviews import plan_interview
from views.interviews.plan_interview import SAVED, ask_day, ask_hour, meeting
from workflows.campaigns.drafts import Campaign
from workflows.candidates import monitor
from workflows.candidates.monitor import Line
from workflows.common.access import Actor, has_permission
from workflows.interviews import planning
from workflows.interviews.panel import SeatPlan
from workflows.interviews.planning import PlannedInterview, PlannedSeat
from workflows.interviews.suggestions import Occasion, series

LONGEST_STEP = 24 * 60


def draw_series(
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
        panel = plan_interview.ask(actor, key, asked, ())
        times = dict(zip(chosen, series(starts_at, len(chosen), every), strict=True))
        plan_interview.warn_of_clashes(panel, list(times.values()), minutes, everyone, zone)
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
    return escape_markdown(t("interviews.series.preview", name=name, when=deadline(at, zone)))


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
        planning.plan(
            actor, campaign_id, candidate_id, starts_at=starts_at, minutes=minutes, place=place, panel=panel
        )
    st.session_state[SAVED] = len(times)


NAMED = 12
"""Names of people not planned yet that are written out."""


def draw(actor: Actor, campaign: Campaign, asked: Occasion, everyone: tuple[PlannedInterview, ...]) -> None:
    """Show who is planned with whom, and let the recruiter plan."""
    if n_saved := st.session_state.pop(plan_interview.SAVED, 0):
        st.success(t("interviews.plan.saved", count=n_saved))
    finished = [line for line in monitor.board(actor, campaign.id).lines if line.status == "finished"]
    taken = {one.candidate_id for one in everyone if not one.is_cancelled}
    free = [one for one in finished if one.candidate_id not in taken]
    if not finished and not everyone:
        st.info(t("interviews.plan.nobody"))
        return
    st.caption(t("interviews.plan.names"))
    _interviewers(actor)
    on = [one for one in everyone if not one.is_cancelled]
    n_complete = number(sum(one.is_complete for one in on))
    st.markdown(t("interviews.plan.counts", count=len(on), complete=n_complete))
    if everyone:
        _table(campaign, everyone)
    if free:
        _free(free)
    if campaign.state == "archived":
        return
    plan_interview.draw(actor, campaign, asked, everyone, free)
    if len(free) > 1:
        draw_series(actor, campaign, asked, everyone, free)


def _interviewers(actor: Actor) -> None:
    """Say so when no account was made for interviewers."""
    if any(
        possible_interviewer.role == "interviewer"
        for possible_interviewer in planning.possible_interviewers(actor)
    ):
        return
    st.info(t("interviews.plan.no_interviewer"))
    if has_permission(actor, "manage_accounts"):
        st.page_link("accounts/accounts.py", label=t("interviews.plan.to_accounts"))


def _free(free: list[Line]) -> None:
    names = ", ".join(one.name for one in free[:NAMED])
    if len(free) > NAMED:
        names = t("interviews.plan.free_more", names=names, n=number(len(free) - NAMED))
    said = t("interviews.plan.free", count=len(free))
    st.html(Html("<p><b>{}</b><br>{}</p>").format(said, names))


def _table(campaign: Campaign, everyone: tuple[PlannedInterview, ...]) -> None:
    zone = zone_of(campaign.settings)
    heads = [t(f"interviews.plan.columns.{name}") for name in ("person", "when", "panel", "state", "files")]
    rows = [
        [
            Html("<b>{}</b>").format(one.name),
            _when_and_where(one, zone),
            Html().join(_seat(seat, is_off=one.is_cancelled) for seat in one.seats),
            _state(one),
            _files(one),
        ]
        for one in everyone
    ]
    layout.stacked_table(t("interviews.plan.table"), heads, rows)


def _when_and_where(one: PlannedInterview, zone: str) -> Html:
    when = deadline(one.starts_at, zone) if one.starts_at else t("interviews.plan.no_date")
    place = one.place or t("interviews.plan.no_place")
    if one.link:
        link = Html('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>')
        place = link.format(one.link, place)
    minutes = t("interviews.plan.minutes", count=one.minutes)
    return Html("{}<br>{}").format(when, layout.quiet(Html("{} · {}").format(minutes, place)))


def _seat(seat: PlannedSeat, *, is_off: bool) -> Html:
    """Tell whether a sheet is in, and nothing of what is on it."""
    told = [] if is_off else [t(f"interviews.plan.{'submitted' if seat.is_submitted else 'awaited'}")]
    if seat.is_disabled:
        told.append(t("interviews.plan.closed_account"))
    beside = Html(" {}").format(layout.quiet(" · ".join(told))) if told else ""
    return Html("<div>{}{}</div>").format(seat.name, beside)


def _state(one: PlannedInterview) -> Html:
    n, total = sum(seat.is_submitted for seat in one.seats), len(one.seats)
    if one.is_cancelled:
        return layout.pill(t("interviews.plan.state.cancelled"))
    if one.is_complete:
        return layout.pill(t("interviews.plan.state.complete"), "done")
    if n:
        return layout.pill(t("interviews.plan.state.waiting", n=number(n), total=number(total)), "going")
    planned = layout.pill(t("interviews.plan.state.planned"))
    overdue = Html("{}<br>{}").format(planned, layout.quiet(t("interviews.plan.overdue")))
    return overdue if one.is_past else planned


def _files(one: PlannedInterview) -> Html:
    """Link to the kit and, once there is a date, calendar files; an interview that was held needs neither."""
    if one.is_complete:
        return Html()
    files = [("kit.pdf", t("interviews.plan.kit_file"))]
    if one.starts_at is not None:
        files += [
            ("interview.ics", t("interviews.plan.panel_file")),
            ("candidate.ics", t("interviews.plan.candidate_file")),
        ]
    link = Html('<a href="/interviews/{id}/{file}" target="_self" download aria-label="{label}">{whom}</a>')
    return Html("<br>").join(
        link.format(
            id=one.id, file=file, label=t("interviews.plan.file_of", whom=whom, name=one.name), whom=whom
        )
        for file, whom in files
    )
