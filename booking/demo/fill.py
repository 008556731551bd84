"""Moves the demo town hall into an empty database: the house, its people, its year.

Written in bulk, straight into the tables: a hundred thousand rows through the operations
would take minutes. The guard in the database still looks at every claim.
"""

import gc
from bisect import bisect_right
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from operator import itemgetter
from typing import Any

from sqlalchemy import insert, text
from sqlmodel import Session, SQLModel

from booking.demo import (
    day_parts,
    displays,
    external_calendars,
    feeds,
    group,
    rounds,
    services,
    waiting,
)
from booking.demo.building import town_hall
from booking.demo.building_plans import count_and_plan
from booking.demo.cast import ELS, FATIMA, PLAYED, Cast, Contact, Person, Reader, assemble_cast
from booking.demo.closures import closures, is_hindered
from booking.demo.house_rows import HouseRows, house_rows
from booking.demo.records import DemoReservation, Year
from booking.demo.requests import answer_by, ask_and_answer, due_at
from booking.demo.series_rows import NO_SERIES, series_rows
from booking.demo.wish_rows import wish_rows
from booking.demo.year import generate_year
from booking.foundation.columns import table_of
from booking.foundation.doors import Door
from booking.foundation.ids import new_uid
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import days_of, epoch_minutes, local_day, local_instant
from booking.foundation.periods import Period
from booking.messages.news import TOLD_WITHIN
from booking.messages.news_read import note_read
from booking.people import models as people
from booking.people.values import Role
from booking.reservations.models import (
    Answer,
    Claim,
    DayVersion,
    Reservation,
    ReservationSpace,
    WishRecord,
)
from booking.reservations.series.models import Series
from booking.reservations.values import HOLDING, ReservationState
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, LayoutKind, Stock

SEED = 2026
BATCH = 5_000
JOURNAL_DAYS = 14  # older reservations of the demo have no written history

Progress = Callable[[str, float], None]
"""Told which step is under way and how far it is, 0-1."""


@dataclass(frozen=True, slots=True)
class Names:
    """The numbers that people got, by e-mail address; partners by key."""

    people: Mapping[str, int]
    partners: Mapping[str, int]


def fill_demo(session: Session, today: date, *, progress: Progress, seed: int = SEED) -> None:
    """Fill an empty, migrated database with a town hall as it is on ``today``.

    Of the last two months the facts are there at once, for that is what the page of occupancy
    shows first; the rest is left to the job that counts in every town hall.
    """
    with _without_collecting():
        _fill(session, today, progress, seed)


@contextmanager
def _without_collecting() -> Generator[None]:
    """Nothing made here is garbage, and looking for it costs a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _fill(session: Session, today: date, progress: Progress, seed: int) -> None:
    building = town_hall()
    cast = assemble_cast(seed, today, building)
    progress("house", 0)
    house = house_rows(building, cast, today)
    for table, rows in house.tables:
        _insert(session, table, rows)
    names = _move_in(session, cast, house, local_instant(today, time.min))
    progress("year", 0.1)
    year = generate_year(seed, today, building, cast)
    progress("reservations", 0.4)
    _reserve_all(session, year, house, names, current_stock(session))
    progress("wishes", 0.95)
    _insert(session, WishRecord, wish_rows(year.wishes))
    _continue_numbering(session)
    ask_and_answer(session, today, cast)
    displays.hang_displays(session, today, local_instant(today, time.min))
    day_parts.plan_day_parts(session, today, local_instant(today, time.min))
    services.offer_services(session, today)
    group.plan_team_days(session, today)
    feeds.open_feeds(session, today, local_instant(today, time(8)))
    external_calendars.follow_calendars(session, today, local_instant(today, time(8)))
    waiting.wait_in_line(session, today)
    rounds.count_rounds(session, today, year)
    rounds.agree(session, today)
    progress("occupancy", 0.97)
    count_and_plan(session, today)
    progress("ready", 1)


def _move_in(session: Session, cast: Cast, house: HouseRows, named_at: datetime) -> Names:
    departments = {d.key: n for n, d in enumerate(cast.departments, 1)}
    teams = {team.key: n for n, team in enumerate(cast.teams, 1)}
    partners = {partner.key: n for n, partner in enumerate(cast.partners, 1)}
    _insert(session, people.Team, (
        {"id": teams[team.key], "name": team.name, "department_id": departments[team.department],
         "home_zone_id": house.zones[team.home_zone]} for team in cast.teams
    ))  # fmt: skip
    _insert(session, people.Partner, (
        {"id": partners[p.key], "name": p.name, "kind": p.kind, "term_from": p.term_from,
         "term_until": p.term_until, "needs_approval": p.needs_approval} for p in cast.partners
    ))  # fmt: skip
    everyone: list[Person | Contact | Reader] = [*cast.staff]
    everyone += [contact for partner in cast.partners for contact in partner.contacts]
    everyone += cast.readers
    numbers = {person.email: n for n, person in enumerate(everyone, 1)}
    _insert(session, people.Person, (
        _person_row(person, numbers[person.email], teams, partners) for person in everyone
    ))  # fmt: skip
    _insert(session, people.PersonRole, (
        {"person_id": numbers[person.email], "role": Role(role)}
        for person in everyone for role in person.roles
    ))  # fmt: skip
    _insert(session, people.FavouriteSpace, (
        {"person_id": numbers[person.email], "space_id": house.spaces[desk]}
        for person in cast.staff for desk in person.favourite_desks
    ))  # fmt: skip
    _insert(session, people.Delegation, [
        {"person_id": numbers[ELS], "delegate_id": numbers[FATIMA], "named_at": named_at}
    ])  # fmt: skip
    return Names(numbers, partners)


def _person_row(
    person: Person | Contact | Reader,
    number: int,
    teams: Mapping[str, int],
    partners: Mapping[str, int],
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": number, "email": person.email, "name": person.full_name,
        "language": person.language, "sharing": "nobody", "team_id": None, "partner_id": None,
        "invitations": "rooms" if person.email in PLAYED else "none",
    }  # fmt: skip
    if isinstance(person, Contact):
        return row | {"partner_id": partners[person.partner]}
    if isinstance(person, Reader):
        return row
    return row | {"team_id": teams[person.team], "sharing": person.sharing}


def _reserve_all(
    session: Session, year: Year, house: HouseRows, names: Names, stock: Stock
) -> None:
    closed = closures(year.today)
    made = (r for r in year.reservations if not is_hindered(r, closed))
    numbered = list(enumerate(sorted(made, key=lambda r: r.created_at), 1))
    uids = {number: new_uid() for number, _ in numbered}
    series, places = series_rows(numbered, names.people, house.spaces)
    _insert(session, Series, series)
    _insert(session, Reservation, (
        {**_reservation_row(r, number, uids[number], names,
                            answer_by(r, stock, house.spaces[r.space_numbers[0]])),
         **places.get(number, NO_SERIES)}
        for number, r in numbered
    ))  # fmt: skip
    _insert(session, ReservationSpace, (
        {"reservation_id": number, "space_id": house.spaces[space]}
        for number, r in numbered for space in r.space_numbers
    ))  # fmt: skip
    _insert(session, Answer, (
        {"reservation_id": number, "decider_id": names.people[ELS], "is_approved": True,
         "decided_at": r.answered_at, "reason": ""}
        for number, r in numbered if r.answered_at is not None
    ))  # fmt: skip
    claims = [
        claim
        for number, r in numbered
        if _state_of(r) in HOLDING
        for space in r.space_numbers
        for claim in _claim_rows(r, number, stock.spaces[house.spaces[space]])
    ]
    _insert(session, Claim, claims)
    _insert(session, DayVersion, _day_versions(year, house))
    journal = sorted((
        _journal_row(r, uids[number], names) for number, r in numbered
        if (year.today - r.day).days <= JOURNAL_DAYS
    ), key=itemgetter("at"))  # fmt: skip
    _insert(session, JournalEntry, journal)
    told_until = year.seen_at - TOLD_WITHIN  # of what was done before, the letters left then
    note_read(session, bisect_right(journal, told_until, key=itemgetter("at")))


def _state_of(r: DemoReservation) -> ReservationState:
    if r.outcome == "cancelled":
        return ReservationState.CANCELLED
    return ReservationState.RELEASED if r.outcome == "no_show" else ReservationState(r.state)


def _reservation_row(
    r: DemoReservation, number: int, uid: str, names: Names, promised: datetime | None
) -> dict[str, Any]:
    state = _state_of(r)
    changed = max(filter(None, (r.created_at, r.checked_in_at, r.ended_at, r.cancelled_at)))
    return {
        "id": number, "uid": uid, "sequence": 0, "rev": 1,
        "holder_id": names.people[r.holder], "creator_id": names.people[r.creator],
        "host_id": names.people[r.host] if r.host else None,
        "partner_id": names.partners[r.partner] if r.partner else None,
        "title": r.title, "note": "", "visibility": r.visibility,
        "attendee_count": r.attendee_count, "layout": r.layout,
        "starts_at": r.starts_at, "ends_at": r.ends_at, "state": state,
        "created_at": r.created_at, "changed_at": changed, "expires_at": r.expires_at,
        "due_at": due_at(r, state),
        "answer_by": promised,
        "checked_in_at": r.checked_in_at, "cancelled_at": r.cancelled_at,
        "ended_at": r.ended_at if state is ReservationState.CONFIRMED else None,
        "released_at": r.ended_at if state is ReservationState.RELEASED else None,
    }  # fmt: skip


def _claim_rows(r: DemoReservation, number: int, space: BookableSpace) -> Iterator[dict[str, int]]:
    layout = LayoutKind(r.layout) if r.layout else None
    held = space.held_period(Period(r.starts_at, r.ends_at), layout)
    for day in days_of(held):
        part = local_day(day).meet(held)
        assert part is not None
        for unit in space.unit_ids:
            yield {
                "unit_id": unit,
                "day": day.toordinal(),
                "s": epoch_minutes(part.starts_at),
                "e": epoch_minutes(part.ends_at),
                "reservation_id": number,
            }


def _day_versions(year: Year, house: HouseRows) -> Iterator[dict[str, int]]:
    for day in range(year.first_day.toordinal(), year.last_day.toordinal() + 1):
        for zone in house.zones.values():
            yield {"day": day, "zone_id": zone, "v": 1}


def _journal_row(r: DemoReservation, uid: str, names: Names) -> dict[str, Any]:
    return {
        "at": r.created_at, "actor_id": names.people[r.creator], "door": Door.WEB,
        "on_behalf_of_id": names.people[r.holder] if r.holder != r.creator else None,
        "action": "reserve", "subject_kind": "reservation", "subject_id": uid, "before": None,
        "after": {"from": r.starts_at.isoformat(), "until": r.ends_at.isoformat(),
                  "state": r.state, "people": r.attendee_count},
    }  # fmt: skip


def _insert(session: Session, table: type[SQLModel], rows: Iterable[Mapping[str, Any]]) -> None:
    statement = insert(table_of(table))
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        session.execute(statement, batch)


def _continue_numbering(session: Session) -> None:
    """Rows were given numbers; PostgreSQL's sequences must go on after them."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in SQLModel.metadata.sorted_tables:
        if "id" in table.c and isinstance(table.c.id.type.python_type(), int):
            session.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608
                    f"(SELECT coalesce(max(id), 0) + 1 FROM {table.name}), false)"
                )
            )
