"""Many hands at one slot that others wait for: one holder at any time, and the line is kept."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from sqlmodel import Session, select

from booking.foundation.database import Database, retried
from booking.foundation.errors import Contended, DomainError
from booking.people.models import Person, PersonRole
from booking.people.values import Act, Principal, Role
from booking.reservations.models import Claim, Reservation
from booking.reservations.operations import cancel, reserve
from booking.reservations.settling import settle_one
from booking.reservations.values import Needs, ReservationState, Wish
from booking.reservations.waiting.models import Waiting
from booking.reservations.waiting.operations import decline, join, take
from booking.reservations.waiting.queries import list_of, place_in_line
from booking.reservations.waiting.values import Wanted
from booking.spaces.values import SpaceKind
from tests.races.inspection import doubles
from tests.together import together
from tests.town_hall import TownHall, at

pytestmark = pytest.mark.slow
TUESDAY = date(2026, 3, 24)
SLOT = at(TUESDAY, "10:00", "12:00")
WAITING_COUNT, PASSERS_BY = 20, 14
REFUSED = (DomainError,)
"""What may happen to who comes second; anything else is a mistake of ours."""


def newcomers(database: Database, count: int, stem: str) -> list[Principal]:
    with database.writing() as session:
        people = [Person(email=f"{stem}{n}@voorbeeldstad.example", name=f"{stem} {n}")
                  for n in range(count)]  # fmt: skip
        session.add_all(people)
        session.flush()
        session.add_all(PersonRole(person_id=p.id or 0, role=Role.EMPLOYEE) for p in people)
        return [Principal(p.id or 0, p.name, frozenset({Role.EMPLOYEE})) for p in people]


class Slot:
    """One room at one time, and what people do with it, each in a transaction of its own."""

    def __init__(self, database: Database, hall: TownHall, now: datetime) -> None:
        self.database, self.now = database, now
        self.wish = Wish((hall.spaces["beuk"],), SLOT)
        self.wanted = Wanted(SpaceKind.ROOM, Needs(SLOT), hall.spaces["beuk"])

    def do(self, work: Callable[[Session], object]) -> None:
        """Until there is an answer: fifty behind each other may take longer than one may wait."""

        @retried
        def act() -> None:
            with self.database.writing() as session:
                work(session)

        for _ in range(20):
            with suppress(Contended):
                return act()
        raise AssertionError("never got through")

    def reserve(self, person: Principal) -> None:
        self.do(lambda session: reserve(session, Act(person, self.now), self.wish))

    def cancel(self, person: Principal, uid: str) -> None:
        self.do(lambda session: cancel(session, Act(person, self.now), uid))

    def join(self, person: Principal) -> None:
        self.do(lambda session: join(session, Act(person, self.now), self.wanted))

    def take(self, person: Principal, uid: str) -> None:
        self.do(lambda session: take(session, Act(person, self.now), uid))

    def decline(self, person: Principal, uid: str) -> None:
        self.do(lambda session: decline(session, Act(person, self.now), uid))

    def lapse(self, uid: str) -> None:
        self.do(lambda session: settle_one(session, uid, at=self.now))

    def line(self) -> list[Waiting]:
        with self.database.reading() as session:
            return list(session.exec(select(Waiting).order_by("id")).all())

    def holder(self) -> Reservation:
        """The one that has the slot: there is one, and no more."""
        with self.database.reading() as session:
            owners = {claim.reservation_id for claim in session.exec(select(Claim))}
            assert len(owners) == 1
            return session.get_one(Reservation, owners.pop())


def unexpected(raised: Sequence[BaseException]) -> list[BaseException]:
    return [error for error in raised if not isinstance(error, REFUSED)]


def test_fifty_at_one_slot_leave_one_holder_and_nobody_slips_past_the_line(
    database: Database, hall: TownHall, now: datetime
) -> None:
    slot = Slot(database, hall, now)
    slot.reserve(hall.cast["noor"])
    held = slot.holder()
    waiters, others = newcomers(database, WAITING_COUNT, "w"), newcomers(database, PASSERS_BY, "p")

    assert together(*(partial(slot.join, person) for person in waiters * 2)) == []
    line = slot.line()
    assert sorted(row.person_id for row in line) == [person.id for person in waiters]
    with database.reading() as session:
        places = [place_in_line(session, row) for row in line]
    assert places == list(range(1, WAITING_COUNT + 1))

    by_id = {person.id: person for person in waiters}
    works = [partial(slot.cancel, hall.cast["noor"], held.uid) for _ in range(16)]
    works += [partial(slot.reserve, person) for person in others]
    works += [partial(slot.take, by_id[row.person_id], row.uid) for row in line]
    assert unexpected(together(*works)) == []
    first = slot.holder()
    assert first.holder_id == line[0].person_id

    if first.state is ReservationState.OPTION:
        slot.now = now + timedelta(hours=1)
        works = [partial(slot.lapse, first.uid) for _ in range(16)]
        works += [partial(slot.decline, by_id[line[0].person_id], line[0].uid)]
        works += [partial(slot.reserve, person) for person in others]
        works += [partial(slot.take, by_id[row.person_id], row.uid) for row in line[:1]]
        assert unexpected(together(*works)) == []
        assert slot.holder().holder_id == line[1].person_id
    assert doubles(database) == []
    with database.reading() as session:
        open_offers = [entry for person in waiters
                       for entry in list_of(session, person, now=slot.now)
                       if entry.has_open_offer(slot.now)]  # fmt: skip
    assert len(open_offers) <= 1


def test_two_desks_freed_at_once_are_two_offers_and_nobody_has_both(
    database: Database, hall: TownHall, now: datetime
) -> None:
    """In two zones, so no day version keeps the two apart."""
    slot = Slot(database, hall, now)
    with database.writing() as session:
        held = [
            (who, reserve(session, hall.act(who, now), Wish((hall.spaces[desk],), SLOT)).uid)
            for who, desk in (("noor", "D1"), ("els", "D5"))
        ]
        group = tuple(hall.spaces[desk] for desk in ("D2", "D3", "D4", "D6"))
        reserve(session, hall.act("samir", now), Wish(group, SLOT, attendee_count=4))
        for who in ("fatima", "joost", "bram"):
            join(session, hall.act(who, now), Wanted(SpaceKind.DESK, Needs(SLOT)))

    assert together(*(partial(slot.cancel, hall.cast[who], uid) for who, uid in held)) == []
    with database.reading() as session:
        offers = session.exec(
            select(Reservation).where(Reservation.state == ReservationState.OPTION)
        ).all()
    holders = [offer.holder_id for offer in offers]
    assert 1 <= len(holders) == len(set(holders)) <= 2
    assert doubles(database) == []
