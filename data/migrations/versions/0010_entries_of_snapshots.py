"""What a snapshot says of each person lies in a row of its own; the text names it by a salted digest.

Revision ID: 0010
Revises: 0009
"""

import datetime as dt
import hashlib
import json
import secrets
import uuid

from alembic import op
import sqlalchemy as sa

from data.row_digest import row_digest
from data.row_seals import seal_rows
from data.schema import UtcTime
from data.tables import METADATA


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


SNAPSHOT = sa.table('snapshot', *(sa.column(name) for name in ('id', 'campaign_id', 'sha256', 'body')),
    sa.column('taken_at', UtcTime()))
PERSON = sa.table('snapshot_person', *(sa.column(name) for name in ('snapshot_id', 'candidate_id', 'body')))
SALT = sa.table('snapshot_salt', sa.column('candidate_id'), sa.column('salt'))
CANDIDATE = sa.table('candidate', sa.column('id'))
SEAL = sa.table('seal', *(sa.column(name) for name in ('number', 'body')))
ROW_SALT = sa.table('row_salt', *(sa.column(name) for name in ('table_name', 'row_key', 'salt')))


def upgrade() -> None:
    op.create_table('snapshot_person',
    sa.Column('snapshot_id', sa.String(length=36), nullable=False),
    sa.Column('candidate_id', sa.String(length=36), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['snapshot_id'], ['snapshot.id'], name=op.f('fk_snapshot_person_snapshot_id_snapshot'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_snapshot_person_candidate_id_candidate'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('snapshot_id', 'candidate_id', name=op.f('pk_snapshot_person'))
    )
    op.create_index(op.f('ix_snapshot_person_candidate_id'), 'snapshot_person', ['candidate_id'])
    op.create_table('snapshot_salt',
    sa.Column('candidate_id', sa.String(length=36), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_snapshot_salt_candidate_id_candidate'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('candidate_id', name=op.f('pk_snapshot_salt'))
    )
    # What an erasure follows, row by row, must be found without reading the table.
    op.create_index(op.f('ix_mail_candidate_id'), 'mail', ['candidate_id'])
    op.create_index(op.f('ix_decision_snapshot_id'), 'decision', ['snapshot_id'])
    connection = op.get_bind()
    ids = connection.scalars(sa.select(SNAPSHOT.c.id).order_by(SNAPSHOT.c.id)).all()
    if not ids:
        return
    there = set(connection.scalars(sa.select(CANDIDATE.c.id)))
    sealed, salts, replaced = _sealed(connection), {}, {}
    for one in ids:
        row = connection.execute(sa.select(SNAPSHOT).where(SNAPSHOT.c.id == one)).mappings().one()
        if (made := _split(connection, row, there, salts)) is None:
            continue
        # A row that was changed by hand must not be vouched for: it keeps its old seal, which does not fit.
        if _holds(connection, row, sealed.get(one)):
            seal_rows(connection, [(METADATA.tables['snapshot'], one, made)], version=1, with_key=False)
        replaced[one] = [row['sha256'], made['sha256']]
    if replaced:
        _note(connection, 'split_snapshots', {'n': len(replaced), 'snapshots': replaced})


def _split(connection, row, there, salts):
    """Take what a snapshot says of each person out of its text; return the new row, None: it is no such text."""
    try:
        body = json.loads(row['body'])
        people = dict(body['people'])
        if body['version'] != 1:
            return None
    except (ValueError, TypeError, LookupError):
        return None
    digests, rows = {}, []
    for candidate_id, entry in people.items():
        if entry is None:
            digests[candidate_id] = None
            continue
        if candidate_id not in salts:
            salts[candidate_id] = secrets.token_hex(16)
            if candidate_id in there:
                connection.execute(sa.insert(SALT), {'candidate_id': candidate_id, 'salt': salts[candidate_id]})
        text = _canonical(entry)
        digests[candidate_id] = _sha256(f'{salts[candidate_id]} {text}')
        if candidate_id in there:
            rows.append({'snapshot_id': row['id'], 'candidate_id': candidate_id, 'body': text})
    text = _canonical({**body, 'version': 2, 'people': digests, 'replaces': row['sha256']})
    # A text that did not fit its hash does not fit it afterwards either.
    is_sound = _sha256(row['body']) == row['sha256']
    made = {**row, 'body': text, 'sha256': _sha256(text) if is_sound else row['sha256']}
    if rows:
        connection.execute(sa.insert(PERSON), rows)
    changed = {name: made[name] for name in ('body', 'sha256')}
    connection.execute(sa.update(SNAPSHOT).where(SNAPSHOT.c.id == row['id']).values(changed))
    return made


def _sealed(connection):
    """Return snapshot id -> version and digest of what was sealed of it last."""
    query = sa.select(SEAL.c.body).where(SEAL.c.body.contains('["snapshot",')).order_by(SEAL.c.number)
    return {
        key: held
        for body in connection.scalars(query)
        for table, key, *held in json.loads(body)
        if table == 'snapshot'
    }


def _holds(connection, row, held):
    """Tell whether a row is as it was sealed."""
    salt = connection.scalar(
        sa.select(ROW_SALT.c.salt).where(ROW_SALT.c.table_name == 'snapshot', ROW_SALT.c.row_key == row['id'])
    )
    if salt is None or not held:
        return False
    version, digest = held
    return row_digest(METADATA.tables['snapshot'], version, salt, row) == digest


def _note(connection, deed, details):
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
        'deed': deed,
        'subject': 'database',
        'campaign_id': None,
        'details': details,
        'previous_sha256': last.sha256 if last else '0' * 64,
    }
    stated = {**row, 'at': row['at'].isoformat(timespec='microseconds')}
    row |= {'id': str(uuid.uuid4()), 'sha256': _sha256(_canonical(stated))}
    connection.execute(sa.insert(event).values(row))
    seal_rows(connection, [(METADATA.tables['audit_event'], row['id'], row)], version=1, with_key=False)


def _canonical(data):
    return json.dumps(data, sort_keys=True, separators=(',', ':'), ensure_ascii=False)


def _sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def downgrade() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(SNAPSHOT)).mappings().all():
        body = json.loads(row['body'])
        if body.get('version') != 2:
            continue
        rows = connection.execute(sa.select(PERSON).where(PERSON.c.snapshot_id == row['id'])).mappings()
        entries = {one['candidate_id']: json.loads(one['body']) for one in rows}
        people = {one: entries.get(one) for one in body['people']}
        text = _canonical({**body, 'version': 1, 'people': people})
        changed = {'body': text, 'sha256': _sha256(text)}
        connection.execute(sa.update(SNAPSHOT).where(SNAPSHOT.c.id == row['id']).values(changed))
    op.drop_index(op.f('ix_decision_snapshot_id'), 'decision')
    op.drop_index(op.f('ix_mail_candidate_id'), 'mail')
    op.drop_table('snapshot_salt')
    op.drop_table('snapshot_person')
