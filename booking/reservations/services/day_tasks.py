"""The work of a day: rooms to set up and to clear, services to bring; and what of it is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from booking.foundation.columns import upsert
from booking.foundation.errors import Conflict
from booking.foundation.ids import fingerprint
from booking.foundation.local_time import day_of, local_day
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.permissions import Action, NotThere, require_may
from booking.people.values import Act
from booking.reservations.day_list import RoomUse, room_use, room_uses
from booking.reservations.models import Reservation
from booking.reservations.queries import space_ids_of
from booking.reservations.services.models import Service, ServiceOrder, TaskTick
from booking.reservations.services.queries import Order, fixed_from, orders_of, ticks_of
from booking.reservations.services.values import TickState
from booking.reservations.values import HOLDING
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, LayoutKind, Stock

SET_UP, CLEAR = "set-up", "clear"


class TaskKind(StrEnum):
    SET_UP = "set-up"
    SERVICE = "service"
    CLEAR = "clear"


class TaskChanged(Conflict):
    code = "task-changed"
    sentence = N_("This changed meanwhile. Look at the day list again, then tick what is done.")


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do for one reservation, from ``at`` on, before ``until``."""

    key: str
    kind: TaskKind
    at: datetime
    until: datetime
    use: RoomUse
    layout_before: LayoutKind | None = None
    """How the room stands until then; of setting up."""
    order: ServiceOrder | None = None
    service: Service | None = None
    tick: TaskTick | None = None
    is_off: bool = False
    """The reservation was given back after it was too late to change the order."""

    @property
    def of(self) -> str:
        """Changes with what is to be done."""
        held = self.use.reservation
        order = self.order
        return fingerprint([
            held.starts_at.isoformat(), held.ends_at.isoformat(), held.layout,
            [room.id for room in self.use.rooms], self.is_off,
            [order.amount, order.note] if order else held.attendee_count,
        ])  # fmt: skip

    @property
    def is_done(self) -> bool:
        return self.tick is not None and self.tick.state is TickState.DONE


def tasks_on(session: Session, stock: Stock, day: date) -> list[Task]:
    """All the work for ``day``, the first to be ready first."""
    uses = room_uses(session, stock, day)
    off = _given_back_late(session, stock, day)
    numbers = [use.reservation.id or 0 for use in (*uses, *off)]
    orders = orders_of(session, numbers)
    found = [*_rooms_to_set_up(uses), *_rooms_to_clear(uses)]
    for use in uses:
        found += [_brought(use, order) for order in orders.get(use.reservation.id or 0, ())]
    for use in off:
        found += [
            _brought(use, order, is_off=True)
            for order in orders.get(use.reservation.id or 0, ())
            if _is_late(stock, use, order)
        ]
    ticks = ticks_of(session, numbers)
    return sorted(
        (_ticked(task, ticks.get((task.use.reservation.id or 0, task.key))) for task in found),
        key=lambda task: (task.until, task.use.rooms[0].number, task.key),
    )


def brought_with(session: Session, stock: Stock, reservation: Reservation) -> list[Task]:
    """The services with one reservation of rooms, and how far they are."""
    number = reservation.id or 0
    use = room_use(stock, reservation, space_ids_of(session, [number])[number])
    if use is None:
        return []
    ticks = ticks_of(session, [number])
    tasks = (_brought(use, order) for order in orders_of(session, [number]).get(number, ()))
    return [_ticked(task, ticks.get((number, task.key))) for task in tasks]


def tick_task(
    session: Session, act: Act, uid: str, key: str, *, state: TickState | None, of: str
) -> None:
    """Say that a task is seen or done, or with None that it is not. Twice is once.

    Raises :class:`TaskChanged` when what is to be done is not what the person looked at.
    """
    require_may(act.by, Action.SEE_DAY_LIST)
    reservation = session.exec(select(Reservation).where(Reservation.uid == uid)).one_or_none()
    if reservation is None:
        raise NotThere(f"no reservation {uid}")
    tasks = tasks_on(session, current_stock(session), day_of(reservation.starts_at))
    task = next((t for t in tasks if t.key == key and t.use.reservation.uid == uid), None)
    if task is None or task.of != of:
        raise TaskChanged(f"{key} of {uid}")
    if (task.tick.state if task.tick else None) is state:
        return
    _store(session, act, reservation.id or 0, task, state)
    verb = f"task-{state.value}" if state else "task-open"
    write_down(session, act, verb, ("task", f"{uid}/{key}"))


def _store(session: Session, act: Act, number: int, task: Task, state: TickState | None) -> None:
    if state is None:
        session.delete(task.tick)
        session.flush()
        return
    told = {"of": task.of, "state": state, "at": act.at, "by_id": act.by.id}
    session.execute(
        upsert(session, TaskTick)
        .values(reservation_id=number, task=task.key, **told)
        .on_conflict_do_update(index_elements=["reservation_id", "task"], set_=told)
    )


def _ticked(task: Task, tick: TaskTick | None) -> Task:
    return replace(task, tick=tick) if tick is not None and tick.of == task.of else task


def _rooms_to_set_up(uses: Iterable[RoomUse]) -> list[Task]:
    """Pure: a room that is wanted otherwise than it stands, or that always takes time before."""
    stands: dict[int, LayoutKind | None] = {}
    found = []
    for use in uses:
        held, room = use.reservation, use.rooms[0]
        before = stands.get(room.id, usual_layout(room))
        if held.layout not in {None, before} or use.held.starts_at < held.starts_at:
            found.append(
                Task(SET_UP, TaskKind.SET_UP, use.held.starts_at, held.starts_at, use,
                     layout_before=before)
            )  # fmt: skip
        if held.layout is not None:
            layout = room.layouts.get(held.layout)
            is_put_back = layout is not None and layout.after_minutes > 0
            stands[room.id] = usual_layout(room) if is_put_back else held.layout
    return found


def usual_layout(room: BookableSpace) -> LayoutKind | None:
    """How a room stands when nobody asked for anything: around a table, where it can."""
    if not room.layouts or LayoutKind.TABLE in room.layouts:
        return LayoutKind.TABLE if room.layouts else None
    return next(iter(sorted(room.layouts)))


def _rooms_to_clear(uses: Iterable[RoomUse]) -> list[Task]:
    return [
        Task(CLEAR, TaskKind.CLEAR, use.reservation.ends_at, use.held.ends_at, use)
        for use in uses
        if use.held.ends_at > use.reservation.ends_at
    ]


def _brought(use: RoomUse, order: Order, *, is_off: bool = False) -> Task:
    row, service = order
    return Task(
        f"service-{service.id}", TaskKind.SERVICE, use.held.starts_at, use.reservation.starts_at,
        use, order=row, service=service, is_off=is_off,
    )  # fmt: skip


def _given_back_late(session: Session, stock: Stock, day: date) -> list[RoomUse]:
    """What was ordered with and does not take place any more."""
    whole = local_day(day)
    statement = (
        select(Reservation)
        .join(ServiceOrder, col(ServiceOrder.reservation_id) == Reservation.id)
        .where(
            ServiceOrder.amount > 0,
            col(Reservation.state).not_in(HOLDING),
            col(Reservation.starts_at) < whole.ends_at,
            col(Reservation.starts_at) > whole.starts_at - timedelta(days=7),
            col(Reservation.ends_at) > whole.starts_at,
        )
        .distinct()
        .order_by(col(Reservation.starts_at), col(Reservation.id))
    )
    rows: Sequence[Reservation] = session.exec(statement).all()
    ids = space_ids_of(session, [row.id or 0 for row in rows])
    uses = (room_use(stock, row, ids[row.id or 0]) for row in rows)
    return [use for use in uses if use is not None]


def _is_late(stock: Stock, use: RoomUse, order: Order) -> bool:
    held = use.reservation
    until = fixed_from(order[1], held.starts_at, stock=stock, building_id=use.rooms[0].building_id)
    return held.changed_at >= until
