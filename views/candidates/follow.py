"""The board of a running campaign, refreshed every few seconds, and the try-outs of its form."""

from __future__ import annotations

from typing import Any

import streamlit as st

import texts
from errors import EntregentError
from texts import t
from texts.markup import Html
from views.candidates import person as candidates_person
from views.common import session
from views.common.layout import card, quiet
from views.common.staff_frame import ago, show_problem, zone_of
from views.common.text import deadline
from workflows.campaigns.drafts import Campaign
from workflows.candidates import invitations, monitor
from workflows.candidates.monitor import STATUSES, Board, Line
from workflows.common.access import Actor

PER_PAGE = 50
EVERY = "5s"
_STYLE = Html("""
<style>
.monitor { width: 100%; border-collapse: collapse; font-size: .95rem; }
.monitor th { text-align: left; font-weight: 600; padding: .5rem .7rem;
  border-bottom: 2px solid color-mix(in srgb, currentColor 25%, transparent); }
.monitor td { padding: .55rem .7rem; vertical-align: top;
  border-bottom: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
.monitor .quiet { opacity: .75; font-size: .85rem; }
.monitor .state { display: inline-block; padding: .1rem .6rem; border-radius: 99px; white-space: nowrap;
  border: 1px solid color-mix(in srgb, currentColor 30%, transparent); }
.monitor .scene .state { background: color-mix(in srgb, #0b5d56 14%, transparent); border-color: #0b5d56; }
.monitor .finished .state { background: #0b5d56; color: #fff; border-color: #0b5d56; }
.monitor .expired .state, .monitor .withdrawn .state, .monitor .no_link .state {
  background: color-mix(in srgb, #c8642b 16%, transparent); border-color: #c8642b; }
@media (max-width: 640px) {
  .monitor, .monitor tbody { display: block; overflow-wrap: anywhere; }
  .monitor thead { display: none; }
  .monitor tr { display: block; padding: .6rem 0;
    border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
  .monitor td { display: block; border: 0; padding: .12rem 0; }
}
</style>
""")


def draw_follow(actor: Actor, campaign: Campaign) -> None:
    """Show the board, notices, and the panel for one person."""
    _resit_notices(actor, campaign)
    _live(campaign.id, zone_of(campaign.settings))
    board = monitor.board(actor, campaign.id)
    if board.lines:
        candidates_person.draw(actor, campaign, board.lines)


def _resit_notices(actor: Actor, campaign: Campaign) -> None:
    resits = monitor.resits(actor, campaign.id)
    if not resits:
        return
    with st.expander(t("people.resits.title", count=len(resits))):
        st.caption(t("people.resits.hint"))
        for resit in resits:
            values: dict[str, Any] = {
                "name": resit.name,
                "shared": texts.number(resit.n_shared),
                "total": texts.number(resit.n_items),
                "campaign": resit.campaign_title or "",
                "day": texts.day(resit.opened_at.date()),
            }
            line = "people.resits.line" if resit.campaign_title is not None else "people.resits.line_hidden"
            st.html(Html("<p>{}</p>").format(t(line, **values)))


@st.fragment(run_every=EVERY)
def _live(campaign_id: str, zone: str) -> None:
    actor = session.actor()
    if actor is None:
        st.rerun()
    try:
        board = monitor.board(actor, campaign_id)
    except EntregentError as problem:
        show_problem(problem)
        return
    if not board.lines:
        st.info(t("people.follow.nobody"))
        return
    filters = _filters(board)
    _table(_page_of(_matching(board.lines, *filters)), board, zone)


def _filters(board: Board) -> tuple[str | None, str]:
    present = [status for status in STATUSES if board.by_status[status]]
    status = st.pills(
        t("people.follow.filter"),
        present,
        format_func=lambda code: f"{t(f'people.status.{code}')} · {texts.number(board.by_status[code])}",
        key="monitor_status",
    )
    if len(board.lines) <= 8:
        return status, ""
    searched = st.text_input(t("people.follow.search"), max_chars=80, key="monitor_search")
    return status, (searched or "").strip().casefold()


def _matching(lines: tuple[Line, ...], status: str | None, searched: str) -> list[Line]:
    return [
        line
        for line in lines
        if (status is None or line.status == status)
        and searched in f"{line.name} {line.email or ''}".casefold()
    ]


def _page_of(lines: list[Line]) -> list[Line]:
    if len(lines) <= PER_PAGE:
        return lines
    pages = -(-len(lines) // PER_PAGE)
    number = st.number_input(
        t("people.follow.page", total=texts.number(pages)), 1, pages, 1, step=1, key="monitor_page"
    )
    start = (min(int(number), pages) - 1) * PER_PAGE
    return lines[start : start + PER_PAGE]


def _table(lines: list[Line], board: Board, zone: str) -> None:
    heads = Html().join(
        Html('<th scope="col">{}</th>').format(t(f"people.follow.columns.{name}"))
        for name in ("person", "state", "since", "asked", "comment")
    )
    st.html(
        Html(
            '{style}<table class="monitor"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        ).format(style=_STYLE, heads=heads, rows=Html().join(_row(line, board, zone) for line in lines))
    )
    st.caption(t("people.follow.fresh"))


def _row(line: Line, board: Board, zone: str) -> Html:
    state = t(f"people.status.{line.status}")
    if line.status == "scene":
        state = t("people.follow.scene", number=min(line.n_answered + 1, line.n_items), total=line.n_items)
    remarks = [t("people.follow.ended_by_deadline")] if line.is_ended_by_deadline else []
    if line.is_extended and line.deadline_at is not None:
        remarks.append(t("people.follow.own_deadline", deadline=deadline(line.deadline_at, zone)))
    remark = Html("<br>{}").format(quiet(" · ".join(remarks))) if remarks else ""
    # No pseudonym beside a name: whoever compares blindly must ask for names, and that is written down.
    cells = (
        Html("<b>{}</b><br>{}").format(line.name, quiet(line.email) if line.email else ""),
        Html('<span class="state">{}</span>{}').format(state, remark),
        ago(line.since, board.at),
        needs_sentence(line),
        line.comment,
    )
    row = Html().join(Html("<td>{}</td>").format(cell) for cell in cells)
    return Html('<tr class="{}">{}</tr>').format(line.status, row)


def needs_sentence(line: Line) -> str:
    """Return the accommodations a candidate asked for, in one line."""
    catalogue = texts.texts(texts.language())
    needs = [catalogue.get(f"candidate.accommodations.{need}", need) for need in line.needs]
    return " · ".join([*needs, line.needs_note] if line.needs_note else needs)


def draw_try_outs(actor: Actor, campaign: Campaign) -> None:
    """Make a try-out link, and list the try-outs so far."""
    st.markdown(t("people.try_out.lead"))
    if campaign.state == "published":
        _start_try_out(actor, campaign)
    else:
        st.info(t("people.invite.closed"))
    for line in reversed(monitor.board(actor, campaign.id).try_outs):
        st.caption(_try_out_line(line))


def _start_try_out(actor: Actor, campaign: Campaign) -> None:
    key = f"try_out:{campaign.id}"
    if st.button(t("people.try_out.start"), type="primary", key="try_out_start"):
        try:
            link = invitations.start_try_out(actor, campaign.id, actor.language)
        except EntregentError as problem:
            show_problem(problem)
            return
        st.session_state[key] = link.address
    address = st.session_state.get(key)
    if address:
        with card("try_out"):
            st.markdown(t("people.try_out.ready"))
            st.link_button(t("people.try_out.open"), address, type="primary")
            st.code(address, language=None, wrap_lines=True)


def _try_out_line(line: Line) -> str:
    state = t(f"people.status.{line.status}")
    if line.status == "scene":
        state = t("people.follow.scene", number=min(line.n_answered + 1, line.n_items), total=line.n_items)
    return f"{line.name} · {state} · {ago(line.since)}"
