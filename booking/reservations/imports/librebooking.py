"""LibreBooking, and Booked Scheduler that it comes from: its tables. Pure.

After database_schema/ of LibreBooking: a series has instances, each a period in UTC, and resources;
what is one reservation there is here one for each of its resources.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.foundation.texts import N_
from booking.reservations.imports.dumps import Cells, Dump
from booking.reservations.imports.moments import from_utc, number_in, period_between
from booking.reservations.imports.values import (
    Foreign,
    Keys,
    NotUnderstood,
    Reading,
    Said,
    Standing,
    System,
    Unread,
    keys_in,
)

STANDING = {2: Standing.GONE, 3: Standing.ASKED}  # 1: created
COMING = {1, 2}  # reservation_user_level: owner and participant; 3 is invited, 4 joined
NO_SERIES = N_("What it belongs to is not in the file.")
NO_RESOURCE = N_("It has no room in the file.")
BLACKOUTS = N_("%(count)s blackouts are not reservations: enter them as closures.")


@dataclass(frozen=True, slots=True)
class _Tables:
    series: Mapping[str, Cells]
    resources: Mapping[str, Cells]
    users: Mapping[str, Cells]
    resources_of: Mapping[str, Sequence[str]]
    people_count: Mapping[str, int]
    dates_count: Mapping[str, int]


def read_librebooking(dump: Dump, *, now: datetime) -> Reading:
    """Raises :class:`NotUnderstood` where this is no dump of LibreBooking."""
    instances = dump.tables.get("reservation_instances")
    if instances is None or "resources" not in dump.tables:
        raise NotUnderstood("no tables of LibreBooking")
    tables = _tables(dump, instances)
    rows = [row for cells in instances for row in _rows(cells, tables, now)]
    blackouts = len(dump.tables.get("blackout_instances", ()))
    remark = Unread("blackout_instances", Said(BLACKOUTS, {"count": blackouts}))
    names = {number: cells.get("name") or number for number, cells in tables.resources.items()}
    return Reading(System.LIBREBOOKING, rows, (remark,) if blackouts else (), names)


def _tables(dump: Dump, instances: Iterable[Cells]) -> _Tables:
    rows = dump.tables
    resources_of: dict[str, list[str]] = defaultdict(list)
    for cells in rows.get("reservation_resources", ()):
        resources_of[cells.get("series_id") or ""].append(cells.get("resource_id") or "")
    return _Tables(
        series=_by(rows.get("reservation_series", ()), "series_id"),
        resources=_by(rows["resources"], "resource_id"),
        users=_by(rows.get("users", ()), "user_id"),
        resources_of=resources_of,
        people_count=Counter(
            cells.get("reservation_instance_id") or ""
            for cells in rows.get("reservation_users", ())
            if number_in(cells.get("reservation_user_level")) in COMING
        ),
        dates_count=Counter(cells.get("series_id") or "" for cells in instances),
    )


def _by(rows: Iterable[Cells], column: str) -> dict[str, Cells]:
    return {cells.get(column) or "": cells for cells in rows}


def _rows(cells: Cells, tables: _Tables, now: datetime) -> Iterator[Foreign | Unread]:
    number, series_id = cells.get("reservation_instance_id"), cells.get("series_id") or ""
    key, place = cells.get("reference_number") or f"instance {number}", f"instance {number}"
    if series_id not in tables.series:
        yield Unread(place, Said(NO_SERIES), key)
        return
    resources = [r for r in tables.resources_of.get(series_id, ()) if r in tables.resources]
    if not resources:
        yield Unread(place, Said(NO_RESOURCE), key)
    for resource in resources:
        own = keys_in(key, resource, has_others=len(resources) > 1)
        yield _row(cells, tables, own, place, resource, now)


def _row(
    cells: Cells, tables: _Tables, keys: Keys, place: str, resource: str, now: datetime
) -> Foreign | Unread:
    period = period_between(from_utc(cells.get("start_date")), from_utc(cells.get("end_date")))
    if isinstance(period, Said):
        return Unread(place, period, keys.key, resource)
    series_id = cells.get("series_id") or ""
    series, number = tables.series[series_id], cells.get("reservation_instance_id") or ""
    owner = tables.users.get(series.get("owner_id") or "", {})
    came_at = from_utc(cells.get("checkin_date"))
    asks_check_in = number_in(tables.resources[resource].get("enable_check_in"))
    return Foreign(
        key=keys.key,
        other_key=keys.other_key,
        place=place if resource == (tables.resources_of[series_id][0]) else f"{place}, {resource}",
        room=resource,
        period=period,
        email=(owner.get("email") or "").strip(),
        person=" ".join(filter(None, (owner.get("fname"), owner.get("lname")))),
        title=series.get("title") or "",
        note=series.get("description") or "",
        attendee_count=max(tables.people_count.get(number, 0), 1),
        standing=STANDING.get(number_in(series.get("status_id")), Standing.FIRM),
        series=f"{series_id}/{resource}" if tables.dates_count[series_id] > 1 else "",
        came_at=came_at,
        left_at=from_utc(cells.get("checkout_date")),
        is_known_to_stay_away=bool(asks_check_in) and came_at is None and period.ends_at <= now,
    )
