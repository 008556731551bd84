"""Dates, times and numbers as people here write them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

from booking.foundation.local_time import is_double, to_local
from booking.foundation.periods import Period
from booking.foundation.texts import N_, language, plural_text, text

# English dates day first, as the town hall's own English letters have them
LOCALES = {"nl": "nl_NL", "en": "en_GB"}
MONDAY = date(2024, 1, 1)  # any
SUMMER, WINTER = N_("summer time"), N_("winter time")


def _locale() -> str:
    return LOCALES[language()]


def show_day(day: date) -> str:
    """donderdag 26 november 2026"""  # noqa: D400, D403 -- the doc is the example
    return format_date(day, "EEEE d MMMM y", locale=_locale())


def show_day_short(day: date) -> str:
    """do 26 nov"""  # noqa: D400, D403
    return format_date(day, "EEEEEE d MMM" if language() == "nl" else "EEE d MMM", locale=_locale())


def show_date(day: date) -> str:
    """26-11-2026"""  # noqa: D400
    return format_date(day, "dd-MM-y" if language() == "nl" else "dd/MM/y", locale=_locale())


def show_month(day: date) -> str:
    """november 2026"""  # noqa: D400, D403
    return format_date(day, "MMMM y", locale=_locale())


def show_weekday(weekday: int) -> str:
    """maandag, for 0"""  # noqa: D400
    return format_date(MONDAY + timedelta(days=weekday), "EEEE", locale=_locale())


def show_weekday_short(weekday: int) -> str:
    """ma, for 0"""  # noqa: D400
    pattern = "EEEEEE" if language() == "nl" else "EEE"
    return format_date(MONDAY + timedelta(days=weekday), pattern, locale=_locale())


@lru_cache(maxsize=10_000)
def show_clock(instant: datetime) -> str:
    """14:05, on the town hall's clock: also in forms and addresses."""
    return f"{to_local(instant):%H:%M}"


@lru_cache(maxsize=10_000)
def _which(instant: datetime) -> str:
    """Of a time that the clock shows twice which one it is; else empty."""
    wall = to_local(instant)
    return (SUMMER, WINTER)[wall.fold] if is_double(wall) else ""


def show_time(instant: datetime) -> str:
    """14:05, and in the night with a double hour 02:30 (wintertijd)."""
    which, clock = _which(instant), show_clock(instant)
    return f"{clock} ({text(which)})" if which else clock


def show_span(period: Period) -> str:
    """13:00–14:30"""  # noqa: D400
    return f"{show_time(period.starts_at)}–{show_time(period.ends_at)}"


def show_duration(duration: timedelta) -> str:
    """1 uur 30 min, 45 min, 3 dagen."""
    hours, minutes = divmod(int(duration.total_seconds()) // 60, 60)
    days, rest = divmod(hours, 24)
    if days and not rest and not minutes:
        return plural_text("%(count)s day", "%(count)s days", days)
    parts = [plural_text("%(count)s hour", "%(count)s hours", hours)] if hours else []
    if minutes or not hours:
        parts.append(text("%(minutes)s min", minutes=minutes))
    return " ".join(parts)


def as_sentence(words: str) -> str:
    """With a capital in front; the names in it keep theirs."""
    return words[:1].upper() + words[1:]


def week_number(day: date) -> int:
    """The ISO 8601 week; Babel's own for ``nl`` is wrong around New Year."""
    return day.isocalendar().week


def show_number(number: float) -> str:
    return str(format_decimal(number, locale=_locale()))


def show_share(percents: float) -> str:
    """With one decimal, and without the sign."""
    return str(format_decimal(percents, format="#,##0.0", locale=_locale()))


FILTERS: dict[str, Callable[..., object]] = {
    **{name.removeprefix("show_"): show for name, show in globals().items()
       if name.startswith("show_")},
    "week_number": week_number,
}  # fmt: skip
"""For templates: ``{{ day|day_short }}``."""
