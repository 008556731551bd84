"""approvers and deadlines"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('zone_approver',
    sa.Column('zone_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('approver_id', sa.Integer(), nullable=False),
    sa.Column('deputy_id', sa.Integer(), nullable=True),
    sa.Column('away_until', sa.Date(), nullable=True),
    sa.CheckConstraint('approver_id <> deputy_id', name='deputy_is_another'),
    sa.ForeignKeyConstraint(['approver_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['deputy_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('zone_id')
    )
    op.create_index('zone_approver_by_approver', 'zone_approver', ['approver_id'], unique=False)
    op.create_index('zone_approver_by_deputy', 'zone_approver', ['deputy_id'], unique=False)
    op.create_table('deadline_told',
    sa.Column('reservation_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('answer', 'confirmation', name='deadlinekind_known', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('deadline', UTCDateTime(), nullable=False),
    sa.Column('told_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['reservation_id'], ['reservation.id'], ),
    sa.PrimaryKeyConstraint('reservation_id', 'kind', 'deadline')
    )
