"""what-if scenarios and phases"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('what_if',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('scenario', 'phases', name='whatifkind_known', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('building_id', sa.Integer(), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('asked', sa.JSON(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'done', 'refused', 'stopped', name='whatifstate_known', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.Column('version', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('found', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('refusal', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('is_same', sa.Boolean(), nullable=True),
    sa.Column('creator_id', sa.Integer(), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('reckoned_at', UTCDateTime(), nullable=True),
    sa.CheckConstraint('first_on <= last_on', name='what_if_has_days'),
    sa.CheckConstraint('percent BETWEEN 0 AND 100', name='what_if_progress'),
    sa.ForeignKeyConstraint(['building_id'], ['building.id'], ),
    sa.ForeignKeyConstraint(['creator_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
