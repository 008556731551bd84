"""The dates of an invitation with a rule are one series of ours, with its gaps and exceptions."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from booking.calendars.itip.cases import Case
from booking.calendars.itip.models import InvitedDate
from booking.calendars.itip.queries import dates_of, reservations_behind
from booking.calendars.itip.rules import Key
from booking.calendars.itip.series_rules import days_by_start, series_wish, since_it_began
from booking.calendars.itip.storing import key_in
from booking.foundation.doors import Door
from booking.people.values import Act
from booking.reservations.models import Reservation
from booking.reservations.series.models import Series
from booking.reservations.series.queries import wish_of_series
from booking.reservations.series.together import end_together, hold_together
from booking.reservations.values import HOLDING


def series_behind(session: Session, event: str) -> Series | None:
    """What its dates were until now; where a screen cut it, what goes on longest."""
    numbers = {
        row.series_id for row in reservations_behind(session, dates_of(session, event)).values()
    }
    found = select(Series).where(col(Series.id).in_(numbers - {None}))
    return session.exec(found.order_by(col(Series.id).desc())).first()


def keep_together(case: Case, event: str, series: Series | None) -> None:
    """Let what is held by now be one series; where our rules cannot say it, single dates."""
    if case.asker is None:
        return
    act = Act(case.asker, case.now, Door.MAIL)
    whole, space_id = case.whole, case.mailbox.space_id
    wish = series_wish(whole, space_id) if whole and space_id and not whole.is_cancelled else None
    if wish and series:
        wish = since_it_began(wish, wish_of_series(series))
    days = days_by_start(wish) if wish else {}
    rows = dates_of(case.session, event)
    held = _held(case.session, rows)
    together = {days[key]: held[key] for key in held.keys() & days.keys()}
    if wish is not None and (series or len(together) > 1) and together:
        gaps = {days[key]: row.reasons for row in rows
                if (key := key_in(row.recurrence)) in days and key not in held}  # fmt: skip
        hold_together(case.session, act, series, wish, together, gaps)
    elif series is not None:
        end_together(case.session, act, series)


def _held(session: Session, rows: Iterable[InvitedDate]) -> dict[Key, Reservation]:
    rows = list(rows)
    behind = reservations_behind(session, rows)
    found = {key_in(row.recurrence): behind[row.reservation_id] for row in rows
             if row.reservation_id is not None}  # fmt: skip
    return {key: row for key, row in found.items() if row.state in HOLDING}
