"""The frame of every step of a sitting: top bar, charter, notice, contact, way out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

import texts
from domain import SITTING_COOKIE
from texts import both, notice, t
from texts.markup import Html
from views.common import text
from views.common.act import attempt
from views.common.layout import apply_theme
from views.components.chrome import (
    Card,
    Connection,
    DocumentData,
    FootData,
    FrameData,
    FrameEvent,
    Group,
    Mark,
    Opener,
    Progress,
    document,
    frame,
)
from workflows import sitting
from workflows.common.stored_settings import StoredSettings
from workflows.sitting import SittingState

_LEAVING = "sit:leaving"
_RIGHTS = "rights"
_EDITING = "scene:editing"
_PRACTISED = "scene:practice"
_OVER = ("end", "withdrawn", "late", "closed")
_BEFORE = ("door", "language")
_OVER_DOT = "/sit/over.svg"
_LEAVE_STYLE = Html("""<style>
.entregent-leave { margin-top: 1.5rem; }
.entregent-leave button { font: inherit; color: inherit; background: transparent; cursor: pointer;
  min-height: 2.75rem; padding: .4rem 1rem; border-radius: 999px;
  border: 1px solid color-mix(in srgb, currentColor 45%, transparent); }
.entregent-leave button:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
.entregent-leave small { display: block; margin-top: .35rem; }
</style>""")
_TITLES = {
    "door": "link",
    "language": "welcome",
    "needs": "accommodations",
    "scene": "scenes",
    "withdrawn": "withdraw",
    "late": "link",
    "closed": "link",
}
"""Stage -> its key under ``candidate.titles``, where the two differ."""


def draw(token: str, state: SittingState, *, is_aside: bool = False) -> None:
    """Draw the top bar and the banners of a step; ``is_aside``: of a page beside the steps."""
    data = frame_of(state, None if is_aside else _progress(state))
    if is_aside or state.stage != "scene":
        apply_theme()
    _handle(frame(data, key="bar", on_event=lambda event: _act(token, event)), token)
    if state.sitting.is_try_out:
        st.warning(t("candidate.banner.tryout"))
    if state.sitting.is_fictional:
        st.markdown(f":small[{t('candidate.banner.sample')}]")


def frame_of(state: SittingState, progress: Progress | None) -> FrameData:
    """Return what the top bar of a step shows."""
    return FrameData(
        lang=texts.language(),
        mark=_mark(state.form["company"]),
        language_label=t("candidate.aria.language"),
        progress=progress,
        opens=() if state.stage in _BEFORE else (Opener("charter", t("candidate.charter.open_short")),),
        languages=state.settings.languages if state.stage not in (*_OVER, "door") else (),
    )


def draw_foot(token: str, state: SittingState, *, page: str | None = None) -> None:
    """Draw the document and, last, the foot: the same contact in the same place everywhere (WCAG 3.2.6).

    ``page``: key of the title under ``candidate.titles``, of a page beside the steps.
    """
    _leave_device()
    if state.stage in _OVER:
        # Asking for it shortens the life of this browser's cookie (web/routes/candidate.py).
        st.html(f'<img src="{_OVER_DOT}" alt="" width="1" height="1">')
    _handle(
        document(document_of(state, page or _step_of(state)), on_event=lambda event: _act(token, event)),
        token,
    )


def plain_document(title: str) -> None:
    """Set language, title and connection notice on a page without a sitting."""
    _leave_device()
    document(DocumentData(texts.language(), title, _connection(), t("candidate.actions.close")))


def progress_at(state: SittingState, item_id: str) -> Progress:
    """Return how far a candidate is who has this scene before them."""
    order = state.sitting.item_order
    number, total = order.index(item_id) + 1, len(order)
    return Progress(
        total - len(state.open_items), total, t("candidate.scene.header", number=number, total=total)
    )


def moment(state: SittingState, at: dt.datetime | None) -> str:
    """Write an instant of a sitting in its campaign's time zone; nothing when it has not come."""
    return texts.moment(at, state.settings.time_zone) if at else ""


def deadline(state: SittingState) -> str:
    """Write until when a sitting takes answers: on the campaign's clock, and on the reader's own."""
    at = state.sitting.deadline_at
    return text.deadline(at, state.settings.time_zone) if at else ""


def has_practised() -> bool:
    """Tell whether the practice scene was answered and its remarks are on the page."""
    return _PRACTISED in st.session_state


def has_opened_rights() -> bool:
    """Tell whether the candidate is at the page of their rights; the address says so, and no more."""
    return _RIGHTS in st.query_params


def open_rights() -> None:
    """Go to the page of the candidate's rights."""
    stay()
    st.query_params[_RIGHTS] = "1"


def close_rights() -> None:
    """Come back from the page of the candidate's rights."""
    st.query_params.pop(_RIGHTS, None)


def ask_to_leave() -> None:
    """Note that the candidate asked to withdraw."""
    close_rights()
    st.session_state[_LEAVING] = "asked"


def is_leaving() -> bool:
    """Tell whether the candidate asked to withdraw and has not confirmed yet."""
    return bool(st.session_state.get(_LEAVING))


def is_sure() -> bool:
    """Tell whether the candidate has confirmed once that they want to withdraw."""
    return st.session_state.get(_LEAVING) == "sure"


def be_sure() -> None:
    """Note that the candidate has confirmed once that they want to withdraw."""
    st.session_state[_LEAVING] = "sure"


def stay() -> None:
    """Forget that the candidate asked to withdraw."""
    st.session_state.pop(_LEAVING, None)


def _leave_device() -> None:
    """Offer to take the link from this browser: on every page, as any computer may be a shared one."""
    if st.context.cookies.get(SITTING_COOKIE) is None:
        return
    st.html(leave_form())


def leave_form() -> Html:
    """Return the form by which this browser forgets the link, as HTML."""
    # A plain form: only an answer of the server can take away a cookie that scripts cannot reach.
    return Html(
        '{style}<form class="entregent-leave" method="post" action="/sit/leave">'
        "<button>{button}</button> <small>{hint}</small></form>"
    ).format(style=_LEAVE_STYLE, button=t("candidate.leave.button"), hint=t("candidate.leave.hint"))


def _handle(event: FrameEvent | None, token: str) -> None:
    if event is not None:
        _act(token, event)
        st.rerun()


def _act(token: str, event: FrameEvent) -> None:
    if event.kind == "withdraw":
        ask_to_leave()
    elif event.kind == "rights":
        open_rights()
    elif event.lang is not None:
        chosen = event.lang
        attempt(lambda: sitting.choose_language(token, chosen))


def _step_of(state: SittingState) -> str:
    is_remarks = state.stage == "practice" and has_practised()
    return "remarks" if is_remarks else _TITLES.get(state.stage, state.stage)


def document_of(state: SittingState, page: str | None = None) -> DocumentData:
    """Return the document of a page: of the step itself, or under another key of ``candidate.titles``."""
    company = state.form["company"]["name"]
    page = page or _TITLES.get(state.stage, state.stage)
    return DocumentData(
        lang=texts.language(),
        title=t("candidate.titles.pattern", page=t(f"candidate.titles.{page}"), company=company),
        connection=_connection(),
        close=t("candidate.actions.close"),
        cards=_cards(state),
        foot=FootData(
            contact_label=t("candidate.contact.title"),
            contact=state.settings.recruiter_contact,
            opens=(Opener("notice", t("candidate.notice.open")),),
            rights=t("rights.open"),
            withdraw=None if state.stage in (*_OVER, *_BEFORE) else t("candidate.withdraw.link"),
        ),
    )


_kept: dict[tuple[str, str, StoredSettings], tuple[Card, ...]] = {}
"""Cards by form, language and what the campaign has settled: the same for all who sit it."""


def _cards(state: SittingState) -> tuple[Card, ...]:
    key = (state.sitting.form_id, texts.language(), state.settings)
    if key not in _kept:
        if len(_kept) >= 256:
            _kept.clear()
        _kept[key] = (_charter_card(state), _notice_card(state))
    return _kept[key]


def _connection() -> Connection:
    lines = ("saved", "todo", "long")
    return Connection(
        title=t("candidate.connection.lost.title"),
        text="\n".join(t(f"candidate.connection.lost.{line}") for line in lines),
        back=t("candidate.connection.back"),
    )


def _charter_card(state: SittingState) -> Card:
    charter = state.form["charter"]
    footer = t(
        "candidate.charter.footer",
        version=charter["version"],
        approved_by=charter["approved_by"],
        date=texts.day(texts.parse_day(charter["date"])),
    )
    groups = tuple(
        Group(both(group["title"]), tuple(both(line["text"]) for line in group["lines"]))
        for group in state.form["card"]
    )
    title = t("candidate.charter.title", company=state.form["company"]["name"])
    return Card("charter", title, groups, intro=t("candidate.charter.intro"), footer=footer)


def _notice_card(state: SittingState) -> Card:
    sections = notice.sections(state.settings)
    groups = tuple(Group(section.title, tuple(section.lines)) for section in sections)
    return Card("notice", t("candidate.notice.title"), groups)


def _mark(company: dict[str, Any]) -> Mark:
    return Mark(company["name"], company["initials"], both(company["about"]))


def _progress(state: SittingState) -> Progress | None:
    if state.stage not in ("scene", "review"):
        return None
    editing = st.session_state.get(_EDITING)
    if state.stage == "review" and not editing:
        total = len(state.sitting.item_order)
        return Progress(total - len(state.open_items), total, t("candidate.titles.review"))
    return progress_at(state, editing or state.open_items[0])
