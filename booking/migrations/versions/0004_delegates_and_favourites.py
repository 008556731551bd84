"""delegates and favourites"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('delegation',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('delegate_id', sa.Integer(), nullable=False),
    sa.Column('named_at', UTCDateTime(), nullable=False),
    sa.CheckConstraint('person_id <> delegate_id', name='delegation_to_another'),
    sa.ForeignKeyConstraint(['delegate_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('person_id', 'delegate_id')
    )
    op.create_index('delegation_by_delegate', 'delegation', ['delegate_id'], unique=False)
    op.create_table('favourite_space',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('space_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('person_id', 'space_id')
    )
    # one favourite became several
    op.execute('INSERT INTO favourite_space (person_id, space_id) SELECT id, favourite_space_id FROM person WHERE favourite_space_id IS NOT NULL')
    op.drop_column('person', 'favourite_space_id')
