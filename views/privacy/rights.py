"""The candidate's page about their own data: a copy, requests, longer keeping, and withdrawing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

import texts
from errors import EntregentError, LinkExpired, LinkNotOpen, LinkUnopened, SittingError, StorageError
from texts import t
from texts.letters import staff_letter
from views.common.act import attempt, press, take_problem
from views.common.layout import apply_theme, card
from views.common.text import escape_markdown
from views.sitting import door, frame, groups
from views.sitting.problems import error_message, explain_link
from workflows import sitting
from workflows.common.clock import utc_now
from workflows.privacy import rights
from workflows.privacy.rights import KINDS, LONGER_MONTHS, MAX_TEXT, Request, Rights
from workflows.sitting import SittingState

ARCHIVE, FEEDBACK = "/rights/archive.zip", "/rights/feedback.pdf"
_DONE = "rights:done"
_N_SENT = "rights:n_sent"


def show(token: str) -> None:
    """Let a candidate use their rights, whatever has become of their sitting."""
    try:
        own_rights, state = rights.rights_of(token), _place(token)
    except LinkUnopened as problem:
        door.of_rights(token, problem)
        return
    except (SittingError, StorageError) as problem:
        explain_link(problem)
        return
    texts.use(own_rights.language)
    if state is None:
        apply_theme()
    else:
        frame.draw(token, state, is_aside=True)
    _draw(token, own_rights)
    if state is None:
        frame.plain_document(t("candidate.titles.rights"))
    else:
        frame.draw_foot(token, state, page="rights")


def _place(token: str) -> SittingState | None:
    """Return where the candidate stands; None: they never began, and no longer can."""
    try:
        return sitting.current_state(token)
    except (LinkExpired, LinkNotOpen):
        return None


def _draw(token: str, own_rights: Rights) -> None:
    settings = own_rights.settings
    st.title(t("rights.page.title"), anchor=False)
    st.markdown(escape_markdown(t("rights.page.lead", company=settings.controller_name)))
    press(t("rights.page.back"), key="rights_back", do=frame.close_rights)
    _outcome(own_rights)
    _requests(own_rights)
    _copy(own_rights)
    if own_rights.links:
        with card("rights_links"):
            st.subheader(t("rights.links.title"), anchor=False)
            door.say_links(own_rights.links, own_rights.settings)
    _ask(token)
    with card("rights_longer"):
        _longer(token, own_rights)
    groups.draw(token, own_rights.identified_at, settings.time_zone, is_open=own_rights.asks_groups)
    with card("rights_leave"):
        _leave(own_rights)
    values: dict[str, Any] = {"dpo": settings.dpo_contact, "authority": settings.authority}
    st.caption(escape_markdown(t("rights.page.dpo", **values)))


def _run(outcome: str, do: Callable[[], object]) -> EntregentError | None:
    """Run an action, and say so on the page that follows."""
    problem = attempt(do)
    if problem is None:
        st.session_state[_DONE] = outcome
    return problem


def _outcome(own_rights: Rights) -> None:
    problem = take_problem()
    if problem is not None:
        st.error(error_message(problem, own_rights.settings.recruiter_contact))
    if (outcome := st.session_state.pop(_DONE, None)) is not None and problem is None:
        st.success(t(f"rights.page.{outcome}"))


def _requests(own_rights: Rights) -> None:
    """List requests and answers: whoever comes from a message about an answer reads it first."""
    if own_rights.requests:
        with card("rights_list"):
            st.subheader(t("rights.list.title"), anchor=False)
            for request in own_rights.requests:
                _request(own_rights, request)


def _request(own_rights: Rights, request: Request) -> None:
    zone = own_rights.settings.time_zone
    kind = t(f"rights.kinds.{request.kind}")
    with st.container(border=True):
        line = t("rights.list.line", kind=kind, date=texts.moment(request.created_at, zone))
        st.markdown(f"**{escape_markdown(line)}**")
        if request.text:
            st.text(request.text)
        if request.answer is not None and request.closed_at is not None:
            answered = t("rights.list.answered", date=texts.moment(request.closed_at, zone))
            st.markdown(f":green-badge[{escape_markdown(answered)}]")
            st.text(request.answer)
            return
        is_late = utc_now() > request.due_at
        values: dict[str, Any] = {
            "dpo": own_rights.settings.dpo_contact,
            "authority": own_rights.settings.authority,
        }
        due = texts.day(request.due_at.astimezone(ZoneInfo(zone)).date())
        if is_late:
            st.warning(escape_markdown(t("rights.list.late", date=due, **values)))
        else:
            st.caption(escape_markdown(t("rights.list.due", date=due)))


def _copy(own_rights: Rights) -> None:
    with card("rights_copy"):
        st.subheader(t("rights.copy.title"), anchor=False)
        st.markdown(escape_markdown(t("rights.copy.text")))
        st.caption(escape_markdown(t("rights.copy.without")))
        st.link_button(t("rights.copy.button"), ARCHIVE, type="primary")
    with card("rights_feedback"):
        st.subheader(t("rights.feedback.title"), anchor=False)
        st.markdown(escape_markdown(t("rights.feedback.text")))
        if own_rights.feedback == "ready":
            st.link_button(t("rights.feedback.ready"), FEEDBACK)
        else:
            st.caption(escape_markdown(t(f"rights.feedback.{own_rights.feedback}")))


def _ask(token: str) -> None:
    """Let the candidate make one request at a time."""
    with card("rights_ask"):
        st.subheader(t("rights.ask.title"), anchor=False)
        kind = st.radio(
            t("rights.ask.what"),
            KINDS,
            format_func=lambda code: t(f"rights.kinds.{code}"),
            key="rights_kind",
        )
        st.caption(escape_markdown(t(f"rights.kind_hints.{kind}")))
        _form(token, kind)


def _form(token: str, kind: str) -> None:
    # A new key after each request empties the field.
    key = f"rights_text:{st.session_state.get(_N_SENT, 0)}"
    with st.form("rights_form", border=False):
        st.text_area(t("rights.ask.text"), key=key, max_chars=MAX_TEXT)
        st.caption(t("rights.ask.hint", most=texts.number(MAX_TEXT)))
        sent = st.form_submit_button(t("rights.ask.button"))
    if not sent:
        return
    text = st.session_state.get(key) or ""
    if not text.strip() and kind != "erase":
        st.warning(t("rights.ask.missing"))
        return
    if _run("sent", lambda: rights.ask(token, kind, text, staff_letter)) is None:
        st.session_state[_N_SENT] = st.session_state.get(_N_SENT, 0) + 1
    st.rerun()


def _longer(token: str, own_rights: Rights) -> None:
    months, zone = own_rights.settings.retention_months, own_rights.settings.time_zone
    st.subheader(t("rights.longer.title"), anchor=False)
    st.markdown(escape_markdown(t("rights.longer.text", count=months, most=LONGER_MONTHS)))
    agreed = own_rights.agreement
    if agreed is not None and agreed.withdrawn_at is None:
        at = texts.moment(agreed.agreed_at, zone)
        st.markdown(escape_markdown(t("rights.longer.stands", date=at, months=agreed.months)))
        do = partial(_run, "taken_back", partial(rights.take_back, token))
        press(t("rights.longer.take_back"), key="longer_no", do=do)
        return
    if agreed is not None and agreed.withdrawn_at is not None:
        st.caption(
            escape_markdown(t("rights.longer.taken_back", date=texts.moment(agreed.withdrawn_at, zone)))
        )
    st.caption(escape_markdown(t("rights.longer.free")))
    do = partial(_run, "agreed", partial(rights.agree_longer, token))
    press(t("rights.longer.agree"), key="longer_yes", do=do)


def _leave(own_rights: Rights) -> None:
    st.subheader(t("rights.leave.title"), anchor=False)
    if own_rights.can_withdraw:
        st.markdown(escape_markdown(t("rights.leave.text")))
        press(t("rights.leave.button"), key="rights_withdraw", do=frame.ask_to_leave)
    else:
        st.caption(escape_markdown(t("rights.leave.done")))
