"""day parts"""

from datetime import date, time

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

ALWAYS = date(2000, 1, 1)


def upgrade() -> None:
    table = op.create_table('day_part',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name_nl', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('begins', sa.Time(), nullable=False),
    sa.Column('ends', sa.Time(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.CheckConstraint('valid_until IS NULL OR valid_from < valid_until', name='day_part_runs'),
    sa.PrimaryKeyConstraint('id')
    )
    op.bulk_insert(table, [
        {'name_nl': 'Ochtend', 'name_en': 'Morning', 'begins': time(8), 'ends': time(12, 30), 'valid_from': ALWAYS},
        {'name_nl': 'Middag', 'name_en': 'Afternoon', 'begins': time(12, 30), 'ends': time(17, 30), 'valid_from': ALWAYS},
        {'name_nl': 'Avond', 'name_en': 'Evening', 'begins': time(18), 'ends': time(21, 30), 'valid_from': ALWAYS},
    ])
    # who remembers the stock reads it again; without a row nothing is remembered yet
    op.execute('UPDATE stock_version SET v = v + 1')
