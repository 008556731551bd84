"""Opening hours as people read them."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from booking.foundation.formats import (
    as_sentence,
    show_date,
    show_duration,
    show_weekday,
    show_weekday_short,
)
from booking.foundation.local_time import day_of, local_day, to_local
from booking.foundation.periods import Period
from booking.foundation.texts import text
from booking.spaces.opening import Season, Span, Week, week_length

ONE_MINUTE = timedelta(minutes=1)


def spans_in_words(spans: Sequence[Span]) -> str:
    """07:30–12:30, 13:00–24:00; without a span "closed"."""
    if not spans:
        return text("closed")
    return ", ".join(f"{opens:%H:%M}–{_end(closes)}" for opens, closes in spans)


def week_in_words(week: Week) -> str:
    """ma–wo 07:30–18:30, do 07:30–21:30; days without hours are left out."""
    parts = []
    for spans, group in groupby(range(7), key=lambda weekday: week[weekday]):
        days = list(group)
        if spans:
            names = dict.fromkeys(show_weekday_short(day) for day in (days[0], days[-1]))
            parts.append(f"{'–'.join(names)} {spans_in_words(spans)}")
    return ", ".join(parts) or text("closed")


def hours_a_week(week: Week) -> str:
    return show_duration(week_length(week)) if week_length(week) else text("closed")


def week_rows(week: Week) -> list[dict[str, str]]:
    """For ``definition_list``: a row for each day."""
    return [
        {"term": as_sentence(show_weekday(weekday)), "text": spans_in_words(spans)}
        for weekday, spans in enumerate(week)
    ]


def validity_of(season: Season, *, today: date) -> str:
    """From 01-07-2027 up to and including 31-08-2027."""
    until = season.valid_until - timedelta(days=1) if season.valid_until else None
    if season.valid_from <= today:
        return text("Now, up to and including %(day)s", day=show_date(until)) if until else ""
    facts = {"begin": show_date(season.valid_from)}
    if until is None:
        return text("From %(begin)s", **facts)
    return text("From %(begin)s up to and including %(end)s", **facts, end=show_date(until))


def period_in_words(period: Period) -> str:
    """Di 24 nov 10:00–12:00; of whole days only the days."""
    first, last = day_of(period.starts_at), day_of(period.ends_at - ONE_MINUTE)
    begins_early = period.starts_at == local_day(first).starts_at
    ends_late = period.ends_at == local_day(last).ends_at
    begin, end = f"{to_local(period.starts_at):%H:%M}", _end_of(period)
    if first == last:
        hours = text("all day") if begins_early and ends_late else f"{begin}–{end}"
        return f"{show_date(first)}, {hours}"
    from_, until = show_date(first), show_date(last)
    return "{} – {}".format(
        from_ if begins_early else f"{from_} {begin}", until if ends_late else f"{until} {end}"
    )


def _end_of(period: Period) -> str:
    last = to_local(period.ends_at)
    return "24:00" if period.ends_at == local_day(last.date()).starts_at else f"{last:%H:%M}"


def _end(closes: object) -> str:
    shown = f"{closes:%H:%M}"
    return "24:00" if shown == "00:00" else shown
