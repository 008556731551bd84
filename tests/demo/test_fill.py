"""The demo town hall in a real database."""

from datetime import date, time

import pytest
from sqlalchemy import func
from sqlmodel import Session, select

from booking.demo.cast import FATIMA
from booking.demo.fill import fill_demo
from booking.foundation.database import Database
from booking.foundation.local_time import day_of, local_instant
from booking.foundation.recurrence import dates_of, read_rule
from booking.occupancy.agreements.queries import all_agreements
from booking.occupancy.queries import counted_between, day_totals
from booking.occupancy.rounds.queries import latest_rounds
from booking.occupancy.scenarios.models import WhatIf, WhatIfState
from booking.occupancy.values import Slice
from booking.people.models import Partner, PersonRole, Team
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Act, Role
from booking.reservations.changes import held_spaces
from booking.reservations.models import Claim, Reservation
from booking.reservations.operations import reserve
from booking.reservations.search import free_spaces
from booking.reservations.series.models import Series
from booking.reservations.values import Needs, ReservationState, Wish
from booking.reservations.waiting.queries import how_many_want
from booking.spaces.models import Closure, ClosureSeries, Space
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind
from tests.town_hall import at

THURSDAY, FRIDAY = date(2026, 11, 19), date(2026, 11, 20)
MONDAY = date(2026, 11, 23)
NOW = local_instant(FRIDAY, time(10, 10))


def ignore_progress(_step: str, _share: float) -> None:
    """Nobody watches."""


def _closures_on_rule(session: Session) -> int:
    """How many closures lie on a date of the series they belong to."""
    found = session.exec(select(Closure.starts_at, ClosureSeries).join(ClosureSeries)).all()
    return sum(
        day_of(at) in dates_of(read_rule(series.rule), series.first_on) for at, series in found
    )


def _waiting_for_requests(session: Session) -> int:
    """How many wait for what others asked for."""
    stock = current_stock(session)
    asked = select(Reservation).where(Reservation.state == ReservationState.REQUESTED)
    return sum(
        how_many_want(session, held_spaces(session, stock, row), row.period)
        for row in session.exec(asked)
    )


@pytest.mark.slow
def test_the_demo_town_hall_is_whole_and_can_be_booked(database: Database) -> None:
    with database.writing() as session:
        fill_demo(session, FRIDAY, progress=ignore_progress)

    with database.reading() as session:
        counts = {
            "desks": _count(session, select(Space).where(Space.kind == SpaceKind.DESK)),
            "rooms": _count(session, select(Space).where(Space.kind == SpaceKind.ROOM)),
            "teams": _count(session, select(Team)),
            "partners": _count(session, select(Partner)),
            "closed again": _closures_on_rule(session),
            "rounds of last week": sum(
                it.space_count > 200 for it in latest_rounds(session, count_max=9)
            ),
            "agreements": len(all_agreements(session)),
            "what-ifs": _count(session, select(WhatIf).where(WhatIf.state == WhatIfState.DONE)),
            "staff": _count(session, select(PersonRole).where(PersonRole.role == Role.EMPLOYEE)),
        }
        waiting = _waiting_for_requests(session)
        running = _count(
            session,
            select(Reservation).where(Reservation.starts_at <= NOW, Reservation.ends_at > NOW),
        )
        dates = session.exec(
            select(Reservation.recurrence_at, Series).join(
                Series, Series.id == Reservation.series_id
            )  # type: ignore[arg-type]
        ).all()
        off_rule = [
            at for at, series in dates
            if at is None or day_of(at) not in dates_of(read_rule(series.rule), series.first_on)
        ]  # fmt: skip
        in_october = Slice(1, date(2026, 10, 1), date(2026, 10, 31))
        counted_days = {day.day.day for day in day_totals(session, in_october)}
        counted = counted_between(session)
    assert counts == {"desks": 250, "rooms": 26, "teams": 20, "partners": 12, "staff": 400,
                      "closed again": 6, "rounds of last week": 4, "agreements": 2,
                      "what-ifs": 3}  # fmt: skip
    assert waiting == 1, "somebody waits for what Ravi asked for"
    assert running > 50
    assert len(dates) > 1000
    assert off_rule == []
    assert counted_days == set(range(1, 32)), "last month, which is what occupancy shows first"
    assert counted is not None
    assert counted[1] == THURSDAY, "up to yesterday"

    with database.writing() as session:
        fatima = person_by_email(session, FATIMA)
        assert fatima is not None
        person = principal_of(session, fatima.id or 0, today=FRIDAY)
        assert person is not None
        wanted = Needs(at(MONDAY, "10:00", "11:00"), attendee_count=6)
        [best, *_] = free_spaces(session, wanted, kind=SpaceKind.ROOM, person=person, now=NOW)
        before = _count(session, select(Claim))
        reserve(session, Act(person, NOW), Wish((best.id,), wanted.period, attendee_count=6))
        assert _count(session, select(Claim)) > before


def _count(session: object, statement: object) -> int:
    return session.exec(select(func.count()).select_from(statement.subquery())).one()  # type: ignore[attr-defined,no-any-return]
