"""A display: paired once, then it shows and does what belongs to its place, and nothing else.

Its cookie opens no other door: elsewhere in the app it stands for nobody.
"""

from datetime import datetime
from typing import Annotated, Literal

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery
from litestar.response import Response
from pydantic import AwareDatetime, Field
from sqlmodel import Session

from booking.foundation.database import Database, retried
from booking.foundation.texts import text
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.displays.caller import Answer, Caller
from booking.interfaces.web.displays.paired import HERE, code_hash, display_cookie
from booking.interfaces.web.forms import Form, FormData, read_form
from booking.interfaces.web.house import house_of
from booking.interfaces.web.pages import go
from booking.interfaces.web.rate_limits import count_pairing
from booking.interfaces.web.security_log import note
from booking.people.displays import CodeUnknown, pair
from booking.people.models import Display
from booking.reservations.at_the_door import act_at_the_door, take_room
from booking.reservations.check_in import check_in
from booking.reservations.staying import end_now, extend


class CodeForm(Form):
    code: Annotated[str, Field(max_length=40)] = ""


class HeldForm(Form):
    reservering: str


class ExtendForm(HeldForm):
    tot: AwareDatetime


class TakeForm(Form):
    minuten: Literal["30", "60"]


def provide_caller(
    request: AnyRequest, database: NamedDependency[Database], now: NamedDependency[datetime]
) -> Caller:
    return Caller(request, database, now)


class DisplayController(Controller):
    path = HERE
    dependencies = {"caller": Provide(provide_caller, sync_to_thread=False)}  # noqa: RUF012

    @get(sync_to_thread=True)
    def show(self, caller: NamedDependency[Caller]) -> Response[str]:
        return caller.show()

    @get("/nu", sync_to_thread=True)
    def refresh(self, caller: NamedDependency[Caller], v: FromQuery[str] = "") -> Answer:
        return caller.news(v)

    @post("/koppeling", sync_to_thread=True)
    def pair(self, data: FormData, caller: NamedDependency[Caller]) -> Answer:
        count_pairing(caller.request)
        settings = house_of(caller.request).settings
        code = code_hash(settings, read_form(CodeForm, data).code)
        try:
            token = _paired(caller.database, code, caller.now)
        except CodeUnknown as refusal:
            note(caller.request, refusal.code)
            return caller.ask_for_code(problem=text(refusal.sentence), status=422)
        return go(HERE, cookies=[display_cookie(settings, token)])

    @post("/aanmelding", sync_to_thread=True)
    def check_in(self, data: FormData, caller: NamedDependency[Caller]) -> Answer:
        def work(session: Session, display: Display) -> None:
            act = act_at_the_door(session, display, caller.now)
            check_in(session, act, read_form(HeldForm, data).reservering)

        return caller.act(data, work, "checked-in-here")

    @post("/einde", sync_to_thread=True)
    def end(self, data: FormData, caller: NamedDependency[Caller]) -> Answer:
        def work(session: Session, display: Display) -> None:
            act = act_at_the_door(session, display, caller.now)
            end_now(session, act, read_form(HeldForm, data).reservering)

        return caller.act(data, work, "ended-here")

    @post("/verlenging", sync_to_thread=True)
    def extend(self, data: FormData, caller: NamedDependency[Caller]) -> Answer:
        def work(session: Session, display: Display) -> None:
            form = read_form(ExtendForm, data)
            extend(
                session, act_at_the_door(session, display, caller.now), form.reservering, form.tot
            )

        return caller.act(data, work, "extended-here")

    @post("/reservering", sync_to_thread=True)
    def take(self, data: FormData, caller: NamedDependency[Caller]) -> Answer:
        def work(session: Session, display: Display) -> None:
            take_room(session, display, int(read_form(TakeForm, data).minuten), caller.now)

        return caller.act(data, work, "room-taken")


@retried
def _paired(database: Database, code: str, now: datetime) -> str:
    with database.writing() as session:
        return pair(session, code, now=now)
