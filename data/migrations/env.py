"""Alembic's entry: runs migrations on the engine it is handed."""

from __future__ import annotations

from alembic import context

from data.postgres_line import unbounded
from data.tables import METADATA

with context.config.attributes["engine"].connect() as connection, unbounded(connection):
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
