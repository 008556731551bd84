"""For whom a zone is: for everybody, or for whom it names, from so many days before. Pure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.people.values import Party
from booking.spaces.values import Stock, Zone, ZoneKind
from booking.spaces.zone_access import senseless, shut_in
from booking.spaces.zone_grants import ZoneGrant, ZoneParty

DAY = date(2026, 3, 25)
COLLEAGUE, MATE, RAVI = Party(1, 10, 100), Party(2, 11, 101), Party(3, partner_id=7)
ALL, PARTNERS = ZoneGrant(ZoneParty.STAFF, None, None), ZoneGrant(ZoneParty.PARTNERS, None, None)
THEIRS = ZoneGrant(ZoneParty.DEPARTMENT, 100, None)


def staff(days: int) -> ZoneGrant:
    return ZoneGrant(ZoneParty.STAFF, None, days)


def stock(*grants: ZoneGrant) -> Stock:
    zone = Zone(1, "Atrium", ZoneKind.OPEN, 1, None, (0, 0, 0, 0))
    return Stock(1, {}, {1: zone}, {}, (), {}, (), {}, {1: grants} if grants else {})


def is_open(party: Party, today: date, *grants: ZoneGrant) -> bool:
    return shut_in(1, stock(*grants), DAY, party=party, today=today) is None


def test_partners_first_until_fourteen_days_before_then_everyone() -> None:
    grants = (PARTNERS, staff(14))
    for days, staff_may in ((30, False), (15, False), (14, True), (0, True)):
        today = DAY - timedelta(days=days)
        assert is_open(RAVI, today, *grants)
        assert is_open(COLLEAGUE, today, *grants) is staff_may
    shut = shut_in(1, stock(*grants), DAY, party=COLLEAGUE, today=DAY - timedelta(days=20))
    assert shut is not None
    assert shut.opens_on == DAY - timedelta(days=14)


def test_a_zone_of_a_department_opens_for_others_two_days_before() -> None:
    before = DAY - timedelta(days=3)
    assert is_open(COLLEAGUE, before, THEIRS, staff(2))
    assert not is_open(MATE, before, THEIRS, staff(2))
    assert is_open(MATE, DAY - timedelta(days=2), THEIRS, staff(2))
    assert not is_open(RAVI, DAY, THEIRS, staff(2))


def test_a_zone_of_a_team_is_for_nobody_else() -> None:
    mine = ZoneGrant(ZoneParty.TEAM, 11, None)
    assert is_open(MATE, DAY, mine)
    shut = shut_in(1, stock(mine), DAY, party=COLLEAGUE, today=DAY)
    assert shut is not None
    assert shut.opens_on is None


def test_nothing_said_is_for_everybody_and_what_is_over_is_not_said() -> None:
    over = ZoneGrant(ZoneParty.TEAM, 11, None, date(2026, 1, 1), DAY)
    later = ZoneGrant(ZoneParty.TEAM, 11, None, DAY + timedelta(days=1))
    for grants in ((), (over,), (later,), (over, later)):
        assert all(is_open(party, DAY, *grants) for party in (COLLEAGUE, MATE, RAVI))


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_who_is_named_twice_has_the_best_of_both(theirs: int, all_staff: int, ahead: int) -> None:
    grants = (ZoneGrant(ZoneParty.DEPARTMENT, 100, theirs), staff(all_staff))
    today = DAY - timedelta(days=ahead)
    assert is_open(COLLEAGUE, today, *grants) is (ahead <= max(theirs, all_staff))
    assert is_open(MATE, today, *grants) is (ahead <= all_staff)


@pytest.mark.parametrize(
    ("grants", "is_senseless"),
    [
        ((ALL, THEIRS), True),
        ((THEIRS, ALL), True),
        ((staff(14), ZoneGrant(ZoneParty.TEAM, 10, 7)), True),
        ((PARTNERS, PARTNERS), True),
        ((staff(2), THEIRS), False),
        ((PARTNERS, ALL), False),
        ((), False),
    ],
)
def test_what_gives_nothing_more_is_senseless(
    grants: tuple[ZoneGrant, ...], is_senseless: bool
) -> None:
    assert (senseless(grants) is not None) is is_senseless
