"""What the pages about decisions share: verdicts in words and colours, problems, people in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

from errors import DecisionError
from texts import t
from views.compare_words import label, plain
from workflows.compared import Compared
from workflows.decisions import Verdict

Colour = Literal["green", "blue", "orange", "red"]
COLOURS: Mapping[Verdict, Colour] = {
    "shortlist": "blue", "offer": "green", "hold": "orange", "reject": "red",
}  # fmt: skip
"""Beside the word, never instead of it."""
NAMED = 3
"""People named in a sentence before it counts the others."""


def verdict_badge(verdict: Verdict | None, *, is_against: bool = False) -> None:
    """Show what stands, and whether it goes against the order."""
    with st.container(horizontal=True, gap="small", width="content"):
        if verdict is None:
            st.badge(t("decisions.states.none"), color="gray")
            return
        st.badge(t(f"decisions.states.{verdict}"), color=COLOURS[verdict])
        if is_against:
            st.badge(t("decisions.against.mark"), color="violet")


def state_text(verdict: Verdict | None) -> str:
    """Return what stands in words."""
    return t(f"decisions.states.{verdict or 'none'}")


def problem_text(problem: DecisionError) -> str:
    """Say why nothing was stored, and that the text is kept."""
    details = {name: value for name, value in problem.details.items() if isinstance(value, int)}
    return t(f"decisions.problems.{problem.code}", **details)


def people_text(people: Sequence[Compared], names: Mapping[str, str]) -> str:
    """Name people in a sentence: a few of them, and how many others there are."""
    named = ", ".join(f"**{plain(label(one, names))}**" for one in people[:NAMED])
    more = len(people) - NAMED
    return t("decisions.against.others", count=more, people=named) if more > 0 else named
