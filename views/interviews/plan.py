"""The recruiter's list of interviews, and forms to plan one interview or several in a row."""

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
from views.interviews.plan_interview import SAVED, ask_day, ask_hour, ask_meeting
from workflows.campaigns.drafts import Campaign
from workflows.candidates import monitor
from workflows.candidates.monitor import Line
from workflows.common.access import Actor, has_permission
from workflows.interviews import planning
from workflows.interviews.panel import SeatPlan
from workflows.interviews.planning import PlannedInterview, PlannedSeat
from workflows.interviews.suggestions import Occasion, series

LONGEST_STEP = 24 * 60
"""Minutes from one interview of a series to the next."""
NAMED = 12
"""Names of people not planned yet that are written out."""


def draw(
    actor: Actor, campaign: Campaign, occasion: Occasion, interviews: tuple[PlannedInterview, ...]
) -> None:
    """Show who is planned with whom, and let the recruiter plan."""
    if n_saved := st.session_state.pop(plan_interview.SAVED, 0):
        st.success(t("interviews.plan.saved", count=n_saved))
    finished = [line for line in monitor.board(actor, campaign.id).lines if line.status == "finished"]
    planned = [interview for interview in interviews if not interview.is_cancelled]
    taken = {interview.candidate_id for interview in planned}
    free = [line for line in finished if line.candidate_id not in taken]
    if not finished and not interviews:
        st.info(t("interviews.plan.nobody"))
        return
    st.caption(t("interviews.plan.names"))
    _interviewers(actor)
    n_complete = number(sum(interview.is_complete for interview in planned))
    st.markdown(t("interviews.plan.counts", count=len(planned), complete=n_complete))
    if interviews:
        _table(campaign, interviews)
    if free:
        _free(free)
    if campaign.state == "archived":
        return
    plan_interview.draw(actor, campaign, occasion, interviews, free)
    if len(free) > 1:
        _draw_series(actor, campaign, occasion, interviews, free)


def _interviewers(actor: Actor) -> None:
    """Say so when no account was made for interviewers."""
    if any(person.role == "interviewer" for person in planning.possible_interviewers(actor)):
        return
    st.info(t("interviews.plan.no_interviewer"))
    if has_permission(actor, "manage_accounts"):
        st.page_link("accounts/accounts.py", label=t("interviews.plan.to_accounts"))


def _free(free: list[Line]) -> None:
    names = ", ".join(line.name for line in free[:NAMED])
    if len(free) > NAMED:
        names = t("interviews.plan.free_more", names=names, n=number(len(free) - NAMED))
    count = t("interviews.plan.free", count=len(free))
    st.html(Html("<p><b>{}</b><br>{}</p>").format(count, names))


def _table(campaign: Campaign, interviews: tuple[PlannedInterview, ...]) -> None:
    zone = zone_of(campaign.settings)
    heads = [t(f"interviews.plan.columns.{name}") for name in ("person", "when", "panel", "state", "files")]
    rows = [
        [
            Html("<b>{}</b>").format(interview.name),
            _when_and_where(interview, zone),
            Html().join(_seat(seat, is_off=interview.is_cancelled) for seat in interview.seats),
            _state(interview),
            _files(interview),
        ]
        for interview in interviews
    ]
    layout.stacked_table(t("interviews.plan.table"), heads, rows)


def _when_and_where(interview: PlannedInterview, zone: str) -> Html:
    when = deadline(interview.starts_at, zone) if interview.starts_at else t("interviews.plan.no_date")
    place = interview.place or t("interviews.plan.no_place")
    if interview.link:
        place = Html('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(
            interview.link, place
        )
    minutes = t("interviews.plan.minutes", count=interview.minutes)
    return Html("{}<br>{}").format(when, layout.quiet(Html("{} · {}").format(minutes, place)))


def _seat(seat: PlannedSeat, *, is_off: bool) -> Html:
    """Return a panel member's name and whether their sheet is submitted; nothing of what is on it."""
    facts = [] if is_off else [t(f"interviews.plan.{'submitted' if seat.is_submitted else 'awaited'}")]
    if seat.is_disabled:
        facts.append(t("interviews.plan.closed_account"))
    beside = Html(" {}").format(layout.quiet(" · ".join(facts))) if facts else ""
    return Html("<div>{}{}</div>").format(seat.name, beside)


def _state(interview: PlannedInterview) -> Html:
    n, total = sum(seat.is_submitted for seat in interview.seats), len(interview.seats)
    if interview.is_cancelled:
        return layout.pill(t("interviews.plan.state.cancelled"))
    if interview.is_complete:
        return layout.pill(t("interviews.plan.state.complete"), "done")
    if n:
        waiting = t("interviews.plan.state.waiting", n=number(n), total=number(total))
        return layout.pill(waiting, "going")
    pill = layout.pill(t("interviews.plan.state.planned"))
    if interview.is_past:
        return Html("{}<br>{}").format(pill, layout.quiet(t("interviews.plan.overdue")))
    return pill


def _files(interview: PlannedInterview) -> Html:
    """Link to the kit and, once there is a date, calendar files; a complete interview needs neither."""
    if interview.is_complete:
        return Html()
    files = [("kit.pdf", t("interviews.plan.kit_file"))]
    if interview.starts_at is not None:
        files += [
            ("interview.ics", t("interviews.plan.panel_file")),
            ("candidate.ics", t("interviews.plan.candidate_file")),
        ]
    link = Html('<a href="/interviews/{id}/{file}" target="_self" download aria-label="{name}">{title}</a>')
    return Html("<br>").join(
        link.format(
            id=interview.id,
            file=file,
            name=t("interviews.plan.file_of", whom=title, name=interview.name),
            title=title,
        )
        for file, title in files
    )


def _draw_series(
    actor: Actor,
    campaign: Campaign,
    occasion: Occasion,
    interviews: Sequence[PlannedInterview],
    free: Sequence[Line],
) -> None:
    """Choose people, a first time, a step and a panel; see the times before anything is stored."""
    with st.expander(t("interviews.series.title")):
        st.markdown(t("interviews.series.lead"))
        names = {candidate.candidate_id: candidate.name for candidate in free}
        # A key of its own after each series: the fields are empty again.
        key = f"series:{campaign.id}:{len(free)}"
        chosen = st.multiselect(
            t("interviews.series.who"),
            list(names),
            format_func=lambda candidate_id: names.get(candidate_id, ""),
            placeholder=t("interviews.series.pick"),
            key=f"who:{key}",
        )
        zone = zone_of(campaign.settings)
        starts_at, every = _times(key, occasion, zone)
        minutes, place = ask_meeting(key, occasion, None)
        if every < minutes:
            st.warning(t("interviews.series.too_short"))
        panel = plan_interview.ask_panel(actor, key, occasion, ())
        times = dict(zip(chosen, series(starts_at, len(chosen), every), strict=True))
        plan_interview.warn_of_clashes(panel, list(times.values()), minutes, interviews, zone)
        if times:
            lines = (_preview(names[candidate_id], at, zone) for candidate_id, at in times.items())
            st.markdown("\n".join(f"1. {line}" for line in lines))
        press(
            t("interviews.series.save", count=len(chosen)),
            key=f"save:{key}",
            do=lambda: _plan_all(actor, campaign.id, times, minutes, place, panel),
            type="primary",
            disabled=not (times and panel),
        )


def _times(key: str, occasion: Occasion, zone: str) -> tuple[dt.datetime, int]:
    left, middle, right = st.columns(3)
    with left:
        day = ask_day(t("interviews.series.day"), f"day:{key}", None, zone)
    with middle:
        hour = ask_hour(t("interviews.series.hour"), f"hour:{key}", None, zone)
    every = right.number_input(
        t("interviews.series.every"), 5, LONGEST_STEP, max(60, occasion.minutes), step=5, key=f"every:{key}"
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
    """Plan one interview after the other; those planned before a problem stay, and the list shows them."""
    for candidate_id, starts_at in times.items():
        planning.plan(
            actor, campaign_id, candidate_id, starts_at=starts_at, minutes=minutes, place=place, panel=panel
        )
    st.session_state[SAVED] = len(times)
