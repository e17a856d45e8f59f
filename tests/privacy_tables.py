"""The tables of docs/privacy.md, from the data map: ``python -m tests.privacy_tables`` writes them anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import texts
from texts import t
from workflows.privacy.data_map import CATEGORIES, about, data_map

PAGE = Path(__file__).parent.parent / "docs" / "privacy.md"
BETWEEN = re.compile(r"(<!-- data map -->\n).*(<!-- /data map -->)", re.DOTALL)


def tables() -> str:
    """Return both tables as Markdown, in English."""
    texts.use("en")
    return "\n".join([*_categories(), "", *_columns(), ""])


def _categories() -> Iterator[str]:
    yield "| Category | About | Told, or what it is | Why | From whom | Who reads it | How long |"
    yield "|---|---|---|---|---|---|---|"
    for category in CATEGORIES:
        cells = (
            t(f"data_map.{category}.{part}") for part in ("told", "purpose", "source", "readers", "kept")
        )
        yield f"| {t(f'data_map.{category}.name')} | {about(category)} | {' | '.join(cells)} |"


def _columns() -> Iterator[str]:
    yield "| Table | Columns |"
    yield "|---|---|"
    for table, columns in groupby(sorted(data_map(), key=lambda one: one.table), key=lambda one: one.table):
        found = list(columns)
        by_category = groupby(sorted(found, key=lambda one: one.category), key=lambda one: one.category)
        said = [
            f"*{t(f'data_map.{category}.name')}*: " + "; ".join(f"`{one.column}` {one.holds}" for one in some)
            for category, some in by_category
        ]
        yield f"| `{table}` | {'. '.join(said)} |"


def page_with_tables(page: str) -> str:
    """Return the page with its tables as the map says now."""
    return BETWEEN.sub(lambda found: found[1] + tables() + found[2], page)


if __name__ == "__main__":
    PAGE.write_text(page_with_tables(PAGE.read_text("utf-8")), "utf-8")
