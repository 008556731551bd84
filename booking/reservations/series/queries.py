"""Read-only questions about series; a plan of 400 dates takes a handful of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from booking.foundation.local_time import day_of, days_of
from booking.foundation.recurrence import read_rule
from booking.people.permissions import Action, NotThere, require_may
from booking.people.values import Act, Party, Principal
from booking.reservations.changes import number_of
from booking.reservations.granting import rules_by_day
from booking.reservations.models import Claim, Reservation
from booking.reservations.queries import space_ids_of
from booking.reservations.quota.queries import holder_of
from booking.reservations.seats.queries import seats_of
from booking.reservations.seats.values import Seat
from booking.reservations.series.counting import tally_of, with_next_days
from booking.reservations.series.desks import as_mostly_held, desks_elsewhere
from booking.reservations.series.ground import Ground
from booking.reservations.series.models import Series, SeriesGap
from booking.reservations.series.rules import changed_dates, new_dates, settle
from booking.reservations.series.values import (
    HeldPlace,
    HeldSpan,
    Instead,
    Occurrence,
    PlannedDate,
    SeriesPlan,
    SeriesWish,
)
from booking.reservations.values import HOLDING, HouseRules, ReservationState, Wish
from booking.spaces.queries import current_stock
from booking.spaces.values import Stock


def series_of(session: Session, uid: str, person: Principal) -> Series:
    """The series with this uid, if ``person`` may see it. Raises :class:`NotThere`."""
    series = session.exec(select(Series).where(Series.uid == uid)).one_or_none()
    if series is None:
        raise NotThere(f"no series {uid}")
    require_may(person, Action.SEE_RESERVATION, series)
    return series


def series_numbered(session: Session, numbers: Collection[int]) -> dict[int, Series]:
    """By number."""
    rows = session.exec(select(Series).where(col(Series.id).in_(numbers)))
    return {row.id: row for row in rows if row.id is not None}


def occurrences_of(session: Session, series: Series) -> Sequence[Reservation]:
    """Every reservation of the series, cancelled ones too, by its date in the rule."""
    statement = (
        select(Reservation)
        .where(Reservation.series_id == series.id, col(Reservation.recurrence_at).is_not(None))
        .order_by(col(Reservation.recurrence_at))
    )
    return session.exec(statement).all()


def gaps_of(session: Session, series: Series) -> Sequence[SeriesGap]:
    return session.exec(select(SeriesGap).filter_by(series_id=series.id).order_by("day")).all()


def wish_of_series(series: Series) -> SeriesWish:
    return SeriesWish(
        recurrence=read_rule(series.rule),
        first_on=series.first_on,
        begins=series.begins,
        ends=series.ends,
        space_id=series.space_id,
        attendee_count=series.attendee_count,
        layout=series.layout,
        title=series.title,
        visibility=series.visibility,
        host_id=series.host_id,
        note=series.note,
    )


def is_coming(held: Reservation, now: datetime) -> bool:
    """Whether a reservation has still to begin; what runs or is past stays as it is."""
    return held.state in HOLDING and held.ended_at is None and held.starts_at > now


def tail_of(
    session: Session, series: Series, *, since: date | None, now: datetime
) -> list[Occurrence]:
    """The dates of the series that can still change, from ``since`` on; none when it is over.

    It begins at the first reservation to come; after that also what was cancelled or could not
    be had, which stays so, and what was brought forward and is past by now.
    """
    held = [(day_of(_recurrence(row)), row) for row in occurrences_of(session, series)]
    coming = [
        day
        for day, row in held
        if is_coming(row, now) and _recurrence(row) > now and (since is None or day >= since)
    ]
    if not coming:
        return []
    rows = [(day, row) for day, row in held if day >= coming[0]]
    seats = seats_of(session, [number_of(row) for _, row in rows])
    gaps = [
        Occurrence(gap.day, reasons=gap.reasons)
        for gap in gaps_of(session, series)
        if gap.day >= coming[0]
    ]
    found = [_occurrence(day, row, seats[number_of(row)], now) for day, row in rows]
    return sorted([*found, *gaps], key=lambda occurrence: occurrence.day)


def coming_of(
    session: Session, series: Series, *, since: date | None, now: datetime
) -> list[Reservation]:
    """What is still to begin, also when it was moved, from the date ``since`` in the rule on."""
    return [
        row
        for row in occurrences_of(session, series)
        if is_coming(row, now) and (since is None or day_of(_recurrence(row)) >= since)
    ]


def periods_held(session: Session, rows: Sequence[Reservation]) -> list[HeldPlace]:
    """The spaces that each reservation names, when, and in what layout."""
    spaces = space_ids_of(session, [number_of(row) for row in rows])
    return [HeldPlace(spaces[number_of(row)], row.period, row.layout) for row in rows]


def state_of(session: Session, series: Series) -> str:
    """Changes whenever one of its reservations does: what a person looked at."""
    revs = [row.rev for row in occurrences_of(session, series)]
    return f"{len(revs)}.{sum(revs)}"


def plan_new(
    session: Session,
    act: Act,
    wish: SeriesWish,
    instead: Instead,
    *,
    holder_id: int | None = None,
) -> SeriesPlan:
    """What would happen to each date of a new series. Raises TooManyDates.

    For ``holder_id``, or whoever asks.
    """
    return _planned(session, act, new_dates(wish, instead), holder_id=holder_id or act.by.id)


def plan_change(
    session: Session,
    act: Act,
    series: Series,
    wish: SeriesWish,
    *,
    since: date | None,
    instead: Instead,
) -> SeriesPlan:
    """What would happen to each date still to come if ``wish`` held from there on."""
    dates = dates_of_change(session, act, series, wish, since=since, instead=instead)
    return _planned(session, act, dates, holder_id=series.holder_id)


def dates_of_change(
    session: Session,
    act: Act,
    series: Series,
    wish: SeriesWish,
    *,
    since: date | None,
    instead: Instead,
) -> list[PlannedDate]:
    """The same before anybody looked at what stands in the way."""
    tail = tail_of(session, series, since=since, now=act.at)
    before = as_mostly_held(wish_of_series(series), tail, current_stock(session))
    return changed_dates(before, wish, tail, instead)


Claims = dict[date, dict[int, list[HeldSpan]]]


def _planned(session: Session, act: Act, dates: list[PlannedDate], *, holder_id: int) -> SeriesPlan:
    stock = current_stock(session)
    wishes = [planned.wish for planned in dates if planned.wish]
    holder = holder_of(session, holder_id, act.by)
    ground = ground_of(session, act, stock, wishes, holder=holder, unit_ids=units_of(stock, wishes))
    tally = tally_of(session, act, stock, dates, holder_id=holder_id)
    desks = desks_elsewhere(session, act, dates, ground)
    plan = settle(dates, replace(ground, tally=tally, desks=desks))
    return with_next_days(session, plan, tally, stock, at=act.at) if tally else plan


def ground_of(
    session: Session,
    act: Act,
    stock: Stock,
    wishes: Sequence[Wish],
    *,
    holder: Party,
    unit_ids: Collection[int] | None,
) -> Ground:
    """How the house stands on the days of ``wishes``, of ``unit_ids`` or of every unit."""
    rules = _rules_on(session, act, stock, wishes, holder=holder)
    claims = claims_on(session, stock, wishes, unit_ids)
    return Ground(stock, claims, rules, act.by, holder, act.at)


def _rules_on(
    session: Session, act: Act, stock: Stock, wishes: Iterable[Wish], *, holder: Party
) -> dict[date, HouseRules]:
    """The house rules on the days of ``wishes``, as they are for who asks for ``holder``."""
    asked = list(wishes)
    days = {day_of(wish.period.starts_at) for wish in asked}
    kinds = {stock.spaces[wish.space_ids[0]].kind for wish in asked}
    assert len(kinds) <= 1, "a series is of rooms or of desks"
    on = [
        rules_by_day(session, stock, kind=kind, holder_id=holder.person_id, by=act.by)
        for kind in kinds
    ]
    return {day: rules_on(day) for rules_on in on for day in days}


def units_of(stock: Stock, wishes: Iterable[Wish]) -> set[int]:
    numbers = {number for wish in wishes for number in wish.space_ids}
    return {unit for number in numbers for unit in stock.spaces[number].unit_ids}


def claims_on(
    session: Session, stock: Stock, wishes: Iterable[Wish], unit_ids: Collection[int] | None
) -> Claims:
    """What is held on the days of ``wishes``, of ``unit_ids`` or of every unit."""
    around = [
        stock.spaces[wish.space_ids[0]].held_period(wish.period, wish.layout) for wish in wishes
    ]
    days = {day.toordinal() for period in around for day in days_of(period)}
    statement = select_columns(
        col(Claim.day), col(Claim.unit_id), col(Claim.s), col(Claim.e), col(Claim.reservation_id)
    ).where(col(Claim.day).in_(days))
    if unit_ids is not None:
        statement = statement.where(col(Claim.unit_id).in_(unit_ids))
    found: Claims = defaultdict(lambda: defaultdict(list))
    for day, unit, begin, end, number in session.execute(statement):
        found[date.fromordinal(day)][unit].append(HeldSpan(begin, end, number))
    return found


def _recurrence(row: Reservation) -> datetime:
    assert row.recurrence_at is not None, "an occurrence has its place in the series"
    return row.recurrence_at


def _occurrence(day: date, row: Reservation, seats: Sequence[Seat], now: datetime) -> Occurrence:
    if not is_coming(row, now):
        return Occurrence(day, uid=row.uid)
    wish = Wish(
        space_ids=tuple(seat.space_id for seat in seats),
        period=row.period,
        attendee_count=row.attendee_count,
        layout=row.layout,
        title=row.title,
        visibility=row.visibility,
        host_id=row.host_id,
        note=row.note,
    )
    is_asked = row.state is ReservationState.REQUESTED
    return Occurrence(day, number_of(row), row.uid, wish, seats=tuple(seats), is_asked=is_asked)
