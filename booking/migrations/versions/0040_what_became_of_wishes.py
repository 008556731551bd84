"""what became of wishes: given up as well, and where they were asked for

The facts of a day keep each of its wishes, and not their sums: for whom, at what time and in
which building cannot be had from sums.
"""

from collections import defaultdict
from struct import Struct
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None

BEFORE = ('granted', 'diverted', 'refused')
SINCE = (*BEFORE, 'gave-up')
TOWN_HALL = ZoneInfo('Europe/Amsterdam')
RECORD = Struct('<iBBBxHHH')
KINDS, PARTIES = ('desk', 'room'), ('staff', 'partner')
ORDER = ('granted', 'diverted', 'refused', 'gave-up')
WISH = sa.table(
    'wish', sa.column('starts_at', UTCDateTime()), sa.column('ends_at', UTCDateTime()),
    sa.column('space_kind'), sa.column('party'), sa.column('outcome'), sa.column('attendee_count'),
)
COUNTED = sa.table('fact_version', sa.column('day'))


def _outcomes(*values: str) -> sa.Enum:
    return sa.Enum(*values, name='outcome_known', native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.add_column('wish', sa.Column('building_id', sa.Integer(), nullable=True))
        op.drop_constraint('outcome_known', 'wish', type_='check')
        op.create_check_constraint('outcome_known', 'wish', sa.column('outcome').in_(SINCE))
    else:
        with op.batch_alter_table('wish', schema=None) as batch_op:
            batch_op.add_column(sa.Column('building_id', sa.Integer(), nullable=True))
            batch_op.alter_column('outcome', existing_type=_outcomes(*BEFORE), type_=_outcomes(*SINCE), existing_nullable=False)
    op.drop_table('fact_wish')
    facts = op.create_table('fact_wish',
    sa.Column('day', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('lines', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('day')
    )
    rows = [{'day': day, 'lines': b''.join(RECORD.pack(*line) for line in sorted(lines))}
            for day, lines in sorted(_lines_by_day().items())]
    if rows:
        op.bulk_insert(facts, rows)


def _lines_by_day() -> dict[int, list[tuple[int, ...]]]:
    """Of the days that were counted; the others will be."""
    connection = op.get_bind()
    counted = set(connection.scalars(sa.select(COUNTED.c.day).distinct()))
    found: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for starts_at, ends_at, kind, party, outcome, people in connection.execute(sa.select(WISH)):
        local = starts_at.astimezone(TOWN_HALL)
        begin = local.hour * 60 + local.minute
        length = int((ends_at - starts_at).total_seconds()) // 60
        if local.toordinal() in counted:
            found[local.toordinal()].append((
                0, KINDS.index(kind), PARTIES.index(party), ORDER.index(outcome),
                min(people, 0xFFFF), begin, begin + length,
            ))
    return found
