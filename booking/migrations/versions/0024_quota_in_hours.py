"""quota in hours"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('quota', schema=None) as batch_op:
        batch_op.add_column(sa.Column('measure', sa.Enum('count', 'hours', name='measure_known', native_enum=False, length=32, create_constraint=True), nullable=False, server_default='count'))
