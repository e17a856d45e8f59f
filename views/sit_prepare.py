"""The steps before the first scene: language, notice, charter, accommodations."""

from __future__ import annotations

from functools import partial

import streamlit as st

import texts
from errors import EntregentError
from texts import both, t
from texts import notice as notice_text
from views import sit_frame
from views.act import press
from views.notice import draw_notice, plain
from views.paper import card
from views.sit_work import WORK, of_format
from workflows import sit
from workflows.notices import keep_shown
from workflows.sit import Place
from workflows.sit_place import ANSWERED_ONCE

FOR_THE_INBOX = ("time_133", "time_150", "no_clock", "text_inbox")
"""What can be ticked where an inbox comes, the one timed part."""
NEEDS = (
    "later_deadline",
    "screen_reader",
    "large_type",
    "breaks",
    "other_language",
    "read_aloud",
)
"""What can be ticked in any sitting, named as in ``candidate.accommodations``."""


def language(token: str, here: Place, _problem: EntregentError | None) -> None:
    """Welcome the candidate and let them choose the language to begin in."""
    settings = here.sitting.campaign_settings
    minutes = round(sum(item["minutes"] for item in here.form["items"]))
    st.title(t("candidate.welcome.title"), anchor=False)
    st.markdown(plain(t("candidate.welcome.lead", company=here.form["company"]["name"])))
    st.markdown(plain(t("candidate.welcome.text")))
    deadline = sit_frame.deadline(here)
    st.markdown(plain(t("candidate.welcome.duration", minutes=texts.number(minutes), deadline=deadline)))
    st.markdown(plain(t("candidate.welcome.person")))
    _steps(here)
    st.subheader(t("candidate.language.title"), anchor=False)
    with st.container(horizontal=True):
        for choice in settings["languages"]:
            press(
                t(f"candidate.language.{choice}"),
                key=f"language_{choice}",
                do=partial(sit.choose_language, token, choice),
                type="primary" if choice == here.sitting.language else "secondary",
            )


def _steps(here: Place) -> None:
    steps = [
        t(f"candidate.welcome.steps_{step}") for step in ("notice", "charter", "accommodations", "practice")
    ]
    n_work = len(of_format(here, *WORK))
    steps.append(t("candidate.welcome.steps_scenes", count=len(here.form["items"]) - n_work))
    if n_work:
        steps.append(t("candidate_work.intro.step", count=n_work))
    st.markdown(
        f"**{t('candidate.welcome.steps_title')}**\n\n" + "\n".join(f"1. {plain(one)}" for one in steps)
    )


def notice(token: str, here: Place, _problem: EntregentError | None) -> None:
    """Tell the candidate how they are judged and what is kept; go on once they say they have read it."""
    sections = notice_text.sections(here.sitting.campaign_settings)
    said = notice_text.word_for_word(sections)
    keep_shown(said, here.sitting.language)
    st.title(t("candidate.notice.title"), anchor=False)
    st.markdown(plain(t("candidate.notice.intro")))
    with card("notice"):
        draw_notice(sections)
    read = st.checkbox(t("candidate.notice.acknowledge"), key="notice_read")

    def go_on() -> None:
        if st.session_state.get("notice_read"):
            sit.acknowledge_notice(token, said)
        else:
            st.session_state["notice_missing"] = True

    press(t("candidate.notice.button"), key="notice_next", do=go_on, type="primary")
    if st.session_state.pop("notice_missing", False) and not read:
        st.warning(t("candidate.notice.missing"))


def charter(token: str, here: Place, _problem: EntregentError | None) -> None:
    """Show the company's charter before any scene is judged by it, and how the exercise works."""
    company = here.form["company"]["name"]
    st.title(t("candidate.charter.title", company=plain(company)), anchor=False)
    st.markdown(plain(t("candidate.charter.intro")))
    for number, group in enumerate(here.form["card"]):
        with card(f"charter_{number}"):
            lines = "\n".join(f"- {plain(both(line['text']))}" for line in group["lines"])
            st.markdown(f"**{plain(both(group['title']))}**\n\n{lines}")
    st.subheader(t("candidate.instructions.title"), anchor=False)
    ai = here.sitting.campaign_settings["ai_assistants"]
    told = ("charter", "judge", "alone", f"ai.{'declared' if ai == 'declared' else 'not_allowed'}")
    limit = max((item["max_words"] for item in of_format(here, "open_reply")), default=None)
    told += () if limit is None else ("replies",)
    told += ("timed" if of_format(here, "triage") else "untimed",)
    told += ("change_but_played" if of_format(here, *ANSWERED_ONCE) else "change", "skip", "saved")
    deadline = sit_frame.deadline(here)
    if deadline:
        told += ("deadline", *(("deadline_replies",) if limit is not None else ()))
    values = {"words": limit, "deadline": deadline}
    st.markdown("\n".join(f"- {plain(t(f'candidate.instructions.{key}', **values))}" for key in told))
    press(
        t("candidate.charter.button"), key="charter_next", do=partial(sit.read_charter, token), type="primary"
    )


def needs(token: str, here: Place, _problem: EntregentError | None) -> None:
    """Ask what would help, without asking why; a candidate may go on without ticking anything."""
    contact = here.sitting.campaign_settings["accommodation_contact"]
    st.title(t("candidate.accommodations.title"), anchor=False)
    st.markdown(plain(t("candidate.accommodations.intro", contact=contact)))
    st.markdown(plain(t("candidate.accommodations.privacy")))
    offered = (*(FOR_THE_INBOX if of_format(here, "triage") else ()), *NEEDS)
    with card("needs"):
        for name in offered:
            st.checkbox(t(f"candidate.accommodations.{name}"), key=f"need_{name}", on_change="ignore")
        st.text_area(
            t("candidate.accommodations.other_label"),
            key="need_note",
            max_chars=1000,
            placeholder=t("candidate.accommodations.other_hint"),
            on_change="ignore",
        )
    st.info(t("candidate.accommodations.warning"))

    def go_on() -> None:
        ticked = [name for name in offered if st.session_state.get(f"need_{name}")]
        sit.ask_needs(token, ticked, st.session_state.get("need_note") or "")

    press(t("candidate.accommodations.button"), key="needs_next", do=go_on, type="primary")
