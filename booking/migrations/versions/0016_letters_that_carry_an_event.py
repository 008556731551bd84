"""letters that carry an event"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

TEXTS = (
    'name', 'about', 'calendar', 'calendar_method', 'sender', 'sender_name', 'in_reply_to',
    'earlier_ids', 'trouble',
)

WAITING = sa.and_(sa.column('sent_at').is_(None), sa.column('set_aside_at').is_(None))


def upgrade() -> None:
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        for name in TEXTS:
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('is_answer', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('attempt_count', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('due_at', UTCDateTime(), nullable=False, server_default='1970-01-01 00:00:00'))
        batch_op.add_column(sa.Column('set_aside_at', UTCDateTime(), nullable=True))
    op.create_index('outbox_by_about', 'outbox', ['about', 'recipient', 'id'], unique=False)
    op.create_index('outbox_by_due', 'outbox', ['due_at', 'id'], unique=False,
                    sqlite_where=WAITING,
                    postgresql_where=WAITING)
    op.execute("DELETE FROM job WHERE kind = 'send_letter'")  # letters say themselves what is due
