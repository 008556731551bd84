"""fact sheets: a day of a building in one row, space by space

They take the place of the sums by quarter, which nothing read. Days that were counted
before have no sheet yet, so all are counted once more.
"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table('fact_quarter')
    op.create_table('fact_sheet',
    sa.Column('day', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('building_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('house', sa.LargeBinary(), nullable=False),
    sa.Column('lines', sa.LargeBinary(), nullable=False),
    sa.Column('person_count', sa.Integer(), nullable=False),
    sa.Column('staff_count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'building_id')
    )
    op.execute('UPDATE fact_version SET counted_on = day')
