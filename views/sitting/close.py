"""The end of a sitting: review, finishing, the end page, withdrawing, and doors that are shut."""

from __future__ import annotations

from functools import partial

import streamlit as st

import texts
from errors import EntregentError
from texts import both, t
from views.common.act import attempt, press
from views.common.layout import card
from views.common.text import escape_markdown
from views.sitting import frame, groups
from views.sitting.scene import EDITING, ask_item
from workflows import sitting
from workflows.sitting import SittingState

_CONFIRMING = "review:confirming"


def review(token: str, state: SittingState, problem: EntregentError | None) -> None:
    """Show what is answered, skipped and open; let the candidate change anything, then finish."""
    if (item_id := st.session_state.get(EDITING)) is not None:
        ask_item(token, state, item_id, problem)
        return
    statuses = {item_id: _status(state, item_id) for item_id in state.sitting.item_order}
    st.title(t("candidate.review.title"), anchor=False)
    st.markdown(escape_markdown(t("candidate.review.intro")))
    tally = {name: list(statuses.values()).count(name) for name in ("answered", "skipped", "open")}
    st.markdown(escape_markdown(t("candidate.review.summary", **tally)))
    for number, (item_id, status) in enumerate(statuses.items(), start=1):
        _item_line(state, number, item_id, status)
    if not all(state.can_reopen(item_id) for item_id in statuses):
        st.caption(escape_markdown(t("candidate_work.review.final")))
    if st.session_state.get(_CONFIRMING):
        _confirm(token, tally)
    else:
        st.caption(t("candidate.review.finish_hint"))
        if deadline := frame.deadline(state):
            st.caption(escape_markdown(t("candidate.review.deadline", deadline=deadline)))
        press(t("candidate.review.finish"), key="finish", do=partial(_set_confirming, True), type="primary")


def _status(state: SittingState, item_id: str) -> str:
    answer = state.answers.get(item_id)
    if answer is None:
        return "open"
    return "skipped" if answer.value is None else "answered"


def _item_line(state: SittingState, number: int, item_id: str, status: str) -> None:
    colour = "green" if status == "answered" else "orange"
    title = escape_markdown(both(state.item(item_id)["title"]))
    if state.can_reopen(item_id):
        label = f"{number}. {title} :{colour}-badge[{t(f'candidate.review.{status}')}]"
        press(label, key=f"change_{item_id}", do=partial(_edit, item_id), type="tertiary")
        return
    # Escaped: a number and a point at the start of a line would make a list of it.
    st.markdown(f":small[{number}\\. {title}] :{colour}-badge[{t('candidate_work.review.done')}]")


def _edit(item_id: str) -> None:
    st.session_state[EDITING] = item_id


def _set_confirming(is_asked: bool) -> None:
    st.session_state[_CONFIRMING] = is_asked


def _confirm(token: str, tally: dict[str, int]) -> None:
    with card("confirm"):
        st.subheader(t("candidate.review.confirm_title"), anchor=False)
        if tally["open"]:
            st.markdown(escape_markdown(t("candidate.review.confirm_open", count=tally["open"])))
        if tally["skipped"]:
            st.markdown(escape_markdown(t("candidate.review.confirm_skipped", count=tally["skipped"])))
        if not tally["open"] and not tally["skipped"]:
            st.markdown(escape_markdown(t("candidate.review.confirm_complete")))
        with st.container(horizontal=True):
            press(t("candidate.review.return"), key="finish_no", do=partial(_set_confirming, False))
            press(
                t("candidate.review.confirm"),
                key="finish_yes",
                do=partial(sitting.finish, token),
                type="primary",
            )


def end(token: str, state: SittingState, _problem: EntregentError | None) -> None:
    """Thank the candidate, say what happens next, and ask whether something went wrong."""
    settings = state.settings
    st.title(t("candidate.end.title"), anchor=False)
    st.success(t("candidate.end.saved"))
    is_by_deadline = state.sitting.ended_by_deadline_at is not None
    if is_by_deadline:
        st.markdown(escape_markdown(t("candidate.end.by_deadline", deadline=frame.deadline(state))))
    if settings.answer_by is not None:
        date = texts.day(settings.answer_by)
        st.markdown(escape_markdown(t("candidate.end.news", recruiter=settings.recruiter_name, date=date)))
    if settings.interview is not None:
        st.markdown(escape_markdown(t("candidate.end.interview", recruiter=settings.recruiter_name)))
    sent_at = frame.moment(state, state.sitting.finished_at)
    key = "ended_at" if is_by_deadline else "sent_at"
    st.caption(
        escape_markdown(t(f"candidate.end.{key}", date=sent_at, reference=state.sitting.id[-12:].upper()))
    )
    st.subheader(t("candidate.end.comment_title"), anchor=False)
    if state.sitting.comment:
        st.success(t("candidate.end.comment_thanks"))
    with st.form("comment"):
        st.text_area(t("candidate.end.comment_label"), key="comment_text", max_chars=sitting.MAX_COMMENT)
        st.caption(t("candidate.end.comment_hint"))
        sent = st.form_submit_button(t("candidate.end.comment_send"))
    if sent:
        attempt(lambda: sitting.leave_comment(token, st.session_state.get("comment_text") or ""))
        st.rerun()
    groups.offer(token, state)
    press(t("rights.open"), key="to_rights", do=frame.open_rights)
    st.caption(t("candidate.end.close"))


def leave(token: str, state: SittingState) -> None:
    """Ask twice before a candidate withdraws: first what it means, then whether they are sure."""
    if frame.is_sure():
        st.title(t("candidate.withdraw.again_title"), anchor=False)
        st.warning(t("candidate.withdraw.again"))
        go_on = ("second", partial(_withdraw, token))
    else:
        _say_what_leaving_means(state)
        go_on = ("first", frame.be_sure)
    with st.container(horizontal=True):
        press(t("candidate.withdraw.stay"), key="withdraw_no", do=frame.stay, type="primary")
        press(t(f"candidate.withdraw.{go_on[0]}"), key=f"withdraw_{go_on[0]}", do=go_on[1])


def _say_what_leaving_means(state: SittingState) -> None:
    st.title(t("candidate.withdraw.title"), anchor=False)
    st.markdown(escape_markdown(t("candidate.withdraw.text_plain", count=state.settings.retention_months)))
    deadline = frame.deadline(state)
    st.markdown(escape_markdown(t("candidate.withdraw.pause", deadline=deadline)))


def _withdraw(token: str) -> None:
    sitting.withdraw(token)
    frame.stay()


def withdrawn(_token: str, state: SittingState, _problem: EntregentError | None) -> None:
    """Confirm that the candidate withdrew."""
    at = frame.moment(state, state.sitting.withdrawn_at)
    st.title(t("candidate.withdraw.done_title"), anchor=False)
    st.markdown(escape_markdown(t("candidate.withdraw.done", date=at)))


def late(_token: str, state: SittingState, _problem: EntregentError | None) -> None:
    """Say that the deadline has passed, and what is kept."""
    at = frame.deadline(state)
    st.title(t("candidate.link.expired.title_sitting"), anchor=False)
    st.markdown(escape_markdown(t("candidate.link.expired.what", deadline=at)))
    st.markdown(escape_markdown(t("candidate.link.expired.kept_sitting")))
    st.markdown(escape_markdown(t("candidate.link.expired.todo")))


def closed(_token: str, state: SittingState, _problem: EntregentError | None) -> None:
    """Say that the campaign is closed, and what is kept."""
    st.title(t("candidate.link.closed.title"), anchor=False)
    st.markdown(escape_markdown(t("candidate.link.closed.what", company=state.form["company"]["name"])))
    st.markdown(escape_markdown(t("candidate.link.closed.kept")))
    st.markdown(escape_markdown(t("candidate.link.closed.todo")))
