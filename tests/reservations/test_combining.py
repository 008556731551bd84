"""Rooms with folding walls, one within another: whoever has a part keeps others from the whole."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from booking.foundation.database import Database, retried
from booking.foundation.journal import JournalEntry
from booking.people.permissions import NotAllowed
from booking.reservations.claims import JustTaken
from booking.reservations.combining import StillReserved, change_parts
from booking.reservations.models import Claim, Reservation
from booking.reservations.operations import ReservationRefused, cancel, reserve
from booking.reservations.values import Wish
from booking.spaces.changes import add_space
from booking.spaces.combined import PartOfAnother, PartsDoNotFit, parts_of
from booking.spaces.queries import current_stock
from booking.spaces.values import Audience, SpaceFacts, SpaceKind
from tests.together import together
from tests.town_hall import TownHall, at

HALLS = ("linde_a", "linde_b", "linde", "beuk", "all")
"""A, B, A+B, C and (A+B)+C."""
WITHIN = {"linde_a": "A", "linde_b": "B", "linde": "AB", "beuk": "C", "all": "ABC"}
FACTS = SpaceFacts(
    number="1.00", name="De Boomgaard", kind=SpaceKind.ROOM, grain_minutes=15,
    buffer_before_minutes=0, buffer_after_minutes=0, needs_approval=False,
    audience=Audience.STAFF, is_accessible=True, equipment=frozenset(), layouts={},
)  # fmt: skip


@pytest.fixture(autouse=True)
def orchard(database: Database, hall: TownHall, now: datetime) -> None:
    """(A+B)+C: a combined room of which one part is combined itself."""
    with database.writing() as session:
        hall.spaces["all"] = add_space(
            session, hall.act("els", now), FACTS, zone_id=hall.zones["overleg"], capacity=22,
            begins=now.date(), part_ids=[hall.spaces["linde"], hall.spaces["beuk"]],
        )  # fmt: skip


def share(one: str, other: str) -> bool:
    return bool(set(WITHIN[one]) & set(WITHIN[other]))


def parts(session: Session, hall: TownHall, name: str) -> set[int]:
    stock = current_stock(session)
    return {room.id for room in parts_of(stock, stock.spaces[hall.spaces[name]])}


def test_the_parts_of_a_room_are_the_rooms_it_was_made_of(
    database: Database, hall: TownHall
) -> None:
    with database.reading() as session:
        assert parts(session, hall, "all") == {hall.spaces["linde"], hall.spaces["beuk"]}
        assert parts(session, hall, "linde") == {hall.spaces["linde_a"], hall.spaces["linde_b"]}
        assert parts(session, hall, "beuk") == set()


def test_whoever_comes_first_keeps_out_parent_child_and_grandchild_alone(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    slots = [
        at(monday + timedelta(days=days), f"{hour:02}:00", f"{hour + 1:02}:00")
        for days in (1, 2, 3) for hour in range(8, 17)
    ]  # fmt: skip
    for period, (first, second) in zip(slots, product(HALLS, HALLS), strict=False):
        with database.writing() as session:
            reserve(session, hall.act("fatima", now), Wish((hall.spaces[first],), period))
        try:
            with database.writing() as session:
                reserve(session, hall.act("joost", now), Wish((hall.spaces[second],), period))
            is_had = True
        except ReservationRefused:
            is_had = False
        assert is_had is not share(first, second), f"{second} while {first} is held"


wishes = st.lists(
    st.tuples(st.sampled_from(HALLS), st.integers(8, 12), st.integers(1, 3)), max_size=12
)


def test_any_order_of_wishes_gives_each_part_to_one(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    class Undone(Exception):
        """Ends the transaction of an example."""

    @settings(suppress_health_check=[HealthCheck.too_slow], max_examples=30)
    @given(wishes)
    def look(asked: list[tuple[str, int, int]]) -> None:
        held: set[tuple[str, int]] = set()
        with suppress(Undone), database.writing() as session:
            for name, begin, hours in asked:
                wanted = {(part, h) for part in WITHIN[name] for h in range(begin, begin + hours)}
                period = at(monday + timedelta(days=1), f"{begin:02}:00", f"{begin + hours:02}:00")
                wish = Wish((hall.spaces[name],), period)
                if held & wanted:
                    with pytest.raises(ReservationRefused):
                        reserve(session, hall.act("fatima", now), wish)
                else:
                    reserve(session, hall.act("fatima", now), wish)
                    held |= wanted
            raise Undone

    look()


def test_all_at_once_no_part_is_given_out_twice(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    people = ("fatima", "joost", "noor", "els", "bram")
    for hour in range(9, 13):
        period = at(monday + timedelta(days=1), f"{hour:02}:00", f"{hour + 1:02}:00")

        @retried
        def ask(name: str, who: str, period=period) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
            with database.writing() as session:
                reserve(session, hall.act(who, now), Wish((hall.spaces[name],), period))

        raised = together(
            *(lambda n=name, w=who: ask(n, w) for name, who in zip(HALLS, people, strict=True))  # type: ignore[misc]
        )
        assert all(isinstance(error, ReservationRefused | JustTaken) for error in raised), raised
    with database.reading() as session:
        claims = session.exec(select(Claim.unit_id, Claim.s)).all()
        assert len(claims) == len(set(claims))
        assert len({s for _, s in claims}) == 4, "each hour somebody has something"


def test_other_parts_when_nobody_has_reserved_it(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    tuesday = at(monday + timedelta(days=1), "09:00", "10:00")
    _reserve(database, hall, "joost", now, "beuk")  # of a part: does not stand in the way
    _change(database, hall, now, "all", ("linde_a", "beuk"))
    with database.writing() as session:
        assert parts(session, hall, "all") == {hall.spaces["linde_a"], hall.spaces["beuk"]}
        later = at(monday + timedelta(days=2), "09:00", "10:00")
        reserve(session, hall.act("joost", now), Wish((hall.spaces["linde_b"],), later))
        reserve(session, hall.act("fatima", now), Wish((hall.spaces["all"],), later))
        with pytest.raises(ReservationRefused):
            reserve(session, hall.act("fatima", now), Wish((hall.spaces["all"],), tuesday))
    with database.reading() as session:
        [entry] = session.exec(
            select(JournalEntry).where(JournalEntry.action == "space-parts-changed")
        )
        assert entry.actor_id == hall.cast["els"].id


def test_who_reserved_it_keeps_what_was_reserved(
    database: Database, hall: TownHall, now: datetime
) -> None:
    uid = _reserve(database, hall, "joost", now, "all")
    with pytest.raises(StillReserved) as refused:
        _change(database, hall, now, "all", ("linde_a", "beuk"))
    assert refused.value.facts == {"room": "De Boomgaard", "day": "24-03-2026"}
    with database.reading() as session:
        assert parts(session, hall, "all") == {hall.spaces["linde"], hall.spaces["beuk"]}
    with database.writing() as session:
        cancel(session, hall.act("joost", now), uid)
    _change(database, hall, now, "all", ("linde_a", "beuk"))


@pytest.mark.parametrize("wanted", [("linde_a",), ("linde", "linde_a"), ("all", "beuk"), ()])
def test_parts_that_make_no_room(
    database: Database, hall: TownHall, now: datetime, wanted: tuple[str, ...]
) -> None:
    with pytest.raises(PartsDoNotFit):
        _change(database, hall, now, "all", wanted)


def test_an_ordinary_room_stays_one_and_a_part_is_changed_after_its_whole(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with pytest.raises(PartOfAnother):
        _change(database, hall, now, "linde", ("linde_a", "raadzaal"))
    with pytest.raises(PartsDoNotFit):
        _change(database, hall, now, "raadzaal", ("linde_a", "linde_b"))


@pytest.mark.parametrize("name", ["bram", "noor", "ravi", "samir"])
def test_nobody_else_changes_parts(
    database: Database, hall: TownHall, now: datetime, name: str
) -> None:
    with pytest.raises(NotAllowed):
        _change(database, hall, now, "all", ("linde_a", "beuk"), who=name)


def test_who_reserves_while_the_parts_change_holds_what_the_room_is_then(
    database: Database, hall: TownHall, now: datetime
) -> None:
    """Whoever comes first: the claims are those of the parts that the room has."""

    @retried
    def take() -> None:
        _reserve(database, hall, "joost", now, "all")

    @retried
    def divide() -> None:
        _change(database, hall, now, "all", ("linde_a", "beuk"))

    raised = together(take, divide)
    assert all(isinstance(error, StillReserved) for error in raised), raised
    with database.reading() as session:
        [held] = session.exec(select(Reservation))
        claims = session.exec(select(Claim).where(Claim.reservation_id == held.id)).all()
        room = current_stock(session).spaces[hall.spaces["all"]]
    assert {claim.unit_id for claim in claims} == set(room.unit_ids)


def _reserve(database: Database, hall: TownHall, who: str, now: datetime, room: str) -> str:
    period = at(now.date() + timedelta(days=1), "09:00", "10:00")
    with database.writing() as session:
        return reserve(session, hall.act(who, now), Wish((hall.spaces[room],), period)).uid


def _change(
    database: Database, hall: TownHall, now: datetime, room: str, wanted: Iterable[str],
    who: str = "els",
) -> None:  # fmt: skip
    with database.writing() as session:
        ids = [hall.spaces[name] for name in wanted]
        change_parts(session, hall.act(who, now), hall.spaces[room], ids)
