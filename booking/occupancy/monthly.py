"""The monthly report: who asked for it, and when it is due."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session, col, select

from booking.foundation.local_time import day_of
from booking.occupancy.models import MonthlyReader
from booking.occupancy.queries import counted_between
from booking.people.acts import write_down
from booking.people.permissions import Action, require_may
from booking.people.values import Act

DAY = timedelta(days=1)


def month_before(today: date) -> tuple[date, date]:
    """The first and the last day of the last whole month."""
    last = today.replace(day=1) - DAY
    return last.replace(day=1), last


def ask_for_monthly(session: Session, act: Act, *, is_wanted: bool) -> None:
    """From the next month on I get the report, or no longer; twice is once."""
    require_may(act.by, Action.SEE_OCCUPANCY)
    known = session.get(MonthlyReader, act.by.id)
    if is_wanted == (known is not None):
        return
    if known is not None:
        session.delete(known)
    else:
        told, _ = month_before(day_of(act.at))
        session.add(MonthlyReader(person_id=act.by.id, told_month=told))
    write_down(session, act, "asked" if is_wanted else "stopped", ("monthly-report", act.by.id))
    session.flush()


def gets_monthly(session: Session, person_id: int) -> bool:
    return session.get(MonthlyReader, person_id) is not None


def readers_due(session: Session, today: date) -> Sequence[MonthlyReader]:
    """Those to whom nothing was said of the last whole month, once all of it is counted."""
    first, last = month_before(today)
    statement = select(MonthlyReader).where(col(MonthlyReader.told_month) < first)
    rows = session.exec(statement.order_by(col(MonthlyReader.person_id))).all()
    counted = counted_between(session) if rows else None
    return rows if counted is not None and counted[1] >= last else []
