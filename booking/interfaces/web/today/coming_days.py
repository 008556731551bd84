"""The same desk as last week: the coming working days at a glance, reserved in one tap."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.errors import DomainError
from booking.foundation.formats import show_day, show_day_short, show_span
from booking.foundation.local_time import day_of, local_day, local_period, to_local
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.interfaces.web.desks.forms import Several
from booking.interfaces.web.desks.views import FITS, place_in_words
from booking.interfaces.web.forms import Form
from booking.interfaces.web.moments import day_in, read_turn, write_turn
from booking.interfaces.web.refusals import said
from booking.interfaces.web.reserving import reserve_once
from booking.interfaces.web.tickets import address_of
from booking.people.values import Act, Principal
from booking.reservations.claims import taken_spans
from booking.reservations.desk_days import desk_hours, open_days_after, same_hours
from booking.reservations.desks import (
    DeskProposal,
    DeskWants,
    Fit,
    HeldDesk,
    desk_habits_of,
    own_desks,
    propose_desks,
)
from booking.reservations.rules import is_free
from booking.reservations.values import Wish
from booking.spaces.queries import SpaceNotFound, current_stock, space_by_number
from booking.spaces.values import Stock
from booking.spaces.zone_access import not_shut

DAYS_AHEAD = 5
WEEK = timedelta(days=7)
CLOCK = r"(\d\d:\d\d(?:/2)?)"
CHOICE = re.compile(rf"(\d{{4}}-\d\d-\d\d) {CLOCK}-{CLOCK} (.{{1,40}})", re.ASCII)
NO_CHOICE = N_("Choose the days from the list.")


@dataclass(frozen=True, slots=True)
class DayChoice:
    """One ticked day: "2026-11-24 08:00-18:00 2.D014"."""

    day: date
    begin: time
    end: time
    number: str

    def written(self) -> str:
        """As the value of its checkbox."""
        return f"{self.day} {write_turn(self.begin)}-{write_turn(self.end)} {self.number}"


def read_choice(written: str) -> DayChoice:
    """Raises ValueError with a sentence when it is not one of ours."""
    found = CHOICE.fullmatch(written)
    if found is None:
        raise ValueError(NO_CHOICE)
    day = day_in({"datum": found[1]}, otherwise=date.min)
    begin, end = read_turn(found[2]), read_turn(found[3])
    if day == date.min or begin is None or end is None:
        raise ValueError(NO_CHOICE)
    return DayChoice(day, begin, end, found[4])


def _readable(choices: list[str]) -> list[str]:
    for choice in choices:
        read_choice(choice)
    return choices


class DaysForm(Form):
    dag: Annotated[Several, Field(min_length=1, max_length=DAYS_AHEAD), AfterValidator(_readable)]

    @property
    def choices(self) -> list[DayChoice]:
        return [read_choice(choice) for choice in self.dag]


def days_shown(stock: Stock, today: date) -> tuple[date, date]:
    """The first and the last of the days that Vandaag shows: looked up once for each stock."""
    key = (days_shown, today)
    shown: tuple[date, date] | None = stock.reckoned.get(key)
    if shown is None:
        last = max([today, *open_days_after(stock, today, DAYS_AHEAD)])
        shown = stock.reckoned[key] = today, last
    return shown


def coming_days(
    session: Session, viewer: Principal, *, stock: Stock, now: datetime
) -> list[dict[str, Any]]:
    """A row for each of the next working days: my desk, last week's, or the best free one."""
    return [
        _row(session, viewer, day, stock=stock, now=now)
        for day in open_days_after(stock, day_of(now), DAYS_AHEAD)
    ]


def _row(
    session: Session, viewer: Principal, day: date, *, stock: Stock, now: datetime
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "day": show_day_short(day),
        "date": day.isoformat(),
        "value": "",
        "href": "",
    }
    held = own_desks(session, viewer, local_day(day))
    if held:
        desk = stock.spaces[held[0].space_id]
        span = show_span(held[0].reservation.period)
        return row | {
            "desk": desk.number, "place": place_in_words(stock, desk, day), "is_ticked": False,
            "note": text("You have this desk, %(span)s", span=span),
            "href": address_of(held[0]),
        }  # fmt: skip
    last = own_desks(session, viewer, local_day(day - WEEK))
    return row | _offer(session, viewer, day, last, stock=stock, now=now)


def _offer(
    session: Session,
    viewer: Principal,
    day: date,
    last: Sequence[HeldDesk],
    *,
    stock: Stock,
    now: datetime,
) -> dict[str, Any]:
    """Last week's desk at last week's hours when it is free, else the best there is."""
    hours = desk_hours(stock, day)
    assert hours is not None, "only open days are offered"
    period = (same_hours(last[0].reservation.period, day, hours) if last else None) or hours
    proposal, was_taken = _proposal(session, viewer, period, last, stock=stock, now=now)
    if proposal is None:
        return {"desk": "", "place": "", "is_ticked": False, "note": text("No desk is free")}
    begin, end = to_local(period.starts_at).time(), to_local(period.ends_at).time()
    desk = proposal.desk
    is_same = bool(last) and desk.id == last[0].space_id
    note = text("As last week") if is_same else text(FITS[proposal.fit][0])
    if was_taken:
        note = text(
            "%(desk)s is taken, this one is free", desk=stock.spaces[last[0].space_id].number
        )
    return {
        "desk": desk.number,
        "place": place_in_words(stock, desk, day),
        "note": f"{note}, {show_span(period)}",
        "is_ticked": is_same,
        "value": DayChoice(day, begin, end, desk.number).written(),
    }


def _proposal(
    session: Session,
    viewer: Principal,
    period: Period,
    last: Sequence[HeldDesk],
    *,
    stock: Stock,
    now: datetime,
) -> tuple[DeskProposal | None, bool]:
    """The desk to offer, and whether last week's was taken meanwhile."""
    taken = taken_spans(session, period)
    same = stock.spaces.get(last[0].space_id) if last else None
    day = day_of(period.starts_at)
    habits = desk_habits_of(session, viewer, day, now=now)
    if (
        same is not None
        and is_free(same, period, stock=stock, taken=taken)
        and not_shut([same], stock, day, habits.shut_zone_ids)
    ):
        return DeskProposal(same, Fit.LAST_TIME), False
    found = propose_desks(period, stock=stock, taken=taken, habits=habits, wants=DeskWants())
    return (found[0] if found else None), same is not None


def reserve_days(
    database: Database, act: Act, choices: Sequence[DayChoice], *, token: str
) -> list[dict[str, Any]]:
    """Each day for itself: one that is refused does not take the others with it."""
    return [
        _reserve_day(database, act, choice, token=f"{token} {choice.day}") for choice in choices
    ]


def _reserve_day(database: Database, act: Act, choice: DayChoice, *, token: str) -> dict[str, Any]:
    result = {"day": show_day(choice.day), "date": choice.day.isoformat(), "desk": choice.number}
    try:
        with database.reading() as session:
            desk = space_by_number(current_stock(session), choice.number, choice.day)
        if not desk.is_desk:
            raise SpaceNotFound(f"{choice.number} is no desk")
        wish = Wish((desk.id,), _period(choice))
        location = reserve_once(database, act, wish, token=token)
    except DomainError as error:
        return result | {"href": "", "reasons": said(error)[1]}
    return result | {"href": location, "reasons": []}


def _period(choice: DayChoice) -> Period:
    try:
        return local_period(choice.day, choice.begin, choice.end)
    except ValueError as error:  # the end is not after the begin
        raise SpaceNotFound(f"no such hours: {choice}") from error
