"""events in calendars"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sent_event',
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('sent_at', UTCDateTime(), nullable=False),
    sa.Column('is_withdrawn', sa.Boolean(), nullable=False),
    sa.Column('said', sa.Enum('NEEDS-ACTION', 'ACCEPTED', 'TENTATIVE', 'DECLINED', name='partstat_known', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('said_at', UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('uid', 'person_id')
    )
    op.create_index('sent_event_by_token', 'sent_event', ['token'], unique=False)
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('invitations', sa.Enum('none', 'rooms', 'all', name='invitations_known', native_enum=False, create_constraint=True, length=32), nullable=False, server_default='rooms'))
