"""The data map as an annex: every column of every table, by category, with why it is kept and how long."""

from __future__ import annotations

from collections.abc import Iterator

from reports.document import Block, Heading, said, table
from texts import t
from texts.columns import holds
from workflows.data_map import CATEGORIES, about, collected, data_map
from workflows.documents import Facts


def data_map_blocks(found: Facts) -> Iterator[Block]:
    """Return a heading and a table for each category, those of other campaigns too: the tables are there."""
    kept = collected(found.settings.model_dump(mode="json"))
    for category in CATEGORIES:
        yield Heading(t(f"data_map.{category}.name"), level=2)
        absent = about(category) == "candidate" and category not in kept
        lines = [t("documents.map.about", who=t(f"documents.map.{about(category)}"))]
        lines += [t(f"documents.map.{name}", text=t(f"data_map.{category}.{name}")) for name in FIELDS]
        yield said(*([t("documents.map.absent")] if absent else []), *lines)
        rows = [(one.table, one.column, holds(one.holds)) for one in data_map() if one.category == category]
        columns = (t("documents.map.table"), t("documents.map.column"), t("documents.map.holds"))
        yield table(columns, rows, (3, 3, 6))


FIELDS = ("purpose", "source", "readers", "kept")
"""What ``data_map`` says of a category, in this order."""
