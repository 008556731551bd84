"""Beheer, partners: who comes for a partner, and signs in with a mailed link."""

from typing import Any

from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response
from sqlmodel import Session

from booking.foundation.database import Database
from booking.interfaces.web.forms import Form, FormData, InvalidForm, read_form
from booking.interfaces.web.house import house_of
from booking.interfaces.web.identity import forget_person
from booking.interfaces.web.manage.partners.routes import partner_answer
from booking.interfaces.web.manage.partners.view import HERE
from booking.interfaces.web.manage.people.forms import FIELD_BY_ERROR, Address, Name
from booking.interfaces.web.manage.sent_forms import at_field, number_in_address
from booking.interfaces.web.once import do_once
from booking.interfaces.web.pages import go
from booking.people.models import Partner
from booking.people.operations import add_contact, disable_person
from booking.people.partners import contact_of
from booking.people.queries import stored
from booking.people.values import Act

AnyRequest = Request[Any, Any, Any]


class ContactForm(Form):
    contact: Name
    email: Address


class PartnerContactController(Controller):
    path = HERE + "/{key:str}/contactpersonen"

    @post(sync_to_thread=True)
    def add(
        self,
        request: AnyRequest,
        key: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Response[Any]:
        number = number_in_address(key)

        def work(session: Session) -> str:
            stored(session, Partner, number)
            add_contact(session, act, number, name=form.contact, email=form.email)
            return f"{HERE}/{number}"

        try:
            form = read_form(ContactForm, data)
            with at_field(FIELD_BY_ERROR, data):
                return go(do_once(database, act, data, work), flash="contact-added")
        except InvalidForm as invalid:
            return partner_answer(request, database, act, number, invalid=invalid)

    @post("/{person:str}/verwijdering", sync_to_thread=True)
    def remove(
        self,
        request: AnyRequest,
        key: FromPath[str],
        person: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Redirect:
        """The row stays, for reservations name it; coming in is over."""
        number, contact = number_in_address(key), number_in_address(person)

        def work(session: Session) -> str:
            contact_of(session, number, contact)
            disable_person(session, act, contact)
            return f"{HERE}/{number}"

        location = do_once(database, act, data, work)
        forget_person(house_of(request), contact)
        return go(location, flash="contact-removed")
