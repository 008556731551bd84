"""time of layouts"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ('before_minutes', 'after_minutes'):
        op.add_column('space_layout', sa.Column(name, sa.Integer(), server_default='0', nullable=False))
