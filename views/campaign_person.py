"""What a recruiter can do for one person: correct, make a new link, give more time, reopen."""

from __future__ import annotations

import datetime as dt
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

import texts
from errors import EntregentError
from texts import t
from views.act import press
from views.fresh import show_fresh, take_fresh
from views.paper import card
from views.staff_frame import show_problem, zone_of
from workflows import invitations, monitor
from workflows.access import Actor
from workflows.drafts import Campaign
from workflows.monitor import Line


def draw(actor: Actor, campaign: Campaign, lines: tuple[Line, ...]) -> None:
    """Choose a person, then what to do."""
    st.header(t("people.person.title"), anchor=False)
    by_id = {line.candidate_id: line for line in lines}
    chosen = st.selectbox(
        t("people.person.choose"),
        list(by_id),
        index=None,
        format_func=lambda one: _name(by_id[one]) if one in by_id else "",
        key=f"person:{campaign.id}",
    )
    show_fresh(campaign)
    line = by_id.get(chosen or "")
    if line is None:
        return
    with card("person"):
        _correct(actor, campaign, line)
        if campaign.state == "published":
            st.divider()
            _link(actor, campaign, line)
            st.divider()
            _time(actor, campaign, line)


def _name(line: Line) -> str:
    return f"{line.name} · {line.email}" if line.email else line.name


def _correct(actor: Actor, campaign: Campaign, line: Line) -> None:
    offered = list(campaign.settings.get("languages") or ["fr", "en"])
    with st.form(f"correct:{line.candidate_id}", border=False):
        left, middle, right = st.columns([2, 2, 1])
        name = left.text_input(t("people.invite.name"), value=line.name, max_chars=120)
        email = middle.text_input(t("people.invite.email"), value=line.email or "", max_chars=254)
        language = right.selectbox(
            t("people.invite.language"),
            offered,
            index=offered.index(line.language) if line.language in offered else 0,
            format_func=lambda code: t(f"staff.languages.{code}"),
        )
        sent = st.form_submit_button(t("people.person.correct"))
    if sent:
        try:
            invitations.correct(
                actor, line.candidate_id, name=name or "", email=email or None, language=str(language)
            )
        except EntregentError as problem:
            show_problem(problem)
            return
        st.toast(t("staff.actions.saved"))
        st.rerun()


def _link(actor: Actor, campaign: Campaign, line: Line) -> None:
    st.caption(t("people.person.link_hint"))
    with st.container(horizontal=True):
        press(
            t("people.person.renew"),
            key=f"renew:{line.candidate_id}",
            do=partial(_renew, actor, campaign.id, line.candidate_id),
        )
        if line.has_link:
            press(
                t("people.person.revoke"),
                key=f"revoke:{line.candidate_id}",
                do=partial(invitations.revoke_link, actor, line.candidate_id),
            )


def _renew(actor: Actor, campaign_id: str, candidate_id: str) -> None:
    take_fresh(actor, campaign_id, (invitations.renew_link(actor, candidate_id),))


def _time(actor: Actor, campaign: Campaign, line: Line) -> None:
    zone = ZoneInfo(zone_of(campaign.settings))
    now = (line.deadline_at or dt.datetime.now(dt.UTC)).astimezone(zone)
    left, right = st.columns(2)
    day = left.date_input(
        t("people.person.until_day"),
        value=now.date(),
        format="DD/MM/YYYY" if texts.language() == "fr" else "YYYY-MM-DD",
        key=f"until_day:{line.candidate_id}",
    )
    hour = right.time_input(
        t("people.person.until_hour"),
        value=now.time().replace(second=0),
        key=f"until_hour:{line.candidate_id}",
    )
    if not isinstance(day, dt.date) or not isinstance(hour, dt.time):
        return
    until = dt.datetime.combine(day, hour, tzinfo=zone)
    with st.container(horizontal=True):
        press(
            t("people.person.extend"),
            key=f"extend:{line.candidate_id}",
            do=partial(monitor.extend, actor, line.candidate_id, until),
        )
        if line.status in ("finished", "withdrawn"):
            press(
                t("people.person.reopen"),
                key=f"reopen:{line.candidate_id}",
                do=partial(monitor.reopen, actor, line.candidate_id, until),
            )
    if line.status == "withdrawn":
        st.caption(t("people.person.reopen_hint"))
