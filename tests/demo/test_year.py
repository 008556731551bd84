"""The example year keeps to the table it was drawn from, and never contradicts itself."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from statistics import mean, median

import pytest

from booking.demo.building import COUNCIL_ROOM, town_hall
from booking.demo.cast import FATIMA, JOOST, RAVIS_PARTNER, Cast, assemble_cast
from booking.demo.moments import TOWN_HALL, instant, moment
from booking.demo.opening import FRIDAY, days_between, hours_of, house_hours
from booking.demo.presence import Habits, attend, count_presence, is_ordinary
from booking.demo.records import DemoReservation, Presence, Year
from booking.demo.year import generate_year

SEED = 7
TODAY = date(2026, 3, 24)  # a Tuesday, five days before summer time
HOUSE = town_hall()
STAFF_COUNT = 400
FEW_WEEKS = timedelta(weeks=3)
SPACES = {space.number: space for space in HOUSE.spaces}


@cache
def the_cast() -> Cast:
    return assemble_cast(SEED, TODAY, HOUSE)


@cache
def the_year() -> Year:
    return generate_year(SEED, TODAY, HOUSE, the_cast())


def few_weeks(today: date, seed: int = SEED) -> Year:
    cast = assemble_cast(seed, today, HOUSE)
    return generate_year(seed, today, HOUSE, cast, back=FEW_WEEKS)


def standing(reservations: Iterable[DemoReservation]) -> list[DemoReservation]:
    return [each for each in reservations if each.outcome != "cancelled"]


def past_rooms() -> list[DemoReservation]:
    year = the_year()
    return [each for each in year.room_reservations if each.ends_at < year.seen_at]


def past_desks() -> list[DemoReservation]:
    year = the_year()
    return [each for each in year.desk_reservations if each.ends_at < year.seen_at]


def lead_days(reservations: Iterable[DemoReservation]) -> float:
    return median((each.starts_at - each.created_at) / timedelta(days=1) for each in reservations)


def share(outcome: str, reservations: list[DemoReservation]) -> float:
    return mean(each.outcome == outcome for each in reservations)


def use_of(each: DemoReservation) -> list[tuple[datetime, datetime]]:
    """The stretch of time in which it was really used, if it was."""
    if each.checked_in_at is None or each.ended_at is None:
        return []
    return [(each.checked_in_at, each.ended_at)]


# People


def test_the_cast_has_its_numbers() -> None:
    cast = the_cast()
    emails = [person.email for person in cast.staff]
    emails += [contact.email for partner in cast.partners for contact in partner.contacts]

    assert len(cast.staff) == STAFF_COUNT
    assert len(cast.departments) == 5
    assert len(cast.teams) == 20
    assert len(cast.partners) == 12
    assert len(set(emails)) == len(emails)
    assert all(email.isascii() and email.endswith(".example") for email in emails)
    assert {partner.kind for partner in cast.partners} == {
        "ketenpartner",
        "verbonden_partij",
        "samenwerkingsverband",
    }


def test_the_standing_cast_plays_its_parts() -> None:
    staff = {person.full_name: person for person in the_cast().staff}

    assert staff["Noor Bakker"].roles == ("employee", "receptionist")
    assert staff["Els van Dijk"].roles == ("employee", "facility_manager")
    assert staff["Samir Haddad"].roles == ("employee", "administrator")
    assert staff["Bram Jansen"].department != staff["Fatima el Amrani"].department
    assert the_cast().partners[0].contacts[0].full_name == "Ravi Sharma"
    sharing = Counter(person.sharing for person in staff.values())
    assert 0.53 <= sharing["team"] / STAFF_COUNT <= 0.67


# The presence layer: the acceptance test of the generator


@cache
def ordinary_days() -> tuple[Presence, ...]:
    """Working days outside school holidays, of four town halls in two years each."""
    return tuple(_ordinary_days(range(4)))


def _ordinary_days(seeds: Iterable[int]) -> Iterator[Presence]:
    for seed in seeds:
        habits = Habits(seed, assemble_cast(seed, TODAY, HOUSE))
        for day in days_between(date(2025, 1, 1), date(2026, 12, 31)):
            if house_hours(day) and is_ordinary(day):
                yield count_presence(day, attend(seed, day, habits))


def by_weekday() -> dict[int, list[Presence]]:
    days: dict[int, list[Presence]] = defaultdict(list)
    for presence in ordinary_days():
        days[presence.day.weekday()].append(presence)
    return days


@pytest.mark.slow
def test_the_house_is_under_half_full_for_83_percent_of_the_time() -> None:
    under_half = [
        count < 0.5 * STAFF_COUNT
        for presence in ordinary_days()
        for count in presence.hourly_counts
    ]

    assert len(ordinary_days()) > 1500, "n"
    assert mean(under_half) == pytest.approx(0.84, abs=0.03)


@pytest.mark.slow
def test_the_house_is_at_or_below_a_quarter_for_eleven_hours_a_week() -> None:
    quiet_hours = sum(
        mean(sum(c <= 0.25 * STAFF_COUNT for c in day.hourly_counts) for day in days)
        for days in by_weekday().values()
    )

    assert quiet_hours == pytest.approx(11.0, abs=0.7)


@pytest.mark.slow
def test_three_quarters_of_fridays_draw_under_a_quarter() -> None:
    fridays = by_weekday()[FRIDAY]

    assert len(fridays) > 300, "n"
    quiet = mean(day.person_count < 0.25 * STAFF_COUNT for day in fridays)
    assert quiet == pytest.approx(0.75, abs=0.06)


# The booking process and the use


@pytest.mark.slow
def test_the_year_has_the_size_of_a_town_hall() -> None:
    year = the_year()

    assert 240 <= len(year.presence) <= 260
    assert 45_000 <= len(year.desk_reservations) <= 56_000
    assert 17_000 <= len(year.room_reservations) <= 22_000


@pytest.mark.slow
def test_meetings_are_as_large_and_as_long_as_measured() -> None:
    staff = [each for each in past_rooms() if each.party == "staff"]
    sizes = Counter(min(each.attendee_count, 5) for each in staff)

    assert mean(each.attendee_count for each in staff) == pytest.approx(3.3, abs=0.2)
    assert sizes[1] / len(staff) == pytest.approx(0.19, abs=0.02)
    assert sizes[2] / len(staff) == pytest.approx(0.32, abs=0.02)
    assert sizes[5] / len(staff) == pytest.approx(0.22, abs=0.02)
    hours = mean(each.end_minute - each.begin_minute == 60 for each in staff)
    assert hours == pytest.approx(0.42, abs=0.02)
    assert mean(each.begin_minute // 60 in {9, 10, 13, 14} for each in staff) == pytest.approx(
        0.5, abs=0.05
    )


@pytest.mark.slow
def test_one_in_eight_rooms_waits_in_vain_and_series_more_often() -> None:
    kept = standing(past_rooms())
    series = [each for each in kept if each.series]

    assert share("no_show", kept) == pytest.approx(0.12, abs=0.015)
    assert share("no_show", series) > 1.3 * share("no_show", kept)


@pytest.mark.slow
@pytest.mark.parametrize("reservations", [past_rooms, past_desks])
def test_one_in_eight_is_cancelled_and_half_of_those_within_a_day(
    reservations: Callable[[], list[DemoReservation]],
) -> None:
    made = reservations()
    notice = [each.starts_at - each.cancelled_at for each in made if each.cancelled_at]
    late = mean(left < timedelta(days=1) for left in notice)

    assert share("cancelled", made) == pytest.approx(0.12, abs=0.01)
    assert late == pytest.approx(0.5, abs=0.05)


@pytest.mark.slow
def test_lead_times_have_their_medians() -> None:
    one_offs = [each for each in past_rooms() if each.party == "staff" and not each.series]
    partners = [each for each in past_rooms() if each.party == "partner"]
    same_day = mean(each.created_at.date() == each.day for each in past_desks())

    assert lead_days(one_offs) == pytest.approx(4, abs=0.7)
    assert lead_days(partners) == pytest.approx(14, abs=2.5)
    assert 0.30 <= same_day <= 0.40


@pytest.mark.slow
def test_a_quarter_of_room_use_was_never_reserved() -> None:
    year = the_year()
    reserved = sum(
        (ended - came for each in past_rooms() for came, ended in use_of(each)), timedelta()
    )
    unreserved = sum((w.ended_at - w.starts_at for w in year.walk_ups if w.ended_at), timedelta())

    assert unreserved / (reserved + unreserved) == pytest.approx(0.27, abs=0.02)


@pytest.mark.slow
def test_wishes_were_diverted_and_refused_too_and_name_nobody() -> None:
    wishes = the_year().wishes
    verdicts = Counter((wish.kind, wish.verdict) for wish in wishes)

    assert verdicts["room", "diverted"] > 200
    assert verdicts["room", "refused"] > 20
    assert verdicts["desk", "refused"] > 20
    assert not {"holder", "creator", "host", "wished_at"} & set(type(wishes[0]).__slots__)


# What must hold by construction


def claims_by_unit(year: Year) -> dict[str, list[tuple[int, int]]]:
    claims: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for each in standing(year.reservations):
        for space in (SPACES[number] for number in each.space_numbers):
            begin = moment(each.day, each.begin_minute) - space.buffer_before_minutes
            end = moment(each.day, each.end_minute) + space.buffer_after_minutes
            for unit in space.unit_names:
                claims[unit].append((begin, end))
    return claims


def overlaps(periods: list[tuple[int, int]]) -> int:
    return sum(one[1] > other[0] for one, other in pairwise(sorted(periods)))


@pytest.mark.slow
def test_nothing_is_held_twice_at_one_moment() -> None:
    assert sum(overlaps(claims) for claims in claims_by_unit(the_year()).values()) == 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["desk_reservations", "room_reservations"])
def test_nobody_is_in_two_places(kind: str) -> None:
    diary: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for each in standing(getattr(the_year(), kind)):
        begin, end = moment(each.day, each.begin_minute), moment(each.day, each.end_minute)
        diary[each.holder].append((begin, end))

    assert sum(overlaps(periods) for periods in diary.values()) == 0


@pytest.mark.slow
def test_nobody_walks_into_a_room_that_is_in_use() -> None:
    year = the_year()
    used: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for each in past_rooms():
        for unit in SPACES[each.space_numbers[0]].unit_names:
            used[unit].extend(use_of(each))
    for walk_up in year.walk_ups:
        if walk_up.ended_at:
            for unit in SPACES[walk_up.space_number].unit_names:
                used[unit].append((walk_up.starts_at, walk_up.ended_at))

    for periods in used.values():
        assert all(one[1] <= other[0] for one, other in pairwise(sorted(periods)))


@pytest.mark.slow
def test_everything_lies_within_opening_hours_and_within_its_room() -> None:
    for each in the_year().reservations:
        space = SPACES[each.space_numbers[0]]
        hours = hours_of(space, each.day)
        assert hours, each
        assert hours.contains(each.begin_minute, each.end_minute), each
        assert each.begin_minute < each.end_minute
        assert each.begin_minute % space.grain_minutes == 0, each
        assert each.attendee_count <= space.capacity, each
        assert each.layout in {None, *(layout.code for layout in space.layouts)}, each


@pytest.mark.slow
def test_things_happen_in_their_order_and_never_after_the_moment_of_looking() -> None:
    year = the_year()
    for each in year.reservations:
        assert each.created_at < each.starts_at < each.ends_at
        assert each.created_at <= year.seen_at
        if each.cancelled_at:
            assert each.created_at < each.cancelled_at < each.starts_at
        for happened_at in (each.cancelled_at, each.checked_in_at, each.ended_at):
            assert happened_at is None or happened_at <= year.seen_at
        if each.ended_at and each.checked_in_at:
            assert each.checked_in_at < each.ended_at <= each.ends_at
        assert (each.outcome == "planned") <= (each.ends_at > year.seen_at)


@pytest.mark.slow
def test_partners_are_given_only_what_they_may_ask_for_and_only_in_their_term() -> None:
    partners = {partner.key: partner for partner in the_cast().partners}
    for each in the_year().room_reservations:
        if each.partner:
            assert partners[each.partner].is_under_agreement_on(each.day)
            assert SPACES[each.space_numbers[0]].audience == "partners"
            assert each.holder in {contact.email for contact in partners[each.partner].contacts}


# The same, and alive


def test_the_same_seed_and_day_give_the_same_year_and_another_seed_another() -> None:
    assert few_weeks(TODAY) == few_weeks(TODAY)
    assert few_weeks(TODAY, seed=8).desk_reservations != few_weeks(TODAY).desk_reservations


@pytest.mark.slow
def test_a_longer_year_does_not_reshuffle_its_last_weeks() -> None:
    short, first_day = few_weeks(TODAY), TODAY - FEW_WEEKS
    recent = [each for each in the_year().reservations if each.day >= first_day]

    assert recent == list(short.reservations)


@pytest.mark.parametrize(
    "today",
    [
        pytest.param(date(2026, 3, 24), id="a Tuesday"),
        pytest.param(date(2026, 4, 5), id="Easter Sunday"),
        pytest.param(date(2026, 7, 24), id="a Friday in the summer holidays"),
        pytest.param(date(2026, 12, 24), id="Christmas Eve"),
    ],
)
def test_the_story_is_told_whatever_day_it_is(today: date) -> None:
    year = few_weeks(today)
    stage = next(day for day in days_between(today, year.last_day) if house_hours(day))
    fatima = [each for each in year.reservations if each.holder == FATIMA]
    last_week = stage - timedelta(days=7)

    assert any(each.day == stage and each.title == "Casusoverleg wijkteam" for each in fatima)
    if house_hours(last_week):
        assert any(each.day == last_week and each.outcome == "used" for each in fatima)
    assert any(e.host == JOOST and e.partner and e.day == stage for e in year.room_reservations)
    waiting = [each for each in year.room_reservations if each.state == "requested"]
    assert any((e.partner, e.space_numbers) == (RAVIS_PARTNER, (COUNCIL_ROOM,)) for e in waiting)
    assert any(each.state == "option" for each in year.room_reservations)
    assert sum(overlaps(claims) for claims in claims_by_unit(year).values()) == 0


@pytest.mark.slow
def test_today_is_alive_and_the_weeks_ahead_thin_out() -> None:
    year = the_year()
    desks = [each for each in year.desk_reservations if each.day >= TODAY]
    present = [each for each in desks if each.outcome == "used" and not each.ended_at]
    meeting = [e for e in year.room_reservations if e.outcome == "used" and not e.ended_at]
    weeks = Counter((each.day - TODAY).days // 7 for each in desks if each.day > TODAY)

    assert len(present) > 120
    assert len(meeting) > 4
    assert weeks[0] > 2 * weeks[1] > 4 * weeks[3] >= 0
    assert any(each.day > TODAY for each in year.room_reservations)


# The clock changes


@pytest.mark.parametrize("today", [TODAY, date(2026, 10, 20)], ids=["spring", "autumn"])
def test_the_wall_clock_is_kept_when_the_clock_changes(today: date) -> None:
    """Summer time starts on 29 March 2026 and ends on 25 October 2026."""
    offsets = set()
    for each in few_weeks(today).reservations:
        local = each.starts_at.astimezone(TOWN_HALL)
        assert each.starts_at.tzinfo is UTC
        assert (local.date(), local.hour * 60 + local.minute) == (each.day, each.begin_minute)
        assert each.ends_at - each.starts_at == timedelta(
            minutes=each.end_minute - each.begin_minute
        )
        offsets.add(local.utcoffset())

    assert offsets == {timedelta(hours=1), timedelta(hours=2)}


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize("hour", [6, 8, 22])
def test_a_moment_on_the_day_itself_is_the_hour_on_the_wall(day: date, hour: int) -> None:
    wall = datetime.combine(day, time(hour), tzinfo=TOWN_HALL)

    assert instant(moment(day, hour * 60)) == wall
