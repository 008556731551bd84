"""seats"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

IS_SOMEBODYS = sa.column('person_id').is_not(None)


def upgrade() -> None:
    with op.batch_alter_table('reservation_space', schema=None) as batch_op:
        batch_op.add_column(sa.Column('person_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('checked_in_at', UTCDateTime(), nullable=True))
        batch_op.create_foreign_key('reservation_space_person_id_fkey', 'person', ['person_id'], ['id'])
        batch_op.create_index('reservation_space_by_person', ['person_id'], unique=False, sqlite_where=IS_SOMEBODYS, postgresql_where=IS_SOMEBODYS)
    op.create_table('seat_left',
    sa.Column('reservation_id', sa.Integer(), nullable=False),
    sa.Column('space_id', sa.Integer(), nullable=False),
    sa.Column('checked_in_at', UTCDateTime(), nullable=True),
    sa.Column('left_at', UTCDateTime(), nullable=False),
    sa.Column('is_released', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['reservation_id'], ['reservation.id'], ),
    sa.ForeignKeyConstraint(['space_id'], ['space.id'], ),
    sa.PrimaryKeyConstraint('reservation_id', 'space_id')
    )
    # who had checked in before, had checked in for the whole group
    op.execute(
        'UPDATE reservation_space SET checked_in_at ='
        ' (SELECT r.checked_in_at FROM reservation r WHERE r.id = reservation_id)'
        ' WHERE reservation_id IN (SELECT reservation_id FROM reservation_space'
        ' GROUP BY reservation_id HAVING COUNT(*) > 1)'
    )
