"""waiting for some hour

Who waited before waits for all of the time that they named.
"""

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('waiting', sa.Column('minutes', sa.Integer(), nullable=True))
