"""Dates that belonged together over there, as a series here, where a rule can be found."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col, select

from booking.foundation.local_time import day_of, to_local
from booking.foundation.recurrence import dates_of, write_rule
from booking.people.acts import write_down
from booking.people.values import Act
from booking.reservations.imports.operations import VERB
from booking.reservations.imports.rules import rule_through, usual_dates
from booking.reservations.imports.values import Fate, Foreign, Outcome
from booking.reservations.models import Reservation
from booking.reservations.queries import space_ids_of
from booking.reservations.series.models import Series, SeriesGap
from booking.reservations.series.values import SUBJECT
from booking.reservations.values import Reason
from booking.spaces.queries import current_stock


def join_series(session: Session, act: Act, outcomes: Iterable[Outcome]) -> int:
    """Make a series of dates to come that were just stored; returns how many series that are.

    What is past stays as it is: of that nothing can be changed any more. Dates in another room
    or at other hours stand alone, and so do all of which no rule can be found.
    """
    by_series: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        row = outcome.row
        if isinstance(row, Foreign) and row.series and row.period.starts_at > act.at:
            by_series[row.series].append(outcome)
    return sum(_join(session, act, dates) for dates in by_series.values())


def _join(session: Session, act: Act, outcomes: Sequence[Outcome]) -> bool:
    uids = {id(o.row): o.uid for o in outcomes if o.fate is Fate.TAKEN and o.uid}
    rows = [o.row for o in outcomes if id(o.row) in uids and isinstance(o.row, Foreign)]
    usual = {day: uids[id(row)] for day, row in usual_dates(rows).items()}
    rule = rule_through(usual)
    if rule is None:
        return False
    first = min(usual)
    series = _series(session, act, write_rule(rule), first, usual[first])
    if series is None:
        return False
    for uid in usual.values():
        session.execute(
            update(Reservation).where(col(Reservation.uid) == uid)
            .values(series_id=series.id, recurrence_at=Reservation.starts_at)
        )  # fmt: skip
    refused = {day_of(o.row.period.starts_at) for o in outcomes
               if o.fate is Fate.REFUSED and isinstance(o.row, Foreign)}  # fmt: skip
    for day in set(dates_of(rule, first)).difference(usual):
        why = Reason.TAKEN if day in refused else Reason.NOT_THERE
        session.add(SeriesGap(series_id=series.id or 0, day=day, reasons=why))
    session.flush()
    after = {"uid": series.uid, "rule": series.rule, "first": first.isoformat()}
    write_down(session, act, VERB, (SUBJECT, series.uid), on_behalf_of=series.holder_id,
               after=after)  # fmt: skip
    return True


def _series(session: Session, act: Act, rule: str, first: date, uid: str) -> Series | None:
    """What holds on each date is what holds on the first; a desk does not come back."""
    one = session.exec(select(Reservation).where(Reservation.uid == uid)).one()
    [space_id] = space_ids_of(session, [one.id or 0])[one.id or 0]
    if current_stock(session).spaces[space_id].is_desk:
        return None
    series = Series(
        holder_id=one.holder_id, creator_id=one.creator_id, partner_id=one.partner_id, rule=rule,
        first_on=first, begins=to_local(one.starts_at).time(), ends=to_local(one.ends_at).time(),
        space_id=space_id, title=one.title, note=one.note, visibility=one.visibility,
        attendee_count=one.attendee_count, created_at=act.at, changed_at=act.at,
    )  # fmt: skip
    session.add(series)
    session.flush()
    return series
