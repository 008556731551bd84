"""partners that need approval"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('partner', sa.Column('needs_approval', sa.Boolean(), nullable=False, server_default=sa.false()))
