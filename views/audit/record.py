"""The audit record with its filters, and the check that nothing in it was changed."""

from __future__ import annotations

import datetime as dt
import json

import streamlit as st

from errors import EntregentError
from texts import number, t
from views.common import session
from views.common.act import press
from views.common.staff_frame import clock, open_page, show_problem
from workflows.audit import record
from workflows.audit.record import Checked, Filters, Line, Wanted
from workflows.common.access import Actor

_CHECKED = "record:checked"
SHOWN = 10
"""Differences shown one by one."""
_NOBODY = ("console", "server", "candidate", "visitor")
"""Who acts without an account."""


def show() -> None:
    """List actions, newest first."""
    actor = session.allowed("see_audit")
    open_page(actor, t("record.title"), t("record.lead"))
    try:
        _check(actor)
        wanted = _wanted(record.filters(actor))
        _list(actor, wanted)
    except EntregentError as problem:
        show_problem(problem)
    st.caption(t("record.kept"))


def _check(actor: Actor) -> None:
    def check() -> None:
        st.session_state[_CHECKED] = record.check_chain(actor)

    with st.container(horizontal=True, vertical_alignment="center"):
        press(t("record.check"), key="record_check", do=check)
        st.link_button(t("record.export"), "/exports/record.csv")
    checked = st.session_state.pop(_CHECKED, None)
    if checked is None:
        return
    _show_result(checked)


def _show_result(result: Checked) -> None:
    if result.broken is not None:
        st.error(t("record.broken", n=number(result.broken)))
    if result.differences:
        st.error(t("record.differs", count=len(result.differences)))
        st.code(
            "\n".join(str(difference) for difference in result.differences[:SHOWN]),
            language=None,
            wrap_lines=True,
        )
    if result.broken is None and not result.differences:
        rows = None if result.n_rows is None else number(result.n_rows)
        checked = t("record.holds_lines") if rows is None else t("record.holds_rows", rows=rows)
        st.success(" ".join((t("record.holds", n=number(result.n_lines)), checked)))
    st.caption(t("record.head"))
    st.code(str(result.head), language=None, wrap_lines=True)


def _wanted(choices: Filters) -> Wanted:
    """Let the reader choose; nothing chosen = everything."""
    with st.container(horizontal=True):
        person = st.selectbox(
            t("record.who"), [*choices.people, *_NOBODY], index=None, key="record_who",
            format_func=lambda who: choices.people.get(who) or t(f"record.{who}"),
            placeholder=t("record.everybody"),
        )  # fmt: skip
        action = st.selectbox(
            t("record.what"), sorted(choices.deeds, key=_action_name), index=None, key="record_what",
            format_func=_action_name, placeholder=t("record.all"),
        )  # fmt: skip
        campaign = st.selectbox(
            t("record.campaign"), list(choices.campaigns), index=None, key="record_campaign",
            format_func=lambda campaign_id: choices.campaigns[campaign_id], placeholder=t("record.all"),
        )  # fmt: skip
        days = st.date_input(t("record.days"), value=[], key="record_days", format="YYYY-MM-DD")
    since, until = _instants(days)
    return Wanted(campaign, action, person, since, until)


def _instants(days: object) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Return the beginning of the first and the end of the last day chosen, in UTC as they are shown."""
    chosen = [day for day in days if isinstance(day, dt.date)] if isinstance(days, tuple) else []
    if not chosen:
        return None, None
    first, after = chosen[0], chosen[-1] + dt.timedelta(days=1)
    midnight = dt.time(tzinfo=dt.UTC)
    return dt.datetime.combine(first, midnight), dt.datetime.combine(after, midnight)


def _action_name(code: str) -> str:
    return t(f"record.deeds.{code}")


def _list(actor: Actor, wanted: Wanted) -> None:
    pages = record.record_page(actor, wanted).n_pages
    page = st.pagination(pages, key=f"record_page:{hash(wanted)}", max_visible_pages=5) if pages > 1 else 1
    result = record.record_page(actor, wanted, page=page)
    st.markdown(t("record.found", count=result.n))
    if result.lines:
        st.dataframe(
            [_row(line) for line in result.lines], hide_index=True, height="content", alt=t("record.title")
        )


def _row(line: Line) -> dict[str, str | int]:
    event = line.event
    return {
        t("record.number"): event.number,
        t("record.at"): clock(event.at, "UTC"),
        t("record.who"): t(f"record.{line.who}") if line.who in _NOBODY else line.who,
        t("record.what"): _action_name(event.deed),
        t("record.campaign"): line.campaign,
        t("record.details"): json.dumps(event.details, ensure_ascii=False) if event.details else "",
        t("record.subject"): event.subject,
    }


show()
