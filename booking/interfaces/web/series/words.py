"""The rule of a series in words: "elke dinsdag t/m 15 december 2026"."""

from collections.abc import Iterable

from babel.dates import format_date

from booking.foundation.formats import LOCALES, show_weekday
from booking.foundation.recurrence import LAST, Pace, Recurrence
from booking.foundation.texts import N_, language, plural_text, text

NTH = {1: N_("first"), 2: N_("second"), 3: N_("third"), 4: N_("fourth"), 5: N_("fifth"),
       LAST: N_("last")}  # fmt: skip
AND = N_(" and ")
SURE_DAY_MAX, SURE_PLACE_MAX = 28, 4  # every month has these


def rule_in_words(rule: Recurrence) -> str:
    """How often, on which days, and until when."""
    often = _often(rule)
    if rule.until is None:
        return plural_text("%(rule)s, once", "%(rule)s, %(count)s times", rule.count or 0,
                           rule=often)  # fmt: skip
    day = format_date(rule.until, "d MMMM y", locale=LOCALES[language()])
    return text("%(rule)s up to and including %(day)s", rule=often, day=day)


def left_out(rule: Recurrence) -> str:
    """What becomes of months that lack that day; empty when every month has it."""
    if rule.pace is Pace.MONTH_DAY and rule.place > SURE_DAY_MAX:
        return text("Months without day %(number)s are left out.", number=rule.place)
    if rule.pace is Pace.MONTH_WEEKDAY and rule.place > SURE_PLACE_MAX:
        return text("Months without a fifth %(weekday)s are left out.", weekday=_days(rule))
    return ""


def _often(rule: Recurrence) -> str:
    match rule.pace:
        case Pace.DAILY:
            return plural_text("every day", "every %(count)s days", rule.interval)
        case Pace.WEEKLY:
            return plural_text("every %(days)s", "every %(count)s weeks on %(days)s",
                               rule.interval, days=_days(rule))  # fmt: skip
        case Pace.MONTH_DAY:
            is_last = rule.place == LAST
            day = text("the last day") if is_last else text("day %(number)s", number=rule.place)
            return _monthly(rule, day)
        case Pace.MONTH_WEEKDAY:
            nth = text(NTH[rule.place])
            return _monthly(rule, text("the %(nth)s %(weekday)s", nth=nth, weekday=_days(rule)))


def _monthly(rule: Recurrence, day: str) -> str:
    return plural_text("every month on %(day)s", "every %(count)s months on %(day)s",
                       rule.interval, day=day)  # fmt: skip


def _days(rule: Recurrence) -> str:
    return _listed(show_weekday(day) for day in sorted(rule.weekdays))


def _listed(words: Iterable[str]) -> str:
    *most, last = words
    return text(AND).join([", ".join(most), last]) if most else last
