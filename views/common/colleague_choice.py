"""A list of colleagues and a button for the one chosen, in one row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from texts import t
from views.common.act import press
from workflows.campaigns.team import Colleague
from workflows.marking.markers import Eligible


def choose_colleague(
    colleagues: Sequence[Eligible | Colleague],
    do: Callable[[str], object],
    *,
    words: tuple[str, str],
    key: str,
    hint: str = "",
) -> None:
    """Draw the list and its button.

    Parameters
    ----------
    colleagues : sequence of Eligible or Colleague
        In the order of the list; not empty.
    do : callable
        Called with the account's id.
    words : (str, str)
        Over the list, and on the button.
    key : str
    hint : str, optional
        What stands in the list until somebody is chosen; without it the first one is.
    """
    by_id = {colleague.account_id: colleague for colleague in colleagues}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            words[0],
            list(by_id),
            format_func=lambda account_id: (
                f"{by_id[account_id].name} ({t(f'staff.roles.{by_id[account_id].role}')})"
            ),
            index=None if hint else 0,
            placeholder=hint or None,
            key=key,
            width=420,
        )
        press(words[1], key=f"do_{key}", do=lambda: do(chosen or ""), type="primary", disabled=chosen is None)
