"""The answer to a search for a room: which rooms suit, how their day looks, what is free."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from booking.foundation.local_time import day_of, epoch_minutes, local_day
from booking.foundation.periods import Period
from booking.interfaces.web.fragments import Recent
from booking.interfaces.web.rooms.day import Outlook, RoomDay, see_room
from booking.interfaces.web.rooms.search import RoomSearch, opening_range, rooms_for, usual_range
from booking.people.values import Principal
from booking.reservations.claims import day_version
from booking.reservations.fitting import suiting
from booking.reservations.holdings import Holding, by_unit, holdings_of, holdings_on
from booking.reservations.queries import house_rules_on
from booking.reservations.values import HouseRules, Needs
from booking.spaces.approval import offered_to
from booking.spaces.values import BookableSpace, SpaceKind, Stock
from booking.spaces.zone_access import shut_zones

PICTURES_MAX = 60
ANSWERS_MAX = 10
CLOCK_STEP_MINUTES = 5
"""How often the picture of a day changes only because the clock goes on."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Who holds which room on one day, at one version of it: the same for everyone."""

    day: date
    version: str
    stock: Stock
    rules: HouseRules
    held: Mapping[int, Sequence[Holding]]
    """By unit."""
    today: date
    involved: frozenset[int]
    """Whose reservations are in it: they see it differently from their colleagues."""
    due_at: datetime | None
    """When time itself changes it first; until then its version tells all."""

    def is_due(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now

    def variant(self, viewer: Principal) -> Hashable:
        """Who sees the same: partners as an organisation, staff by role, the involved alone."""
        shut = shut_zones(self.stock, self.day, person=viewer, today=self.today)
        if viewer.partner_id is not None:
            return "partner", viewer.partner_id, viewer.needs_approval, shut
        return viewer.roles, viewer.id if viewer.id in self.involved else None, shut


@dataclass(frozen=True, slots=True)
class Answer:
    """``days`` are the rooms that suit, best fit first, taken or not; ``others`` do not suit."""

    search: RoomSearch
    needs: Needs
    stock: Stock
    outlook: Outlook | None
    """None when the house is shut all day."""
    days: Sequence[RoomDay]
    others: Sequence[BookableSpace]

    @property
    def free(self) -> list[RoomDay]:
        return [seen for seen in self.days if seen.is_free]

    @property
    def taken(self) -> list[RoomDay]:
        return [seen for seen in self.days if not seen.is_free]


def take_picture(session: Session, stock: Stock, day: date, now: datetime) -> Picture:
    """The picture of ``day``, taken at most once a version.

    The version is read before the rows: a write between the two makes the picture newer
    than its name, never older.
    """
    changes = day_version(session, day, zones_of(stock, day))
    version = name_version(changes, stock.version, now)
    return pictures_of(session.info["memory"]).get(
        (day, version), lambda: _picture(session, stock, day, version, day_of(now))
    )


def pictures_of(memory: dict[str, Any]) -> Recent[Picture]:
    """The pictures that this process keeps, by (day, version)."""
    kept: Recent[Picture] = memory.setdefault("pictures of rooms", Recent(PICTURES_MAX))
    return kept


def zones_of(stock: Stock, day: date) -> frozenset[int]:
    """The zones whose changes are news for a page of rooms: looked up once for each stock."""
    key = (zones_of, day)
    zone_ids: frozenset[int] | None = stock.reckoned.get(key)
    if zone_ids is None:
        rooms = stock.spaces_on(day, SpaceKind.ROOM)
        zones = (stock.zone_of(room, day) for room in rooms)
        zone_ids = stock.reckoned[key] = frozenset(zone.id for zone in zones if zone is not None)
    return zone_ids


def name_version(changes: int, stock_version: int, now: datetime) -> str:
    """What a picture is told from another by: claims, spaces, and the clock in steps."""
    return f"{changes}-{stock_version}-{clock_step(now)}"


def clock_step(now: datetime) -> int:
    return epoch_minutes(now) // CLOCK_STEP_MINUTES


def _picture(session: Session, stock: Stock, day: date, version: str, today: date) -> Picture:
    rooms = stock.spaces_on(day, SpaceKind.ROOM)
    units = {unit for room in rooms for unit in room.unit_ids}
    holdings = holdings_on(session, day, units)
    involved = {n for h in holdings for n in (h.holder_id, h.creator_id, h.host_id)}
    rules = house_rules_on(session, day, SpaceKind.ROOM, stock=stock)
    due_at = min((h.due_at for h in holdings if h.due_at is not None), default=None)
    return Picture(
        day,
        version,
        stock,
        rules,
        by_unit(holdings),
        today,
        frozenset(n for n in involved if n),
        due_at,
    )


def kept_answer(
    session: Session, search: RoomSearch, picture: Picture, *, viewer: Principal, now: datetime
) -> Answer:
    """The answer; somebody who sees the same may have been given it before."""
    kept: Recent[Answer] = session.info["memory"].setdefault("answers", Recent(ANSWERS_MAX))
    key = (search, picture.version, picture.variant(viewer))
    answer = kept.get(key, lambda: answer_to(search, picture, viewer=viewer, now=now))
    return replace(answer, search=search)  # equal searches were not always asked in the same words


def answer_to(search: RoomSearch, picture: Picture, *, viewer: Principal, now: datetime) -> Answer:
    """Pure: the same picture and search give the same answer in all three views."""
    stock = picture.stock
    rooms = rooms_for(stock, viewer, search.day)
    frame = opening_range(stock, rooms, search.day)
    needs = search.needs_at(search.period or frame or local_day(search.day))
    theirs = {room.id for room in rooms}
    suitable = [r for r in suiting(stock, needs, SpaceKind.ROOM) if r.id in theirs]
    fitting = offered_to([room for room in suitable if _is_on(room, search, stock)], viewer)
    fitting_ids = {room.id for room in fitting}
    others = [room for room in rooms if room.id not in fitting_ids]
    if frame is None:
        return Answer(search, needs, stock, None, (), others)
    shown = usual_range(stock, fitting, search.period, frame)
    outlook = look(picture, shown, search, viewer=viewer, now=now)
    days = [see_room(room, holdings_of(room, picture.held), outlook) for room in fitting]
    return Answer(search, needs, stock, outlook, days, others)


def look(
    picture: Picture, frame: Period, search: RoomSearch, *, viewer: Principal, now: datetime
) -> Outlook:
    return Outlook(
        picture.stock, frame, viewer, picture.rules, _clock(now), search.period, search.layout
    )


def _clock(now: datetime) -> datetime:
    """``now`` on the minute in which its picture was taken."""
    past = timedelta(minutes=now.minute % CLOCK_STEP_MINUTES, seconds=now.second)
    return now.replace(microsecond=0) - past


def _is_on(room: BookableSpace, search: RoomSearch, stock: Stock) -> bool:
    if search.level is None:
        return True
    zone = stock.zone_of(room, search.day)
    return zone is not None and stock.floors[zone.floor_id].level == search.level
