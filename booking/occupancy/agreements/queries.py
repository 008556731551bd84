"""Which agreements there are, and what of requests and hours falls under them."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import days_of, local_day
from booking.foundation.periods import Period
from booking.occupancy.agreements.models import ServiceAgreement
from booking.occupancy.agreements.rules import (
    answers_of,
    minutes_agreed,
    open_between,
    whole_months,
)
from booking.occupancy.agreements.values import (
    Agreement,
    AgreementTerms,
    Answers,
    Kept,
    RequestCourse,
)
from booking.people.models import Person, Team
from booking.reservations.deadlines import deadline_in
from booking.reservations.models import Answer, Reservation, ReservationSpace
from booking.reservations.quota.queries import NAMES, is_of
from booking.reservations.quota.values import Subject
from booking.reservations.values import ReservationState
from booking.spaces.models import Space
from booking.spaces.rules import building_periods
from booking.spaces.values import SpaceKind, Stock

ANSWERS = ("approve", "decline")
PARTNER_SIZE_MIN = 2
"""A partner of one person is a person: of their hours nothing is shown."""


def all_agreements(session: Session) -> list[Agreement]:
    """By name, then by day."""
    rows = session.exec(select(ServiceAgreement).order_by(col(ServiceAgreement.valid_from))).all()
    found = [agreement_in(session, row) for row in rows]
    return sorted(found, key=lambda it: (it.name.lower(), it.valid_from))


def agreement_in(session: Session, row: ServiceAgreement) -> Agreement:
    assert row.id is not None, "a stored agreement has a number"
    table = NAMES[row.subject]
    name = session.exec(select(table.name).where(col(table.id) == row.subject_id)).first()
    terms = AgreementTerms(row.subject, row.subject_id, row.answer_hours, row.answer_percent,
                           row.hours_a_year)  # fmt: skip
    return Agreement(row.id, terms, row.valid_from, row.valid_until, name or "–")


def kept_between(
    session: Session, stock: Stock, first: date, last: date, *, now: datetime, group_size_min: int
) -> list[Kept]:
    """Every agreement that holds in the months of these days, and how far it was kept in those."""
    found, months = [], whole_months(first, last)
    for agreement in all_agreements(session):
        days = agreement.within(*months)
        if days is not None:
            found.append(_kept(session, stock, agreement, days, now, group_size_min))
    return found


def _kept(
    session: Session, stock: Stock, agreement: Agreement, days: tuple[date, date],
    now: datetime, group_size_min: int,
) -> Kept:  # fmt: skip
    terms, (first, last) = agreement.terms, days
    period = Period(local_day(first).starts_at, local_day(last).ends_at)
    answers = used = agreed = None
    people_count = people_in(session, terms)
    if terms.answer_hours is not None:
        judged = _answers(session, stock, terms, terms.answer_hours, period, now)
        answers = judged if judged.count >= group_size_min else None
    if terms.hours_a_year is not None:
        agreed = minutes_agreed(terms.hours_a_year, first, last)
        floor = PARTNER_SIZE_MIN if terms.subject is Subject.PARTNER else group_size_min
        if people_count >= floor:
            used = room_minutes(session, terms, period)
    return Kept(agreement, first, last, answers, used, agreed,
                is_of_few=people_count < group_size_min)  # fmt: skip


def _answers(
    session: Session, stock: Stock, terms: AgreementTerms, hours: int, period: Period,
    now: datetime,
) -> Answers:  # fmt: skip
    def deadline(course: RequestCourse) -> datetime:
        return deadline_in(stock, course.building_id, timedelta(hours=hours),
                           asked_at=course.asked_at, starts_at=course.starts_at)  # fmt: skip

    def open_time(course: RequestCourse) -> timedelta:
        assert course.answered_at is not None, "only of what was answered"
        if course.answered_at <= course.asked_at:
            return timedelta()
        days = days_of(Period(course.asked_at, course.answered_at))
        opened = [it for day in days for it in building_periods(stock, course.building_id, day)]
        return open_between(opened, course.asked_at, course.answered_at)

    courses = list(request_courses(session, terms, period))
    return answers_of(courses, deadline=deadline, open_time=open_time, now=now)


def request_courses(
    session: Session, terms: AgreementTerms, period: Period
) -> Iterator[RequestCourse]:
    """The requests made in ``period``, as the journal says they went.

    The first answer counts: who is asked anew after a move is answered a second time. Where the
    journal begins later than the request, the request itself and its answer tell.
    """
    asked = _requests(session, terms, period)
    entries = _entries(session, [reservation.uid for reservation, _, _ in asked])
    for reservation, answer, building_id in asked:
        history = entries.get(reservation.uid, [])
        request = next((it for it in history if _is_asked(it)), None)
        answered = next((it.at for it in history if it.action in ANSWERS), None)
        starts_at = reservation.starts_at
        if request is not None and request.after is not None:
            starts_at = datetime.fromisoformat(request.after["from"])
        yield RequestCourse(
            building_id=building_id,
            asked_at=request.at if request else reservation.created_at,
            starts_at=starts_at,
            answered_at=answered or (answer.decided_at if answer else None),
            withdrawn_at=reservation.cancelled_at,
        )


def _is_asked(entry: JournalEntry) -> bool:
    return (entry.after or {}).get("state") == ReservationState.REQUESTED


def _requests(
    session: Session, terms: AgreementTerms, period: Period
) -> list[tuple[Reservation, Answer | None, int]]:
    """What was, or still is, a request; each once, with the building it is for."""
    building = (
        select(func.min(Space.building_id))
        .join(ReservationSpace, col(ReservationSpace.space_id) == Space.id)
        .where(ReservationSpace.reservation_id == Reservation.id)
        .scalar_subquery()
    )
    statement = (
        select(Reservation, Answer, building)
        .outerjoin(Answer, col(Answer.reservation_id) == Reservation.id)
        .where(
            is_of(terms.subject, terms.subject_id),
            col(Reservation.answer_by).is_not(None),
            col(Reservation.created_at) >= period.starts_at,
            col(Reservation.created_at) < period.ends_at,
        )
        .order_by(col(Reservation.created_at), col(Reservation.id))
    )
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def _entries(session: Session, uids: list[str]) -> Mapping[str, list[JournalEntry]]:
    statement = (
        select(JournalEntry)
        .where(JournalEntry.subject_kind == "reservation", col(JournalEntry.subject_id).in_(uids))
        .order_by(col(JournalEntry.number))
    )
    found: dict[str, list[JournalEntry]] = {}
    for entry in session.exec(statement):
        found.setdefault(entry.subject_id, []).append(entry)
    return found


def room_minutes(session: Session, terms: AgreementTerms, period: Period) -> int:
    """Minutes that rooms were held for the party, of what began in ``period`` and was kept.

    Each room by itself, without the time to set up and to clear.
    """
    statement = (
        select(Reservation.starts_at, Reservation.ends_at)
        .join(ReservationSpace, col(ReservationSpace.reservation_id) == Reservation.id)
        .join(Space, col(Space.id) == ReservationSpace.space_id)
        .where(
            is_of(terms.subject, terms.subject_id),
            Space.kind == SpaceKind.ROOM,
            Reservation.state == ReservationState.CONFIRMED,
            col(Reservation.starts_at) >= period.starts_at,
            col(Reservation.starts_at) < period.ends_at,
        )
    )
    held = sum((end - begin for begin, end in session.exec(statement)), timedelta())
    return held // timedelta(minutes=1)


def people_in(session: Session, terms: AgreementTerms) -> int:
    """How many people the partner or the department has."""
    statement = select(func.count()).select_from(Person).where(col(Person.disabled_at).is_(None))
    if terms.subject is Subject.PARTNER:
        return session.exec(statement.where(Person.partner_id == terms.subject_id)).one()
    statement = statement.join(Team, col(Team.id) == Person.team_id)
    return session.exec(statement.where(Team.department_id == terms.subject_id)).one()
