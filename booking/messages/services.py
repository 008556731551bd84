"""Letters to who does services: the list of a day, and what changed when that is late for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from booking.foundation.formats import show_time
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.foundation.texts import speaking
from booking.messages.letters import Addressee
from booking.messages.outbox import post_letter
from booking.people.queries import person_by_email
from booking.reservations.changes import SUBJECT, held_spaces
from booking.reservations.models import Reservation
from booking.reservations.services.day_tasks import Task, brought_with
from booking.reservations.services.lists import is_late, lists_due, note_told
from booking.reservations.services.models import Service, ServiceOrder
from booking.reservations.services.operations import SUBJECT as ORDER
from booking.reservations.services.queries import brought_in_words
from booking.reservations.values import HOLDING
from booking.spaces.naming import place_of
from booking.spaces.queries import current_stock

MOVED = ("state", "spaces", "from", "until")


@dataclass(frozen=True, slots=True)
class Provider:
    """A supplier or a team without an account here."""

    email: str
    name: str
    language: str = "nl"


def tell_lists(session: Session, settings: Settings, *, now: datetime) -> None:
    """Send the lists that are due, each once; of no use when the last of it has begun."""
    for address, day, tasks in lists_due(session, now=now):
        reader = _reader(session, tasks[0].service)
        if reader is not None and note_told(session, address, day, at=now):
            with speaking(reader.language):
                rows = [_row(session, task) for task in tasks]
            post_letter(session, settings, "service_list", to=reader, now=now,
                        stale_at=max(task.until for task in tasks), day=day, rows=rows)  # fmt: skip


def tell_of_orders(
    session: Session, settings: Settings, entries: Iterable[JournalEntry], *, now: datetime
) -> None:
    """Tell at once what became of orders on which others count: one letter for each reservation."""
    acts: dict[tuple[str, str], tuple[Reservation, Service]] = {}
    for entry in entries:
        for reservation, service in _touched(session, entry):
            if reservation.starts_at > now and _is_late(session, reservation, service, entry):
                acts[service.told_to, reservation.uid] = reservation, service
    for (address, _), (reservation, service) in acts.items():
        _tell_of_change(session, settings, address, reservation, service, now)


def _tell_of_change(
    session: Session, settings: Settings, address: str, reservation: Reservation,
    service: Service, now: datetime,
) -> None:  # fmt: skip
    reader, stock = _reader(session, service), current_stock(session)
    if reader is None:
        return
    spaces, day = held_spaces(session, stock, reservation), day_of(reservation.starts_at)
    held = reservation.state in HOLDING
    tasks = brought_with(session, stock, reservation) if held else []
    theirs = [task for task in tasks if task.service and task.service.told_to == address]
    with speaking(reader.language):
        rows = [_row(session, task) for task in theirs]
        place = place_of(spaces, stock=stock, day=day)
    post_letter(session, settings, "service_changed", to=reader, now=now,
                stale_at=reservation.starts_at, day=day, period=reservation.period, place=place,
                rows=rows)  # fmt: skip


def _touched(session: Session, entry: JournalEntry) -> list[tuple[Reservation, Service]]:
    """What is ordered, was ordered or is taken back with what the act was about."""
    uid, _, number = entry.subject_id.partition("/")
    before, after = entry.before or {}, entry.after or {}
    is_order = entry.subject_kind == ORDER
    is_moved = entry.subject_kind == SUBJECT and any(before.get(f) != after.get(f) for f in MOVED)
    if not is_order and not (is_moved and before):
        return []
    statement = (
        select(Reservation, Service)
        .join(ServiceOrder, ServiceOrder.reservation_id == Reservation.id)  # type: ignore[arg-type]
        .join(Service, Service.id == ServiceOrder.service_id)  # type: ignore[arg-type]
        .where(Reservation.uid == uid, Service.told_to != "")
    )
    if is_order:
        statement = statement.where(Service.id == int(number))
    else:
        statement = statement.where(ServiceOrder.amount > 0)
    return list(session.exec(statement))


def _is_late(
    session: Session, reservation: Reservation, service: Service, entry: JournalEntry
) -> bool:
    spaces = held_spaces(session, current_stock(session), reservation)
    starts = [reservation.starts_at]
    if entry.subject_kind == SUBJECT and entry.before:
        starts.append(datetime.fromisoformat(entry.before["from"]))
    return is_late(session, service, starts, building_id=spaces[0].building_id, at=entry.at)


def _row(session: Session, task: Task) -> dict[str, Any]:
    """As the day list says it; in the language that is spoken."""
    assert task.order is not None, "what is brought was ordered"
    stock, day = current_stock(session), _day(task)
    return {
        "ready_by": show_time(task.until),
        "what": brought_in_words(task.order, task.service),
        "place": place_of(list(task.use.rooms), stock=stock, day=day),
        "note": task.order.note,
        "cost_centre": task.order.cost_centre,
    }


def _day(task: Task) -> date:
    return day_of(task.use.reservation.starts_at)


def _reader(session: Session, service: Service | None) -> Addressee | None:
    """The colleague with that address, or who does it by name; nobody who may not come in."""
    assert service is not None, "only services are told of"
    person = person_by_email(session, service.told_to)
    if person is None:
        return Provider(service.told_to, service.provider or service.told_to)
    return person if person.disabled_at is None else None
