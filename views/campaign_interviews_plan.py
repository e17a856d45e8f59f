"""The recruiter's list of interviews, and what can be planned: one, or several in a row."""

from __future__ import annotations

from html import escape

import streamlit as st

from texts import number, t
from views import campaign_interviews_one, campaign_interviews_series, stacked_table
from views.hours import deadline
from views.staff_frame import zone_of
from workflows import interviews, monitor
from workflows.access import Actor, may
from workflows.drafts import Campaign
from workflows.interview_suggestions import Occasion
from workflows.interviews import PlannedInterview, PlannedSeat
from workflows.monitor import Line

NAMED = 12
"""Names of people not planned yet that are written out."""


def draw(actor: Actor, campaign: Campaign, asked: Occasion, everyone: tuple[PlannedInterview, ...]) -> None:
    """Show who is planned with whom, and let the recruiter plan."""
    if n_saved := st.session_state.pop(campaign_interviews_one.SAVED, 0):
        st.success(t("interviews.plan.saved", count=n_saved))
    finished = [one for one in monitor.board(actor, campaign.id).lines if one.status == "finished"]
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
    campaign_interviews_one.draw(actor, campaign, asked, everyone, free)
    if len(free) > 1:
        campaign_interviews_series.draw(actor, campaign, asked, everyone, free)


def _interviewers(actor: Actor) -> None:
    """Say so when no account was made for interviewers."""
    if any(one.role == "interviewer" for one in interviews.possible_interviewers(actor)):
        return
    st.info(t("interviews.plan.no_interviewer"))
    if may(actor, "manage_accounts"):
        st.page_link("accounts.py", label=t("interviews.plan.to_accounts"))


def _free(free: list[Line]) -> None:
    names = ", ".join(one.name for one in free[:NAMED])
    if len(free) > NAMED:
        names = t("interviews.plan.free_more", names=names, n=number(len(free) - NAMED))
    said = t("interviews.plan.free", count=len(free))
    st.html(f"<p><b>{escape(said)}</b><br>{escape(names)}</p>")


def _table(campaign: Campaign, everyone: tuple[PlannedInterview, ...]) -> None:
    zone = zone_of(campaign.settings)
    heads = [t(f"interviews.plan.columns.{name}") for name in ("person", "when", "panel", "state", "files")]
    rows = [
        [
            f"<b>{escape(one.name)}</b>",
            _when_and_where(one, zone),
            "".join(_seat(seat, is_off=one.is_cancelled) for seat in one.seats),
            _state(one),
            _files(one),
        ]
        for one in everyone
    ]
    stacked_table.draw(t("interviews.plan.table"), heads, rows)


def _when_and_where(one: PlannedInterview, zone: str) -> str:
    when = deadline(one.starts_at, zone) if one.starts_at else t("interviews.plan.no_date")
    place = escape(one.place) or escape(t("interviews.plan.no_place"))
    if one.link:
        place = f'<a href="{escape(one.link)}" target="_blank" rel="noopener noreferrer">{place}</a>'
    minutes = escape(t("interviews.plan.minutes", count=one.minutes))
    return f"{escape(when)}<br>{stacked_table.quiet(f'{minutes} · {place}')}"


def _seat(seat: PlannedSeat, *, is_off: bool) -> str:
    """Tell whether a sheet is in, and nothing of what is on it."""
    told = [] if is_off else [t(f"interviews.plan.{'submitted' if seat.is_submitted else 'awaited'}")]
    if seat.is_disabled:
        told.append(t("interviews.plan.closed_account"))
    beside = f" {stacked_table.quiet(escape(' · '.join(told)))}" if told else ""
    return f"<div>{escape(seat.name)}{beside}</div>"


def _state(one: PlannedInterview) -> str:
    n, total = sum(seat.is_submitted for seat in one.seats), len(one.seats)
    if one.is_cancelled:
        return stacked_table.pill(t("interviews.plan.state.cancelled"))
    if one.is_complete:
        return stacked_table.pill(t("interviews.plan.state.complete"), "done")
    if n:
        return stacked_table.pill(
            t("interviews.plan.state.waiting", n=number(n), total=number(total)), "going"
        )
    said = stacked_table.pill(t("interviews.plan.state.planned"))
    return f"{said}<br>{stacked_table.quiet(escape(t('interviews.plan.overdue')))}" if one.is_past else said


def _files(one: PlannedInterview) -> str:
    """Link to the kit and, once there is a date, calendar files; an interview that was held needs neither."""
    if one.is_complete:
        return ""
    files = [("kit.pdf", t("interviews.plan.kit_file"))]
    if one.starts_at is not None:
        files += [
            ("interview.ics", t("interviews.plan.panel_file")),
            ("candidate.ics", t("interviews.plan.candidate_file")),
        ]
    return "<br>".join(
        f'<a href="/interviews/{one.id}/{file}" target="_self" download '
        f'aria-label="{escape(t("interviews.plan.file_of", whom=whom, name=one.name))}">{escape(whom)}</a>'
        for file, whom in files
    )
