"""One reservation: its page, and what can be done with it there."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response, Template
from sqlmodel import Session

from booking.calendars.events import sender_of
from booking.calendars.feeds import events_of
from booking.calendars.ical_out import MEDIA_TYPE, calendar_file
from booking.foundation.database import Database
from booking.foundation.errors import Conflict, DomainError, Refused
from booking.foundation.local_time import day_of, to_local
from booking.foundation.settings import Settings
from booking.interfaces.settling import settled
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.errand import Answer, Errand
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.moments import clock_in, period_on
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.interfaces.web.reservations.copying import copy_address
from booking.interfaces.web.reservations.seats_view import seats_card, seats_ticked
from booking.interfaces.web.reservations.services import services_card
from booking.interfaces.web.reservations.view import Seen, look_at, page_of, summary_of
from booking.people.values import Act, Principal
from booking.reservations.check_in import check_in
from booking.reservations.operations import cancel
from booking.reservations.options import confirm_option
from booking.reservations.queries import reservation_of
from booking.reservations.staying import STEPS, NotLonger, end_now, extend

SUFFIX = ".ics"

Work = Callable[[Session], object]


class ReservationController(Controller):
    """What is of another, or is not there, is a 404 on all of these.

    One's own that was cancelled is still there: the history and letters lead to its page, and it
    can be copied. What else is asked of it is refused in words on that page, as it may have been
    cancelled a moment ago by a delegate or in another tab; a 404 would say that it never was.
    Cancelling it twice is cancelling it once.
    """

    path = "/reserveringen/{uid:str}"

    @get(sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
        settings: NamedDependency[Settings],
    ) -> Template | Response[bytes]:
        if uid.endswith(SUFFIX):  # a path parameter is a whole segment
            return _calendar_file(database, uid.removesuffix(SUFFIX), viewer, settings)
        with settled(database, now) as session:
            reservation = _whole(look_at(session, uid, viewer=viewer, now=now))
        return page(request, "reservations/index.html", reservation=reservation, trouble=[])

    @get("/annuleren", sync_to_thread=True)
    def ask_cancel(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Template | Redirect:
        with database.reading() as session:
            seen = look_at(session, uid, viewer=viewer, now=now)
        if not seen.may_act:
            return go(_address(uid))
        return page(request, "reservations/cancel.html", reservation=summary_of(seen))

    @post("/annulering", sync_to_thread=True)
    def cancel(self, uid: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session) -> object:
            return cancel(session, errand.act, uid)

        return _done(errand, uid, data, work=work, flash="cancelled")

    @post("/bevestiging", sync_to_thread=True)
    def confirm(
        self, uid: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Answer:
        """Make an option firm."""

        def work(session: Session) -> object:
            return confirm_option(session, errand.act, uid)

        return _done(errand, uid, data, work=work, flash="confirmed")

    @get("/kopie", sync_to_thread=True)
    def copy(
        self,
        uid: FromPath[str],
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Redirect:
        """To the form of the same place, filled in for another day."""
        with database.reading() as session:
            return go(copy_address(look_at(session, uid, viewer=viewer, now=now)))

    @post("/einde", sync_to_thread=True)
    def end(self, uid: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session) -> object:
            return end_now(session, errand.act, uid)

        return _done(errand, uid, data, work=work, flash="ended")

    @post("/verlenging", sync_to_thread=True)
    def extend(self, uid: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session) -> object:
            return extend(
                session, errand.act, uid, _end_of(session, errand.act, uid, clock_in(data, "tot"))
            )

        return _done(errand, uid, data, work=work, flash="extended")

    @post("/aanmelding", sync_to_thread=True)
    def check_in(
        self, uid: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Answer:
        def work(session: Session) -> object:
            return check_in(session, errand.act, uid, space_ids=seats_ticked(data))

        return _done(errand, uid, data, work=work, flash="checked-in")


def _calendar_file(
    database: Database, uid: str, viewer: Principal, settings: Settings
) -> Response[bytes]:
    """The reservation for one's own calendar, once; what changes later is not in it."""
    sender = sender_of(settings)
    with database.reading() as session:
        reservation = reservation_of(session, uid, viewer)
        events = events_of(session, [reservation], reader=viewer, sender=sender)
    return Response(
        calendar_file(events, organizer=sender.organizer),
        media_type=MEDIA_TYPE,
        headers={"Content-Disposition": 'attachment; filename="reservering.ics"'},
    )


def _done(errand: Errand, uid: str, data: FormData, *, work: Work, flash: str) -> Answer:
    """To the page when the act was done, else the page with what stood in its way."""
    act = errand.act
    try:
        return go(errand.once(data, work, at=_address(uid)), flash=flash)
    except (Refused, Conflict) as error:
        with errand.database.reading() as session:
            seen = look_at(session, uid, viewer=act.by, now=act.at)
            return trouble_page(errand.request, seen, error)


def trouble_page(request: AnyRequest, seen: Seen, error: DomainError) -> Template:
    """The reservation as it is, and why what was asked did not happen."""
    status, trouble = said(error)
    return page(
        request,
        "reservations/index.html",
        status=status,
        reservation=_whole(seen),
        trouble=trouble,
    )


def _whole(seen: Seen) -> dict[str, Any]:
    return {**page_of(seen), "services": services_card(seen), "seats": seats_card(seen)}


def _end_of(session: Session, act: Act, uid: str, clock: time | None) -> datetime:
    """The instant at which the wall clock shows ``clock`` on the day of the reservation."""
    held = reservation_of(session, uid, act.by)
    near = [end for end in (held.ends_at + step for step in STEPS) if to_local(end).time() == clock]
    if near:
        return near[0]
    day, begin = day_of(held.starts_at), to_local(held.starts_at).time()
    period = period_on(day, begin, clock) if clock else None
    if period is None:
        raise NotLonger(f"until {clock}")
    return period.ends_at


def _address(uid: str) -> str:
    return f"/reserveringen/{uid}"
