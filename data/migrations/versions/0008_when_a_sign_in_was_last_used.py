"""When a sign-in was last used.

Revision ID: 0008
Revises: 0007
"""

import datetime as dt

from alembic import op
import sqlalchemy as sa
import data.schema


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.add_column(sa.Column('seen_at', data.schema.UtcTime(timezone=True), nullable=True))

    # Nobody is sent away by an upgrade: what is open counts as used now.
    sign_in = sa.table('sign_in', sa.column('seen_at', data.schema.UtcTime(timezone=True)))
    now = dt.datetime.now(dt.UTC)
    op.get_bind().execute(sa.update(sign_in).values(seen_at=now))


def downgrade() -> None:
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.drop_column('seen_at')
