"""What was said of an event, to JSON and back."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from booking.calendars.itip.values import Address, Date, Said
from booking.foundation.periods import Period


def key_in(recurrence: str) -> datetime | None:
    return datetime.fromisoformat(recurrence) if recurrence else None


def written_key(recurs_at: datetime | None) -> str:
    return recurs_at.isoformat() if recurs_at else ""


def stored(said: Said) -> dict[str, Any]:
    """What no column of the table says."""
    return {
        "dates": [
            [written_key(date.recurs_at), date.period.starts_at.isoformat(),
             date.period.ends_at.isoformat(), date.written, date.begins]
            for date in said.dates
        ],
        "begins": said.begins,
        "is_series": said.is_series,
        "is_with_following": said.is_with_following,
        "rule": said.rule,
        "goes_on": said.goes_on,
        "title": said.title,
        "people": said.people,
        "is_private": said.is_private,
    }  # fmt: skip


def said_in(
    facts: dict[str, Any],
    *,
    recurrence: str,
    sequence: int,
    stamped_at: datetime,
    is_cancelled: bool,
) -> Said:
    return Said(
        recurs_at=key_in(recurrence),
        sequence=sequence,
        stamped_at=stamped_at,
        is_cancelled=is_cancelled,
        dates=tuple(_date(*each) for each in facts["dates"]),
        **{name: value for name, value in facts.items() if name != "dates"},
    )


def address_stored(address: Address) -> dict[str, Any]:
    return asdict(address)


def address_in(facts: dict[str, Any]) -> Address:
    return Address(**{**facts, "zones": tuple(facts["zones"])})


def _date(recurrence: str, begin: str, end: str, *written: str) -> Date:
    period = Period(datetime.fromisoformat(begin), datetime.fromisoformat(end))
    return Date(key_in(recurrence), period, *written)
