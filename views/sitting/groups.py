"""Two voluntary questions after the end, for statistics of groups; answers are kept apart."""

from __future__ import annotations

import datetime as dt
from functools import partial

import streamlit as st

import texts
from texts import t
from views.common.act import press
from views.common.layout import card
from views.common.text import escape_markdown
from workflows.privacy import self_identification
from workflows.privacy.self_identification import AGE_BANDS, SEXES
from workflows.sitting import SittingState

_TURN = "groups:turn"


def offer(token: str, state: SittingState) -> None:
    """Ask on the end page, where the campaign asks at all."""
    if state.settings.self_identification:
        given_at, zone = self_identification.given_at(token), state.settings.time_zone
        draw(token, given_at, zone, is_open=state.sitting.campaign_state == "published")


def draw(token: str, given_at: dt.datetime | None, zone: str, *, is_open: bool) -> None:
    """Let a candidate say sex and age band, replace or delete them; nothing where neither can be done.

    What was said before is never shown: the page says when, and that it is there.
    """
    if given_at is None and not is_open:
        return
    with card("groups"):
        st.subheader(t("rights.groups.title"), anchor=False)
        st.markdown(escape_markdown(t("rights.groups.text")))
        st.caption(escape_markdown(t("rights.groups.apart")))
        if is_open:
            _ask(token)
        if given_at is not None:
            st.caption(escape_markdown(t("rights.groups.given", date=texts.moment(given_at, zone))))
            press(
                t("rights.groups.forget"), key="groups_forget", do=partial(self_identification.forget, token)
            )


def _ask(token: str) -> None:
    # Each time with boxes of their own: what was chosen does not stay on the screen once it is stored.
    turn = st.session_state.get(_TURN, 0)
    left, right = st.columns(2)
    with left:
        _choice("sex", "sexes", SEXES, turn)
    with right:
        _choice("age_band", "ages", AGE_BANDS, turn)

    def save() -> None:
        sex, age_band = (st.session_state.get(f"groups_{name}_{turn}") for name in ("sex", "age_band"))
        self_identification.identify(token, sex or None, age_band or None)
        st.session_state[_TURN] = turn + 1

    press(t("rights.groups.button"), key="groups_save", do=save)


def _choice(name: str, words: str, values: tuple[str, ...], turn: int) -> None:
    """Ask one question; an empty value stands for "I prefer not to say", and is chosen first."""
    st.radio(
        t(f"rights.groups.{name}"),
        ("", *values),
        format_func=lambda value: (
            t(f"rights.groups.{words}.{value}") if value else t("rights.groups.not_said")
        ),
        key=f"groups_{name}_{turn}",
        on_change="ignore",
    )
