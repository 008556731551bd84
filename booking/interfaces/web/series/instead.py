"""What can be chosen for one date of a plan: as it is written in the form, in words, and back.

``plek:B2.14`` (desks with a ``,`` between them), ``tijd:10:00-11:00``,
``tijd:2026-03-30 10:00-11:00``, or both with a ``;``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from booking.foundation.formats import show_day_short, show_duration, show_span
from booking.foundation.local_time import MissingHour, day_of, local_period, to_local
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.interfaces.web.desks.views import place_in_words
from booking.interfaces.web.moments import read_turn, write_turn
from booking.interfaces.web.rooms.day_grid import seats
from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.reservations.alternatives import Alternatives
from booking.reservations.series.desk_clashing import DeskAlternatives
from booking.reservations.series.values import PlannedDate
from booking.reservations.values import Wish
from booking.spaces.queries import SpaceNotFound, space_by_number
from booking.spaces.values import BookableSpace, Stock

PLACE, TIME, AND, COMMA = "plek:", "tijd:", ";", ","
ANOTHER_DESK = N_("Another desk: %(desks)s")
OTHER_DESKS = N_("Other desks: %(desks)s")
DAYS_AWAY_MAX = 366
Choices = Iterator[tuple[str, str]]


def choices(planned: PlannedDate, found: Alternatives) -> Choices:
    """Value and words of each thing that can be had instead on this date."""
    wish = planned.wish
    if wish is None:
        return
    for space, period in found.other_spaces:
        room, value = _room(space, planned.day), f"{PLACE}{space.number}"
        if period == wish.period:
            yield value, text("Another room: %(room)s", room=room)
        else:
            yield (f"{value}{AND}{_written(period, wish)}",
                   text("Another room and time: %(room)s, %(span)s", room=room,
                        span=_shown(period, wish)))  # fmt: skip
    for period in found.other_times:
        yield _written(period, wish), text("Another time: %(span)s", span=_shown(period, wish))
    if found.shorter is not None:
        length = show_duration(found.shorter.duration)
        yield (_written(found.shorter, wish),
               text("Shorter: %(span)s (%(length)s)", span=show_span(found.shorter),
                    length=length))  # fmt: skip


def desk_choices(planned: PlannedDate, found: DeskAlternatives, stock: Stock) -> Choices:
    """The same of one desk, or of several together."""
    wish = planned.wish
    if wish is None:
        return
    sentence = ANOTHER_DESK if len(wish.space_ids) == 1 else OTHER_DESKS
    for desks, period in found.other_desks:
        value = PLACE + COMMA.join(desk.number for desk in desks)
        words = text(sentence, desks=_desks(desks, stock, day_of(period.starts_at)))
        if period != wish.period:
            value = f"{value}{AND}{_written(period, wish)}"
            words = f"{words}, {_shown(period, wish)}"
        yield value, words
    for period in found.other_times:
        yield _written(period, wish), text("Another time: %(span)s", span=_shown(period, wish))


def _desks(desks: Sequence[BookableSpace], stock: Stock, day: date) -> str:
    """1.D01, 1.D02 (Werkveld Markt, eerste verdieping)."""
    places = dict.fromkeys(place_in_words(stock, desk, day) for desk in desks)
    return f"{', '.join(desk.number for desk in desks)} ({'; '.join(places)})"


def wish_chosen(
    planned: PlannedDate | None, written: str, stock: Stock, person: Principal
) -> Wish | None:
    """What ``written`` makes of a date; None where it chooses nothing that is known.

    Raises SpaceNotFound.
    """
    if planned is None or planned.wish is None:
        return None
    wish: Wish | None = planned.wish
    for part in written.split(AND):
        if wish is not None and part.startswith(PLACE):
            wish = _elsewhere(wish, part.removeprefix(PLACE), planned.day, stock, person)
        elif wish is not None and part.startswith(TIME):
            wish = _at(wish, part.removeprefix(TIME))
        else:
            return None
    return wish


def _elsewhere(wish: Wish, numbers: str, day: date, stock: Stock, person: Principal) -> Wish | None:
    """As many others of the same kind."""
    kind = stock.spaces[wish.space_ids[0]].kind
    spaces = [space_by_number(stock, n, day) for n in dict.fromkeys(numbers.split(COMMA))]
    # what is not for you does not exist
    if not all(space.kind is kind and may(person, Action.RESERVE, space) for space in spaces):
        raise SpaceNotFound(f"no place {numbers!r} for {person.id}")
    ids = tuple(sorted(space.id for space in spaces))
    return replace(wish, space_ids=ids) if len(ids) == len(wish.space_ids) else None


def _at(wish: Wish, written: str) -> Wish | None:
    *named, clocks = written.split(" ")
    first, _, last = clocks.partition("-")
    begin, end = read_turn(first), read_turn(last)
    day = _day_in(named, otherwise=day_of(wish.period.starts_at))
    if begin is None or end is None or day is None:
        return None
    try:
        return replace(wish, period=local_period(day, begin, end))
    except (MissingHour, ValueError):
        return None


def _day_in(named: Sequence[str], *, otherwise: date) -> date | None:
    try:
        day = date.fromisoformat(named[0]) if named else otherwise
    except ValueError:
        return None
    return day if abs((day - otherwise).days) <= DAYS_AWAY_MAX else None


def _written(period: Period, wish: Wish) -> str:
    day = day_of(period.starts_at)
    named = "" if day == day_of(wish.period.starts_at) else f"{day} "
    begin, end = to_local(period.starts_at).time(), to_local(period.ends_at).time()
    return f"{TIME}{named}{write_turn(begin)}-{write_turn(end)}"


def _shown(period: Period, wish: Wish) -> str:
    day = day_of(period.starts_at)
    is_that_day = day == day_of(wish.period.starts_at)
    return show_span(period) if is_that_day else f"{show_day_short(day)} {show_span(period)}"


def _room(space: BookableSpace, day: date) -> str:
    return f"{space.name} ({seats(space, day)})"
