"""acts on others"""

import sqlalchemy as sa
from alembic import op

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('calendar_log', sa.Column('others_number', sa.BigInteger(), server_default='0', nullable=False))
