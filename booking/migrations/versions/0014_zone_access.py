"""zone access"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('zone_access',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('zone_id', sa.Integer(), nullable=False),
    sa.Column('party', sa.Enum('staff', 'partners', 'department', 'team', name='zoneparty_known', native_enum=False, length=32, create_constraint=True), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('days_before', sa.Integer(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.CheckConstraint('valid_until IS NULL OR valid_from < valid_until', name='zone_access_runs'),
    sa.CheckConstraint('days_before >= 0', name='zone_access_opens_before'),
    sa.ForeignKeyConstraint(['zone_id'], ['zone.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.add_column('house_rule', sa.Column('duration_minutes_min', sa.Integer(), nullable=False, server_default='0'))
