"""The work of a day as the day list shows it, and what is ticked there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Response
from pydantic import Field
from sqlmodel import Session

from booking.foundation.formats import show_time
from booking.foundation.texts import text
from booking.interfaces.csv_file import Line, csv_file
from booking.interfaces.web.csv_answer import csv_answer
from booking.interfaces.web.errand import Errand
from booking.interfaces.web.forms import Form, FormData, read_form
from booking.interfaces.web.moments import Day, day_in
from booking.interfaces.web.words import LAYOUTS, TICK_STATES, provider_of
from booking.people.permissions import Action, may
from booking.people.queries import names_of
from booking.people.values import Principal
from booking.reservations.services.day_tasks import Task, TaskKind, tasks_on, tick_task
from booking.reservations.services.queries import brought_in_words
from booking.reservations.services.values import TickState
from booking.spaces.queries import current_stock
from booking.spaces.values import LayoutKind

HERE = "/beheer/daglijst"
FILE_HEADINGS: tuple[Callable[[], str], ...] = (
    lambda: text("Ready by"), lambda: text("Where"), lambda: text("What"), lambda: text("Amount"),
    lambda: text("Note"), lambda: text("Cost centre"), lambda: text("Done by"),
    lambda: text("State"), lambda: text("For"),
)  # fmt: skip


class TickForm(Form):
    reservering: str
    taak: str
    zoals: str
    stand: Literal["seen", "done", "open"]
    datum: Day
    wie: Annotated[str, Field(max_length=200)] = ""


class DayTasksController(Controller):
    path = HERE

    @post("/taken", sync_to_thread=True)
    def tick(self, data: FormData, errand: NamedDependency[Errand]) -> Redirect:
        form = read_form(TickForm, data)
        state = None if form.stand == "open" else TickState(form.stand)

        def work(session: Session) -> None:
            tick_task(session, errand.act, form.reservering, form.taak, state=state, of=form.zoals)

        chosen = {"wie": form.wie} if form.wie else {}
        asked = urlencode({"datum": form.datum.isoformat(), **chosen})
        at = f"{HERE}?{asked}#taak-{form.reservering}-{form.taak}"
        return errand.do(data, work, at=at, flash="task-ticked")

    @get("/taken.csv", sync_to_thread=True)
    def file(self, errand: NamedDependency[Errand]) -> Response[bytes]:
        query = errand.request.query_params
        day = day_in(query, otherwise=errand.today)
        with errand.database.reading() as session:
            tasks = tasks_on(session, current_stock(session), day)
            rows = task_rows(session, _of(tasks, query), viewer=errand.act.by)
        lines: list[Line] = [[heading() for heading in FILE_HEADINGS]]
        return csv_answer(f"daglijst-{day}.csv", csv_file([*lines, *map(_line, rows)]))


def tasks_shown(
    session: Session, tasks: Sequence[Task], *, query: Mapping[str, Any], viewer: Principal
) -> dict[str, Any]:
    """For manage/_day_tasks.html."""
    providers = sorted({provider_of(task.service) for task in tasks})
    rows = task_rows(session, _of(tasks, query), viewer=viewer)
    chosen = str(query.get("wie") or "")
    return {
        "tasks": rows,
        "open_count": sum(not row["is_done"] for row in rows),
        "has_tasks": bool(tasks),
        "providers": [("", text("Everybody")), *((name, name) for name in providers)],
        "values": {"wie": chosen if chosen in providers else ""},
    }


def _of(tasks: Sequence[Task], query: Mapping[str, Any]) -> list[Task]:
    """Those of the one who does it, where one is chosen who does anything."""
    chosen = str(query.get("wie") or "")
    found = [task for task in tasks if provider_of(task.service) == chosen]
    return found or list(tasks)


def task_rows(
    session: Session, tasks: Sequence[Task], *, viewer: Principal
) -> list[dict[str, Any]]:
    ticked = names_of(session, [task.tick.by_id for task in tasks if task.tick])
    return [_row(task, ticked, viewer) for task in tasks]


def _row(task: Task, ticked: Mapping[int, str], viewer: Principal) -> dict[str, Any]:
    held, order, tick = task.use.reservation, task.order, task.tick
    word, tone, sign = TICK_STATES[tick.state] if tick else (None, "", "")
    return {
        "uid": held.uid,
        "key": task.key,
        "of": task.of,
        "href": f"/reserveringen/{held.uid}",
        "ready_by": show_time(task.until),
        "from": show_time(task.at) if task.at < task.until else "",
        "room": ", ".join(room.name for room in task.use.rooms),
        "title": held.title if may(viewer, Action.SEE_TITLE, held) else "",
        "what": _what(task),
        "details": list(_details(task)),
        "amount": order.amount if order else held.attendee_count,
        "note": order.note if order else "",
        "cost_centre": order.cost_centre if order else "",
        "provider": provider_of(task.service),
        "sign": "coffee" if task.kind is TaskKind.SERVICE else "table",
        "is_off": task.is_off,
        "is_done": task.is_done,
        "is_seen": tick is not None,
        "badge": (text(word), tone, sign) if word else None,
        "ticked": f"{ticked[tick.by_id]}, {show_time(tick.at)}" if tick else "",
    }


def _what(task: Task) -> str:
    held = task.use.reservation
    if task.service and task.order:
        return brought_in_words(task.order, task.service)
    if task.kind is TaskKind.CLEAR:
        return text("Clear the room")
    return (
        text("Set up: %(layout)s", layout=_layout(held.layout))
        if held.layout
        else text("Prepare the room")
    )


def _details(task: Task) -> Iterator[str]:
    held, order = task.use.reservation, task.order
    before = task.layout_before
    if before and held.layout and before is not held.layout:
        yield text("It stands: %(layout)s", layout=_layout(before))
    if task.kind is TaskKind.SET_UP:
        yield text("For %(count)s people", count=held.attendee_count)
    if order and order.cost_centre:
        yield text("Cost centre %(centre)s", centre=order.cost_centre)


def _layout(layout: LayoutKind) -> str:
    return text(LAYOUTS[layout]).lower()


def _line(row: Mapping[str, Any]) -> Line:
    off = text("Lapsed")
    state = off if row["is_off"] else row["badge"][0] if row["badge"] else text("To do")
    return [
        row["ready_by"], row["room"], row["what"], row["amount"],
        row["note"] or ", ".join(row["details"]), row["cost_centre"], row["provider"], state,
        row["title"],
    ]  # fmt: skip
