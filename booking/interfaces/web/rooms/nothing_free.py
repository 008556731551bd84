"""When nothing is free: why, in words, and what comes nearest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from booking.foundation.formats import show_day_short, show_number, show_span
from booking.foundation.periods import Period
from booking.foundation.texts import plural_text, text
from booking.interfaces.web.rooms.answer import Answer
from booking.interfaces.web.rooms.day import Outlook, RoomDay
from booking.interfaces.web.rooms.day_grid import Address, where_and_size
from booking.interfaces.web.rooms.search import opening_range, rooms_for
from booking.interfaces.web.waiting_address import wait_address
from booking.people.values import Principal
from booking.reservations.free_times import nearest_times
from booking.reservations.in_words import in_words
from booking.reservations.rules import capacity_in, objections_to_time
from booking.reservations.values import Objection, Reason
from booking.reservations.zone_rules import objections_to_zone
from booking.spaces.rules import opening_periods
from booking.spaces.values import SpaceKind, Stock

SUGGESTIONS_MAX = 4
OPEN_DAY_WITHIN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that is possible: a link."""

    label: str
    note: str
    url: str


def reasons_for_none(answer: Answer) -> list[Reason]:
    """Codes of what was in the way, for the wish that is remembered."""
    if answer.outlook is None:
        return [Reason.SHUT]
    if not answer.days:
        is_too_many = _most_seats(answer) < answer.search.people
        return [Reason.TOO_MANY_PEOPLE if is_too_many else Reason.NOT_THERE]
    outlook = answer.outlook
    return sorted({o.reason for seen in answer.days for o in _in_the_way(seen, outlook)})


def why_none(answer: Answer) -> str:
    """What is in the way of every room."""
    if answer.outlook is None:
        return _why_shut(answer)
    if not answer.days:
        return _why_nothing_fits(answer)
    found = [_in_the_way(seen, answer.outlook) for seen in answer.days]
    shared = next((o for o in found[0] if all(o in other for other in found)), None)
    if shared is None or shared.reason is Reason.TAKEN:
        return plural_text("The room that fits is not free then.",
                           "None of the %(count)s rooms that fit is free then.",
                           len(answer.days))  # fmt: skip
    if shared.reason is Reason.SHUT:
        span = show_span(answer.outlook.frame)
        return text("The rooms are open %(span)s on this day.", span=span)
    return " ".join(in_words([shared]))


def suggestions(answer: Answer, viewer: Principal, address: Address) -> list[Suggestion]:
    """The nearest times in rooms that fit; else a wider search or the next open day."""
    if answer.outlook is None:
        return list(_next_day(answer, viewer))
    if not answer.days:
        return list(_wider(answer))
    nearest = list(_nearest(answer, answer.outlook, address))
    return nearest[:SUGGESTIONS_MAX] or list(_next_day(answer, viewer))


def wait_url(answer: Answer) -> str:
    """Where one waits for a room; empty where that would not help: none would do, or it is past."""
    asked, outlook = answer.search.period, answer.outlook
    if answer.free or asked is None or outlook is None:
        return ""
    if not any(_in_the_way(seen, outlook) == [Objection(Reason.TAKEN)] for seen in answer.days):
        return ""
    search = answer.search
    return wait_address(
        SpaceKind.ROOM, asked, people=search.people, equipment=search.equipment,
        layout=search.layout, is_accessible=search.is_accessible,
    )  # fmt: skip


def _in_the_way(seen: RoomDay, outlook: Outlook) -> list[Objection]:
    if seen.asked is None:
        return [Objection(Reason.TAKEN)]
    found = [
        *objections_to_zone(seen.room, outlook.day, outlook.stock, person=outlook.viewer,
                            now=outlook.now),
        *objections_to_time(seen.asked, seen.room, rules=outlook.rules, now=outlook.now),
    ]  # fmt: skip
    hours = opening_periods(outlook.stock, seen.room, outlook.day)
    if not any(opening.holds(seen.asked) for opening in hours):
        found.append(Objection(Reason.SHUT))
    return found or [Objection(Reason.TAKEN)]


def _why_shut(answer: Answer) -> str:
    exceptions = answer.stock.exceptions
    name = next((e.name for (_, day), e in exceptions.items() if day == answer.search.day), "")
    if name:
        return text("The rooms are closed on this day: %(why)s.", why=name)
    return text("The rooms are closed on this day.")


def _why_nothing_fits(answer: Answer) -> str:
    most = _most_seats(answer)
    if 0 < most < answer.search.people:
        return text("No room seats %(people)s people that way. The largest seats %(most)s.",
                    people=show_number(answer.search.people), most=most)  # fmt: skip
    return text("No room has everything that you ask for.")


def _most_seats(answer: Answer) -> int:
    return max((capacity_in(room, answer.needs) for room in answer.others), default=0)


def _nearest(answer: Answer, outlook: Outlook, address: Address) -> Iterator[Suggestion]:
    asked = answer.search.period
    if asked is None:
        return
    found: list[tuple[timedelta, int, RoomDay, Period]] = []
    for order, seen in enumerate(answer.days):
        grain = timedelta(minutes=seen.room.grain_minutes)
        for time in nearest_times(asked, seen.free, grain=grain, not_before=outlook.now):
            if not objections_to_time(time, seen.room, rules=outlook.rules, now=outlook.now):
                found.append((abs(time.starts_at - asked.starts_at), order, seen, time))
                break
    for _distance, _order, seen, time in sorted(found, key=lambda f: f[:2]):
        note = where_and_size(seen)
        yield Suggestion(f"{seen.room.name}, {show_span(time)}", note, address(seen.room, time))


def _wider(answer: Answer) -> Iterator[Suggestion]:
    search, most = answer.search, _most_seats(answer)
    if 0 < most < search.people:
        label = text("Search for %(people)s people", people=most)
        yield Suggestion(label, text("The largest that there is"), search.asked(people=most))
    elif search.equipment or search.layout or search.is_accessible or search.level is not None:
        wider = search.asked(equipment=frozenset(), layout=None, is_accessible=False, level=None)
        yield Suggestion(text("Search without these filters"), "", wider)


def _next_day(answer: Answer, viewer: Principal) -> Iterator[Suggestion]:
    day = next_open_day(answer.stock, viewer, answer.search.day)
    if day is not None:
        label = text("See %(day)s", day=show_day_short(day))
        yield Suggestion(label, text("The next day that is open"), answer.search.asked(day=day))


def next_open_day(stock: Stock, viewer: Principal, after: date) -> date | None:
    days = (after + timedelta(days=n) for n in range(1, OPEN_DAY_WITHIN_DAYS))
    return next((d for d in days if opening_range(stock, rooms_for(stock, viewer, d), d)), None)
