"""The roof: puts the parts together; the only module that knows them all."""

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Litestar, Request
from litestar.concurrency import sync_to_thread
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig
from litestar.types import ControllerRouterHandler

from booking import data
from booking.foundation.database import Database
from booking.foundation.formats import FILTERS
from booking.foundation.settings import Settings
from booking.foundation.texts import plural_text, text
from booking.interfaces.clock import Clock, demo_clock, system_clock
from booking.interfaces.gate import Gate
from booking.interfaces.jobs.worker import Worker
from booking.interfaces.jobs.workplace import Workplace
from booking.interfaces.mail.listening import MailListener, listeners
from booking.interfaces.server import collect_less, take_short_turns
from booking.interfaces.web.access import enforce_access
from booking.interfaces.web.access_check import passing_by, unlisted
from booking.interfaces.web.colleagues import ColleaguesController
from booking.interfaces.web.dependencies import DEPENDENCIES
from booking.interfaces.web.desks.routes import DeskController
from booking.interfaces.web.displays.routes import DisplayController
from booking.interfaces.web.errors import HANDLERS
from booking.interfaces.web.forms import form_token
from booking.interfaces.web.headers import Headers
from booking.interfaces.web.health import HealthController
from booking.interfaces.web.here.routes import HereController
from booking.interfaces.web.house import House
from booking.interfaces.web.identity import Identity
from booking.interfaces.web.language import Language, LanguageController
from booking.interfaces.web.mailbox import MailboxController
from booking.interfaces.web.manage.building.routes import BuildingController
from booking.interfaces.web.manage.clashes import ClashesController
from booking.interfaces.web.manage.closures.forms import ClosureFormsController
from booking.interfaces.web.manage.closures.routes import ClosuresController
from booking.interfaces.web.manage.codes import CodesController
from booking.interfaces.web.manage.day_list import DayListController
from booking.interfaces.web.manage.day_tasks import DayTasksController
from booking.interfaces.web.manage.displays.routes import ManageDisplaysController
from booking.interfaces.web.manage.external.routes import ExternalCalendarsController
from booking.interfaces.web.manage.feeds import SharedFeedController
from booking.interfaces.web.manage.importing.routes import ImportController
from booking.interfaces.web.manage.mail import MAIL_DOORS
from booking.interfaces.web.manage.measuring import MEASURING_DOORS
from booking.interfaces.web.manage.opening.day import OpeningDayController
from booking.interfaces.web.manage.opening.holidays import HolidaysController
from booking.interfaces.web.manage.opening.routes import OpeningController
from booking.interfaces.web.manage.opening.week import OpeningWeekController
from booking.interfaces.web.manage.overview import OverviewController
from booking.interfaces.web.manage.partners.contacts import PartnerContactController
from booking.interfaces.web.manage.partners.routes import PartnersController
from booking.interfaces.web.manage.people.access import PeopleAccessController
from booking.interfaces.web.manage.people.routes import PeopleController
from booking.interfaces.web.manage.plans.drawing import PlanDrawingController, serve_drawing
from booking.interfaces.web.manage.plans.routes import PlansController
from booking.interfaces.web.manage.plans.zones import PlanZonesController
from booking.interfaces.web.manage.quota.routes import QuotaController
from booking.interfaces.web.manage.requests.approvers import ApproversController
from booking.interfaces.web.manage.requests.routes import RequestsController
from booking.interfaces.web.manage.services.routes import ServiceCatalogueController
from booking.interfaces.web.manage.spaces.day_parts import DayPartsController
from booking.interfaces.web.manage.spaces.equipment import EquipmentController
from booking.interfaces.web.manage.spaces.house_rules import HouseRulesController
from booking.interfaces.web.manage.spaces.routes import SpacesController
from booking.interfaces.web.manage.teams.departments import DepartmentController
from booking.interfaces.web.manage.teams.routes import TeamsController
from booking.interfaces.web.manage.upkeep import UpkeepController
from booking.interfaces.web.manage.zone_access.routes import ZoneAccessController
from booking.interfaces.web.occupancy.doors import OCCUPANCY_DOORS
from booking.interfaces.web.people.delegates import DelegatesController
from booking.interfaces.web.people.my_details import MyDetailsController
from booking.interfaces.web.people.sign_in import SignInController
from booking.interfaces.web.people.sign_in_link import SignInLinkController
from booking.interfaces.web.people.sign_in_password import PasswordController
from booking.interfaces.web.public import PublicController
from booking.interfaces.web.rate_limits import limit_acts
from booking.interfaces.web.reservations.change_routes import ReservationChangeController
from booking.interfaces.web.reservations.feeds import FeedController
from booking.interfaces.web.reservations.feeds_read import FeedFileController
from booking.interfaces.web.reservations.holiday import HolidayController
from booking.interfaces.web.reservations.my_reservations import MyReservationsController
from booking.interfaces.web.reservations.routes import ReservationController
from booking.interfaces.web.reservations.seats import OwnSeatController, SeatsController
from booking.interfaces.web.reservations.services import ServicesController
from booking.interfaces.web.rooms.favourites import RoomFavouritesController
from booking.interfaces.web.rooms.room_routes import RoomController
from booking.interfaces.web.rooms.routes import RoomsController
from booking.interfaces.web.series.group import GroupSeriesController
from booking.interfaces.web.series.room_routes import RoomSeriesController
from booking.interfaces.web.series.routes import SeriesController
from booking.interfaces.web.signs import drawn_badge, drawn_icon
from booking.interfaces.web.static import serve_static, static
from booking.interfaces.web.tickets import drawn_tickets
from booking.interfaces.web.today.routes import TodayController
from booking.interfaces.web.unknown import unknown_address
from booking.interfaces.web.waiting.routes import WaitingController

log = logging.getLogger("booking.app")

BODY_BYTES_MAX = 2_000_000

DOORS: list[ControllerRouterHandler] = [
    DeskController,
    ColleaguesController,
    HereController,
    CodesController,
    HealthController,
    LanguageController,
    MyReservationsController,
    HolidayController,
    *OCCUPANCY_DOORS,
    *MEASURING_DOORS,
    FeedController,
    FeedFileController,
    SharedFeedController,
    DisplayController,
    ManageDisplaysController,
    OverviewController,
    DayListController,
    DayTasksController,
    ServiceCatalogueController,
    ServicesController,
    OpeningController,
    OpeningWeekController,
    OpeningDayController,
    HolidaysController,
    ClosuresController,
    ClosureFormsController,
    ReservationController,
    ReservationChangeController,
    SeatsController,
    OwnSeatController,
    GroupSeriesController,
    SeriesController,
    WaitingController,
    MailboxController,
    RequestsController,
    ApproversController,
    SpacesController,
    ExternalCalendarsController,
    EquipmentController,
    BuildingController,
    HouseRulesController,
    DayPartsController,
    ClashesController,
    QuotaController,
    ZoneAccessController,
    RoomController,
    RoomSeriesController,
    RoomFavouritesController,
    RoomsController,
    SignInController,
    SignInLinkController,
    PasswordController,
    MyDetailsController,
    DelegatesController,
    PeopleController,
    PeopleAccessController,
    TeamsController,
    UpkeepController,
    *MAIL_DOORS,
    DepartmentController,
    PartnersController,
    PartnerContactController,
    ImportController,
    PublicController,
    TodayController,
    PlansController,
    PlanZonesController,
    PlanDrawingController,
    serve_drawing,
    serve_static,
    unknown_address,
]


def create_app(
    settings: Settings,
    database: Database,
    clock: Clock = system_clock,
    *,
    with_jobs: bool = False,
) -> Litestar:
    """The whole app, on a migrated database; ``with_jobs`` a worker thread lives as long as it."""
    working = []
    if with_jobs:
        working.append(_working(Worker(Workplace(settings, database, clock))))
        working += [_listening(listener) for listener in listeners(settings, database, clock)]
    app = Litestar(
        lifespan=working,
        route_handlers=DOORS,
        dependencies=dict(DEPENDENCIES),
        before_request=admit,
        middleware=[Identity, Language()],
        before_send=[Headers(settings)],
        exception_handlers=HANDLERS,
        template_config=TemplateConfig(
            instance=JinjaTemplateEngine.from_environment(template_environment())
        ),
        csrf_config=CSRFConfig(
            secret=settings.secret.get_secret_value(),
            cookie_name="__Host-csrf" if settings.is_secure else "csrf",
            cookie_secure=settings.is_secure,
            cookie_httponly=True,
            cookie_samesite="lax",
        ),
        request_max_body_size=BODY_BYTES_MAX,
        openapi_config=None,
        logging_config=None,
        state=State({"house": House(settings, database, clock)}),
    )
    missing = unlisted(app.routes)
    assert not missing, f"routes without a place in the authorisation table: {sorted(missing)}"
    unwatched = passing_by(app.routes, admit)
    assert not unwatched, f"routes that one can reach without being admitted: {sorted(unwatched)}"
    return app


def installed_app() -> Gate:
    """The app of this installation, by its settings: what each worker process serves."""
    settings = Settings()  # type: ignore[call-arg]  # filled from the environment and the file
    clock = demo_clock() if settings.is_demo else system_clock
    app = create_app(settings, Database(settings.database_url), clock, with_jobs=True)
    collect_less()
    take_short_turns()
    return Gate(app, settings.trusted_proxies)


async def admit(request: Request[Any, Any, Any]) -> None:
    """Who may do this, and how often; not a guard, as Litestar copies the handler for each."""
    enforce_access(request)
    limit_acts(request)


def _working(worker: Worker) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def working(_app: Litestar) -> AsyncGenerator[None]:
        worker.start()
        try:
            yield
        finally:
            await sync_to_thread(worker.stop)

    return working


def _listening(listener: MailListener) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """Mail comes in as long as the app lives. Where it cannot, the rest goes on: see the log."""

    @asynccontextmanager
    async def listening(_app: Litestar) -> AsyncGenerator[None]:
        try:
            await sync_to_thread(listener.start)
        except OSError as trouble:
            log.error("no mail comes in", extra={"cause": str(trouble)})  # noqa: TRY400 -- one line
        try:
            yield
        finally:
            await sync_to_thread(listener.stop, no_assert=True)

    return listening


@cache
def template_environment() -> Environment:
    """Jinja with our texts and formats; a variable that is not there is an error."""
    environment = Environment(
        loader=FileSystemLoader(data("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "_": text,
        "ngettext": plural_text,
        "static": static,
        "drawn_badge": drawn_badge,
        "drawn_icon": drawn_icon,
        "drawn_tickets": drawn_tickets,
        "form_token": form_token,
    }
    environment.filters |= FILTERS
    return environment
