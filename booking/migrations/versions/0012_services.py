"""services"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from booking.foundation.columns import OneLine

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('service',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name_nl', OneLine(), nullable=False),
    sa.Column('name_en', OneLine(), nullable=False),
    sa.Column('kind', sa.Enum('catering', 'av', 'messenger', 'table_plan', name='servicekind_known', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('is_per_person', sa.Boolean(), nullable=False),
    sa.Column('cut_off_count', sa.Integer(), nullable=False),
    sa.Column('cut_off_unit', sa.Enum('hours', 'working_days', name='cutoffunit_known', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('needs_cost_centre', sa.Boolean(), nullable=False),
    sa.Column('provider', OneLine(), nullable=False),
    sa.Column('price', OneLine(), nullable=False),
    sa.Column('is_for_partners', sa.Boolean(), nullable=False),
    sa.Column('is_offered', sa.Boolean(), nullable=False),
    sa.CheckConstraint('cut_off_count >= 0', name='service_cut_off_before'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name_nl')
    )
    op.create_table('service_building',
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('building_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['building_id'], ['building.id'], ),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], ),
    sa.PrimaryKeyConstraint('service_id', 'building_id')
    )
    op.create_table('service_order',
    sa.Column('reservation_id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('note', AutoString(), nullable=False),
    sa.Column('cost_centre', OneLine(), nullable=False),
    sa.Column('ordered_by_id', sa.Integer(), nullable=False),
    sa.Column('ordered_at', UTCDateTime(), nullable=False),
    sa.Column('changed_at', UTCDateTime(), nullable=False),
    sa.CheckConstraint('amount >= 0', name='service_order_of_something'),
    sa.ForeignKeyConstraint(['ordered_by_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['reservation_id'], ['reservation.id'], ),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], ),
    sa.PrimaryKeyConstraint('reservation_id', 'service_id')
    )
    op.create_table('task_tick',
    sa.Column('reservation_id', sa.Integer(), nullable=False),
    sa.Column('task', AutoString(), nullable=False),
    sa.Column('of', AutoString(), nullable=False),
    sa.Column('state', sa.Enum('seen', 'done', name='tickstate_known', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['reservation_id'], ['reservation.id'], ),
    sa.PrimaryKeyConstraint('reservation_id', 'task')
    )
