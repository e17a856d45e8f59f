"""The newest ids a database holds: what a process that starts goes on after."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from data.tables import METADATA

_OTHERWISE = ("audit_event", "candidate")
"""Tables with ids that say nothing of their order: lines have a number, people should have none."""


def last_ids(connection: Connection) -> tuple[str, ...]:
    """Return the greatest id of each table that has ordered ones; each is one step into an index."""
    found = (
        connection.scalar(select(func.max(table.c.id)))
        for table in METADATA.sorted_tables
        if "id" in table.c and table.name not in _OTHERWISE
    )
    return tuple(one for one in found if one is not None)
