"""Public holidays of the Netherlands, and the days on which a town hall may close too."""

from dataclasses import dataclass
from datetime import date
from functools import cache

WORKED_ON = "Goede vrijdag"
LOCAL_CUSTOM = ((12, 24, "Kerstavond"), (12, 31, "Oudejaarsdag"))


@dataclass(frozen=True, slots=True)
class Holiday:
    day: date
    name: str
    is_free: bool
    """Whether a town hall is usually closed."""


@cache
def public_holidays(year: int) -> dict[date, str]:
    """Days on which the town hall is closed, with their Dutch names, in order."""
    return {each.day: each.name for each in holidays_of(year) if each.is_free}


@cache
def holidays_of(year: int) -> tuple[Holiday, ...]:
    """What a town hall may choose from, in order.

    Town halls work on Good Friday; Liberation Day is free once in five years, which the
    library knows.
    """
    import holidays  # noqa: PLC0415 -- 7 MiB that few processes ever need

    public = holidays.country_holidays("NL", language="nl", years=year)
    others = holidays.country_holidays("NL", language="nl", years=year, categories=("optional",))
    custom = {date(year, month, day): name for month, day, name in LOCAL_CUSTOM}
    named = {**custom, **others, **public}
    return tuple(
        Holiday(day, name, is_free=day in public and name != WORKED_ON)
        for day, name in sorted(named.items())
    )
