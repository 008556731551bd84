"""What the form of the assistant says: what was seen, and what was chosen for whom."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from booking.foundation.local_time import epoch_minutes, from_epoch_minutes
from booking.foundation.periods import Period
from booking.interfaces.web.forms import OUR_FIELDS
from booking.reservations.rehousing.values import Bulk, Choice, Place, Row, Seen, Way

BULK, SEEN, ON = "wijze", "plan", "rij-"
LIST = "lijst"
"""Asks for the plan as a list to print."""
Values = Mapping[str, Any]


def without_choices(data: Values) -> dict[str, Any]:
    """The form of the change itself."""
    own = {BULK, SEEN, LIST, *OUR_FIELDS}
    return {name: v for name, v in data.items() if name not in own and not name.startswith(ON)}


def choice_in(data: Values) -> Choice:
    """What makes no sense was not sent by our form, and counts as not chosen."""
    ways = {
        int(number): Way(value)
        for name, value in data.items()
        if name.startswith(ON) and _is_number(number := name.removeprefix(ON)) and value in set(Way)
    }
    written = data.get(BULK)
    bulk = Bulk(written) if written in set(Bulk) else Bulk.KEEP
    return Choice(bulk, ways, dict(_seen(str(data.get(SEEN, "")))))


def write_seen(rows: Iterable[Row]) -> str:
    """The plan as the page shows it, for a hidden field: ``12.3.45+46.29384700-29384760,13.1``."""
    return ",".join(_written(row) for row in rows)


def _written(row: Row) -> str:
    parts = [str(row.number), str(row.displaced.rev)]
    if row.place is not None:
        period = row.place.period
        parts.append("+".join(map(str, row.place.space_ids)))
        parts.append(f"{epoch_minutes(period.starts_at)}-{epoch_minutes(period.ends_at)}")
    return ".".join(parts)


def _seen(written: str) -> Iterator[tuple[int, Seen]]:
    for part in written.split(","):
        number, _, rest = part.partition(".")
        rev, _, place = rest.partition(".")
        if _is_number(number) and _is_number(rev):
            yield int(number), Seen(int(rev), _place(place))


def _place(written: str) -> Place | None:
    spaces, _, times = written.partition(".")
    begin, _, end = times.partition("-")
    numbers = spaces.split("+")
    if not all(map(_is_number, [*numbers, begin, end])) or int(begin) >= int(end):
        return None
    period = Period(from_epoch_minutes(int(begin)), from_epoch_minutes(int(end)))
    return Place(tuple(map(int, numbers)), period)


def _is_number(written: str) -> bool:
    return written.isascii() and written.isdecimal() and len(written) <= 9  # noqa: PLR2004
