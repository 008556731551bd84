"""The monthly report, to those who asked for it: some figures, and where all of them are."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlmodel import Session

from booking.foundation.doors import Door
from booking.foundation.formats import show_number
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.foundation.texts import N_, speaking, text
from booking.messages.outbox import post_letter
from booking.occupancy.measures import PeakStatistics, booked_rate, occupancy_rate
from booking.occupancy.models import MonthlyReader
from booking.occupancy.monthly import month_before, readers_due
from booking.occupancy.operations import record_report
from booking.occupancy.queries import day_totals
from booking.occupancy.rounding import by_fives
from booking.occupancy.values import DayTotal, Slice, add_up
from booking.people.models import Person
from booking.people.permissions import Action, may
from booking.people.queries import principal_of
from booking.people.values import Act
from booking.spaces.queries import building_names
from booking.spaces.values import SpaceKind

REPORT = "monthly report"
KINDS = {SpaceKind.DESK: N_("Desks"), SpaceKind.ROOM: N_("Rooms")}
NONE = "–"


def tell_month(session: Session, settings: Settings, *, now: datetime) -> None:
    """Of the last whole month, to each reader once; who may see no figures any more gets none."""
    today = day_of(now)
    first, last = month_before(today)
    for reader in readers_due(session, today):
        reader.told_month = first
        session.add(reader)
        by = principal_of(session, reader.person_id, today=today)
        if by is not None and may(by, Action.SEE_OCCUPANCY):
            act = Act(by, now, Door.JOB)
            for building_id in building_names(session):
                record_report(session, act, Slice(building_id, first, last), report=REPORT,
                              form="mail")  # fmt: skip
            _write(session, settings, reader, now)
    session.flush()


def _write(session: Session, settings: Settings, reader: MonthlyReader, now: datetime) -> None:
    to = session.get_one(Person, reader.person_id)
    first, last = month_before(day_of(now))
    with speaking(to.language):
        rows = list(_rows(session, Slice(0, first, last)))
    page = f"/bezetting?van={first}&tot={last}"
    post_letter(session, settings, "monthly_report", to=to, now=now, month=first, rows=rows,
                page=page)  # fmt: skip


def _rows(session: Session, of: Slice) -> Iterator[dict[str, Any]]:
    for building_id, name in building_names(session).items():
        found = day_totals(session, Slice(building_id, of.first, of.last))
        for kind, label in KINDS.items():
            days = [it for it in found if it.kind is kind and it.sums.open_minutes]
            if days:
                yield {"what": f"{text(label)}, {name}", **_figures(days)}


def _figures(days: list[DayTotal]) -> dict[str, str]:
    """Shares in percents, and the peak in fives, as in all that leaves the house."""
    sums = add_up([it.sums for it in days])
    peaks = PeakStatistics.of(it.used_peak for it in days)
    assert peaks is not None, "there are open days"
    return {
        "used": _percent(occupancy_rate(sums)),
        "booked": _percent(booked_rate(sums)),
        "peak": show_number(by_fives(peaks.highest)),
        "spaces": show_number(max(it.space_count for it in days)),
    }


def _percent(rate: float | None) -> str:
    return NONE if rate is None else f"{show_number(round(100 * rate))}\N{NO-BREAK SPACE}%"
