"""A recruiter's actions for one candidate: correct, make a new link, give more time, reopen."""

from __future__ import annotations

import datetime as dt
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

import texts
from errors import EntregentError
from texts import t
from views.candidates.fresh_links import show_fresh, take_fresh
from views.common.act import press, submit
from views.common.layout import card
from views.common.staff_frame import show_problem, zone_of
from views.common.text import typed_hour
from workflows.campaigns.drafts import Campaign
from workflows.candidates import invitations, monitor
from workflows.candidates.invitations import Person
from workflows.candidates.monitor import Line
from workflows.common.access import Actor
from workflows.common.clock import utc_now
from workflows.common.stored_settings import read_settings

_SAVED, _REFUSED = "correct:saved", "correct:refused"


class PersonFields:
    """Fields that start from what is stored.

    Parameters
    ----------
    name : str
        Of the form; begins every field's key.
    shown : Person
        What is stored now. It is part of the keys: after a change by a colleague the fields show that, and
        what was typed before is still read by the button it was typed for.
    """

    def __init__(self, name: str, shown: Person) -> None:
        self._shown = shown
        self._key = f"{name}:{shown.name}:{shown.email}:{shown.language}"

    def draw(self, campaign: Campaign) -> None:
        """Ask for the three, side by side."""
        offered: list[str] = list(read_settings(campaign.settings).languages)
        left, middle, right = st.columns([2, 2, 1])
        left.text_input(
            t("people.invite.name"), value=self._shown.name, max_chars=120, key=f"{self._key}#name"
        )
        middle.text_input(
            t("people.invite.email"), value=self._shown.email or "", max_chars=254, key=f"{self._key}#email"
        )
        right.selectbox(
            t("people.invite.language"),
            offered,
            index=offered.index(self._shown.language) if self._shown.language in offered else 0,
            format_func=lambda code: t(f"staff.languages.{code}"),
            key=f"{self._key}#language",
        )

    def person(self) -> Person:
        """Return what the fields hold."""
        name, email, language = (
            st.session_state.get(f"{self._key}#{part}") for part in ("name", "email", "language")
        )
        return Person(str(name or ""), str(email) if email else None, str(language or self._shown.language))


def draw(actor: Actor, campaign: Campaign, lines: tuple[Line, ...]) -> None:
    """Choose a person, then what to do."""
    st.header(t("people.person.title"), anchor=False)
    by_id = {line.candidate_id: line for line in lines}
    chosen = st.selectbox(
        t("people.person.choose"),
        list(by_id),
        index=None,
        format_func=lambda candidate_id: _name(by_id[candidate_id]) if candidate_id in by_id else "",
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
    shown = Person(line.name, line.email, line.language)
    fields = PersonFields(line.candidate_id, shown)

    def save() -> None:
        try:
            new = fields.person()
            invitations.correct(
                actor, line.candidate_id, name=new.name, email=new.email, language=new.language, shown=shown
            )
        except EntregentError as problem:
            st.session_state[_REFUSED] = problem
        else:
            st.session_state[_SAVED] = True

    with st.form(f"correct:{line.candidate_id}", border=False):
        fields.draw(campaign)
        submit(t("people.person.correct"), key=f"correct_do:{line.candidate_id}", do=save)
    if refused := st.session_state.pop(_REFUSED, None):
        show_problem(refused)
    if st.session_state.pop(_SAVED, False):
        st.toast(t("staff.actions.saved"))


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
    now = (line.deadline_at or utc_now()).astimezone(zone)
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
    until = typed_hour(day, hour, zone.key)
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
