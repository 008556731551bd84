"""Mijn gegevens, who may reserve for me: named and removed by myself alone."""

from typing import Any

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.response import Response
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.errors import Refused
from booking.foundation.texts import text
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.forms import Form, FormData, InvalidForm, read_form
from booking.interfaces.web.once import act_once
from booking.interfaces.web.pages import go
from booking.interfaces.web.people.my_details import HERE, details_page
from booking.interfaces.web.persons import Name, Number, number_meant
from booking.people.delegates import name_delegate, remove_delegate
from booking.people.finding import staff_named
from booking.people.values import Act

FIELD = "collega"


class DelegateForm(Form):
    collega: Name
    collega_nummer: Number | None = None


class RemoveForm(Form):
    collega_nummer: Number


class DelegatesController(Controller):
    path = f"{HERE}/gemachtigden"

    @post("/toevoeging", sync_to_thread=True)
    def add(
        self,
        request: AnyRequest,
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Response[Any]:
        try:
            form = read_form(DelegateForm, data)
            with database.reading() as session:
                number = number_meant(session, FIELD, form.collega, form.collega_nummer,
                                      find=staff_named)  # fmt: skip
            assert number is not None, "words were given"
            _name(database, act, data, number)
        except InvalidForm as invalid:
            return _again(request, database, act, data, invalid.errors)
        except Refused as refusal:
            errors = {FIELD: text(refusal.sentence, **refusal.facts)}
            return _again(request, database, act, data, errors)
        return go(HERE, flash="delegate-named")

    @post("/verwijdering", sync_to_thread=True)
    def remove(
        self,
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Response[Any]:
        try:
            number = read_form(RemoveForm, data).collega_nummer
        except InvalidForm as wrong:  # nobody can send this by hand: it is buttons only
            raise ClientException from wrong

        def work(session: Session) -> None:
            remove_delegate(session, act, number)

        return go(act_once(database, act, data, location=HERE, work=work), flash="saved")


def _name(database: Database, act: Act, data: dict[str, Any], number: int) -> None:
    def work(session: Session) -> None:
        name_delegate(session, act, number)

    act_once(database, act, data, location=HERE, work=work)


def _again(
    request: AnyRequest, database: Database, act: Act, data: dict[str, Any], errors: dict[str, str]
) -> Response[Any]:
    return details_page(request, database, act.by, act.at, errors=errors, sent=data)
