"""Candidates' requests about their data: overdue ones first, each answered in writing by a person."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

import texts
from errors import EntregentError, RequestError
from texts import t
from texts.letters import letter
from views.candidates.person import PersonFields
from views.common.act import submit
from views.common.layout import card
from views.common.staff_frame import show_problem, zone_of
from views.common.text import escape_markdown
from workflows.campaigns.drafts import Campaign
from workflows.candidates.invitations import Person
from workflows.common.access import Actor
from workflows.mail.smtp_settings import mail_setup
from workflows.privacy import requests
from workflows.privacy.requests import MAX_ANSWER, MIN_ANSWER, Asked, Waiting

_DONE, _REFUSED = "requests:done", "requests:refused"


def draw(actor: Actor, campaign: Campaign) -> None:
    """List what waits and what was answered."""
    waiting = requests.waiting(actor, campaign.id)
    if (outcome := st.session_state.pop(_DONE, None)) is not None:
        st.success(t(f"rights.requests.{outcome}"))
    st.caption(escape_markdown(t("rights.requests.lead")))
    if not waiting.open and not waiting.closed:
        st.info(t("rights.requests.none"))
        return
    if waiting.n_overdue:
        st.error(t("rights.requests.overdue", count=waiting.n_overdue))
    if waiting.open:
        st.markdown(t("rights.requests.waiting", count=len(waiting.open)))
    for asked in waiting.open:
        with card(f"request_{asked.request.id}"):
            _head(asked, waiting, campaign)
            _answer(actor, campaign, asked)
    if waiting.closed:
        with st.expander(f"{t('rights.requests.closed')} · {texts.number(len(waiting.closed))}"):
            for asked in waiting.closed:
                _closed(asked, campaign)


def _head(asked: Asked, waiting: Waiting, campaign: Campaign) -> None:
    request, zone = asked.request, zone_of(campaign.settings)
    late = f" :red-badge[{t('rights.requests.late')}]" if waiting.is_overdue(request) else ""
    st.markdown(
        f"**{escape_markdown(t(f'rights.kinds.{request.kind}'))}** · {escape_markdown(_who(asked))}{late}"
    )
    due = texts.day(request.due_at.astimezone(ZoneInfo(zone)).date())
    when = t("rights.requests.asked", date=texts.moment(request.created_at, zone))
    st.caption(escape_markdown(f"{when} · {t('rights.requests.due', date=due)}"))
    st.text(request.text or t("rights.requests.no_text"))


def _who(asked: Asked) -> str:
    return f"{asked.name} · {asked.email}" if asked.email else asked.name


def _answer(actor: Actor, campaign: Campaign, asked: Asked) -> None:
    if asked.request.kind == "rectify":
        _correct(actor, campaign, asked)
        return
    if asked.request.kind == "erase":
        _erase(actor, asked)
    _write(actor, asked)


def _write(actor: Actor, asked: Asked) -> None:
    is_refusal, request_id = asked.request.kind == "erase", asked.request.id
    hint = {"erase": "refuse_hint", "review": "review_hint"}.get(asked.request.kind)
    with st.form(f"answer:{request_id}", border=False):
        if hint is not None:
            st.caption(escape_markdown(t(f"rights.requests.{hint}")))
        answer = _text(asked)
        sent = st.form_submit_button(t(f"rights.requests.{'refuse' if is_refusal else 'send'}"))
    if sent:
        _run("sent", lambda: requests.answer(actor, request_id, answer, letter))


def _correct(actor: Actor, campaign: Campaign, asked: Asked) -> None:
    request_id = asked.request.id
    shown = Person(asked.name, asked.email, asked.language)
    fields = PersonFields(f"request:{request_id}", shown)

    def correct() -> None:
        new, answer = fields.person(), str(st.session_state.get(_text_key(asked)) or "")
        requests.correct_as_asked(
            actor,
            request_id,
            answer,
            letter,
            name=new.name,
            email=new.email,
            language=new.language,
            shown=shown,
        )

    with st.form(f"answer:{request_id}", border=False):
        st.caption(escape_markdown(t("rights.requests.correct_hint")))
        fields.draw(campaign)
        _text(asked)
        submit(
            t("rights.requests.correct"),
            key=f"correct_do:{request_id}",
            do=partial(_run_before_page, request_id, correct),
        )
    if st.session_state.get(_REFUSED, ("",))[0] == request_id:
        _show_problem(st.session_state.pop(_REFUSED)[1])


def _erase(actor: Actor, asked: Asked) -> None:
    request_id = asked.request.id
    st.caption(escape_markdown(t("rights.requests.erase_hint")))
    is_sure = st.checkbox(t("rights.requests.erase_sure"), key=f"sure:{request_id}")
    if st.button(t("rights.requests.erase"), key=f"erase:{request_id}", disabled=not is_sure) and is_sure:
        _run("erased", lambda: requests.erase_as_asked(actor, request_id))
    st.divider()


def _text_key(asked: Asked) -> str:
    return f"said:{asked.request.id}"


def _text(asked: Asked) -> str:
    answer = st.text_area(t("rights.requests.answer"), key=_text_key(asked), max_chars=MAX_ANSWER)
    channel = "by_mail" if asked.email and mail_setup().server else "by_nobody"
    st.caption(f"{t('rights.requests.answer_hint', **_lengths())} {t(f'rights.requests.told.{channel}')}")
    return answer or ""


def _run(outcome: str, do: Callable[[], None]) -> None:
    """Run an action; say what went wrong beside the text, which stays, or show the list anew."""
    try:
        do()
    except EntregentError as problem:
        _show_problem(problem)
        return
    st.session_state[_DONE] = outcome
    st.rerun()


def _run_before_page(request_id: str, do: Callable[[], None]) -> None:
    """Run an action before the page is drawn; what went wrong is shown beside its form."""
    try:
        do()
    except EntregentError as problem:
        st.session_state[_REFUSED] = (request_id, problem)
    else:
        st.session_state[_DONE] = "sent"


def _show_problem(problem: EntregentError) -> None:
    if isinstance(problem, RequestError):
        st.error(t(f"rights.requests.problems.{problem.code}", **_lengths()))
    else:
        show_problem(problem)


def _lengths() -> dict[str, Any]:
    return {"least": texts.number(MIN_ANSWER), "most": texts.number(MAX_ANSWER)}


def _closed(asked: Asked, campaign: Campaign) -> None:
    request, zone = asked.request, zone_of(campaign.settings)
    with st.container(border=True):
        st.markdown(
            f"**{escape_markdown(t(f'rights.kinds.{request.kind}'))}** · {escape_markdown(_who(asked))}"
        )
        st.text(request.text or t("rights.requests.no_text"))
        if request.closed_at is not None:
            st.caption(
                escape_markdown(t("rights.requests.answered", date=texts.moment(request.closed_at, zone)))
            )
        st.text(request.answer or "")
