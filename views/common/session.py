"""The reader of the page: who is signed in, and in which language."""

from __future__ import annotations

from contextvars import ContextVar

import streamlit as st

import texts
from domain import HALF_OPEN_COOKIE, JOIN_COOKIE, LANGUAGES, STAFF_COOKIE
from errors import SignInOver
from views.common import act
from workflows.accounts import my_account, second_factor, sign_in
from workflows.common.access import Actor, Permission, has_permission

_actor_of_run: ContextVar[tuple[Actor | None] | None] = ContextVar("actor_of_this_run", default=None)
"""Streamlit runs every script and fragment in a thread of its own: what is kept here lives for one run."""


def actor() -> Actor | None:
    """Return the member of staff who is signed in, asked once per run; sets the language of the run.

    A fragment that runs by itself must call it first: it does not inherit the language of the page.
    """
    looked_up = _actor_of_run.get()
    if looked_up is None:
        # In a tuple, so that nobody signed in is told from not looked up yet.
        looked_up = (sign_in.actor_of(_cookie(STAFF_COOKIE)),)
        _actor_of_run.set(looked_up)
    (reader,) = looked_up
    texts.use(_language(reader))
    return reader


def allowed(permission: Permission) -> Actor:
    """Return who is signed in if their role has a permission; otherwise say so and stop the page."""
    reader = actor()
    if reader is None:
        # A part of a page that is drawn by itself; as a whole it would be the first page by now.
        act.show_lost_access(SignInOver("Nobody is signed in."))
        st.stop()
    if not has_permission(reader, permission):
        st.warning(texts.t("staff.not_for_you"))
        st.stop()
    return reader


def joining() -> my_account.Account | None:
    """Return whose link to choose a password this browser opened, if it still works."""
    actor()
    return my_account.link_holder(_cookie(JOIN_COOKIE))


def half_signed_in() -> my_account.Account | None:
    """Return who gave the right password in this browser and still owes a code."""
    actor()
    return second_factor.half_signed_in(_cookie(HALF_OPEN_COOKIE))


def sign_in_token() -> str | None:
    """Return the secret of this browser's sign-in, to tell it from others."""
    return _cookie(STAFF_COOKIE)


def _cookie(name: str) -> str | None:
    value = st.context.cookies.get(name)
    return value if isinstance(value, str) else None


def _language(reader: Actor | None) -> str:
    if reader is not None:
        return reader.language
    language = st.query_params.get("lang") or _cookie("lang")
    return language if language in LANGUAGES else texts.preferred(st.context.locale)
