"""Beheer, partners: who comes for a partner, and signs in with a mailed link."""

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from booking.interfaces.web.errand import Answer, Errand, number_in_address
from booking.interfaces.web.forms import Form, FormData
from booking.interfaces.web.house import house_of
from booking.interfaces.web.identity import forget_person
from booking.interfaces.web.manage.partners.routes import partner_screen
from booking.interfaces.web.manage.partners.view import HERE
from booking.interfaces.web.manage.people.forms import REFUSED_AT, Address, Name
from booking.people.models import Partner
from booking.people.operations import add_contact, disable_person
from booking.people.partners import contact_of
from booking.people.queries import stored


class ContactForm(Form):
    refused_at = REFUSED_AT

    contact: Name
    email: Address


class PartnerContactController(Controller):
    path = HERE + "/{key:str}/contactpersonen"

    @post(sync_to_thread=True)
    def add(self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        number = number_in_address(key)

        def work(session: Session, form: ContactForm) -> None:
            stored(session, Partner, number)
            add_contact(session, errand.act, number, name=form.contact, email=form.email)

        return errand.take_in(data, ContactForm, work, partner_screen(errand, number),
                              at=f"{HERE}/{number}", flash="contact-added")  # fmt: skip

    @post("/{person:str}/verwijdering", sync_to_thread=True)
    def remove(
        self,
        key: FromPath[str],
        person: FromPath[str],
        data: FormData,
        errand: NamedDependency[Errand],
    ) -> Redirect:
        """The row stays, for reservations name it; coming in is over."""
        number, contact = number_in_address(key), number_in_address(person)

        def work(session: Session) -> None:
            contact_of(session, number, contact)
            disable_person(session, errand.act, contact)

        answer = errand.do(data, work, at=f"{HERE}/{number}", flash="contact-removed")
        forget_person(house_of(errand.request), contact)
        return answer
