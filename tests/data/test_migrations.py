"""The migrations make what the schema says: an installation that was upgraded equals a new one."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from data.migrate import upgrade
from data.tables import METADATA


def test_an_upgraded_database_has_every_table_of_the_schema(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'new.db'}")
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()
