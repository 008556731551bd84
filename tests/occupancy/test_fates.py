"""The measures over arrays: the worked examples of the definitions, and what lies beside them."""

import pytest

from booking.occupancy.fates import (
    LeadTime,
    Share,
    ad_hoc_share,
    attendance,
    cancellations,
    external_share,
    idle_minutes,
    late_cancellations,
    lead_time,
    measured,
    no_show_minutes,
    no_shows,
    sharing,
    sums_of,
)
from booking.occupancy.fit_table import fit_table
from booking.occupancy.measures import (
    booked_rate,
    occupancy_rate,
    seat_fill_rate,
    utilisation_rate,
)
from booking.occupancy.sheet import Fate
from booking.people.values import PartnerKind
from booking.spaces.values import SpaceKind
from tests.occupancy.sheets import EIGHT, HELD, SIX, days_of, line, room

MADE = Fate.FIRST | Fate.AWAITED
NOTHING = days_of()


def test_400_of_600_open_minutes_are_two_thirds() -> None:
    sums = sums_of(days_of(([room(1)], [line(1, EIGHT, EIGHT + 400)])))
    assert booked_rate(sums) == occupancy_rate(sums) == pytest.approx(400 / 600)


def test_39_person_hours_in_7_seats_over_8_hours_are_69_6_percent() -> None:
    lines = [line(1, 480, 660, people=7), line(1, 660, 780, people=6), line(1, 780, 960, people=2)]
    sums = sums_of(days_of(([room(1, 7, ((480, 960),))], lines)))
    assert sums.used_person_minutes == 39 * 60
    assert utilisation_rate(sums) == pytest.approx(0.696, abs=0.0005)


def test_frequency_times_seat_fill_is_utilisation_when_weighted_by_seats() -> None:
    rooms = [room(1, 4), room(2, 12)]
    sums = sums_of(days_of((rooms, [line(1, 480, 700, people=3), line(2, 600, 900, people=5)])))
    frequency = sums.used_seat_minutes / sums.open_seat_minutes
    fill = seat_fill_rate(sums)
    assert fill is not None
    assert utilisation_rate(sums) == pytest.approx(frequency * fill)
    assert occupancy_rate(sums) != pytest.approx(frequency)


def test_a_room_that_was_shut_half_the_time_has_half_the_denominator() -> None:
    shut = room(1, opened=())
    sums = sums_of(days_of(([room(1)], [line(1, 480, 780)]), ([shut], [line(1, 480, 780)])))
    assert (sums.open_minutes, sums.booked_minutes) == (600, 300)


def test_minutes_outside_opening_hours_are_nowhere() -> None:
    lunch = ((480, 720), (780, 1080))
    sums = sums_of(days_of(([room(1, opened=lunch)], [line(1, 700, 800), line(1, 1000, 1200)])))
    assert (sums.open_minutes, sums.booked_minutes) == (540, 20 + 20 + 80)


def test_no_shows_are_of_those_that_asked_for_check_in() -> None:
    lines = [
        line(1, 480, 540, fate=HELD), line(1, 540, 660, fate=MADE | Fate.NO_SHOW, used=(540, 540)),
        line(1, 700, 760, fate=Fate.FIRST),
        line(1, 800, 860, held_end=800, fate=MADE | Fate.CANCELLED),
        line(2, 540, 660, fate=Fate.AWAITED | Fate.NO_SHOW, used=(540, 540)),
    ]  # fmt: skip
    arrays = days_of(([room(1), room(2)], lines))
    assert no_shows(arrays) == Share(1, 2)
    assert no_show_minutes(arrays) == Share(240, 300)
    assert measured(arrays) == Share(1, 3)


def test_hours_that_were_left_and_taken_again() -> None:
    released = MADE | Fate.NO_SHOW | Fate.RELEASED
    lines = [
        line(1, 480, 600, held_end=495, used=(480, 480), fate=released),
        line(1, 520, 560),
        line(2, 480, 600, held_end=510, fate=HELD | Fate.LEFT_EARLY),
        line(2, 700, 760, held_end=700, used=(0, 0), fate=MADE | Fate.CANCELLED | Fate.LATE),
        line(2, 720, 780, used=(720, 720), fate=MADE | Fate.NO_SHOW),
    ]
    found = idle_minutes(days_of(([room(1), room(2)], lines)))
    assert (found.ghost, found.early, found.reclaimed) == (15 + 60, 90 + 60, 105)
    assert found.rebooked == 40 + 40


def test_what_one_party_gave_back_may_be_taken_by_another() -> None:
    partner = PartnerKind.CHAIN_PARTNER
    lines = [line(1, 480, 600, held_end=480, used=(0, 0), party=partner,
                  fate=MADE | Fate.CANCELLED | Fate.LATE), line(1, 500, 560)]  # fmt: skip
    everybody = days_of(([], []), ([room(1)], lines))
    assert idle_minutes(everybody.of_parties([partner]), everybody).rebooked == 60
    assert idle_minutes(everybody.of_parties([None]), everybody).rebooked == 0


def test_a_reservation_counts_in_each_part_of_the_day_that_it_asked_for() -> None:
    missed = MADE | Fate.NO_SHOW
    lines = [line(1, 660, 780, used=(0, 0), fate=missed), line(1, 840, 900, lead_hours=3),
             line(2, 840, 900, held_end=840, used=(0, 0), fate=MADE | Fate.CANCELLED)]  # fmt: skip
    arrays = days_of(([room(1), room(2)], lines))
    morning, afternoon = arrays.between(480, 720), arrays.between(720, SIX)
    assert (no_shows(morning), no_shows(afternoon)) == (Share(1, 1), Share(1, 2))
    assert (cancellations(morning), cancellations(afternoon)) == (Share(0, 1), Share(1, 3))
    assert (measured(morning), measured(afternoon)) == (Share(0, 1), Share(1, 2))
    assert sums_of(morning).awaited_count == 1
    assert (lead_time(morning), lead_time(arrays.between(900, SIX))) == (LeadTime(1, 24, 24), None)


def test_who_walked_in_and_who_came_from_outside() -> None:
    partner = PartnerKind.CHAIN_PARTNER
    lines = [line(1, 480, 540, fate=HELD | Fate.AD_HOC), line(2, 480, 660, party=partner)]
    arrays = days_of(([room(1), room(2)], lines))
    assert ad_hoc_share(arrays) == Share(60, 240)
    assert external_share(arrays) == Share(180, 240)
    assert external_share(arrays.of_parties([None])) == Share(0, 60)


def test_how_long_before_and_what_was_cancelled() -> None:
    lines = [line(1, 480 + 30 * n, 510 + 30 * n, lead_hours=hours)
             for n, hours in enumerate([0, 4, 10, 200])]  # fmt: skip
    lines += [line(1, 800, 830, held_end=800, fate=MADE | Fate.CANCELLED | Fate.LATE)]
    arrays = days_of(([room(1)], lines))
    found = lead_time(arrays)
    assert found is not None
    assert (found.count, found.median_hours, found.p90_hours) == (5, 10, 200)
    assert (cancellations(arrays), late_cancellations(arrays)) == (Share(1, 5), Share(1, 5))


def test_rooms_against_the_people_in_them() -> None:
    lines = [line(1, 480, 540, people=3), line(2, 480, 600, people=3, fate=HELD | Fate.AVOIDABLE),
             line(2, 600, 660, people=12)]  # fmt: skip
    found = fit_table(days_of(([room(1, 4), room(2, 12)], lines)))
    assert (found.groups, found.rooms) == ([4, 12], [4, 12])
    assert found.minutes.tolist() == [[60, 120], [0, 60]]
    assert (found.oversize_minutes, found.avoidable_minutes, found.used_minutes) == (120, 120, 240)


def test_people_a_day_only_above_the_floor() -> None:
    days = days_of(([room(1)], []), ([room(1, opened=())], []), person_count=30, staff_count=40)
    found = attendance(days, group_size_min=10)
    assert found is not None
    assert (found.day_count, found.mean_people, found.share) == (1, 30, 0.75)
    assert attendance(days, group_size_min=41) is None


def test_desks_for_each_head_and_for_each_job() -> None:
    found = sharing(60, 100, None)
    assert (found.per_head, found.per_job) == (0.6, None)
    assert sharing(60, 0, 80).per_head is None
    assert sharing(60, 100, 80).per_job == 0.75


def test_of_nothing_there_is_no_figure() -> None:
    assert NOTHING.is_empty
    assert {it(NOTHING).value for it in (no_shows, cancellations, ad_hoc_share, external_share,
                                         measured, no_show_minutes)} == {None}  # fmt: skip
    assert lead_time(NOTHING) is None
    assert attendance(NOTHING, group_size_min=10) is None
    assert fit_table(NOTHING).used_minutes == 0
    assert occupancy_rate(sums_of(NOTHING)) is None


def test_only_some_spaces_and_days() -> None:
    desk = room(3, 1, kind=SpaceKind.DESK, zone_id=2)
    day = ([room(1), desk], [line(1, 480, 540), line(3, 480, 600)])
    arrays = days_of(day, day)
    assert sums_of(arrays.of_spaces(kind=SpaceKind.DESK)).used_minutes == 240
    assert sums_of(arrays.of_spaces(zone_ids=[1])).open_minutes == 1200
    assert sums_of(arrays.of_weekdays([1]).of_spaces(space_ids=[1])).used_minutes == 60
    assert sums_of(arrays.between(0, 500)).used_minutes == 80
    assert sums_of(arrays.between(0, SIX)).used_minutes == 360


def test_a_group_over_two_zones_is_one_reservation_in_each_and_in_both() -> None:
    house = [room(1, zone_id=1), room(2, zone_id=2), room(3, zone_id=2)]
    more = HELD & ~Fate.FIRST
    lines = [
        line(1, 480, 540), line(2, 480, 540, fate=more), line(3, 480, 540, fate=more),
        line(2, 600, 660), line(2, 700, 760, lead_hours=2), line(3, 0, 500, fate=more),
    ]  # fmt: skip
    arrays = days_of((house, []), (house, lines))
    assert sums_of(arrays).reservation_count == 3
    assert sums_of(arrays.of_spaces(zone_ids=[1])).reservation_count == 1
    second = arrays.of_spaces(zone_ids=[2])
    assert sums_of(second).reservation_count == 3
    assert [sums_of(second.of_spaces(space_ids=[it])).reservation_count for it in (2, 3)] == [3, 1]
    assert cancellations(second.of_parties([None])) == Share(0, 3)
