"""A series of somebody else as one of ours, where its rule is one that ours can say. Pure."""

from dataclasses import replace
from datetime import date

from booking.calendars.itip.rules import Key
from booking.calendars.itip.values import Said
from booking.foundation.local_time import MINUTE, day_of, to_local
from booking.foundation.recurrence import (
    WEEKDAYS,
    Recurrence,
    RuleNotUnderstood,
    TooManyDates,
    dates_of,
    read_rule,
)
from booking.reservations.series.values import SeriesWish
from booking.reservations.values import Visibility

HOW_FAR = {"COUNT", "UNTIL", "WKST"}
"""What our rule says otherwise: it ends on the last date that is asked."""


def series_wish(said: Said, space_id: int) -> SeriesWish | None:
    """What is asked on every date; None where our rules do not give those very dates."""
    keys = [each.recurs_at for each in said.dates if each.recurs_at is not None]
    if not said.rule or not keys or len(keys) < len(said.dates):
        return None
    first, last = min(keys), max(keys)
    recurrence = recurrence_in(said.rule, first=day_of(first), last=day_of(last))
    if recurrence is None:
        return None
    ends_at = next(each.period.ends_at for each in said.dates if each.recurs_at == first)
    if day_of(ends_at - MINUTE) != day_of(first):  # ours end on the day on which they begin
        return None
    wish = SeriesWish(
        recurrence, day_of(first), to_local(first).time(), to_local(ends_at).time(), space_id,
        title=said.title, attendee_count=said.people,
        visibility=Visibility.PRIVATE if said.is_private else Visibility.COLLEAGUES,
    )  # fmt: skip
    return wish if set(keys) <= days_by_start(wish).keys() else None


def since_it_began(wish: SeriesWish, before: SeriesWish) -> SeriesWish:
    """With the dates of ``before`` of which a mail says nothing any more, as they are past.

    As it is where its rule does not give those.
    """
    whole = replace(wish, first_on=before.first_on)
    past = [day for day in days_by_start(before).values() if day < wish.first_on]
    same = [*past, *days_by_start(wish).values()]
    return whole if list(days_by_start(whole).values()) == same else wish


def days_by_start(wish: SeriesWish) -> dict[Key, date]:
    """Its days in the rule by the instant that names them; none where there are too many."""
    try:
        return {wish.starts_on(day): day for day in dates_of(wish.recurrence, wish.first_on)}
    except TooManyDates:
        return {}


def recurrence_in(rule: str, *, first: date, last: date) -> Recurrence | None:
    """The rule in our words, from ``first`` to ``last``, which both are dates of it.

    Programs leave out the weekday or the day of the month that the first date shows (RFC 5545
    §3.3.10), write every working day as daily, and the second Tuesday with BYSETPOS.
    """
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    parts = {name: value for name, value in parts.items() if name not in HOW_FAR}
    pace, days = parts.get("FREQ"), parts.get("BYDAY", "")
    if pace == "DAILY" and days and parts.get("INTERVAL", "1") == "1":
        parts["FREQ"] = "WEEKLY"
    elif pace == "WEEKLY" and not days:
        parts["BYDAY"] = WEEKDAYS[first.weekday()]
    elif pace == "MONTHLY" and not days:
        parts.setdefault("BYMONTHDAY", str(first.day))
    elif pace == "MONTHLY" and days in WEEKDAYS and "BYSETPOS" in parts:
        parts["BYDAY"] = parts.pop("BYSETPOS") + days
    try:
        found = read_rule(";".join(f"{name}={value}" for name, value in parts.items()) + ";COUNT=1")
    except RuleNotUnderstood:
        return None
    return replace(found, until=last, count=None)
