"""quota"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('quota',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.Enum('person', 'team', 'department', 'partner', name='subject_known', native_enum=False, length=32, create_constraint=True), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('space_kind', sa.Enum('desk', 'room', name='spacekind_known', native_enum=False, length=32, create_constraint=True), nullable=False),
    sa.Column('per', sa.Enum('day', 'week', 'month', name='per_known', native_enum=False, length=32, create_constraint=True), nullable=False),
    sa.Column('count_max', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.CheckConstraint('count_max >= 0', name='quota_counts'),
    sa.CheckConstraint('valid_until IS NULL OR valid_from < valid_until', name='quota_runs'),
    sa.PrimaryKeyConstraint('id')
    )
