"""mail in"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mail_name',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('space_id', sa.Integer(), nullable=True),
    sa.Column('zone_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(space_id IS NULL) <> (zone_id IS NULL)', name='mail_name_of_one'),
    sa.ForeignKeyConstraint(['space_id'], ['space.id'], ),
    sa.ForeignKeyConstraint(['zone_id'], ['zone.id'], ),
    sa.PrimaryKeyConstraint('name'),
    sa.UniqueConstraint('space_id'),
    sa.UniqueConstraint('zone_id')
    )
    op.create_table('mail_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('door', sa.Enum('lmtp', 'smtp', 'imap', name='maildoor_known', native_enum=False, length=32, create_constraint=True), nullable=False),
    sa.Column('origin', sa.String(), nullable=True),
    sa.Column('received_at', UTCDateTime(), nullable=False),
    sa.Column('recipient', sa.String(), nullable=False),
    sa.Column('envelope_sender', sa.String(), nullable=False),
    sa.Column('raw', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'done', 'aside', name='mailstate_known', native_enum=False, length=32, create_constraint=True), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('detail', sa.String(), nullable=False),
    sa.Column('sender', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('attempt_count', sa.Integer(), nullable=False),
    sa.Column('handled_at', UTCDateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('origin')
    )
    op.create_index('mail_in_by_state', 'mail_in', ['state', 'id'], unique=False)
    op.create_index('mail_in_by_sender', 'mail_in', ['sender', 'handled_at'], unique=False)
