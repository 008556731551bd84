"""Carrying out a plan: each date by the operation that a reservation of its own goes through."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from booking.people.values import Act, Principal
from booking.reservations.models import Reservation
from booking.reservations.operations import cancel, change, reserve
from booking.reservations.series.models import Series, SeriesGap
from booking.reservations.series.rules import in_order
from booking.reservations.series.values import SeriesPlan, SeriesWish, Step
from booking.reservations.wishes import asked_by, record_unmet_wish
from booking.spaces.queries import current_stock


def carry_out(
    session: Session,
    act: Act,
    plan: SeriesPlan,
    series: Series,
    wish: SeriesWish,
    *,
    holder: Principal,
    rows: Mapping[str, Reservation] | None = None,
) -> None:
    """Let each date become what was planned; ``rows`` are the reservations it was made of."""
    rows = dict(rows or {})
    days: dict[str, date] = {p.before.uid: p.day for p in plan.dates if p.before}
    for planned in plan.taking(Step.CANCEL):
        assert planned.before is not None
        cancel(session, act, planned.before.uid)
        del days[planned.before.uid]
    for planned in in_order(plan.taking(Step.CHANGE)):
        assert planned.before
        assert planned.wish
        uid = planned.before.uid
        change(session, act, uid, planned.wish, rev=rows[uid].rev)
    for planned in plan.taking(Step.RESERVE):
        assert planned.wish is not None
        made = reserve(session, act, planned.wish, holder=holder)
        rows[made.uid], days[made.uid] = made, planned.day
    for uid, day in days.items():
        if uid in rows:
            rows[uid].series_id, rows[uid].recurrence_at = series.id, wish.starts_on(day)
    _leave_out(session, act, plan, series, holder)
    session.flush()


def _leave_out(
    session: Session, act: Act, plan: SeriesPlan, series: Series, holder: Principal
) -> None:
    """Keep which dates could not be had, and why; as a wish too, for who plans the house."""
    assert series.id is not None, "a stored series has a number"
    space = current_stock(session).spaces[series.space_id]
    for planned in plan.dates:
        reasons = [objection.reason for objection in planned.objections]
        if planned.before is None and reasons:
            gap = SeriesGap(series_id=series.id, day=planned.day, reasons=" ".join(reasons))
            session.add(gap)
            if planned.wish is not None:
                asked = asked_by(act, planned.wish, [space], is_partner=holder.is_partner)
                record_unmet_wish(session, asked, reasons)
        elif planned.before is not None and planned.before.reasons:
            old = planned.before.reasons
            session.add(SeriesGap(series_id=series.id, day=planned.day, reasons=old))
