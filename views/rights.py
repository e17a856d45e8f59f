"""The candidate's page about their own data: take them home, ask, agree, take back, leave."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

import texts
from errors import EntregentError, LinkExpired, LinkNotOpen, LinkUnopened, SittingError, StorageError
from texts import t
from views import rights_ask, sit_door, sit_frame, sit_groups
from views.act import attempt, press, take_problem
from views.notice import plain
from views.paper import card, lay
from views.sit_problems import explain_link, sentence
from workflows import candidate_rights, sit
from workflows.candidate_rights import LONGER_MONTHS, Rights
from workflows.sit import Place

ARCHIVE, FEEDBACK = "/rights/archive.zip", "/rights/feedback.pdf"
_DONE = "rights:done"


def show(token: str) -> None:
    """Let a candidate use their rights, whatever has become of their sitting."""
    try:
        found, here = candidate_rights.rights_of(token), _place(token)
    except LinkUnopened as problem:
        sit_door.of_rights(token, problem)
        return
    except (SittingError, StorageError) as problem:
        explain_link(problem)
        return
    texts.use(found.language)
    if here is None:
        lay()
    else:
        sit_frame.draw(token, here, is_aside=True)
    _draw(token, found)
    if here is None:
        sit_frame.plain_document(t("candidate.titles.rights"))
    else:
        sit_frame.draw_foot(token, here, page="rights")


def _place(token: str) -> Place | None:
    """Return where the candidate stands; None: they never began, and no longer can."""
    try:
        return sit.place(token)
    except (LinkExpired, LinkNotOpen):
        return None


def _draw(token: str, found: Rights) -> None:
    settings = found.settings
    st.title(t("rights.page.title"), anchor=False)
    st.markdown(plain(t("rights.page.lead", company=settings["controller_name"])))
    press(t("rights.page.back"), key="rights_back", do=sit_frame.close_rights)
    _say(found)
    rights_ask.draw_list(found)
    _copy(found)
    if found.links:
        with card("rights_links"):
            st.subheader(t("rights.links.title"), anchor=False)
            sit_door.say_links(found.links, found.settings)
    rights_ask.draw(token, found, partial(_then, "sent"))
    with card("rights_longer"):
        _longer(token, found)
    sit_groups.draw(token, found.identified_at, settings["time_zone"], is_open=found.asks_groups)
    with card("rights_leave"):
        _leave(found)
    values = {"dpo": settings["dpo_contact"], "authority": settings["authority"]}
    st.caption(plain(t("rights.page.dpo", **values)))


def _then(done: str, do: Callable[[], object]) -> EntregentError | None:
    """Do a deed, and say so on the page that follows."""
    problem = attempt(do)
    if problem is None:
        st.session_state[_DONE] = done
    return problem


def _say(found: Rights) -> None:
    problem = take_problem()
    if problem is not None:
        st.error(sentence(problem, found.settings["recruiter_contact"]))
    if (done := st.session_state.pop(_DONE, None)) is not None and problem is None:
        st.success(t(f"rights.page.{done}"))


def _copy(found: Rights) -> None:
    with card("rights_copy"):
        st.subheader(t("rights.copy.title"), anchor=False)
        st.markdown(plain(t("rights.copy.text")))
        st.caption(plain(t("rights.copy.without")))
        st.link_button(t("rights.copy.button"), ARCHIVE, type="primary")
    with card("rights_feedback"):
        st.subheader(t("rights.feedback.title"), anchor=False)
        st.markdown(plain(t("rights.feedback.text")))
        if found.feedback == "ready":
            st.link_button(t("rights.feedback.ready"), FEEDBACK)
        else:
            st.caption(plain(t(f"rights.feedback.{found.feedback}")))


def _longer(token: str, found: Rights) -> None:
    months, zone = int(found.settings["retention_months"]), found.settings["time_zone"]
    st.subheader(t("rights.longer.title"), anchor=False)
    st.markdown(plain(t("rights.longer.text", count=months, most=LONGER_MONTHS)))
    agreed = found.agreement
    if agreed is not None and agreed.withdrawn_at is None:
        at = texts.moment(agreed.agreed_at, zone)
        st.markdown(plain(t("rights.longer.stands", date=at, months=agreed.months)))
        do = partial(_then, "taken_back", partial(candidate_rights.take_back, token))
        press(t("rights.longer.take_back"), key="longer_no", do=do)
        return
    if agreed is not None and agreed.withdrawn_at is not None:
        st.caption(plain(t("rights.longer.taken_back", date=texts.moment(agreed.withdrawn_at, zone))))
    st.caption(plain(t("rights.longer.free")))
    do = partial(_then, "agreed", partial(candidate_rights.agree_longer, token))
    press(t("rights.longer.agree"), key="longer_yes", do=do)


def _leave(found: Rights) -> None:
    st.subheader(t("rights.leave.title"), anchor=False)
    if found.can_withdraw:
        st.markdown(plain(t("rights.leave.text")))
        press(t("rights.leave.button"), key="rights_withdraw", do=sit_frame.ask_to_leave)
    else:
        st.caption(plain(t("rights.leave.done")))
