"""Team days of the demo: Joost reserved desks side by side, and said who sits where.

In the weeks after it a team day comes back.
"""

from datetime import date, time, timedelta
from typing import Final

from sqlmodel import Session, select

from booking.demo.cast import JOOST
from booking.demo.requests import person_named
from booking.demo.story import next_open_day
from booking.foundation.local_time import local_instant, local_period
from booking.foundation.recurrence import Pace, Recurrence
from booking.people.models import Person
from booking.people.seating import seatable_among
from booking.people.values import Act, Principal
from booking.reservations.claims import taken_spans
from booking.reservations.decision import who_has_a_desk
from booking.reservations.desks import DeskWants, desk_habits_of, propose_desks
from booking.reservations.operations import reserve
from booking.reservations.seats.operations import name_seats
from booking.reservations.series.group import plan_desks
from booking.reservations.series.operations import Choice, start_series
from booking.reservations.series.queries import plan_new
from booking.reservations.series.values import SeriesWish
from booking.reservations.side_by_side import desks_together
from booking.reservations.values import Wish
from booking.spaces.queries import current_stock

DESKS: Final = 4
WEEKS: Final = 4
AFTER: Final = timedelta(days=2)


def plan_team_days(session: Session, today: date) -> None:
    sit_together(session, today)
    come_together_each_week(session, today)


def sit_together(session: Session, today: date) -> None:
    """Himself and those of his team who share it and have no desk then; one is free to give."""
    joost, now = person_named(session, JOOST, today), local_instant(today, time.min)
    day, stock, act = next_open_day(today + AFTER), current_stock(session), Act(joost, now)
    period = local_period(day, time(9), time(16))
    free = propose_desks(
        period, stock=stock, taken=taken_spans(session, period),
        habits=desk_habits_of(session, joost, day, now=now), wants=DeskWants(),
    )  # fmt: skip
    group = desks_together([each.desk for each in free], DESKS, stock=stock, day=day)
    if group is None or who_has_a_desk(session, [joost.id], period, by=joost, but=None):
        return
    desks = [desk.id for desk in group.desks]
    held = reserve(session, act, Wish(tuple(desks), period, attendee_count=DESKS))
    team = [n for n in _team(session, joost)
            if not who_has_a_desk(session, [n], period, by=joost, but=held)]  # fmt: skip
    name_seats(
        session, act, held.uid, dict(zip(desks, [joost.id, *team][: DESKS - 1], strict=False))
    )


def come_together_each_week(session: Session, today: date) -> None:
    """Four weeks from next week on, at his favourite desks or others together."""
    joost, now = person_named(session, JOOST, today), local_instant(today, time.min)
    act, first_on = Act(joost, now), next_open_day(today + AFTER) + timedelta(days=7)
    period = local_period(first_on, time(9), time(16))
    found = propose_desks(
        period, stock=current_stock(session), taken=taken_spans(session, period),
        habits=desk_habits_of(session, joost, first_on, now=now), wants=DeskWants(),
    )  # fmt: skip
    first, *more = sorted(each.desk.id for each in found[:DESKS])
    rule = Recurrence(Pace.WEEKLY, weekdays=frozenset({first_on.weekday()}), count=WEEKS)
    wish = SeriesWish(rule, first_on, time(9), time(16), first, tuple(more), attendee_count=DESKS,
                      title="Teamdag")  # fmt: skip
    plan, instead = plan_desks(
        session, act, lambda others: plan_new(session, act, wish, others, holder_id=joost.id)
    )
    if len(plan.clashes) < WEEKS:
        seen = [planned.day for planned in plan.clashes]
        start_series(session, act, wish, Choice(instead, seen))


def _team(session: Session, joost: Principal) -> list[int]:
    members = session.exec(select(Person.id).where(Person.team_id == joost.team_id)).all()
    return sorted(seatable_among(session, joost, [n for n in members if n]) - {joost.id})
