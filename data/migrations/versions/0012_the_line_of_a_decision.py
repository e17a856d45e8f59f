"""Each decision names its line in the record: the last line counts, whatever the clock said.

Revision ID: 0012
Revises: 0011
"""

from alembic import op
import sqlalchemy as sa


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('decision', sa.Column('line', sa.Integer(), nullable=True))
    _name_lines(op.get_bind())
    with op.batch_alter_table('decision') as table:
        table.alter_column('line', existing_type=sa.Integer(), nullable=False)
        table.drop_index('ix_decision_candidate_id_decided_at')
        table.create_index('ix_decision_candidate_id_line', ['candidate_id', 'line'])


def _name_lines(connection):
    event = sa.table('audit_event', sa.column('number'), sa.column('deed'), sa.column('details', sa.JSON()))
    decision = sa.table('decision', sa.column('id'), sa.column('line'))
    lines = sa.select(event.c.details, event.c.number).where(event.c.deed == 'decide')
    rows = [
        {'of': details['decision'], 'at': number}
        for details, number in connection.execute(lines)
        if 'decision' in details
    ]
    # Without a line a decision was never taken through the product; it comes before all others.
    connection.execute(sa.update(decision).values(line=0))
    if rows:
        change = sa.update(decision).where(decision.c.id == sa.bindparam('of'))
        connection.execute(change.values(line=sa.bindparam('at')), rows)


def downgrade() -> None:
    with op.batch_alter_table('decision') as table:
        table.drop_index('ix_decision_candidate_id_line')
        table.create_index('ix_decision_candidate_id_decided_at', ['candidate_id', 'decided_at'])
        table.drop_column('line')
