"""The pages of whoever is looking; a page that is not in the list cannot be opened by its address."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import streamlit as st

import texts
from texts import t
from views.common import session
from workflows.common.access import Actor, Permission, has_permission

VIEWS = Path(__file__).parent
SITTING_PATH = "/sit"


class StaffPage(NamedTuple):
    """A page of the interface, and the permission that opens it."""

    file: str
    path: str
    permission: Permission
    is_shown: bool = True
    """Whether it stands in the menu; others are reached from a page."""


STAFF_PAGES = (
    StaffPage("campaigns/campaigns.py", "campaigns", "see_campaigns"),
    StaffPage("comparison/compare.py", "compare", "compare"),
    StaffPage("marking/marking.py", "marking", "mark"),
    StaffPage("interviews/interviews.py", "interviews", "interview"),
    StaffPage("accounts/accounts.py", "accounts", "manage_accounts"),
    StaffPage("audit/record.py", "record", "see_audit"),
    StaffPage("privacy/impact.py", "impact", "see_impact"),
    StaffPage("campaigns/campaign.py", "campaign", "monitor", is_shown=False),
    StaffPage("privacy/documents.py", "documents", "prepare_documents", is_shown=False),
    StaffPage("campaigns/campaign_edit.py", "edit", "edit_campaign", is_shown=False),
    StaffPage("comparison/candidate.py", "candidate", "compare", is_shown=False),
    StaffPage("interviews/interview_room.py", "room", "interview", is_shown=False),
    StaffPage("accounts/my_sign_in.py", "me", "read_content", is_shown=False),
)


HOME = StaffPage("common/home.py", "home", "read_content")
"""For a role that has no other page."""


def show() -> None:
    """Open the page asked for, among those this person has."""
    if _is_candidate_page():
        # The page configures itself, once: each configuration is a message, and the step decides the layout.
        st.navigation([_welcome(), _sitting()], position="hidden").run()
        return
    actor = session.actor()
    st.set_page_config(page_title="Entregent", page_icon="💬", layout="wide" if actor else "centered")
    st.navigation(_pages(actor), position="top").run()


def _is_candidate_page() -> bool:
    return urlsplit(st.context.url or "").path.rstrip("/").endswith(SITTING_PATH)


def _pages(actor: Actor | None) -> list[st.Page]:
    if actor is None:
        return [_welcome(), _sitting()]
    texts.use(actor.language)
    pages = [page for page in STAFF_PAGES if has_permission(actor, page.permission)]
    if not any(page.is_shown for page in pages):
        pages.insert(0, HOME)
    return [*map(_page, pages), _front(pages[0]), _sitting()]


def _front(page: StaffPage) -> st.Page:
    # The default page is found at the empty path only: a copy has it, and each page keeps its own address.
    title = t(f"staff.pages.{page.path}")
    return st.Page(VIEWS / page.file, title=title, url_path="front", default=True, visibility="hidden")


def _page(page: StaffPage) -> st.Page:
    visibility = "visible" if page.is_shown else "hidden"
    title = t(f"staff.pages.{page.path}")
    return st.Page(VIEWS / page.file, title=title, url_path=page.path, visibility=visibility)


# Functions, not files: of a file Streamlit resolves the path at each run, a tenth of what an answer costs.
def _welcome() -> st.Page:
    return st.Page(_draw_welcome, title="Entregent", default=True, visibility="hidden")


def _sitting() -> st.Page:
    # Never the default page: Streamlit gives the default one the empty path, and /sit would not be found.
    return st.Page(_draw_sitting, title="Entregent", url_path="sit", visibility="hidden")


def _draw_welcome() -> None:
    from views.accounts.welcome import show

    show()


def _draw_sitting() -> None:
    from views.sitting.sit_page import show

    show()
