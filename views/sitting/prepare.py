"""The steps before the first scene: language, notice, charter, accommodations."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import streamlit as st

import texts
from domain import WORK_SAMPLES
from errors import EntregentError
from texts import both, t
from texts import notice as notice_text
from views.common.act import press
from views.common.layout import card
from views.common.text import draw_notice, escape_markdown
from views.sitting import frame
from views.sitting.before_work import of_format
from workflows import sitting
from workflows.privacy.data_map import keep_shown
from workflows.sitting import SittingState
from workflows.sitting.state import ANSWERED_ONCE

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


class Choice(NamedTuple):
    """A button that begins in a language."""

    language: str
    label: str
    key: str
    is_first: bool
    """Whether it is the one the candidate would begin in."""


class Welcome(NamedTuple):
    """What the first page says."""

    title: str
    paragraphs: tuple[str, ...]
    steps_title: str
    steps: tuple[str, ...]
    question: str
    choices: tuple[Choice, ...]


def language(token: str, state: SittingState, _problem: EntregentError | None) -> None:
    """Welcome the candidate and let them choose the language to begin in."""
    welcome = welcome_of(state, frame.deadline(state))
    st.title(welcome.title, anchor=False)
    for paragraph in welcome.paragraphs:
        st.markdown(escape_markdown(paragraph))
    steps = "\n".join(f"1. {escape_markdown(step)}" for step in welcome.steps)
    st.markdown(f"**{welcome.steps_title}**\n\n{steps}")
    st.subheader(welcome.question, anchor=False)
    with st.container(horizontal=True):
        for choice in welcome.choices:
            press(
                choice.label,
                key=choice.key,
                do=partial(sitting.choose_language, token, choice.language),
                type="primary" if choice.is_first else "secondary",
            )


def welcome_of(state: SittingState, deadline: str) -> Welcome:
    """Return what the first page says; ``deadline`` as its reader understands it."""
    minutes = round(sum(item["minutes"] for item in state.form["items"]))
    return Welcome(
        t("candidate.welcome.title"),
        (
            t("candidate.welcome.lead", company=state.form["company"]["name"]),
            t("candidate.welcome.text"),
            t("candidate.welcome.duration", minutes=texts.number(minutes), deadline=deadline),
            t("candidate.welcome.person"),
        ),
        t("candidate.welcome.steps_title"),
        _steps(state),
        t("candidate.language.title"),
        tuple(
            Choice(
                language,
                t(f"candidate.language.{language}"),
                f"language_{language}",
                language == state.sitting.language,
            )
            for language in state.settings.languages
        ),
    )


def _steps(state: SittingState) -> tuple[str, ...]:
    steps = [
        t(f"candidate.welcome.steps_{step}") for step in ("notice", "charter", "accommodations", "practice")
    ]
    n_work = len(of_format(state, *WORK_SAMPLES))
    steps.append(t("candidate.welcome.steps_scenes", count=len(state.form["items"]) - n_work))
    if n_work:
        steps.append(t("candidate_work.intro.step", count=n_work))
    return tuple(steps)


def notice(token: str, state: SittingState, _problem: EntregentError | None) -> None:
    """Tell the candidate how they are judged and what is kept; go on once they say they have read it."""
    sections = notice_text.sections(state.settings)
    wording = notice_text.word_for_word(sections)
    keep_shown(wording, state.sitting.language)
    st.title(t("candidate.notice.title"), anchor=False)
    st.markdown(escape_markdown(t("candidate.notice.intro")))
    with card("notice"):
        draw_notice(sections)
    read = st.checkbox(t("candidate.notice.acknowledge"), key="notice_read")

    def go_on() -> None:
        if st.session_state.get("notice_read"):
            sitting.acknowledge_notice(token, wording)
        else:
            st.session_state["notice_missing"] = True

    press(t("candidate.notice.button"), key="notice_next", do=go_on, type="primary")
    if st.session_state.pop("notice_missing", False) and not read:
        st.warning(t("candidate.notice.missing"))


def charter(token: str, state: SittingState, _problem: EntregentError | None) -> None:
    """Show the company's charter before any scene is judged by it, and how the exercise works."""
    company = state.form["company"]["name"]
    st.title(t("candidate.charter.title", company=escape_markdown(company)), anchor=False)
    st.markdown(escape_markdown(t("candidate.charter.intro")))
    for number, group in enumerate(state.form["card"]):
        with card(f"charter_{number}"):
            lines = "\n".join(f"- {escape_markdown(both(line['text']))}" for line in group["lines"])
            st.markdown(f"**{escape_markdown(both(group['title']))}**\n\n{lines}")
    st.subheader(t("candidate.instructions.title"), anchor=False)
    ai = state.settings.ai_assistants
    keys = ("charter", "judge", "alone", f"ai.{'declared' if ai == 'declared' else 'not_allowed'}")
    limit = max((item["max_words"] for item in of_format(state, "open_reply")), default=None)
    keys += () if limit is None else ("replies",)
    keys += ("timed" if of_format(state, "triage") else "untimed",)
    keys += ("change_but_played" if of_format(state, *ANSWERED_ONCE) else "change", "skip", "saved")
    deadline = frame.deadline(state)
    if deadline:
        keys += ("deadline", *(("deadline_replies",) if limit is not None else ()))
    values = {"words": limit, "deadline": deadline}
    st.markdown(
        "\n".join(f"- {escape_markdown(t(f'candidate.instructions.{key}', **values))}" for key in keys)
    )
    press(
        t("candidate.charter.button"),
        key="charter_next",
        do=partial(sitting.read_charter, token),
        type="primary",
    )


def needs(token: str, state: SittingState, _problem: EntregentError | None) -> None:
    """Ask what would help, without asking why; a candidate may go on without ticking anything."""
    contact = state.settings.accommodation_contact
    st.title(t("candidate.accommodations.title"), anchor=False)
    st.markdown(escape_markdown(t("candidate.accommodations.intro", contact=contact)))
    st.markdown(escape_markdown(t("candidate.accommodations.privacy")))
    offered = (*(FOR_THE_INBOX if of_format(state, "triage") else ()), *NEEDS)
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
        sitting.ask_needs(token, ticked, st.session_state.get("need_note") or "")

    press(t("candidate.accommodations.button"), key="needs_next", do=go_on, type="primary")
