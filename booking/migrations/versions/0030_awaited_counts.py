"""how many reservations asked for check-in, by day: what no-shows are a share of"""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('fact_total', sa.Column('awaited_count', sa.Integer(), nullable=False, server_default='0'))
