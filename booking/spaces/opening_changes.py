"""Changing when a building is open; each function is one decision, one verb.

What is past stays as it was: the figures of the past rest on it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, select

from booking.foundation.errors import Refused
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.permissions import NotThere
from booking.people.values import Act
from booking.spaces.holidays import Holiday, holidays_of
from booking.spaces.models import Building, OpeningException, OpeningHours, Space
from booking.spaces.opening import (
    OVERLAPPING,
    HoursOwner,
    Span,
    Week,
    WeekChange,
    added_by,
    are_overlapping,
    fault_of,
    left_of,
)
from booking.spaces.operations import begin_change, require_to_come
from booking.spaces.values import OpeningException as ExceptionValue


class HoursImpossible(Refused):
    code = "hours-impossible"
    sentence = N_("These hours are not possible. Look at the times again.")


def change_week(session: Session, act: Act, change: WeekChange) -> None:
    """Let other hours hold from a day on; those that held before keep their past.

    Raises :class:`PastStays`, :class:`HoursImpossible` or NotThere.
    """
    begin_change(session, act)
    _require_owner(session, change.owner)
    require_to_come(act, change.valid_from)
    _require_possible(*change.week)
    if change.valid_until is not None and change.valid_until <= change.valid_from:
        raise HoursImpossible(f"until {change.valid_until} is not after {change.valid_from}")
    for row in _hours_of(session, change.owner):
        _cut_out(session, row, change)
    session.flush()
    session.add_all(
        OpeningHours(building_id=new.building_id, space_id=new.space_id, weekday=new.weekday,
                     opens=new.opens, closes=new.closes, valid_from=new.valid_from,
                     valid_until=new.valid_until)
        for new in added_by(change)
    )  # fmt: skip
    kind, number = _subject(change.owner)
    write_down(session, act, "opening-hours-changed", (kind, number), after=_facts(change))


def set_exception(
    session: Session, act: Act, building_id: int, day: date, *, name: str, hours: Span | None
) -> None:
    """Let ``day`` have other hours than its weekday, or with None be closed; new or changed."""
    begin_change(session, act)
    _require_owner(session, HoursOwner(building_id))
    require_to_come(act, day)
    _require_possible([hours] if hours else [])
    opens, closes = hours or (None, None)
    known = _exception(session, building_id, day)
    before = _day_facts(known) if known else None
    row = known or OpeningException(building_id=building_id, day=day, name=name)
    row.name, row.opens, row.closes = name, opens, closes
    session.add(row)
    write_down(session, act, "opening-exception-set", ("building", building_id), before=before,
                after=_day_facts(row))  # fmt: skip


def remove_exception(session: Session, act: Act, building_id: int, day: date) -> None:
    """Let ``day`` be as its weekday is again. Raises NotThere when it is so already."""
    begin_change(session, act)
    known = _exception(session, building_id, day)
    if known is None:
        raise NotThere(f"no exception on {day}")
    require_to_come(act, day)
    session.delete(known)
    write_down(session, act, "opening-exception-removed", ("building", building_id),
                before=_day_facts(known))  # fmt: skip


def new_holidays(known: Iterable[date], year: int, *, today: date) -> list[Holiday]:
    """What is to be chosen from in ``year``: still to come, and not in ``known``; pure."""
    days = set(known)
    return [each for each in holidays_of(year) if each.day not in days and each.day >= today]


def add_days(session: Session, act: Act, building_id: int, days: Sequence[ExceptionValue]) -> None:
    """Let these days be other than usual, all at once; what one of them was before is replaced."""
    begin_change(session, act)
    _require_owner(session, HoursOwner(building_id))
    for each in days:
        require_to_come(act, each.day)
        hours = (each.opens, each.closes) if each.opens and each.closes is not None else None
        _require_possible([hours] if hours else [])
        row = _exception(session, building_id, each.day) or OpeningException(
            building_id=building_id, day=each.day, name=each.name
        )
        row.name, row.opens, row.closes = each.name, each.opens, each.closes
        session.add(row)
    write_down(session, act, "holidays-added", ("building", building_id),
                after={"days": [each.day.isoformat() for each in days]})  # fmt: skip


def _cut_out(session: Session, row: OpeningHours, change: WeekChange) -> None:
    """Leave of ``row`` what lies outside the validity of ``change``."""
    parts = left_of(row.valid_from, row.valid_until, change)
    if not parts:
        session.delete(row)
        return
    row.valid_from, row.valid_until = parts[0]
    for begin, end in parts[1:]:
        session.add(
            OpeningHours(building_id=row.building_id, space_id=row.space_id, weekday=row.weekday,
                         opens=row.opens, closes=row.closes, valid_from=begin, valid_until=end)
        )  # fmt: skip


def _hours_of(session: Session, owner: HoursOwner) -> Iterable[OpeningHours]:
    return session.exec(
        select(OpeningHours).where(
            OpeningHours.building_id == owner.building_id, OpeningHours.space_id == owner.space_id
        )
    ).all()


def _exception(session: Session, building_id: int, day: date) -> OpeningException | None:
    return session.exec(
        select(OpeningException).where(
            OpeningException.building_id == building_id, OpeningException.day == day
        )
    ).one_or_none()


def _require_owner(session: Session, owner: HoursOwner) -> None:
    building = session.get(Building, owner.building_id)
    space = session.get(Space, owner.space_id) if owner.space_id is not None else None
    is_elsewhere = space is not None and space.building_id != owner.building_id
    if building is None or is_elsewhere or (owner.space_id is not None and space is None):
        raise NotThere(f"nothing has hours as {owner}")


def _require_possible(*days: Sequence[Span]) -> None:
    faults = [fault for spans in days for span in spans if (fault := fault_of(span))]
    faults += [OVERLAPPING for spans in days if are_overlapping(sorted(spans))]
    if faults:
        raise HoursImpossible(faults[0])


def _subject(owner: HoursOwner) -> tuple[str, int]:
    if owner.space_id is None:
        return "building", owner.building_id
    return "space", owner.space_id


def _facts(change: WeekChange) -> dict[str, Any]:
    return {
        "week": _written(change.week),
        "from": change.valid_from.isoformat(),
        "until": change.valid_until.isoformat() if change.valid_until else None,
    }


def _written(week: Week) -> list[list[str]]:
    return [[f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in spans] for spans in week]


def _day_facts(row: OpeningException) -> dict[str, Any]:
    hours = f"{row.opens:%H:%M}-{row.closes:%H:%M}" if row.opens and row.closes is not None else ""
    return {"day": row.day.isoformat(), "name": row.name, "hours": hours}
