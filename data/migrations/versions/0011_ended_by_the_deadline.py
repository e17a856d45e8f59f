"""When the server ended a sitting because its deadline had passed.

Revision ID: 0011
Revises: 0010
"""

from alembic import op
import sqlalchemy as sa
import data.schema

from data.seal_existing import seal_existing


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('sitting', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ended_by_deadline_at', data.schema.UtcTime(timezone=True), nullable=True))
    seal_existing(op.get_bind(), ['sitting'], version=2)


def downgrade() -> None:
    with op.batch_alter_table('sitting', schema=None) as batch_op:
        batch_op.drop_column('ended_by_deadline_at')
