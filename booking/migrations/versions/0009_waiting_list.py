"""waiting list"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('waiting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('desk', 'room', name='spacekind_known', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('space_id', sa.Integer(), nullable=True),
    sa.Column('starts_at', UTCDateTime(), nullable=False),
    sa.Column('ends_at', UTCDateTime(), nullable=False),
    sa.Column('attendee_count', sa.Integer(), nullable=False),
    sa.Column('equipment', sa.String(), nullable=False),
    sa.Column('layout', sa.Enum('table', 'u_shape', 'classroom', 'theatre', 'reception', name='layoutkind_known', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('is_accessible', sa.Boolean(), nullable=False),
    sa.Column('joined_at', UTCDateTime(), nullable=False),
    sa.Column('offer_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('attendee_count >= 1', name='waiting_for_someone'),
    sa.CheckConstraint('starts_at < ends_at', name='waiting_ends_after_start'),
    sa.ForeignKeyConstraint(['offer_id'], ['reservation.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['space_id'], ['space.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('offer_id'),
    sa.UniqueConstraint('uid')
    )
    op.create_index('waiting_by_start', 'waiting', ['starts_at'], unique=False)
    op.create_index('waiting_for_any_once', 'waiting', ['person_id', 'kind', 'starts_at', 'ends_at'], unique=True, sqlite_where=sa.column('space_id').is_(None), postgresql_where=sa.column('space_id').is_(None))
    op.create_index('waiting_for_one_once', 'waiting', ['person_id', 'space_id', 'starts_at', 'ends_at'], unique=True, sqlite_where=sa.column('space_id').is_not(None), postgresql_where=sa.column('space_id').is_not(None))

    op.create_table('waiting_declined',
    sa.Column('waiting_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('space_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['space_id'], ['space.id'], ),
    sa.ForeignKeyConstraint(['waiting_id'], ['waiting.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('waiting_id', 'space_id')
    )
    op.add_column('house_rule', sa.Column('offer_minutes', sa.Integer(), nullable=False, server_default='30'))
    op.add_column('house_rule', sa.Column('offers_from_minute', sa.Integer(), nullable=False, server_default='420'))
    op.add_column('house_rule', sa.Column('offers_until_minute', sa.Integer(), nullable=False, server_default='1260'))
