"""Looking at a database from outside: what is held by whom, by code that shares nothing with ours.

Plain SQL and loops over minutes; it does not use the claims module, the guard or Period.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlmodel import Session

from booking.foundation.database import Database

HOLDING = ("requested", "option", "confirmed")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
Claim = tuple[int, int, int, int, int]
"""Unit, first minute, end minute, day, reservation."""


def doubles(database: Database) -> list[tuple[object, ...]]:
    """Places given out twice: in the claims, and in what the reservations themselves say."""
    with database.reading() as session:
        claims = stored_claims(session)
        promised = list(_promised(session))
    return [*_overlaps((unit, s, e, owner) for unit, s, e, _, owner in claims),
            *_overlaps(promised)]  # fmt: skip


def _overlaps(held: Iterable[tuple[int, int, int, int]]) -> Iterator[tuple[object, ...]]:
    by_unit: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for unit, begin, end, owner in held:
        by_unit[unit].append((begin, end, owner))
    for unit, spans in by_unit.items():
        latest = (-1, -1, -1)
        for span in sorted(spans):
            if span[0] < latest[1]:
                yield unit, latest, span
            latest = max(latest, span, key=lambda it: it[1])


def stored_claims(session: Session) -> set[Claim]:
    rows = session.execute(text("SELECT unit_id, s, e, day, reservation_id FROM claim"))
    return {tuple(row) for row in rows}  # type: ignore[misc]  # five whole numbers


def expected_claims(session: Session) -> set[Claim]:
    """What the reservations that hold something ought to have, buffers included."""
    buffers = {
        space: (before, after)
        for space, before, after in session.execute(
            text("SELECT id, buffer_before_minutes, buffer_after_minutes FROM space")
        )
    }
    found: set[Claim] = set()
    for unit, begin, end, owner, space in _rows(session):
        before, after = buffers[space]
        found |= {(unit, s, e, day, owner) for s, e, day in _by_day(begin - before, end + after)}
    return found


def _promised(session: Session) -> Iterator[tuple[int, int, int, int]]:
    return ((unit, begin, end, owner) for unit, begin, end, owner, _ in _rows(session))


def _rows(session: Session) -> Iterator[tuple[int, int, int, int, int]]:
    """Unit, first minute, end minute, reservation, space; without buffers."""
    rows = session.execute(
        text(
            "SELECT u.unit_id, r.starts_at, r.ends_at, r.id, u.space_id FROM reservation r "
            "JOIN reservation_space rs ON rs.reservation_id = r.id "
            f"JOIN space_unit u ON u.space_id = rs.space_id WHERE r.state IN {HOLDING}"
        )
    )
    return ((unit, _minute(instant(begin)), _minute(instant(end)), owner, space)
            for unit, begin, end, owner, space in rows)  # fmt: skip


def instant(stored: datetime | str) -> datetime:
    """Raw SQL gives text on SQLite and an aware datetime on PostgreSQL."""
    return datetime.fromisoformat(f"{stored}+00:00") if isinstance(stored, str) else stored


def _minute(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def _by_day(begin: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Minute by minute, looking at the date on the wall."""
    cut, day = begin, _date(begin)
    for minute in range(begin, end + 1):
        if minute == end or _date(minute) != day:
            yield cut, minute, day.toordinal()
            cut, day = minute, _date(minute)


def _date(minute: int) -> date:
    utc = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC")) + timedelta(minutes=minute)
    return utc.astimezone(AMSTERDAM).date()
