"""calendars from outside"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('external_calendar',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('space_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('effect', sa.Enum('hold', 'show', name='effect_known', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('every_minutes', sa.Integer(), nullable=False),
    sa.Column('creator_id', sa.Integer(), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('confirmed_at', UTCDateTime(), nullable=True),
    sa.Column('removed_at', UTCDateTime(), nullable=True),
    sa.Column('copied_at', UTCDateTime(), nullable=False),
    sa.Column('read_on', sa.Date(), nullable=True),
    sa.Column('etag', sa.String(), nullable=False),
    sa.Column('last_modified', sa.String(), nullable=False),
    sa.Column('looked_at', UTCDateTime(), nullable=True),
    sa.Column('due_at', UTCDateTime(), nullable=True),
    sa.Column('failing_since', UTCDateTime(), nullable=True),
    sa.Column('failure_count', sa.Integer(), nullable=False),
    sa.Column('trouble', sa.JSON(), nullable=True),
    sa.Column('asks_leave', sa.Boolean(), nullable=False),
    sa.CheckConstraint('every_minutes >= 1', name='external_calendar_has_a_pace'),
    sa.ForeignKeyConstraint(['creator_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['space_id'], ['space.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('external_calendar_by_due', 'external_calendar', ['due_at'], unique=False)
    op.create_index('external_calendar_by_space', 'external_calendar', ['space_id'], unique=False)
    op.create_table('external_copy',
    sa.Column('calendar_id', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('doubtful', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['calendar_id'], ['external_calendar.id'], ),
    sa.PrimaryKeyConstraint('calendar_id')
    )
    op.create_table('external_time',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('calendar_id', sa.Integer(), nullable=False),
    sa.Column('space_id', sa.Integer(), nullable=False),
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('starts_at', UTCDateTime(), nullable=False),
    sa.Column('ends_at', UTCDateTime(), nullable=False),
    sa.Column('is_holding', sa.Boolean(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.CheckConstraint('starts_at < ends_at', name='external_time_ends_after_start'),
    sa.ForeignKeyConstraint(['space_id'], ['space.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('external_time_by_calendar', 'external_time', ['calendar_id', 'ends_at'], unique=False)
