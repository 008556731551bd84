"""what was confirmed before it fell due by the clock does so too, when it is still to come"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

TOWN_HALL = ZoneInfo('Europe/Amsterdam')
GRACE = 15  # of the house that set no rules

RESERVATION = sa.table('reservation', sa.column('id'), sa.column('state'), sa.column('created_at', UTCDateTime()),
    sa.column('starts_at', UTCDateTime()), sa.column('ends_at', UTCDateTime()), sa.column('due_at', UTCDateTime()),
    sa.column('checked_in_at'), sa.column('ended_at'))
NAMED = sa.table('reservation_space', sa.column('reservation_id'), sa.column('space_id'))
SPACE = sa.table('space', sa.column('id'), sa.column('kind'))
RULE = sa.table('house_rule', sa.column('id'), sa.column('space_kind'), sa.column('valid_from', sa.Date()), sa.column('valid_until', sa.Date()),
    sa.column('asks_check_in', sa.Boolean()), sa.column('check_in_opens_minutes_before'), sa.column('check_in_grace_minutes'))
JOURNAL = sa.table('journal', sa.column('at', UTCDateTime()), sa.column('action'), sa.column('subject_kind'), sa.column('subject_id'), sa.column('before', sa.JSON()))


def upgrade() -> None:
    row, kind = RESERVATION.c, _kind()
    known = [*_not_told(kind), *_graces(kind)]
    grace = sa.case(*known, else_=GRACE) if known else sa.literal(GRACE)
    closes_at = _later(row.starts_at, grace)
    due_at = sa.case((closes_at < row.ends_at, closes_at), (closes_at >= row.ends_at, row.ends_at))
    op.execute(sa.update(RESERVATION).values(due_at=due_at).where(
        row.state == 'confirmed', row.due_at.is_(None), row.checked_in_at.is_(None), row.ended_at.is_(None),
        row.ends_at > sa.func.current_timestamp(),
    ))


def _kind() -> sa.ScalarSelect[str]:
    of = NAMED.c.reservation_id == RESERVATION.c.id
    return sa.select(sa.func.min(SPACE.c.kind)).join(NAMED, NAMED.c.space_id == SPACE.c.id).where(of).scalar_subquery()


def _graces(kind: sa.ScalarSelect[str]) -> list[tuple[sa.ColumnElement[bool], int | None]]:
    """By the rules of the day of its start, the latest first; none where nobody has to check in."""
    found = []
    for rule in op.get_bind().execute(sa.select(RULE).order_by(RULE.c.valid_from.desc(), RULE.c.id.desc())):
        holds = (kind == rule.space_kind) & (RESERVATION.c.starts_at >= _midnight(rule.valid_from))
        if rule.valid_until is not None:
            holds &= RESERVATION.c.starts_at < _midnight(rule.valid_until)
        can_check_in = rule.asks_check_in and rule.check_in_opens_minutes_before + rule.check_in_grace_minutes > 0
        found.append((holds, rule.check_in_grace_minutes if can_check_in else None))
    return found


def _not_told(kind: sa.ScalarSelect[str]) -> list[tuple[sa.ColumnElement[bool], None]]:
    """Who reserved when nobody had to check in keeps the place."""
    last: dict[str, datetime] = {}
    for entry in op.get_bind().execute(sa.select(JOURNAL).where(JOURNAL.c.subject_kind == 'house_rules').order_by(JOURNAL.c.at)):
        if (entry.before or {}).get('asks_check_in') is False:
            last[entry.subject_id] = entry.at
    return [((kind == name) & (RESERVATION.c.created_at < at), None) for name, at in last.items()]


def _later(instant: sa.ColumnElement[datetime], minutes: sa.ColumnElement[int]) -> sa.ColumnElement[datetime]:
    if op.get_bind().dialect.name == 'sqlite':  # as it is stored there
        return sa.func.strftime('%Y-%m-%d %H:%M:%S.000000', instant, sa.cast(minutes, sa.String) + ' minutes', type_=UTCDateTime())
    return instant + sa.cast(minutes, sa.Integer) * sa.cast('1 minute', sa.Interval)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, TOWN_HALL).astimezone(UTC)
