"""At which stage people were compared when somebody decided; comparisons are no longer stored.

Revision ID: 0006
Revises: 0005
"""

import json

from alembic import op
import sqlalchemy as sa
import data.schema


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table('stored_standing')
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stage', sa.String(length=20), nullable=True))

    # Every snapshot says it already; a decision now says it too.
    connection = op.get_bind()
    decision = sa.table('decision', sa.column('snapshot_id'), sa.column('stage'))
    snapshot = sa.table('snapshot', sa.column('id'), sa.column('body'))
    for snapshot_id in connection.scalars(sa.select(snapshot.c.id)).all():
        body = connection.scalar(sa.select(snapshot.c.body).where(snapshot.c.id == snapshot_id))
        stage = json.loads(body).get('stage')
        connection.execute(
            sa.update(decision).where(decision.c.snapshot_id == snapshot_id).values(stage=stage)
        )


def downgrade() -> None:
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_column('stage')

    op.create_table('stored_standing',
    sa.Column('campaign_id', sa.String(length=36), nullable=False),
    sa.Column('stage', sa.String(length=20), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('stored_at', data.schema.UtcTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_stored_standing_campaign_id_campaign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('campaign_id', 'stage', 'places', name=op.f('pk_stored_standing'))
    )
