"""counted rounds and service agreements"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('counted_round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('building_id', sa.Integer(), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.Column('is_planned', sa.Boolean(), nullable=False),
    sa.Column('finished_at', UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['building_id'], ['building.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('counted_round_by_moment', 'counted_round', ['building_id', 'at'], unique=True)
    op.create_table('round_sight',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('space_id', sa.Integer(), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.Column('seen', sa.Enum('used', 'vacant', 'empty', name='seen_known', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('person_count', sa.Integer(), nullable=False),
    sa.CheckConstraint("(seen = 'used') = (person_count >= 1)", name='round_sight_people'),
    sa.ForeignKeyConstraint(['round_id'], ['counted_round.id'], ),
    sa.ForeignKeyConstraint(['space_id'], ['space.id'], ),
    sa.PrimaryKeyConstraint('round_id', 'space_id')
    )
    op.create_table('service_agreement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.Enum('person', 'team', 'department', 'partner', name='subject_known', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('answer_hours', sa.Integer(), nullable=True),
    sa.Column('answer_percent', sa.Integer(), nullable=False),
    sa.Column('hours_a_year', sa.Integer(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.CheckConstraint('answer_hours IS NOT NULL OR hours_a_year IS NOT NULL', name='agreement_says_something'),
    sa.CheckConstraint('answer_percent BETWEEN 1 AND 100', name='agreement_percent'),
    sa.CheckConstraint('valid_until IS NULL OR valid_from < valid_until', name='agreement_runs'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('service_agreement_by_subject', 'service_agreement', ['subject', 'subject_id', 'valid_from'], unique=False)
