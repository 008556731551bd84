"""calendars"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

OF_ONE = (
    "(CASE WHEN person_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN space_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN zone_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN partner_id IS NULL THEN 0 ELSE 1 END) = 1"
)
KEPT = 'token_hash, person_id, space_id, creator_id, created_at, used_at, revoked_at'
# whoever loses what they have now must be told, though no act put it there
COMING = """
INSERT INTO calendar_change (kind, owner_id, uid, number, at, is_gone)
SELECT '{kind}', {owner}, COALESCE(series.uid, reservation.uid), 0, MAX(reservation.changed_at),
       {false}
FROM reservation
LEFT JOIN series
  ON series.id = reservation.series_id AND reservation.recurrence_at IS NOT NULL
{join}
WHERE reservation.state IN ('requested', 'option', 'confirmed')
  AND reservation.starts_at > CURRENT_TIMESTAMP AND {owner} IS NOT NULL
GROUP BY {owner}, COALESCE(series.uid, reservation.uid)
ON CONFLICT DO NOTHING
"""
SPACES = """
JOIN reservation_space named ON named.reservation_id = reservation.id
JOIN space_unit part ON part.space_id = named.space_id
JOIN space_unit touched ON touched.unit_id = part.unit_id
"""
OWNERS = [
    ('person', 'reservation.holder_id', ''),
    ('person', 'reservation.host_id', ''),
    ('partner', 'reservation.partner_id', ''),
    ('space', 'touched.space_id', SPACES),
]


def upgrade() -> None:
    op.add_column('series', sa.Column('sequence', sa.Integer(), nullable=False, server_default='0'))
    _widen_feed_token()
    op.create_table('feed_choice',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('has_desks', sa.Boolean(), nullable=False),
    sa.Column('has_rooms', sa.Boolean(), nullable=False),
    sa.Column('has_hosted', sa.Boolean(), nullable=False),
    sa.Column('has_waiting', sa.Boolean(), nullable=False),
    sa.Column('days_back', sa.Integer(), nullable=False),
    sa.Column('days_ahead', sa.Integer(), nullable=False),
    sa.CheckConstraint('days_back >= 0 AND days_ahead >= 1', name='feed_choice_of_days'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('person_id')
    )
    op.create_table('calendar_log',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('epoch', AutoString(), nullable=False),
    sa.Column('seal_number', sa.BigInteger(), nullable=False),
    sa.Column('forgotten_until', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('calendar_change',
    sa.Column('kind', sa.Enum('person', 'space', 'partner', name='collectionkind_known', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('owner_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('uid', AutoString(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.Column('is_gone', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'owner_id', 'uid')
    )
    op.create_index('calendar_change_by_number', 'calendar_change', ['kind', 'owner_id', 'number'], unique=False)
    op.create_index('calendar_change_by_time', 'calendar_change', ['at'], unique=False)
    op.create_index('calendar_change_by_uid', 'calendar_change', ['uid'], unique=False)
    _begin_to_follow()


def _widen_feed_token() -> None:
    """A new table in place of the old: SQLite cannot change a CHECK."""
    op.drop_index('feed_token_by_person', 'feed_token')
    op.rename_table('feed_token', 'feed_token_before')
    op.create_table('feed_token',
    sa.Column('token_hash', AutoString(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('space_id', sa.Integer(), nullable=True),
    sa.Column('zone_id', sa.Integer(), nullable=True),
    sa.Column('space_kind', sa.Enum('desk', 'room', name='spacekind_known', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('partner_id', sa.Integer(), nullable=True),
    sa.Column('language', AutoString(), nullable=False, server_default='nl'),
    sa.Column('creator_id', sa.Integer(), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('used_at', UTCDateTime(), nullable=True),
    sa.Column('revoked_at', UTCDateTime(), nullable=True),
    sa.Column('version', AutoString(), nullable=False, server_default=''),
    sa.Column('version_at', UTCDateTime(), nullable=True),
    sa.CheckConstraint(OF_ONE, name='feed_token_of_one'),
    sa.CheckConstraint('(zone_id IS NULL) = (space_kind IS NULL)', name='feed_token_of_a_kind_in_a_zone'),
    sa.ForeignKeyConstraint(['creator_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['space_id'], ['space.id'], ),
    sa.PrimaryKeyConstraint('token_hash')
    )
    op.execute(f'INSERT INTO feed_token ({KEPT}) SELECT {KEPT} FROM feed_token_before')
    op.drop_table('feed_token_before')
    op.create_index('feed_token_by_person', 'feed_token', ['person_id'], unique=False)


def _begin_to_follow() -> None:
    """From here on, whatever was done before."""
    op.execute(
        "INSERT INTO calendar_log (id, epoch, seal_number, forgotten_until) "
        "SELECT 1, '', COALESCE(MAX(seal_number), 0), 0 FROM journal"
    )
    false = 'false' if op.get_bind().dialect.name == 'postgresql' else '0'
    for kind, owner, join in OWNERS:
        op.execute(COMING.format(kind=kind, owner=owner, join=join, false=false))
