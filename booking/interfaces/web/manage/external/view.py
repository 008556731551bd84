"""A calendar from outside as its pages show it, to who runs the building only: it has titles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from booking.calendars.foreign import ForeignCalendar
from booking.calendars.subscriptions.models import ExternalCalendar
from booking.calendars.subscriptions.queries import times_of
from booking.calendars.subscriptions.rules import ahead_of, times_ahead, wanted_of
from booking.calendars.subscriptions.values import Effect, Time
from booking.foundation.formats import show_day_short, show_duration, show_time
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.interfaces.fetching import host_of
from booking.interfaces.web.manage.opening.words import period_in_words
from booking.interfaces.web.manage.spaces.listing import LIST
from booking.spaces.external_times import NO_TIMES, ExternalTimes, united
from booking.spaces.models import ExternalTime
from booking.spaces.values import BookableSpace, Stock

SHOWN_MAX = 100
EFFECTS = {
    Effect.HOLD: (
        N_("Nobody can reserve it then"),
        N_("Its events hold the place. In the grid it says: taken (external calendar)."),
    ),
    Effect.SHOW: (
        N_("Only show it as busy"),
        N_("The place can be reserved all the same."),
    ),
}
PACES = (15, 60, 6 * 60, 24 * 60)
"""Minutes between two looks at an address."""
UNTITLED = N_("Without a title")


@dataclass(frozen=True, slots=True)
class Seen:
    """A calendar of a space, and what was read in the copy that is thought of."""

    row: ExternalCalendar
    space: BookableSpace
    calendar: ForeignCalendar


def calendars_path(space_id: int) -> str:
    return f"{LIST}/{space_id}/agendas"


def calendar_path(space_id: int, number: int) -> str:
    return f"{calendars_path(space_id)}/{number}"


def with_calendar(stock: Stock, seen: Seen, now: datetime) -> Stock:
    """The stock once the calendar is used; pure."""
    if seen.row.effect is not Effect.HOLD:
        return stock
    space_id = seen.space.id
    known = stock.external.get(space_id, NO_TIMES)
    ahead = [time.period for time in times_ahead(seen.calendar, now)]
    times = ExternalTimes(holding=united([*known.holding, *ahead]), shown=known.shown)
    return replace(stock, external={**stock.external, space_id: times})


def shown_row(row: ExternalCalendar) -> dict[str, Any]:
    """For manage/external/_line.html."""
    return {
        "url": calendar_path(row.space_id, row.id or 0),
        "name": row.name,
        "source": source_in_words(row),
        "effect": text(EFFECTS[row.effect][0]),
        "copied": moment_in_words(row.copied_at),
        "trouble": trouble_in_words(row),
        "asks": row.asks_leave,
        "is_failing": row.failing_since is not None,
    }


def source_in_words(row: ExternalCalendar) -> str:
    """Of an address only the host: the rest of it may be a secret."""
    if not row.is_followed:
        return text("File %(name)s", name=row.file_name)
    every = pace_in_words(row.every_minutes)
    return text("%(host)s, looked at every %(time)s", host=host_of(row.address), time=every)


def pace_in_words(minutes: int) -> str:
    return show_duration(timedelta(minutes=minutes))


def moment_in_words(instant: datetime) -> str:
    return f"{show_day_short(day_of(instant))} {show_time(instant)}"


def trouble_in_words(row: ExternalCalendar) -> str:
    """What is wrong, and where nothing of it is used, since when; empty when all is well."""
    if row.trouble is None:
        return ""
    sentence, facts = row.trouble["sentence"], row.trouble["facts"]
    said = text(sentence, **facts)
    if row.failing_since is None:
        return said
    since, copied = moment_in_words(row.failing_since), moment_in_words(row.copied_at)
    kept = text("So since %(since)s the copy of %(copied)s is used.", since=since, copied=copied)
    return f"{said} {kept}"


def times_table(times: Iterable[tuple[Period, str]]) -> dict[str, Any]:
    """For manage/external/_times.html."""
    listed = list(times)
    return {
        "columns": [{"label": text("When")}, {"label": text("What")}],
        "rows": [{"cells": [period_in_words(period), title or text(UNTITLED)]}
                 for period, title in listed[:SHOWN_MAX]],
        "count": len(listed),
        "more": max(0, len(listed) - SHOWN_MAX),
    }  # fmt: skip


def not_used_table(calendar: ForeignCalendar) -> dict[str, Any]:
    """What of the file is left out, each with why."""
    return {
        "columns": [{"label": text("What")}, {"label": text("Begins")}, {"label": text("Why not")}],
        "rows": [
            {"cells": [each.title or text(UNTITLED), each.begins or "–",
                       text(each.why.sentence, **each.why.facts)]}
            for each in calendar.not_used[:SHOWN_MAX]
        ],
        "count": len(calendar.not_used),
        "more": max(0, len(calendar.not_used) - SHOWN_MAX),
    }  # fmt: skip


def read_times(calendar: ForeignCalendar, now: datetime) -> list[tuple[Period, str]]:
    return [(time.period, title) for time, title in sorted(times_ahead(calendar, now).items())]


def known_times(
    session: Session, row: ExternalCalendar, now: datetime
) -> Sequence[tuple[Period, str]]:
    return [(period_of(time), time.title) for time in times_of(session, row, now)]


def period_of(time: ExternalTime) -> Period:
    return Period(time.starts_at, time.ends_at)


def gone_times(
    session: Session, row: ExternalCalendar, calendar: ForeignCalendar, now: datetime
) -> list[tuple[Period, str]]:
    """What is known and no longer in the copy that waits for leave."""
    known = {
        Time(ahead_of(period := period_of(time), now) or period, time.uid): time
        for time in times_of(session, row, now)
    }
    wanted = wanted_of(calendar, {each: time.title for each, time in known.items()}, now)
    return [(period_of(time), time.title) for each, time in known.items() if each not in wanted]
