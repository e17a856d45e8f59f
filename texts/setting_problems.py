"""Sentences about settings that cannot be used, the same on the console and on pages."""

from __future__ import annotations

from collections.abc import Iterable

from texts import t
from workflows.common.setting_problems import SettingProblem


def setting_lines(problems: Iterable[SettingProblem], expected: str) -> list[str]:
    """Return one line for each variable; ``expected``: the key above the words for what was expected."""
    return [f"{problem.variable}: {t(f'{expected}.{problem.code}')}" for problem in problems]
