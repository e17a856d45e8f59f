"""Two questions after the end, for statistics of groups: voluntary, kept apart, deleted when asked."""

from __future__ import annotations

from functools import partial

import streamlit as st

import texts
from texts import t
from views.act import press
from views.notice import plain
from views.paper import card
from workflows import self_identification
from workflows.self_identification import AGE_BANDS, SEXES, Given
from workflows.sit import Place


def offer(token: str, here: Place) -> None:
    """Ask on the end page, where the campaign asks at all."""
    if here.sitting.campaign_settings.get("self_identification"):
        draw(token, self_identification.own(token), is_open=here.sitting.campaign_state == "published")


def draw(token: str, given: Given | None, *, is_open: bool) -> None:
    """Let a candidate say sex and age band, change or delete them; nothing where neither can be done."""
    if given is None and not is_open:
        return
    with card("groups"):
        st.subheader(t("rights.groups.title"), anchor=False)
        st.markdown(plain(t("rights.groups.text")))
        st.caption(plain(t("rights.groups.apart")))
        if is_open:
            _ask(token, given)
        if given is not None:
            st.caption(plain(t("rights.groups.given", date=texts.moment(given.given_at))))
            press(
                t("rights.groups.forget"), key="groups_forget", do=partial(self_identification.forget, token)
            )


def _ask(token: str, given: Given | None) -> None:
    left, right = st.columns(2)
    with left:
        _choice("sex", "sexes", SEXES, given.sex if given else None)
    with right:
        _choice("age_band", "ages", AGE_BANDS, given.age_band if given else None)

    def save() -> None:
        sex, age_band = st.session_state.get("groups_sex"), st.session_state.get("groups_age_band")
        self_identification.identify(token, sex or None, age_band or None)

    press(t("rights.groups.button"), key="groups_save", do=save)


def _choice(name: str, words: str, values: tuple[str, ...], kept: str | None) -> None:
    """Ask one question; an empty value stands for "I prefer not to say", and is chosen first."""
    options = ("", *values)
    st.radio(
        t(f"rights.groups.{name}"),
        options,
        index=options.index(kept) if kept in options else 0,
        format_func=lambda one: t(f"rights.groups.{words}.{one}") if one else t("rights.groups.not_said"),
        key=f"groups_{name}",
        on_change="ignore",
    )
