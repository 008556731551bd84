"""who asked for the monthly report, and until which month they were told"""

import sqlalchemy as sa
from alembic import op

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('monthly_reader',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('told_month', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('person_id')
    )
