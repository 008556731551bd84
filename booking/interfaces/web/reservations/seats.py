"""Who sits where: naming people and giving desks back; and the desk one was given oneself."""

from collections.abc import Iterable
from typing import Annotated, Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from pydantic import BeforeValidator, Field, create_model
from sqlmodel import Session

from booking.foundation.texts import N_
from booking.interfaces.web.errand import Answer, Errand, Screen, Values
from booking.interfaces.web.forms import Form, FormData, InvalidForm, as_list
from booking.interfaces.web.persons import Name, Number, number_meant
from booking.interfaces.web.reservations.seats_view import (
    field_of,
    finder,
    naming_data,
    seat_data,
    seats_card,
)
from booking.interfaces.web.reservations.view import Seen, look_at, summary_of
from booking.people.permissions import Action, NotThere, require_may
from booking.reservations.seats.operations import (
    check_in_at_seat,
    give_back_seat,
    give_back_seats,
    name_seats,
)

NOT_FOUND = N_(
    "No colleague of this name lets you see where they sit. Give at least %(count)s letters of "
    "the name, choose somebody else, or leave this desk free to give."
)
GIVEN_BACK = "seats-given-back"


class GiveBackForm(Form):
    plek: Annotated[list[Number], BeforeValidator(as_list), Field(min_length=1)]


class SeatsController(Controller):
    """For who reserved the group, and who may change it."""

    path = "/reserveringen/{uid:str}/plekken"

    @get(sync_to_thread=True)
    def show(self, uid: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        return _screen(errand, uid)()

    @post(sync_to_thread=True)
    def name(self, uid: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        with errand.database.reading() as session:
            fields = {field_of(row["id"]) for row in seats_card(_seen(errand, session, uid))}

        def work(session: Session, form: Form) -> None:
            rows = seats_card(_seen(errand, session, uid))  # as they are by now
            people = {row["id"]: _meant(session, errand, form, row) for row in rows
                      if field_of(row["id"]) in fields}  # fmt: skip
            name_seats(session, errand.act, uid, _said(people))

        return errand.take_in(data, _form(fields), work, _screen(errand, uid, data),
                              at=f"/reserveringen/{uid}", flash="seats-named")  # fmt: skip

    @post("/teruggave", sync_to_thread=True)
    def give_back(
        self, uid: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Answer:
        def work(session: Session, form: GiveBackForm) -> None:
            give_back_seats(session, errand.act, uid, form.plek)

        return errand.take_in(data, GiveBackForm, work, _screen(errand, uid),
                              at=f"/reserveringen/{uid}", flash=GIVEN_BACK)  # fmt: skip


class OwnSeatController(Controller):
    """For who was given a desk: that desk, and nothing of the others."""

    path = "/mijn-plek/{uid:str}"

    @get(sync_to_thread=True)
    def show(self, uid: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        return _own(errand, uid)()

    @post("/aanmelding", sync_to_thread=True)
    def check_in(
        self, uid: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Answer:
        def work(session: Session, _form: Form) -> None:
            check_in_at_seat(session, errand.act, uid)

        return errand.take_in(data, Form, work, _own(errand, uid),
                              at=f"/mijn-plek/{uid}", flash="checked-in")  # fmt: skip

    @post("/einde", sync_to_thread=True)
    def give_back(
        self, uid: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Answer:
        def work(session: Session, _form: Form) -> None:
            give_back_seat(session, errand.act, uid)

        return errand.take_in(data, Form, work, _own(errand, uid),
                              at="/mijn-reserveringen", flash=GIVEN_BACK)  # fmt: skip


def _own(errand: Errand, uid: str) -> Screen:
    def look(session: Session) -> dict[str, Any]:
        return {"seat": seat_data(session, uid, viewer=errand.act.by, now=errand.act.at)}

    return errand.screen("seats/own.html", look)


def _screen(errand: Errand, uid: str, sent: Values | None = None) -> Screen:
    def look(session: Session) -> dict[str, Any]:
        seen = _seen(errand, session, uid)
        return {"reservation": summary_of(seen), **naming_data(seen, sent or {})}

    return errand.screen("seats/index.html", look)


def _seen(errand: Errand, session: Session, uid: str) -> Seen:
    """Raises NotThere for whoever may not change it, and where there is nobody to name."""
    seen = look_at(session, uid, viewer=errand.act.by, now=errand.act.at)
    require_may(errand.act.by, Action.CHANGE_RESERVATION, seen.reservation)
    if not seats_card(seen):
        raise NotThere(f"{uid} is no group")
    return seen


def _form(fields: Iterable[str]) -> type[Form]:
    asked: dict[str, Any] = {}
    for field in fields:
        asked |= {field: (Name, ""), f"{field}_nummer": (Number | None, None)}
    return create_model("SeatsForm", __base__=Form, **asked)


def _meant(session: Session, errand: Errand, form: Form, row: dict[str, Any]) -> Any:
    """Who is meant at one desk, or what is not right about it."""
    field = field_of(row["id"])
    words, number = getattr(form, field), getattr(form, f"{field}_nummer")
    if words == row["name"]:
        return row["person_id"]
    if not words:
        return None
    try:
        return number_meant(session, field, words, number, find=finder(errand.act.by),
                            nobody=NOT_FOUND)  # fmt: skip
    except InvalidForm as wrong:
        return wrong


def _said(people: dict[int, Any]) -> dict[int, int | None]:
    """All that is not right at once."""
    wrong = [said for said in people.values() if isinstance(said, InvalidForm)]
    if wrong:
        raise InvalidForm({k: v for each in wrong for k, v in each.errors.items()}, {})
    return people
