"""what came from another system"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('imported',
    sa.Column('system', sa.Enum('mrbs', 'librebooking', 'ics', 'csv', name='system_known', native_enum=False, length=32, create_constraint=True), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('reservation_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['reservation_id'], ['reservation.id'], ),
    sa.PrimaryKeyConstraint('system', 'key'),
    sa.UniqueConstraint('reservation_id')
    )
