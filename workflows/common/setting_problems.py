"""Mistakes in a group of settings (mail, identity provider); they stop no start and no candidate."""

from __future__ import annotations

from typing import NamedTuple

SAME_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
"""Where a secret may travel without encryption."""


class SettingProblem(NamedTuple):
    """One variable that cannot be used, and the code of what was expected of it."""

    variable: str
    code: str
