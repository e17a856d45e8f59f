"""When somebody first did something with a link.

Revision ID: 0007
Revises: 0006
"""

from alembic import op
import sqlalchemy as sa
import data.schema


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('opened_at', data.schema.UtcTime(timezone=True), nullable=True))

    # Whoever is under way goes on without being asked: links of before were opened by being followed.
    invitation = sa.table('invitation', sa.column('candidate_id'), sa.column('opened_at'))
    sitting = sa.table('sitting', sa.column('candidate_id'), sa.column('opened_at'))
    begun = sa.select(sitting.c.opened_at).where(sitting.c.candidate_id == invitation.c.candidate_id)
    op.get_bind().execute(sa.update(invitation).values(opened_at=begun.scalar_subquery()))


def downgrade() -> None:
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_column('opened_at')
