"""Each transaction seals the rows it wrote; what was there before is sealed as it is now.

Revision ID: 0009
Revises: 0008
"""

import datetime as dt
import hashlib
import json
import uuid

from alembic import op
import sqlalchemy as sa

from data.schema import UtcTime
from data.seal_existing import seal_existing


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


TABLES = (
    'accommodation', 'account', 'agreed_rating', 'answer', 'audit_event', 'campaign', 'campaign_marker',
    'campaign_member', 'candidate', 'candidate_request', 'decision', 'form', 'interview', 'interview_seat',
    'invitation', 'mail', 'mark', 'note', 'notice_text', 'provider_identity', 'rating', 'recommendation',
    'recovery_code', 'retention_agreement', 'second_factor', 'secret', 'secret_link', 'self_identification',
    'sign_in', 'sitting', 'snapshot', 'step', 'suggestion', 'training_mark', 'weighting',
)


def upgrade() -> None:
    op.create_table('seal',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('mac', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_seal'))
    )
    op.create_table('row_salt',
    sa.Column('table_name', sa.String(length=40), nullable=False),
    sa.Column('row_key', sa.String(length=300), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.PrimaryKeyConstraint('table_name', 'row_key', name=op.f('pk_row_salt')),
    sqlite_with_rowid=False
    )
    connection = op.get_bind()
    n_rows = seal_existing(connection, TABLES, version=1)
    if n_rows:
        _note(connection, n_rows)


def _note(connection, n_rows):
    """Write into the record what was done, as it was written on the day of this migration."""
    event = sa.table('audit_event', *(sa.column(name) for name in ('id', 'number', 'actor', 'deed', 'subject')),
        sa.column('at', UtcTime()), sa.column('details', sa.JSON()), sa.column('campaign_id'),
        sa.column('previous_sha256'), sa.column('sha256'))
    last = connection.execute(
        sa.select(event.c.number, event.c.sha256).order_by(event.c.number.desc()).limit(1)
    ).first()
    row = {
        'number': last.number + 1 if last else 1,
        'at': dt.datetime.now(dt.UTC),
        'actor': 'server',
        'deed': 'seal_existing_rows',
        'subject': 'database',
        'campaign_id': None,
        'details': {'n': n_rows},
        'previous_sha256': last.sha256 if last else '0' * 64,
    }
    stated = {**row, 'at': row['at'].isoformat(timespec='microseconds')}
    canonical = json.dumps(stated, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
    row |= {'id': str(uuid.uuid4()), 'sha256': hashlib.sha256(canonical.encode()).hexdigest()}
    connection.execute(sa.insert(event).values(row))
    seal_existing(connection, ['audit_event'], version=1)


def downgrade() -> None:
    op.drop_table('row_salt')
    op.drop_table('seal')
