"""Public holidays of the Netherlands, on which a town hall is closed."""

from datetime import date
from functools import cache

WORKED_ON = "Goede vrijdag"


@cache
def public_holidays(year: int) -> dict[date, str]:
    """Days on which the town hall is closed, with their Dutch names, in order.

    Town halls work on Good Friday; Liberation Day is free once in five years, which the
    library knows.
    """
    import holidays  # noqa: PLC0415 -- 7 MiB that few processes ever need

    named = holidays.country_holidays("NL", language="nl", years=year)
    return {day: name for day, name in sorted(named.items()) if name != WORKED_ON}
