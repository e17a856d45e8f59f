"""A warning about settings that cannot be used, the same for every group of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from texts.setting_problems import setting_lines
from views.plain_text import plain
from workflows.setting_problems import SettingProblem


def warn_of_settings(headline: str, problems: Sequence[SettingProblem], expected: str) -> None:
    """Name each variable that cannot be used, and what was expected; nothing where all can be."""
    if problems:
        lines = (f"- {plain(line)}" for line in setting_lines(problems, expected))
        st.warning("\n".join((headline, "", *lines)))
