"""The second factor of whoever is signed in: set up, recovery codes, turned off."""

from __future__ import annotations

from functools import partial

import segno
import streamlit as st

from texts import t
from texts.markup import Html
from views.accounts.sign_in import provider_name
from views.common.act import press
from views.common.layout import card
from views.common.text import escape_markdown
from workflows.accounts import second_factor
from workflows.accounts.oidc_settings import provider_setup
from workflows.accounts.second_factor import Proposal
from workflows.common.access import Actor

_PROPOSED = "second_factor:proposed"
_CODES = "second_factor:codes"
_GROUP = 4
"""Letters of the secret between two spaces, for whoever types it."""


def show(actor: Actor) -> None:
    """Draw the card that fits: set up, confirm, keep the recovery codes, or turn off."""
    st.header(t("sign_in.factor.title"), anchor=False)
    n_codes = second_factor.codes_left(actor)
    proposed: Proposal | None = st.session_state.get(_PROPOSED)
    if provider_setup().provider is not None:
        st.markdown(escape_markdown(t("provider.me.factor", name=provider_name())))
    with card("second_factor"):
        if _CODES in st.session_state:
            _recovery_codes(st.session_state[_CODES])
        elif n_codes is not None:
            _is_on(actor, n_codes)
        elif proposed is not None:
            _confirm(actor, proposed)
        else:
            st.markdown(t("sign_in.factor.off"))
            press(t("sign_in.factor.begin"), key="factor_begin", do=partial(_begin, actor))


def _begin(actor: Actor) -> None:
    st.session_state[_PROPOSED] = second_factor.propose(actor)


def _confirm(actor: Actor, proposed: Proposal) -> None:
    st.markdown(f"**{t('sign_in.factor.scan')}**")
    st.html(_qr_code(proposed.address))
    st.markdown(t("sign_in.factor.type"))
    groups = (proposed.secret[at : at + _GROUP] for at in range(0, len(proposed.secret), _GROUP))
    st.code(" ".join(groups), language=None, wrap_lines=True)
    code = st.text_input(
        t("sign_in.factor.confirm"), max_chars=20, key="factor_code", autocomplete="one-time-code"
    )

    password = _ask_password("factor_on_password")

    def turn_on() -> None:
        typed_password = st.session_state.get("factor_on_password") or password
        typed = st.session_state.get("factor_code") or code
        st.session_state[_CODES] = second_factor.turn_on(actor, typed_password, typed)
        st.session_state.pop(_PROPOSED, None)

    with st.container(horizontal=True):
        press(t("sign_in.factor.turn_on"), key="factor_on", do=turn_on, type="primary")
        press(t("sign_in.factor.cancel"), key="factor_cancel", do=partial(_drop, _PROPOSED))


def _ask_password(key: str) -> str:
    return st.text_input(
        t("sign_in.factor.password"), type="password", key=key, autocomplete="current-password"
    )


def _qr_code(address: str) -> Html:
    """Draw the QR code here, where no other server learns the secret; on white, for dark screens.

    As an image within the page: Streamlit takes drawings out of the HTML it is given.
    """
    code = segno.make(address, micro=False)
    image = code.svg_data_uri(scale=5, border=4, light="#ffffff", dark="#000000")
    return Html('<img src="{}" alt="{}">').format(image, t("sign_in.factor.picture"))


def _recovery_codes(codes: tuple[str, ...]) -> None:
    st.markdown(f"**{t('sign_in.factor.codes_title')}**")
    st.markdown(t("sign_in.factor.codes_text"))
    st.code("\n".join(codes), language=None)
    press(t("sign_in.factor.codes_done"), key="factor_codes_done", do=partial(_drop, _CODES))


def _is_on(actor: Actor, n_codes: int) -> None:
    st.markdown(t("sign_in.factor.on"))
    st.markdown(t("sign_in.factor.left", count=n_codes) if n_codes else t("sign_in.factor.none_left"))
    with st.expander(t("sign_in.factor.off_title")):
        password = _ask_password("factor_password")
        code = st.text_input(
            t("sign_in.factor.code"), max_chars=20, key="factor_off_code", autocomplete="off"
        )

        def turn_off() -> None:
            typed_password = st.session_state.get("factor_password") or password
            second_factor.turn_off(actor, typed_password, st.session_state.get("factor_off_code") or code)

        press(t("sign_in.factor.turn_off"), key="factor_off", do=turn_off)


def _drop(key: str) -> None:
    st.session_state.pop(key, None)
