"""Beheer, displays: hung somewhere, paired with a code, seen, and unpaired at once."""

from typing import Literal

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.formats import show_time
from booking.interfaces.web.displays.paired import (
    HERE as AT_DISPLAY,
)
from booking.interfaces.web.displays.paired import (
    code_from,
    code_hash,
    display_cookie,
)
from booking.interfaces.web.errand import Answer, Errand, Screen, number_in_address
from booking.interfaces.web.forms import Form, FormData, form_token_of
from booking.interfaces.web.house import house_of
from booking.interfaces.web.manage.displays.view import overview, place_named
from booking.interfaces.web.pages import go, page
from booking.people.displays import (
    give_code,
    make_display,
    pair,
    remove_display,
    unpair,
)
from booking.people.models import Display, Person
from booking.people.queries import stored

HERE = "/beheer/schermen"


class DisplayForm(Form):
    plaats: str
    taal: Literal["nl", "en"] = "nl"


class ManageDisplaysController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def show(self, errand: NamedDependency[Errand]) -> Template:
        return _list(errand)()

    @post(sync_to_thread=True)
    def make(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session, form: DisplayForm) -> None:
            name, place = place_named(session, form.plaats, errand.today)
            make_display(session, errand.act, name=name, language=form.taal, **place)

        return errand.take_in(data, DisplayForm, work, _list(errand), at=HERE,
                              flash="display-made")  # fmt: skip

    @post("/{key:str}/code", sync_to_thread=True)
    def make_code(
        self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Template | Redirect:
        """The code is shown this once: what is stored is its hash."""
        settings, number = house_of(errand.request).settings, number_in_address(key)
        code = code_from(settings, f"{errand.act.by.id} {form_token_of(data)}")

        def work(session: Session) -> None:
            give_code(session, errand.act, number, code_hash(settings, code))

        errand.once(data, work, at=HERE)
        with errand.database.reading() as session:
            display = stored(session, Display, number)
            if display.code_hash != code_hash(settings, code):
                return go(HERE)  # this form was sent before, and its code was used since
            until = show_time(display.code_expires_at or errand.act.at)
            name = session.get_one(Person, number).name
        address = f"{settings.base_address}{AT_DISPLAY}"
        return page(errand.request, "manage/displays/code.html", code=code, until=until,
                    display=name, here=HERE, address=address)  # fmt: skip

    @post("/{key:str}/opening", sync_to_thread=True)
    def open_here(
        self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        """Only in a demo: this very browser becomes the display, without a code."""
        settings = house_of(errand.request).settings
        if not settings.is_demo:
            raise NotFoundException
        code = code_hash(settings, form_token_of(data))
        with errand.database.writing() as session:
            give_code(session, errand.act, number_in_address(key), code)
            token = pair(session, code, now=errand.act.at)
        return go(AT_DISPLAY, cookies=[display_cookie(settings, token)])

    @post("/{key:str}/ontkoppeling", sync_to_thread=True)
    def unpair(
        self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        number = number_in_address(key)
        return errand.do(data, lambda session: unpair(session, errand.act, number), at=HERE,
                         flash="display-unpaired")  # fmt: skip

    @post("/{key:str}/verwijdering", sync_to_thread=True)
    def remove(
        self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        number = number_in_address(key)
        return errand.do(data, lambda session: remove_display(session, errand.act, number), at=HERE,
                         flash="display-removed")  # fmt: skip


def _list(errand: Errand) -> Screen:
    def look(session: Session) -> dict[str, object]:
        return overview(session, now=errand.act.at)

    return errand.screen("manage/displays/index.html", look)
