"""The frame of every staff page: title, account menu, problems; and dates and languages in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any, Literal

import streamlit as st
from babel import Locale
from babel.dates import format_timedelta

import texts
from assessments.content.wording import typeset
from assessments.items.model import Text
from domain import LANGUAGES
from errors import (
    EntregentError,
    InterviewError,
    MailError,
    MarkingError,
    RoleChanged,
    SignInOver,
    TooManyAttempts,
)
from texts import t
from views.accounts.sign_in import sign_out_form
from views.common import act
from views.common.act import attempt, take_problem
from views.common.layout import apply_theme
from views.common.text import escape_markdown, own_hour
from views.components.chrome import Connection, DocumentData, document
from views.interviews import room_sheet
from workflows.accounts import my_account
from workflows.common.access import Actor
from workflows.common.clock import utc_now
from workflows.common.stored_settings import read_settings

STATE_COLOURS: dict[str, Literal["orange", "green", "gray"]] = {
    "draft": "orange",
    "published": "green",
    "closed": "gray",
    "archived": "gray",
}


def page_document(title: str, offline: str = "") -> None:
    """Set the document's language, its title and the notice for when the connection drops."""
    text = offline or t("staff.connection.text")
    connection = Connection(t("staff.connection.title"), text, t("staff.connection.back"))
    name = t("staff.titles.pattern", page=title)
    document(DocumentData(texts.language(), name, connection, t("staff.actions.close")))
    apply_theme()


def open_page(actor: Actor, title: str, lead: str = "", *, offline: str = "") -> None:
    """Draw the head of a staff page: its title, what it is for, and the account of who is signed in.

    ``offline``: the words shown while the connection is down, where they are not those of other pages.
    """
    page_document(title, offline)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(escape_markdown(title), anchor=False)
        account_menu(actor)
    if lead:
        st.markdown(escape_markdown(lead))
    show_problem()


def account_menu(actor: Actor) -> None:
    """Let the person see their account, change the language, and sign out."""
    with st.popover(escape_markdown(actor.name), width="content"):
        name, email = escape_markdown(actor.name), escape_markdown(actor.email)
        st.markdown(f"**{name}**  \n{email}  \n{t(f'staff.roles.{actor.role}')}")
        st.selectbox(
            t("staff.frame.language"),
            LANGUAGES,
            index=LANGUAGES.index(texts.language()),
            format_func=_language_name,
            key="interface_language",
            on_change=partial(_choose_language, actor),
        )
        if st.button(t("staff.pages.me"), key="account_me", type="tertiary"):
            st.switch_page("accounts/my_sign_in.py")
        sign_out_form()


def show_problem(problem: EntregentError | None = None) -> None:
    """Show a problem, or that of the last action, in the reader's language.

    An action's problem stays in sight (``views/common/layout.py``): its button may be far down the page.
    """
    action_problem = None if problem else take_problem()
    shown = problem or action_problem
    if isinstance(shown, (SignInOver, RoleChanged)):
        act.show_lost_access(shown)
    elif action_problem is not None:
        with st.container(key="problem"):
            st.error(error_message(action_problem))
    elif problem is not None:
        st.error(error_message(problem))


def error_message(problem: EntregentError) -> str:
    """Return the message a member of staff reads about a problem."""
    if isinstance(problem, TooManyAttempts):
        until = problem.details["until"]
        return t(
            "staff.errors.too_many_attempts", until=own_hour(until) if isinstance(until, dt.datetime) else ""
        )
    if isinstance(problem, RoleChanged):
        return t("staff.errors.role_changed", role=t(f"staff.roles.{problem.details['role']}"))
    if isinstance(problem, MarkingError):
        return _marking_message(problem)
    if isinstance(problem, InterviewError):
        return room_sheet.problem_said(problem)
    if isinstance(problem, MailError):
        return t(f"mail.errors.{problem.code}")
    catalogue = texts.texts(texts.language())
    code = next(
        (
            code
            for code in (problem.code, type(problem).code, _parent_code(problem))
            if f"staff.errors.{code}" in catalogue
        ),
        "error",
    )
    values: dict[str, Any] = {name: escape_markdown(str(value)) for name, value in problem.details.items()}
    message = t(f"staff.errors.{code}", **values) if values else t(f"staff.errors.{code}")
    if code == "content":
        return (
            message
            + "\n\n"
            + "\n".join(f"- {escape_markdown(line)}" for line in str(problem).splitlines()[:12])
        )
    return message


def _marking_message(problem: MarkingError) -> str:
    why = t(f"marking.problems.{problem.code}")
    return f"{why} {t('marking.problems.kept')}" if problem.details.get("kept") else why


def badges(state: str, *, is_fictional: bool) -> None:
    """Show a campaign's state, and whether its company is made up."""
    with st.container(horizontal=True, gap="small"):
        st.badge(t(f"staff.states.{state}"), color=STATE_COLOURS[state])
        if is_fictional:
            st.badge(t("staff.frame.fictional"), color="violet")


def localized(text: Text) -> str:
    """Return a bilingual text of the content in the present language, with its typography."""
    chosen = texts.language()
    return typeset(getattr(text, chosen), chosen)


def ago(instant: dt.datetime, now: dt.datetime | None = None) -> str:
    """Return how long ago something was: 3 minutes ago, il y a 3 minutes."""
    elapsed = instant - (now or utc_now())
    if abs(elapsed) < dt.timedelta(minutes=1):
        return t("staff.frame.just_now")
    return format_timedelta(elapsed, add_direction=True, threshold=1.1, locale=texts.language())


def language_name(code: str) -> str:
    """Return a language's name in the reader's own: German, allemand."""
    return Locale(texts.language()).languages.get(code, code)


def clock(instant: dt.datetime, zone: str = "Europe/Paris") -> str:
    """Write an instant with its day and hour in a time zone."""
    return texts.moment(instant, zone)


def zone_of(settings: Mapping[str, Any]) -> str:
    """Return the time zone in which a campaign's hours are told, to candidates and staff alike."""
    return read_settings(settings).time_zone


def _parent_code(problem: EntregentError) -> str:
    return next(
        (kind.code for kind in type(problem).__mro__[1:] if issubclass(kind, EntregentError)),
        EntregentError.code,
    )


def _language_name(code: str) -> str:
    return t(f"staff.languages.{code}")


def _choose_language(actor: Actor) -> None:
    attempt(lambda: my_account.speak(actor, st.session_state["interface_language"]))
