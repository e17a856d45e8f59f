"""Recovery codes, failures by address, and who somebody is at the identity provider.

Revision ID: 0005
Revises: 0004
"""

from alembic import op
import sqlalchemy as sa
import data.schema


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('address_failure',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('failed_at', data.schema.UtcTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_address_failure'))
    )
    with op.batch_alter_table('address_failure', schema=None) as batch_op:
        batch_op.create_index('ix_address_failure_address_hash_failed_at', ['address_hash', 'failed_at'], unique=False)

    op.create_table('recovery_code',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('account_id', sa.String(length=36), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('used_at', data.schema.UtcTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_recovery_code_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code'))
    )
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_code_account_id'), ['account_id'], unique=False)

    op.create_table('provider_identity',
    sa.Column('issuer', sa.String(length=255), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('account_id', sa.String(length=36), nullable=False),
    sa.Column('bound_at', data.schema.UtcTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_provider_identity_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('issuer', 'subject', name=op.f('pk_provider_identity')),
    sa.UniqueConstraint('account_id', 'issuer', name=op.f('uq_provider_identity_account_id_issuer'))
    )
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.add_column(sa.Column('by_provider', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.drop_column('by_provider')

    op.drop_table('provider_identity')
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recovery_code_account_id'))

    op.drop_table('recovery_code')
    with op.batch_alter_table('address_failure', schema=None) as batch_op:
        batch_op.drop_index('ix_address_failure_address_hash_failed_at')

    op.drop_table('address_failure')
