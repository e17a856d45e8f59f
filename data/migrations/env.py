"""Alembic's entry: runs migrations on the engine it is handed, in one transaction, one process at a time."""

from __future__ import annotations

from alembic import context

from data.migration_lock import migrating
from data.tables import METADATA

with migrating(context.config.attributes["engine"]) as connection:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if check := context.config.attributes.get("check"):
        check(connection)
    connection.commit()
