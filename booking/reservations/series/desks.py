"""Desks of a series: which ones it is about, and who of its people has another desk then."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session

from booking.foundation.periods import Period
from booking.people.values import Act
from booking.reservations.decision import have_desks
from booking.reservations.desks import desks_held
from booking.reservations.series.ground import Ground, OtherDesk, sitters_of
from booking.reservations.series.values import Occurrence, PlannedDate, SeriesWish
from booking.spaces.values import Stock


def as_mostly_held(wish: SeriesWish, tail: Sequence[Occurrence], stock: Stock) -> SeriesWish:
    """A series of desks with those that most dates to come hold; a date with others has its own.

    Of as many the ones with its first desk, then those of the earliest date. Pure.
    """
    if not stock.spaces[wish.space_id].is_desk:
        return wish
    held = Counter(each.wish.space_ids for each in tail if each.wish)
    if not held:
        return wish
    first, *more = max(held, key=lambda ids: (wish.space_id in ids, held[ids]))
    return replace(wish, space_id=first, more_space_ids=tuple(more))


def desks_elsewhere(
    session: Session,
    act: Act,
    dates: Sequence[PlannedDate],
    ground: Ground,
    *,
    reach: timedelta = timedelta(),
) -> Mapping[int, Sequence[OtherDesk]]:
    """The desks of who would sit at one of this series, from its first date to its last.

    And so far (``reach``) before and after, where other times are looked for.
    """
    wishes = [(planned, planned.wish) for planned in dates if planned.wish]
    people = {n for planned, wish in wishes for n in sitters_of(planned, wish, ground)}
    found: dict[int, list[OtherDesk]] = defaultdict(list)
    if not people:
        return found
    within = Period(min(wish.period.starts_at for _, wish in wishes) - reach,
                    max(wish.period.ends_at for _, wish in wishes) + reach)  # fmt: skip
    held = [desk for desk in desks_held(session, people, within) if not desk.reservation.ended_at]
    numbers = [(desk.person_id, ground.stock.spaces[desk.space_id].number) for desk in held]
    for desk, objection in zip(held, have_desks(session, numbers, by=act.by), strict=True):
        number = desk.reservation.id or 0
        found[desk.person_id].append(OtherDesk(desk.reservation.period, number, objection))
    return found
