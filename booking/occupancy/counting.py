"""From what was held to the rows of the facts: a stretch of days at a time."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import Session, SQLModel, col, select

from booking.foundation.local_time import epoch_minutes, local_day
from booking.foundation.periods import Period, Span
from booking.occupancy.lines import Whole, lines_within
from booking.occupancy.models import FactDay, FactHour, FactSheet, FactTotal, FactWish
from booking.occupancy.rollups import hour_rows, total_rows, wish_rows
from booking.occupancy.room_fit import avoidably_large
from booking.occupancy.rules import DayCounts, Layout, Place, SpaceDay, Stay, count_day
from booking.occupancy.sheet import (
    Fate,
    Line,
    SpaceRecord,
    pack_house,
    pack_lines,
    unpack_house,
)
from booking.occupancy.spans import Spans
from booking.people.models import Person

Rows = dict[type[SQLModel], list[dict[str, Any]]]


def counted_rows(
    session: Session, layout: Layout, days: Sequence[int], *, today: date, old_before: int
) -> Rows:
    """What ``days`` (ordinals, in order) come to.

    Days before ``old_before`` that have a sheet keep its house and its number of people.
    """
    sheets = _old_sheets(session, days, old_before)
    lines = _lines_by_day(session, layout, days, today)
    counts: dict[int, DayCounts] = {}
    sheet_rows: list[dict[str, Any]] = []
    for day in days:
        old, on_day = sheets.get(day, {}), lines[day]
        places = _old_places(layout, old.values(), day) if old else layout.places_on(
            date.fromordinal(day)
        )  # fmt: skip
        counts[day] = count_day(layout, date.fromordinal(day), _stays_by_space(on_day), places)
        sheet_rows += _sheet_rows(session, layout, day, counts[day], on_day, old)
    return {
        FactDay: list(_day_rows(counts)),
        FactSheet: sheet_rows,
        FactTotal: list(total_rows(counts)),
        FactHour: list(hour_rows(counts)),
        FactWish: list(wish_rows(session, days)),
    }


def _old_sheets(
    session: Session, days: Sequence[int], old_before: int
) -> dict[int, dict[int, FactSheet]]:
    """By day and building."""
    found: dict[int, dict[int, FactSheet]] = defaultdict(dict)
    statement = select(FactSheet).where(
        col(FactSheet.day).in_(days), col(FactSheet.day) < old_before
    )
    for sheet in session.exec(statement):
        session.expunge(sheet)  # its row is about to be written anew
        found[sheet.day][sheet.building_id] = sheet
    return found


def _old_places(layout: Layout, sheets: Any, day: int) -> list[Place]:
    """What the house was when the day was counted first, in the order of today's stock."""
    known = {it.space_id: it for sheet in sheets for it in unpack_house(sheet.house)}
    midnight = _bounds(day)[0]
    return [
        Place(space, record.zone_id, record.capacity, _moved(record.usable, midnight))
        for space in layout.stock.spaces.values()
        if (record := known.get(space.id)) is not None
    ]


def _lines_by_day(
    session: Session, layout: Layout, days: Sequence[int], today: date
) -> dict[int, list[Whole]]:
    found: dict[int, list[Whole]] = defaultdict(list)
    bounds = [_bounds(day) for day in days]
    whole = Period(
        local_day(date.fromordinal(days[0])).starts_at,
        local_day(date.fromordinal(days[-1])).ends_at,
    )
    for line in lines_within(session, layout.stock, whole, today):
        for number in _touched(bounds, line.asked):
            found[days[number]].append(line)
    return found


def _bounds(day: int) -> Span:
    whole = local_day(date.fromordinal(day))
    return epoch_minutes(whole.starts_at), epoch_minutes(whole.ends_at)


def _touched(bounds: Sequence[Span], asked: Span) -> Iterator[int]:
    """The positions in ``bounds`` (in order) that ``asked`` has a minute in."""
    for number in range(bisect_right(bounds, asked[0], key=itemgetter(1)), len(bounds)):
        if bounds[number][0] >= asked[1]:
            return
        yield number


def _stays_by_space(lines: Sequence[Whole]) -> dict[int, list[Stay]]:
    found: dict[int, list[Stay]] = defaultdict(list)
    for line in lines:
        if line.stay is not None:
            found[line.space_id].append(line.stay)
    return found


def _sheet_rows(
    session: Session,
    layout: Layout,
    day: int,
    counted: DayCounts,
    lines: Sequence[Whole],
    old: Mapping[int, FactSheet],
) -> Iterator[dict[str, Any]]:
    bounds = _bounds(day)
    too_large = avoidably_large([it.place for it in counted.spaces], lines, layout.rivals)
    building_of = {it.space.id: it.space.building_id for it in counted.spaces}
    by_building: dict[int, list[tuple[Whole, Fate]]] = defaultdict(list)
    for number, line in enumerate(lines):
        if line.space_id in building_of:
            more = Fate.AVOIDABLE if number in too_large else Fate(0)
            by_building[building_of[line.space_id]].append((line, line.fate | more))
    staff_count = None
    for building_id in sorted(set(building_of.values())):
        here, known = by_building[building_id], old.get(building_id)
        if known is None and staff_count is None:
            staff_count = _staff_count(session, day)
        yield {
            "day": day,
            "building_id": building_id,
            "house": pack_house(_record(it, bounds) for it in counted.spaces
                                if it.space.building_id == building_id),
            "lines": pack_lines(_cut(line, fate, bounds) for line, fate in here),
            "person_count": known.person_count if known else _person_count(here, bounds),
            "staff_count": known.staff_count if known else staff_count,
        }  # fmt: skip


def _record(it: SpaceDay, bounds: Span) -> SpaceRecord:
    return SpaceRecord(
        it.space.id, it.zone_id, it.space.kind, it.capacity,
        usable=_moved(it.place.usable, -bounds[0]), open=_moved(it.open, -bounds[0]),
    )  # fmt: skip


def _moved(spans: Spans, by: int) -> tuple[Span, ...]:
    return tuple((begin + by, end + by) for begin, end in spans)


def _cut(line: Whole, fate: Fate, bounds: Span) -> Line:
    """The part of a line that lies within the day, in minutes since its midnight."""
    stay = line.stay
    asked = _within(line.asked, bounds)
    held = _within(stay.held if stay else (line.asked[0], line.asked[0]), bounds)
    used = _within(stay.used, bounds) if stay and stay.used else (0, 0)
    is_first_day = bounds[0] <= line.asked[0]
    return Line(
        line.space_id, asked, (asked[0], max(asked[0], held[1])), used, line.person_count,
        fate if is_first_day else fate & ~Fate.FIRST, line.lead_hours, line.party,
    )  # fmt: skip


def _within(span: Span, bounds: Span) -> Span:
    begin, end = (min(max(edge, bounds[0]), bounds[1]) - bounds[0] for edge in span)
    return (begin, end) if begin < end else (begin, begin)


def _person_count(lines: Sequence[tuple[Whole, Fate]], bounds: Span) -> int:
    return len({line.person_id for line, _ in lines
                if line.person_id is not None and bounds[0] <= line.asked[0]})  # fmt: skip


def _staff_count(session: Session, day: int) -> int:
    """Who had an account and was of the staff, at the end of the day."""
    end = local_day(date.fromordinal(day)).ends_at
    return session.exec(
        select(func.count()).select_from(Person).where(
            col(Person.team_id).is_not(None),
            or_(col(Person.disabled_at).is_(None), col(Person.disabled_at) >= end),
        )
    ).one()  # fmt: skip


def _day_rows(counts: Mapping[int, DayCounts]) -> Iterator[dict[str, Any]]:
    for day, counted in counts.items():
        for it in counted.spaces:
            yield {
                "day": day,
                "space_id": it.space.id,
                "zone_id": it.zone_id,
                "space_kind": it.space.kind,
                "capacity": it.capacity,
                "open_minutes": it.open_minutes,
                "booked_minutes": it.booked_minutes,
                "used_minutes": it.used_minutes,
                "used_person_minutes": it.used_person_minutes,
                "reservation_count": len(it.stays),
                "no_show_count": sum(stay.is_no_show for stay in it.stays),
                "check_in_count": sum(stay.is_checked_in for stay in it.stays),
            }
