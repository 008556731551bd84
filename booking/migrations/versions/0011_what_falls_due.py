"""what falls due by the clock, and where check-in is asked for"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

IS_DUE = sa.column('due_at').is_not(None)


def upgrade() -> None:
    op.add_column('house_rule', sa.Column('asks_check_in', sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column('reservation', sa.Column('due_at', UTCDateTime(), nullable=True))
    op.add_column('series', sa.Column('kept_at', UTCDateTime(), nullable=True))
    op.create_index('reservation_by_due', 'reservation', ['due_at'], unique=False, sqlite_where=IS_DUE, postgresql_where=IS_DUE)
    op.execute("DELETE FROM job WHERE kind = 'lapse_requests'")  # 'settle' does it now
    # who reserved before this step was not told to check in: those reservations stay as they are
    op.execute("UPDATE reservation SET due_at = starts_at WHERE state = 'requested'")
    op.execute("UPDATE reservation SET due_at = expires_at WHERE state = 'option'")
