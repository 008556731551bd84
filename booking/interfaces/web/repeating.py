"""The fields of a form that say how something comes back."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from booking.foundation.formats import show_weekday
from booking.foundation.recurrence import LAST, Pace, Recurrence
from booking.foundation.texts import N_, text
from booking.interfaces.web.moments import day_in

Values = Mapping[str, Any]


class Often(StrEnum):
    """How it comes back, as the form offers it: counted from the first date."""

    DAY = "dag"
    WEEK = "week"
    MONTH_DAY = "maanddag"
    MONTH_END = "maandeinde"
    MONTH_WEEKDAY = "weekdag"
    MONTH_LAST_WEEKDAY = "laatste-weekdag"


OFTEN: dict[Often, str] = {
    Often.DAY: N_("Every day"),
    Often.WEEK: N_("Every week, on the days below"),
    Often.MONTH_DAY: N_("Every month, on this day of the month"),
    Often.MONTH_END: N_("Every month, on the last day"),
    Often.MONTH_WEEKDAY: N_("Every month, on this weekday, counted from the begin"),
    Often.MONTH_LAST_WEEKDAY: N_("Every month, on the last such weekday"),
}


def recurrence_in(found: Values) -> Recurrence:
    """The rule that these fields ask for; the first date says which day of the month."""
    first: date = found["datum"]
    nth = (first.day + 6) // 7
    by_month = {
        Often.MONTH_DAY: (Pace.MONTH_DAY, first.day),
        Often.MONTH_END: (Pace.MONTH_DAY, LAST),
        Often.MONTH_WEEKDAY: (Pace.MONTH_WEEKDAY, nth),
        Often.MONTH_LAST_WEEKDAY: (Pace.MONTH_WEEKDAY, LAST),
    }
    by_week = (Pace.DAILY if found["herhaal"] is Often.DAY else Pace.WEEKLY, 0)
    pace, place = by_month.get(found["herhaal"], by_week)
    weekdays = {Pace.WEEKLY: found["dag"], Pace.MONTH_WEEKDAY: [first.weekday()]}
    is_until = found["eind"] == "datum"
    return Recurrence(
        pace=pace,
        interval=found["elke"],
        weekdays=frozenset(weekdays.get(pace, ())),
        place=place,
        until=found["tot_en_met"] if is_until else None,
        count=None if is_until else found["keer"],
    )


def repeat_choices() -> dict[str, Any]:
    """What the fields of the rule offer."""
    return {
        "often": [(often.value, text(words)) for often, words in OFTEN.items()],
        "weekdays": [(str(day), show_weekday(day)) for day in range(7)],
        "ends": [("datum", text(N_("Until a date"))), ("keer", text(N_("A number of times")))],
    }


def first_rule(values: Values) -> dict[str, Any]:
    """What the empty fields propose: every week, on the day of the first date."""
    first = day_in(values, otherwise=date.min)
    days = [str(first.weekday())] if first != date.min else []
    return {"herhaal": Often.WEEK.value, "elke": 1, "dag": days, "eind": "datum"}


def rule_values(rule: Recurrence) -> dict[str, Any]:
    """The fields of the form that stand for ``rule``."""
    is_last = rule.place == LAST
    by_month = {
        Pace.MONTH_DAY: Often.MONTH_END if is_last else Often.MONTH_DAY,
        Pace.MONTH_WEEKDAY: Often.MONTH_LAST_WEEKDAY if is_last else Often.MONTH_WEEKDAY,
    }
    often = by_month.get(rule.pace, Often.DAY if rule.pace is Pace.DAILY else Often.WEEK)
    return {
        "herhaal": often.value,
        "elke": rule.interval,
        "dag": [str(day) for day in sorted(rule.weekdays)],
        "eind": "datum" if rule.until else "keer",
        "tot_en_met": rule.until.isoformat() if rule.until else "",
        "keer": rule.count or "",
    }  # fmt: skip
