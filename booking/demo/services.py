"""Services of the demo, what is ordered in these days, and a reception that takes setting up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from sqlmodel import Session, col, select

from booking.demo.cast import ELS, FATIMA
from booking.demo.moments import instant, moment
from booking.demo.requests import days_from, person_named
from booking.foundation.local_time import local_day
from booking.foundation.periods import Period
from booking.people.values import Act
from booking.reservations.decision import is_granted
from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.operations import reserve
from booking.reservations.services.catalogue import add_service
from booking.reservations.services.models import ServiceOrder
from booking.reservations.services.values import CutOffUnit, ServiceFacts, ServiceKind
from booking.reservations.values import HOLDING, Wish
from booking.spaces.models import Space
from booking.spaces.queries import current_stock, space_by_number
from booking.spaces.values import LayoutKind, SpaceKind

CATERER, AV_TEAM, MESSENGERS = "Catering De Kade", "Team Beeld en geluid", "Bodedienst"
HALL: Final = "0.30"  # De Linde A+B
KNOWN_BEFORE: Final = timedelta(days=60)
ORDERED_AHEAD: Final = timedelta(days=7)
EACH: Final = 7  # of so many meetings one has something brought


DAYS, HOURS = CutOffUnit.WORKING_DAYS, CutOffUnit.HOURS
_COFFEE: Final = ServiceFacts(
    name_nl="Koffie en thee", name_en="Coffee and tea", kind=ServiceKind.CATERING,
    is_per_person=True, cut_off_count=2, cut_off_unit=HOURS, needs_cost_centre=False,
    provider=CATERER, told_to="bestellingen@dekade.example", told_at_minute=15 * 60,
    price="€ 1,75 p.p.", is_for_partners=True, is_offered=True,
    building_ids=frozenset(),
)  # fmt: skip
_LUNCH: Final = replace(
    _COFFEE, name_nl="Lunch met broodjes", name_en="Sandwich lunch", price="€ 9,50 p.p.",
    cut_off_count=1, cut_off_unit=DAYS, needs_cost_centre=True, is_for_partners=False,
)  # fmt: skip
_SNACKS: Final = replace(
    _LUNCH, name_nl="Borrelplank", name_en="Snacks", price="€ 32,00", cut_off_count=2,
    is_per_person=False,
)  # fmt: skip
_AV: Final = replace(
    _COFFEE, name_nl="Hulp bij beeld en geluid", name_en="Help with sound and vision", price="",
    kind=ServiceKind.AV, is_per_person=False, cut_off_count=4, provider=AV_TEAM,
    told_to="beeldengeluid@voorbeeldstad.example",
)  # fmt: skip
_MESSENGER: Final = replace(
    _LUNCH, name_nl="Bode", name_en="Messenger", kind=ServiceKind.MESSENGER, price="",
    is_per_person=False, needs_cost_centre=False, provider=MESSENGERS,
    told_to="bodes@voorbeeldstad.example",
)  # fmt: skip
_TABLE_PLAN: Final = replace(
    _MESSENGER, name_nl="Tafelindeling", name_en="Table plan", kind=ServiceKind.TABLE_PLAN,
    cut_off_count=2, provider="", told_to="",
)  # fmt: skip
CATALOGUE: Final = (_COFFEE, _LUNCH, _SNACKS, _AV, _MESSENGER, _TABLE_PLAN)


def offer_services(session: Session, today: date) -> None:
    """Els made the catalogue two months ago; since then people order."""
    act = Act(person_named(session, ELS, today), instant(moment(today - KNOWN_BEFORE, 9 * 60)))
    coffee, lunch, snacks, av, *_ = [add_service(session, act, facts) for facts in CATALOGUE]
    for number, held in enumerate(_meetings(session, today)):
        if number % EACH == 0:
            _order(session, held, coffee, held.attendee_count)
        if number % (3 * EACH) == 0:
            _order(session, held, lunch, held.attendee_count, note="2 vegetarisch", centre="6110")
        if number % (2 * EACH) == 1:
            _order(session, held, av, 1)
    reception = _receive(session, today)
    if reception is not None:
        _order(session, reception, snacks, 4, centre="6205")
    session.flush()


def _meetings(session: Session, today: date) -> Sequence[Reservation]:
    """The meetings in rooms of these days."""
    statement = (
        select(Reservation)
        .join(ReservationSpace, col(ReservationSpace.reservation_id) == Reservation.id)
        .join(Space, col(Space.id) == ReservationSpace.space_id)
        .where(
            Space.kind == SpaceKind.ROOM,
            col(Reservation.state).in_(HOLDING),
            col(Reservation.starts_at) >= local_day(today).starts_at,
            col(Reservation.starts_at) < local_day(today + ORDERED_AHEAD).starts_at,
        )
        .order_by(col(Reservation.starts_at), col(Reservation.id))
    )
    return session.exec(statement).all()


def _order(
    session: Session, held: Reservation, service: int, amount: int, *, note: str = "",
    centre: str = "",
) -> None:  # fmt: skip
    session.add(
        ServiceOrder(reservation_id=held.id or 0, service_id=service, amount=amount, note=note,
                     cost_centre=centre, ordered_by_id=held.creator_id,
                     ordered_at=held.created_at, changed_at=held.created_at)
    )  # fmt: skip


def _receive(session: Session, today: date) -> Reservation | None:
    """A reception in the hall, on the first day on which it can be set up in time."""
    act = Act(person_named(session, FATIMA, today), instant(moment(today, 8 * 60 + 20)))
    room = space_by_number(current_stock(session), HALL, today)
    for day in days_from(today + timedelta(days=1)):
        period = Period(instant(moment(day, 15 * 60)), instant(moment(day, 17 * 60)))
        wish = Wish((room.id,), period, 24, LayoutKind.RECEPTION, "Ontvangst nieuwe inwoners")
        if is_granted(session, wish, by=act.by, at=act.at, holder_id=act.by.id):
            return reserve(session, act, wish)
    return None
