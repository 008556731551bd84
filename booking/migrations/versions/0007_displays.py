"""displays"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('display',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('space_id', sa.Integer(), nullable=True),
    sa.Column('building_id', sa.Integer(), nullable=True),
    sa.Column('code_hash', AutoString(), nullable=True),
    sa.Column('code_expires_at', UTCDateTime(), nullable=True),
    sa.Column('token_hash', AutoString(), nullable=True),
    sa.Column('paired_at', UTCDateTime(), nullable=True),
    sa.Column('seen_at', UTCDateTime(), nullable=True),
    sa.CheckConstraint('(space_id IS NULL) <> (building_id IS NULL)', name='display_of_one'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('person_id'),
    sa.UniqueConstraint('code_hash'),
    sa.UniqueConstraint('token_hash')
    )
