"""The machine that numbers were measured on, in words, and rows as a Markdown table."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version


def machine() -> str:
    """Describe what the numbers were measured on."""
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, Python "
        f"{platform.python_version()}, Streamlit {version('streamlit')}, NumPy {version('numpy')}"
    )


def table(rows: list[dict[str, object]]) -> str:
    """Write rows as a Markdown table."""
    names = list(rows[0])
    lines = [names, ["---"] * len(names), *([str(row[name]) for name in names] for row in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"
