"""invitations to rooms"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from booking.foundation.columns import OneLine

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('invitation',
    sa.Column('event', sa.String(), nullable=False),
    sa.Column('recurrence', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('uid', OneLine(), nullable=False),
    sa.Column('organizer', OneLine(), nullable=False),
    sa.Column('sender', OneLine(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('stamped_at', UTCDateTime(), nullable=False),
    sa.Column('is_cancelled', sa.Boolean(), nullable=False),
    sa.Column('said', sa.JSON(), nullable=False),
    sa.Column('address', sa.JSON(), nullable=False),
    sa.Column('raw', sa.String(), nullable=False),
    sa.Column('received_at', UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('event', 'recurrence')
    )
    op.create_table('invited_date',
    sa.Column('event', sa.String(), nullable=False),
    sa.Column('recurrence', sa.String(), nullable=False),
    sa.Column('written', sa.String(), nullable=False),
    sa.Column('begins', sa.String(), nullable=False),
    sa.Column('starts_at', UTCDateTime(), nullable=False),
    sa.Column('ends_at', UTCDateTime(), nullable=False),
    sa.Column('reservation_id', sa.Integer(), nullable=True),
    sa.Column('reasons', sa.String(), nullable=False),
    sa.Column('told', sa.Enum('ACCEPTED', 'TENTATIVE', 'DECLINED', name='partstat_known', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.ForeignKeyConstraint(['reservation_id'], ['reservation.id'], ),
    sa.PrimaryKeyConstraint('event', 'recurrence')
    )
    op.create_index('invited_date_by_reservation', 'invited_date', ['reservation_id'], unique=False)
    op.create_index('invited_date_by_start', 'invited_date', ['starts_at', 'event'], unique=False)
