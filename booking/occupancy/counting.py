"""From what was held to the rows of the facts: a stretch of days at a time."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import Session, SQLModel, col, select

from booking.foundation.local_time import epoch_minutes, local_day
from booking.foundation.periods import Period, Span
from booking.occupancy.lines import Whole, lines_within
from booking.occupancy.models import FactDay, FactHour, FactSheet, FactTotal, FactVersion, FactWish
from booking.occupancy.rollups import hour_rows, total_rows, wish_rows
from booking.occupancy.room_fit import avoidably_large
from booking.occupancy.rules import DayCounts, Layout, Place, SpaceDay, Stay, count_day
from booking.occupancy.sheet import (
    LINE_RECORD,
    MOST,
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

    Days before ``old_before`` that have a sheet keep its house and its number of people; the
    number of staff is that of the first count after the day, whoever joins or leaves since.
    """
    sheets, over = _sheets(session, days), _counted_when_over(session, days)
    lines = _lines_by_day(session, layout, days, today)
    counts: dict[int, DayCounts] = {}
    sheet_rows: list[dict[str, Any]] = []
    for day in days:
        known, on_day = sheets.get(day, {}), lines[day]
        old = known if day < old_before else {}
        staff_counts = {it: sheet.staff_count for it, sheet in known.items() if old or day in over}
        places = _old_places(layout, old.values(), day, on_day) if old else layout.places_on(
            date.fromordinal(day)
        )  # fmt: skip
        counts[day] = count_day(layout, date.fromordinal(day), _stays_by_space(on_day), places)
        sheet_rows += _sheet_rows(session, layout, day, counts[day], on_day, old, staff_counts)
    return {
        FactDay: list(_day_rows(counts)),
        FactSheet: sheet_rows,
        FactTotal: list(total_rows(counts)),
        FactHour: list(hour_rows(counts)),
        FactWish: list(wish_rows(session, days)),
    }


def _sheets(session: Session, days: Sequence[int]) -> dict[int, dict[int, FactSheet]]:
    """By day and building."""
    found: dict[int, dict[int, FactSheet]] = defaultdict(dict)
    for sheet in session.exec(select(FactSheet).where(col(FactSheet.day).in_(days))):
        session.expunge(sheet)  # its row is about to be written anew
        found[sheet.day][sheet.building_id] = sheet
    return found


def _counted_when_over(session: Session, days: Sequence[int]) -> set[int]:
    statement = select(FactVersion.day).where(
        col(FactVersion.day).in_(days), col(FactVersion.counted_on) > FactVersion.day
    )
    return set(session.exec(statement))


def _old_places(
    layout: Layout, sheets: Collection[FactSheet], day: int, lines: Sequence[Whole]
) -> list[Place]:
    """What the house was when the day was counted first, in the order of today's stock.

    When it was open stays too, also of a room that is divided otherwise since; unless something
    else was held than was counted then.
    """
    known = {it.space_id: it for sheet in sheets for it in unpack_house(sheet.house)}
    bounds = _bounds(day)
    is_as_counted = _is_held_as_counted(sheets, lines, known.keys(), bounds)
    return [
        Place(space, record.zone_id, record.capacity, _moved(record.usable, bounds[0]),
              opened=_moved(record.open, bounds[0]) if is_as_counted else None)
        for space in layout.stock.spaces.values()
        if (record := known.get(space.id)) is not None
    ]  # fmt: skip


def _is_held_as_counted(
    sheets: Collection[FactSheet], lines: Sequence[Whole], there: Collection[int], bounds: Span
) -> bool:
    """Whether ``lines`` hold the same of the spaces that were ``there`` as was counted."""
    cut = [_cut(it, it.fate, bounds) for it in lines if it.space_id in there]
    held = sorted((it.space_id, *it.held) for it in cut if it.held[0] < it.held[1])
    return held == sorted(it for sheet in sheets for it in _held_in(sheet))


def _held_in(sheet: FactSheet) -> Iterator[tuple[int, int, int]]:
    """Space, begin and end of what was held."""
    for space_id, begin, _, end, *_ in LINE_RECORD.iter_unpack(sheet.lines):
        if begin < end:
            yield space_id, begin, end


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
    staff_counts: Mapping[int, int],
) -> Iterator[dict[str, Any]]:
    bounds = _bounds(day)
    too_large = avoidably_large([it.place for it in counted.spaces], lines, layout.rivals)
    building_of = {it.space.id: it.space.building_id for it in counted.spaces}
    before = {}
    if _is_held_as_counted(old.values(), lines, building_of, bounds):
        before = dict(it for sheet in old.values() for it in _judged_in(sheet))
    by_building: dict[int, list[tuple[Whole, Fate]]] = defaultdict(list)
    for number, line in enumerate(lines):
        if line.space_id in building_of:
            is_avoidable = before.get(_sat(_cut(line, line.fate, bounds)), number in too_large)
            more = Fate.AVOIDABLE if is_avoidable else Fate(0)
            by_building[building_of[line.space_id]].append((line, line.fate | more))
    staff_count = None
    for building_id in sorted(set(building_of.values())):
        here, known = by_building[building_id], old.get(building_id)
        if building_id not in staff_counts and staff_count is None:
            staff_count = _staff_count(session, day)
        yield {
            "day": day,
            "building_id": building_id,
            "house": pack_house(_record(it, bounds) for it in counted.spaces
                                if it.space.building_id == building_id),
            "lines": pack_lines(_cut(line, fate, bounds) for line, fate in here),
            "person_count": known.person_count if known else _person_count(here, bounds),
            "staff_count": staff_counts.get(building_id, staff_count),
        }  # fmt: skip


def _judged_in(sheet: FactSheet) -> Iterator[tuple[tuple[int, ...], bool]]:
    """Who sat where and when, and whether a smaller room was free by what was one room then."""
    for it in LINE_RECORD.iter_unpack(sheet.lines):
        space_id, begin, end, _, came, left, people, fate, *_ = it
        yield (space_id, begin, end, came, left, people), bool(fate & Fate.AVOIDABLE)


def _sat(line: Line) -> tuple[int, ...]:
    return line.space_id, *line.asked, *line.used, min(line.person_count, MOST)


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
