"""When somebody was erased.

Revision ID: 0004
Revises: 0003
"""

from alembic import op
import sqlalchemy as sa
import data.schema


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('candidate', schema=None) as batch_op:
        batch_op.add_column(sa.Column('erased_at', data.schema.UtcTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('candidate', schema=None) as batch_op:
        batch_op.drop_column('erased_at')
