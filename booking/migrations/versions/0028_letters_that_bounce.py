"""letters that bounce, and answers to one date of a series"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('outbox', sa.Column('bounced_at', UTCDateTime(), nullable=True))
    op.add_column('outbox', sa.Column('bounce', sa.String(), nullable=False, server_default=''))
    op.add_column('sent_event', sa.Column('dates_said', sa.JSON(), nullable=False, server_default='{}'))
