"""who brings services, and which lists went there"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('service', sa.Column('told_to', sa.String(), nullable=False, server_default=''))
    op.add_column('service', sa.Column('told_at_minute', sa.Integer(), nullable=False, server_default='900'))
    op.create_table('service_told',
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('told_at', UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('address', 'day')
    )
