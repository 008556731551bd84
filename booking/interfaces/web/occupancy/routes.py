"""Bezetting: the figures of the house on a page and as a file, with the same rights and filter."""

from functools import partial
from typing import Literal

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.params import FromPath
from litestar.response import Redirect, Response, Template

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.interfaces.files.forms import form_in
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.forms import Form, FormData, InvalidForm, read_form
from booking.interfaces.web.occupancy.asking import House, house_asked, told, write_down_asking
from booking.interfaces.web.occupancy.documents import file_answer
from booking.interfaces.web.occupancy.figures import Figures, figures_for
from booking.interfaces.web.occupancy.overview_file import overview_document
from booking.interfaces.web.occupancy.question import PATH, read_question
from booking.interfaces.web.occupancy.views import page_data
from booking.interfaces.web.once import act_once
from booking.interfaces.web.pages import go
from booking.occupancy.monthly import ask_for_monthly, gets_monthly
from booking.people.values import Act


class MonthlyForm(Form):
    keuze: Literal["ja", "nee"]


class OccupancyController(Controller):
    @get(PATH, sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Template:
        with house_asked(database, act.at) as house:
            figures = _ask(request, house, settings)
            is_reader = gets_monthly(house.session, act.by.id)
        write_down_asking(database, act, figures.question.asked)
        data = page_data(figures, house.buildings, group_size_min=settings.group_size_min)
        return told(request, "occupancy/index.html", "occupancy/_answer.html",
                    gets_monthly=is_reader, **data)  # fmt: skip

    @post(f"{PATH}/maandbericht", sync_to_thread=True)
    def monthly(
        self,
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Redirect:
        """A form that nobody can send by hand: it is a button only."""
        try:
            is_wanted = read_form(MonthlyForm, data).keuze == "ja"
        except InvalidForm as wrong:
            raise ClientException from wrong
        work = partial(ask_for_monthly, act=act, is_wanted=is_wanted)
        location = act_once(database, act, data, location=PATH, work=work)
        return go(location, flash=f"monthly-{'asked' if is_wanted else 'stopped'}")

    @get(f"{PATH}/{{file:str}}", sync_to_thread=True)
    def download(
        self,
        request: AnyRequest,
        file: FromPath[str],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Response[bytes]:
        form = form_in(file)
        with house_asked(database, act.at) as house:
            figures = _ask(request, house, settings)
            document = overview_document(
                house, figures, municipality=settings.municipality,
                group_size_min=settings.group_size_min,
            )  # fmt: skip
        of = figures.question.asked
        write_down_asking(database, act, of, form=form)
        return file_answer(form, f"bezetting-{of.first}-{of.last}", document)


def _ask(request: AnyRequest, house: House, settings: Settings) -> Figures:
    question = read_question(
        request.query_params, stock=house.stock, buildings=house.buildings, today=house.today
    )
    return figures_for(house.session, question, house.stock, group_size_min=settings.group_size_min)
