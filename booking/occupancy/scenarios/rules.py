"""From reality to what if, pure: another house, and another demand.

What is drawn by chance is drawn in one order from one seed, and a meeting that falls away at
ten percent fewer falls away at twenty too: so two scenarios differ by what they say, and not by
luck.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from booking.foundation.errors import Refused
from booking.foundation.local_time import epoch_minutes, local_day
from booking.foundation.texts import N_
from booking.occupancy.measures import P95_DAYS_MIN
from booking.occupancy.scenarios.values import Basis, House, Measured, Place, Scenario
from booking.occupancy.sizing.desks import DeskDay
from booking.occupancy.sizing.wants import Want, date_of
from booking.reservations.values import PartyKind

PERCENT = 100
SEATS_MIN, SEATS_MAX = 2, 999


class RoomWithoutSeats(Refused):
    code = "room-without-seats"
    sentence = N_(
        "A room needs a number of seats, from %(least)s up to %(most)s. Write one number for each "
        "room that is added."
    )


class EverythingClosed(Refused):
    code = "everything-closed"
    sentence = N_(
        "With this the whole house is closed, so there is nothing to reckon. Leave at least one "
        "desk or room, one weekday and one hour open."
    )


class NothingMeasured(Refused):
    code = "nothing-measured"
    sentence = N_("No day of this period was open and is over. Choose days before today.")


class TooFewDays(Refused):
    code = "too-few-days"
    sentence = N_(
        "Only %(count)s days of this period were open and are over: too few to say anything. "
        "Choose a period with at least %(least)s such days."
    )


class PartnersTooFew(Refused):
    code = "partners-too-few"
    sentence = N_(
        "So few people of partners have an account here that their meetings are not told apart. "
        "Leave their percentage at 0; more staff counts for all meetings."
    )


class PartnersFewNow(Refused):
    code = "partners-few-now"
    sentence = N_(
        "Since this was reckoned so few people of partners have an account here that their "
        "meetings are not told apart any more, so these figures are not shown. Reckon again."
    )


def require_sense(scenario: Scenario, basis: Basis) -> None:
    """Raises RoomWithoutSeats, EverythingClosed, :class:`PartnersTooFew`."""
    if scenario.partner_percent and not basis.tells_parties:
        raise PartnersTooFew
    if any(not SEATS_MIN <= seats <= SEATS_MAX for seats in scenario.rooms_in):
        raise RoomWithoutSeats(least=SEATS_MIN, most=SEATS_MAX)
    begin, end = scenario.hours or (0, 1)
    if not scenario.weekdays or begin >= end:
        raise EverythingClosed


def tells_of_few(scenario: Scenario, basis: Basis, *, tells_parties: bool) -> bool:
    """Whether figures found on this basis tell parties apart that may not be any more.

    What is asked of one party alone differs from reality by the meetings of that party.
    """
    if tells_parties or not basis.tells_parties:
        return False
    return any((scenario.partner_percent, scenario.presence_percent, scenario.spread_percent))


def require_days(dates: frozenset[date], least: int = P95_DAYS_MIN) -> None:
    """Raises :class:`NothingMeasured`, :class:`TooFewDays`."""
    if not dates:
        raise NothingMeasured
    if len(dates) < least:
        raise TooFewDays(count=len(dates), least=least)


def house_under(places: Iterable[Place], scenario: Scenario) -> House:
    """The house as the scenario has it. Raises :class:`EverythingClosed` when none is left."""
    left = [it for it in places
            if it.space_id not in scenario.spaces_out
            and it.zone_id not in scenario.zones_out]  # fmt: skip
    desks = sum(it.is_desk for it in left) + scenario.desks_more
    rooms = (*(it.capacity for it in left if not it.is_desk), *scenario.rooms_in)
    house = House(max(0, desks), rooms)
    if house.is_empty:
        raise EverythingClosed
    return house


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked of the rooms, and what comes when the house is closed."""

    inside: Sequence[Want]
    shut_out: Sequence[Want]


def wants_under(measured: Measured, scenario: Scenario, basis: Basis) -> Asking:
    """What would be asked of the rooms on the days that were measured."""
    of_these = (it for it in measured.wants if date_of(it.begin) in measured.dates)
    wants = sorted(of_these, key=_in_order)
    more = list(_as_many(wants, scenario, basis))
    held = [_held(it, scenario.no_show_minutes) for it in more]
    spread = _spread(held, measured.dates, scenario.spread_percent, basis)
    inside = [_is_open(it, scenario) for it in spread]
    return Asking(
        [want for want, is_in in zip(spread, inside, strict=True) if is_in],
        [want for want, is_in in zip(spread, inside, strict=True) if not is_in],
    )


def _in_order(want: Want) -> tuple[int, int, int, str, int]:
    return want.begin, want.end, want.person_count, want.party, want.asked_at


def _as_many(wants: Sequence[Want], scenario: Scenario, basis: Basis) -> Iterator[Want]:
    percents = dict.fromkeys(PartyKind, scenario.presence_percent)
    if basis.tells_parties:
        percents[PartyKind.PARTNER] = scenario.partner_percent
    chance = Random(basis.seed)  # noqa: S311 - a model, not a secret
    for want in wants:
        whole, part = divmod(PERCENT + percents[want.party], PERCENT)
        for _ in range(whole + (chance.randrange(PERCENT) < part)):
            yield want


def _held(want: Want, minutes: int | None) -> Want:
    """A no-show holds its room so long and then counts as any other."""
    if not want.is_no_show or not minutes:
        return want
    return replace(want, end=min(want.end, want.begin + minutes), is_no_show=False)


def _is_open(want: Want, scenario: Scenario) -> bool:
    day = date_of(want.begin)
    if day.weekday() not in scenario.weekdays:
        return False
    if scenario.hours is None:
        return True
    midnight = _midnight(day)
    opens, closes = scenario.hours
    return opens <= want.begin - midnight and want.end - midnight <= closes


def _midnight(day: date) -> int:
    return epoch_minutes(local_day(day).starts_at)


def _spread(
    wants: Sequence[Want], dates: frozenset[date], percent: int, basis: Basis
) -> Sequence[Want]:
    """Meetings of staff move from busy days to the quietest of their week, at the same time.

    Where partners are too few to be told apart any meeting does: how many move says how many are
    of staff.
    """
    if not percent:
        return wants
    by_day: dict[date, list[Want]] = {day: [] for day in dates}
    for want in wants:
        by_day[date_of(want.begin)].append(want)
    parties = {PartyKind.STAFF} if basis.tells_parties else set(PartyKind)
    chance = Random(basis.seed)  # noqa: S311 - a model, not a secret
    for week in _weeks(dates):
        _level(by_day, week, percent, parties, chance)
    return [want for day in sorted(by_day) for want in by_day[day]]


def _level(
    by_day: dict[date, list[Want]], week: Sequence[date], percent: int,
    parties: Collection[PartyKind], chance: Random,
) -> None:  # fmt: skip
    mean = sum(len(by_day[day]) for day in week) / len(week)
    surplus = {day: int((len(by_day[day]) - mean) * percent / PERCENT) for day in week}
    for day in week:
        movable = [it for it in by_day[day] if it.party in parties]
        count = min(max(0, surplus[day]), len(movable))
        for want in chance.sample(movable, count):
            to = min(week, key=lambda it: (len(by_day[it]), it))
            by_day[day].remove(want)
            by_day[to].append(_on(want, day, to))


def _on(want: Want, day: date, to: date) -> Want:
    later = _midnight(to) - _midnight(day)
    return replace(want, begin=want.begin + later, end=want.end + later)


def _weeks(dates: Iterable[date]) -> list[list[date]]:
    found: dict[tuple[int, int], list[date]] = defaultdict(list)
    for day in sorted(dates):
        found[day.isocalendar()[:2]].append(day)
    return list(found.values())


def desk_days_under(days: Sequence[DeskDay], scenario: Scenario) -> list[DeskDay]:
    """Levelled within each week: as many desks are wanted in a week as before, to the desk."""
    if not scenario.spread_percent:
        return list(days)
    by_day = {it.day: it for it in days}
    found = []
    for week in _weeks(by_day):
        peaks = _levelled([by_day[day].peak for day in week], scenario.spread_percent)
        found += [replace(by_day[day], peak=peak) for day, peak in zip(week, peaks, strict=True)]
    return found


def _levelled(peaks: Sequence[int], percent: int) -> list[int]:
    """In hundredths of the number of days, so that nothing is lost in rounding but a remainder."""
    total, count = sum(peaks), len(peaks)
    parts = [count * peak * (PERCENT - percent) + total * percent for peak in peaks]
    whole = count * PERCENT
    found = [part // whole for part in parts]
    left = Counter({n: part % whole for n, part in enumerate(parts)})
    for number, _ in left.most_common(total - sum(found)):
        found[number] += 1
    return found
