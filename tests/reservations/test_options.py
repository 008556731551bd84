"""Options: held for a while, confirmed once by who holds them, or lapsed by themselves."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from booking.foundation.database import Database
from booking.foundation.doors import Door
from booking.people.permissions import NotThere
from booking.reservations.house_rules import set_house_rules
from booking.reservations.models import Claim, Reservation
from booking.reservations.operations import ReservationRefused, cancel, change, reserve, wish_of
from booking.reservations.options import (
    NoOptionAnymore,
    NoOptions,
    NothingToDecide,
    OptionLapsed,
    confirm_option,
    hold_option,
    hold_until,
)
from booking.reservations.queries import history_of, reservation_of
from booking.reservations.settling import due, settle_one
from booking.reservations.values import HouseRules, Reason, ReservationState, Wish
from booking.spaces.values import SpaceKind
from tests.together import in_processes
from tests.town_hall import TownHall, at

WEDNESDAY = date(2026, 3, 25)
FRIDAY = date(2026, 3, 27)
MINUTE = timedelta(minutes=1)


def take(
    database: Database,
    hall: TownHall,
    now: datetime,
    who: str = "joost",
    place: str = "beuk",
    *,
    day: date = FRIDAY,
) -> Reservation:
    wish = Wish((hall.spaces[place],), at(day, "10:00", "12:00"), title="Dag")
    with database.writing() as session:
        return session.get_one(Reservation, hold_option(session, hall.act(who, now), wish))


def stored(database: Database, hall: TownHall, uid: str) -> Reservation:
    with database.reading() as session:
        return reservation_of(session, uid, hall.cast["els"])


def claim_count(database: Database, reservation: Reservation) -> int:
    with database.reading() as session:
        found = session.exec(select(Claim).where(Claim.reservation_id == reservation.id))
        return len(found.all())


def actions(database: Database, uid: str) -> list[str]:
    with database.reading() as session:
        return [entry.action for entry in history_of(session, uid)]


def test_an_option_holds_its_place_for_so_many_hours_of_opening_time(
    database: Database, hall: TownHall, now: datetime
) -> None:
    option = take(database, hall, now)

    assert option.state is ReservationState.OPTION
    # from Monday 9:00: 9 hours, then 10 on Tuesday and 5 on Wednesday from 8:00 on
    assert option.expires_at == at(WEDNESDAY, "08:00", "13:00").ends_at
    with pytest.raises(ReservationRefused) as refused:
        take(database, hall, now, "fatima")
    assert [objection.reason for objection in refused.value.objections] == [Reason.TAKEN]


def test_it_is_never_held_past_its_start(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    option = take(database, hall, now, day=monday)
    assert option.expires_at == option.starts_at


def test_desks_running_time_and_a_house_without_options_have_none(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with pytest.raises(NoOptions):
        take(database, hall, now, place="D1")
    with pytest.raises(NothingToDecide):
        take(database, hall, at(FRIDAY, "10:00", "11:00").starts_at)
    with database.writing() as session:
        rules = HouseRules(option_max=timedelta(0))
        set_house_rules(session, hall.act("els", now), SpaceKind.ROOM, rules, begins=monday)
    with pytest.raises(NoOptions):
        take(database, hall, now)


def test_who_may_not_reserve_takes_no_option(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with pytest.raises(ReservationRefused) as refused:
        take(database, hall, now, "ravi", "linde")
    assert refused.value.objections[0].reason is Reason.NOT_FOR_YOU


def test_an_offer_holds_any_place_until_a_moment(
    database: Database, hall: TownHall, now: datetime
) -> None:
    wish = Wish((hall.spaces["D1"],), at(FRIDAY, "10:00", "12:00"))
    with database.writing() as session:
        number = hold_until(session, hall.act("joost", now), wish, now + timedelta(hours=2))
        assert session.get_one(Reservation, number).expires_at == now + timedelta(hours=2)


def test_confirmed_it_is_firm_and_confirming_twice_is_confirming_once(
    database: Database, hall: TownHall, now: datetime
) -> None:
    option = take(database, hall, now)
    for _ in range(2):
        with database.writing() as session:
            firm = confirm_option(session, hall.act("joost", now), option.uid)

    assert (firm.state, firm.expires_at, firm.rev) == (ReservationState.CONFIRMED, None, 2)
    assert firm.sequence == option.sequence + 1, "calendars hear that it is firm now"
    assert claim_count(database, option) == 1
    assert actions(database, option.uid) == ["reserve", "confirm"]


def test_the_rules_are_not_asked_anew(database: Database, hall: TownHall, now: datetime) -> None:
    option = take(database, hall, now)
    with database.writing() as session:
        rules = HouseRules(notice_min=timedelta(days=10))
        set_house_rules(session, hall.act("els", now), SpaceKind.ROOM, rules, begins=now.date())
    with database.writing() as session:
        firm = confirm_option(session, hall.act("joost", now), option.uid)
    assert firm.state is ReservationState.CONFIRMED


def test_where_approval_is_needed_it_becomes_a_request_when_confirmed(
    database: Database, hall: TownHall, now: datetime
) -> None:
    option = take(database, hall, now, "ravi", "raadzaal")
    assert (option.state, option.answer_by) == (ReservationState.OPTION, None)

    with database.writing() as session:
        asked = confirm_option(session, hall.act("ravi", now), option.uid)

    assert asked.state is ReservationState.REQUESTED
    assert asked.answer_by == at(date(2026, 3, 24), "08:00", "15:00").ends_at
    assert claim_count(database, option) == 1


@pytest.mark.parametrize(("who", "place"), [("bram", "beuk"), ("pia", "raadzaal")])
def test_others_cannot_confirm_and_do_not_see_it(
    database: Database, hall: TownHall, now: datetime, who: str, place: str
) -> None:
    option = take(database, hall, now, "ravi", place)
    with pytest.raises(NotThere), database.writing() as session:
        confirm_option(session, hall.act(who, now), option.uid)
    assert stored(database, hall, option.uid).state is ReservationState.OPTION


def test_at_its_expiry_it_lapses_once_and_lets_go(
    database: Database, hall: TownHall, now: datetime
) -> None:
    option = take(database, hall, now)
    assert option.expires_at is not None
    just_before, expiry = option.expires_at - MINUTE, option.expires_at
    with database.writing() as session:
        assert list(due(session, now=just_before)) == []
        settle_one(session, option.uid, at=just_before)
        assert list(due(session, now=expiry)) == [option.uid]
    assert stored(database, hall, option.uid).state is ReservationState.OPTION

    for _ in range(2):
        with database.writing() as session:
            settle_one(session, option.uid, at=expiry)

    lapsed = stored(database, hall, option.uid)
    assert (lapsed.state, lapsed.expires_at) == (ReservationState.EXPIRED, expiry)
    assert claim_count(database, option) == 0
    with database.reading() as session:
        last = history_of(session, option.uid)[-1]
    assert (last.action, last.door, last.actor_id) == ("lapse", Door.JOB, None)
    assert take(database, hall, expiry, "fatima").state is ReservationState.OPTION


def test_after_its_expiry_it_is_nobodys_though_no_job_ran(
    database: Database, hall: TownHall, now: datetime
) -> None:
    option = take(database, hall, now)
    assert option.expires_at is not None
    with pytest.raises(OptionLapsed), database.writing() as session:
        confirm_option(session, hall.act("joost", option.expires_at), option.uid)
    assert stored(database, hall, option.uid).state is ReservationState.OPTION


def test_what_was_given_back_is_not_confirmed(
    database: Database, hall: TownHall, now: datetime
) -> None:
    option = take(database, hall, now)
    with database.writing() as session:
        cancel(session, hall.act("joost", now), option.uid)
    with pytest.raises(NoOptionAnymore), database.writing() as session:
        confirm_option(session, hall.act("joost", now), option.uid)


def test_moved_it_stays_an_option_and_is_held_no_longer(
    database: Database, hall: TownHall, now: datetime
) -> None:
    option = take(database, hall, now)
    with database.writing() as session:
        later = wish_of(session, option, period=at(FRIDAY, "14:00", "15:00"))
        moved = change(session, hall.act("joost", now), option.uid, later, rev=1)
        assert moved.expires_at == option.expires_at
        sooner = wish_of(session, option, period=at(now.date(), "14:00", "15:00"))
        moved = change(session, hall.act("joost", now), option.uid, sooner, rev=2)
    assert (moved.state, moved.expires_at) == (ReservationState.OPTION, moved.starts_at)


def test_what_was_reserved_outright_is_firm_already(
    database: Database, hall: TownHall, now: datetime
) -> None:
    wish = Wish((hall.spaces["beuk"],), at(FRIDAY, "10:00", "12:00"))
    with database.writing() as session:
        firm = reserve(session, hall.act("joost", now), wish)
        assert confirm_option(session, hall.act("joost", now), firm.uid).rev == 1


def _decide(session: Session, verb: str, hall: TownHall, uid: str, due: datetime) -> None:
    """In a process of its own: the holder confirms just in time, or the house lets go."""
    if verb == "confirm":
        confirm_option(session, hall.act("joost", due - MINUTE), uid)
    else:
        settle_one(session, uid, at=due)


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(3))
def test_of_confirming_and_lapsing_at_once_one_wins(
    database: Database, hall: TownHall, now: datetime, turn: int
) -> None:
    option = take(database, hall, now)
    url = database.url.render_as_string(hide_password=False)
    verbs = ["confirm", "lapse", "confirm", "lapse"]
    verdicts = in_processes(_decide, url, verbs, hall, option.uid, option.expires_at)

    after = stored(database, hall, option.uid)
    assert after.rev == 2, "one of them had an effect"
    if after.state is ReservationState.CONFIRMED:
        assert {said for _, said in verdicts} == {"done"}
        assert (after.expires_at, claim_count(database, option)) == (None, 1)
    else:
        assert after.state is ReservationState.EXPIRED
        assert {said for verb, said in verdicts if verb == "confirm"} == {"OptionLapsed"}
        assert claim_count(database, option) == 0
