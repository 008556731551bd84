"""Pages: one way to render a template with what every page needs, and to go elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.response import Redirect, Response, Template

from booking.foundation.lines import CONTROL
from booking.foundation.texts import N_, language, text
from booking.interfaces.web.access import ACCESS
from booking.interfaces.web.house import house_of
from booking.people.permissions import Action, may
from booking.people.values import Principal

FLASH_COOKIE = "melding"


@dataclass(frozen=True, slots=True)
class Flash:
    """A short message on the page after a form: what happened."""

    kind: str
    text: str


FLASHES: dict[str, tuple[str, str]] = {
    "signed-out": ("ok", N_("You are signed out.")),
    "too-late": ("warning", N_("That took too long. Please sign in again.")),
    "details-changed": ("ok", N_("Your choices are saved.")),
    "delegate-named": ("ok", N_("This colleague can reserve for you from now on.")),
    "monthly-asked": ("ok", N_("From next month on you get a report by mail.")),
    "monthly-stopped": ("ok", N_("You get no monthly report any more.")),
    "password-set": ("ok", N_("Your password is set. In other browsers you are signed out.")),
    "letter-sent-again": ("ok", N_("A new letter with how it is now is on its way.")),
    "job-tried-again": ("ok", N_("This is tried again. Look in a minute whether it went well.")),
    "mail-tried-again": ("ok", N_("This mail is read again. Look in a minute what became of it.")),
    "mail-thrown-away": ("ok", N_("The mail is thrown away, for good.")),
    "sessions-ended": ("ok", N_("You are signed out there.")),
    "reserved": ("ok", N_("Reserved. The details are below.")),
    "reserved-for-other": ("ok", N_("Reserved. The person it is for gets a letter.")),
    "requested": ("ok", N_("Your request is in. The place is held until it is answered.")),
    "held": ("ok", N_("The place is held for you. Confirm it below, or it lapses.")),
    "confirmed": ("ok", N_("Your option is confirmed. The details are below.")),
    "series-started": ("ok", N_("Your series is reserved. The dates are below.")),
    "series-changed": ("ok", N_("The series is changed. The dates are below.")),
    "series-cancelled": ("ok", N_("Cancelled. The place is free again on those dates.")),
    "series-kept": ("ok", N_("Thank you. The series goes on.")),
    "days-reserved": ("ok", N_("Reserved. Your desks for these days are below.")),
    "favourite-set": ("ok", N_("This is one of your favourites now. You are offered it first.")),
    "favourite-unset": ("ok", N_("This is no longer one of your favourites.")),
    "changed": ("ok", N_("Your reservation is changed.")),
    "cancelled": ("ok", N_("Your reservation is cancelled. The place is free again.")),
    "several-cancelled": ("ok", N_("What you ticked is cancelled. The places are free again.")),
    "ended": ("ok", N_("Your reservation is ended. The rest of the time is free again.")),
    "extended": ("ok", N_("Your reservation is extended.")),
    "seats-named": ("ok", N_("Stored. Who is given a desk, or loses one, gets a letter.")),
    "seats-given-back": ("ok", N_("Given back. The desk is free for others.")),
    "checked-in": ("ok", N_("You are checked in.")),
    "checked-in-here": ("ok", N_("Checked in. Have a good meeting.")),
    "ended-here": ("ok", N_("Ended. Thank you: others can use the room now.")),
    "extended-here": ("ok", N_("Extended. You can stay.")),
    "room-taken": ("ok", N_("The room is yours now.")),
    "display-made": ("ok", N_("The display is added. Make a code to pair it.")),
    "display-unpaired": ("ok", N_("Unpaired. That screen shows and does nothing any more.")),
    "display-removed": ("ok", N_("The display is removed.")),
    "sign-in-again": ("info", N_("Sign in again first: then we are sure that it is you.")),
    "request-approved": ("ok", N_("The request is approved. The asker gets a letter.")),
    "request-declined": ("ok", N_("The request is declined. The asker gets a letter.")),
    "hours-changed": ("ok", N_("The new opening hours are stored.")),
    "day-set": ("ok", N_("This day is stored.")),
    "day-removed": ("ok", N_("This day is as usual again.")),
    "holidays-added": ("ok", N_("The public holidays are filled in.")),
    "closure-added": ("ok", N_("The closure is stored.")),
    "closure-changed": ("ok", N_("The closure is changed.")),
    "closure-ended": ("ok", N_("The closure is ended. The place can be reserved again.")),
    "closure-series-stopped": ("ok", N_("It does not come back any more.")),
    "closure-removed": ("ok", N_("The closure is removed.")),
    "waiting-joined": ("ok", N_("You are on the waiting list.")),
    "waiting-left": ("ok", N_("You are no longer on the waiting list.")),
    "offer-taken": ("ok", N_("Done. You took the place that was held for you.")),
    "offer-declined": ("ok", N_("You let it go. The next person in line is asked.")),
    "feed-revoked": ("ok", N_("That calendar address does not work any more.")),
    "feed-chosen": ("ok", N_("Saved. Your calendar program shows it when it looks again.")),
    "space-added": ("ok", N_("Added. It can be reserved from the day you chose.")),
    "space-changed": ("ok", N_("The changes are saved.")),
    "space-retired": ("ok", N_("It goes out of use on that day.")),
    "space-resumed": ("ok", N_("It is in use again.")),
    "service-added": ("ok", N_("Added. People can order it with their rooms.")),
    "services-ordered": ("ok", N_("Your services are stored. They stand below.")),
    "task-ticked": ("ok", N_("The day list is up to date.")),
    "equipment-added": ("ok", N_("Added. Desks and rooms can have it now.")),
    "equipment-changed": ("ok", N_("The changes are saved.")),
    "equipment-removed": ("ok", N_("It is removed.")),
    "building-kept": ("ok", N_("The changes are saved.")),
    "building-part-removed": ("ok", N_("It is removed.")),
    "house-rules-set": ("ok", N_("The house rules are saved. They hold from the day you chose.")),
    "day-parts-set": (
        "ok",
        N_("The parts of the day are saved, from the day you chose."),
    ),
    "rehoused": ("ok", N_("Done. Everyone whose reservation changed gets a letter.")),
    "zone-access-set": ("ok", N_("Saved. It holds for reservations from the day you chose.")),
    "quota-set": ("ok", N_("The quota is saved. It holds from the day you chose.")),
    "what-if-kept": ("ok", N_("It is kept, and being reckoned. Nothing of the house changes.")),
    "what-if-again": ("ok", N_("It is being reckoned again.")),
    "what-if-stopped": ("ok", N_("Stopped. What was found before stays.")),
    "what-if-gone": ("ok", N_("Thrown away. Nothing of the house changed.")),
    "quota-ended": ("ok", N_("The quota is ended.")),
    "placed": ("ok", N_("Placed. Everybody sees it on the plan now.")),
    "off-plan": ("ok", N_("Taken off the plan. It can still be reserved from the list.")),
    "plan-undone": ("ok", N_("The last step is undone.")),
    "zone-drawn": ("ok", N_("The zone is drawn.")),
    "zone-off-plan": ("ok", N_("The zone is taken off the plan.")),
    "drawing-stored": ("ok", N_("The drawing lies under the plan now.")),
    "drawing-removed": ("ok", N_("The drawing is removed. What stood on it stays.")),
    "floor-sized": ("ok", N_("The size of the floor is saved.")),
    "person-added": ("ok", N_("Added. This person can sign in now with a link in the mail.")),
    "person-changed": ("ok", N_("The details are saved.")),
    "person-disabled": ("ok", N_("This account is disabled.")),
    "person-enabled": ("ok", N_("This account is enabled again.")),
    "codes-reset": ("ok", N_("The codes are reset. At the next sign-in new ones are set up.")),
    "partner-added": ("ok", N_("The partner is added. Now add who comes for it.")),
    "contact-added": ("ok", N_("Added. The contact can sign in now with a link in the mail.")),
    "contact-removed": ("ok", N_("This contact cannot sign in any more.")),
    "calendar-added": ("ok", N_("The calendar is used from now on.")),
    "calendar-removed": ("ok", N_("The calendar is removed. What it still held is free.")),
    "calendar-agreed": ("ok", N_("The new version is used.")),
    "calendar-looked": ("ok", N_("It is looked at within a minute. Load this page again then.")),
    "round-planned": ("ok", N_("The round is planned.")),
    "zone-counted": ("ok", N_("Counted. On to the next.")),
    "round-finished": ("ok", N_("The round is finished. Tomorrow it is in the figures.")),
    "taken-over": ("ok", N_("The file is taken over.")),
    "saved": ("ok", N_("Saved.")),
    "removed": ("ok", N_("Removed.")),
}
"""By code: a cookie carries the code only, so nobody can put words in our mouth."""


@dataclass(frozen=True, slots=True)
class NavItem:
    url: str
    label: str
    icon: str
    is_current: bool


NAVIGATION: tuple[tuple[str, str, str], ...] = (
    ("/vandaag", N_("Today"), "home"),
    ("/werkplek", N_("Desk"), "armchair"),
    ("/ruimtes", N_("Rooms"), "door"),
    ("/mijn-reserveringen", N_("My reservations"), "calendar"),
    ("/beheer", N_("Manage"), "settings"),
    ("/beheer/aanvragen", N_("Requests"), "hourglass"),  # for who has nothing else there
    ("/bezetting", N_("Occupancy"), "chart-bar"),
)
"""Address, label, icon; shown to whom the access table lets in."""

FIGURES_NAVIGATION: tuple[tuple[str, str, str], ...] = (
    ("/bezetting", N_("Occupancy"), "chart-bar"),
    ("/bezetting/inzage", N_("Who looked"), "eye"),
)
"""Likewise, for who comes for figures only."""

SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("/beheer", N_("What waits"), "inbox"),
    ("/beheer/daglijst", N_("Day list"), "list-check"),
    ("/beheer/aanvragen", N_("Requests"), "hourglass"),
    ("/beheer/plekken", N_("Desks and rooms"), "door"),
    ("/beheer/plattegronden", N_("Floor plans"), "map-2"),
    ("/beheer/diensten", N_("Services"), "coffee"),
    ("/beheer/telrondes", N_("Counted rounds"), "eye"),
    ("/beheer/openingstijden", N_("Opening hours"), "clock"),
    ("/beheer/sluitingen", N_("Closures"), "calendar-off"),
    ("/beheer/mensen", N_("People in the house"), "users"),
    ("/beheer/teams", N_("Teams"), "users-group"),
    ("/beheer/partners", N_("Partners"), "building-community"),
    ("/beheer/afspraken", N_("Service agreements"), "file-text"),
    ("/beheer/agenda-adressen", N_("Calendar addresses"), "calendar-event"),
    ("/beheer/schermen", N_("Displays"), "device-desktop"),
    ("/beheer/overnemen", N_("Import"), "upload"),
    ("/beheer/berichten", N_("Letters"), "file-text"),
    ("/beheer/post-in", N_("Incoming mail"), "mail"),
    ("/beheer/post-uit", N_("Outgoing mail"), "mail"),
    ("/beheer/achtergrondwerk", N_("Background work"), "settings"),
)
"""The rooms behind Beheer; likewise."""


def page(
    request: Request[Any, Any, Any], name: str, *, status: int = 200, under: str = "",
    **context: Any,
) -> Template:  # fmt: skip
    """Render template ``name`` with ``context`` and with what the layout needs.

    ``under`` is the section the page belongs to, when its address does not say so.
    """
    house = house_of(request)
    viewer: Principal | None = request.scope.get("user")
    flash = FLASHES.get(request.cookies.get(FLASH_COOKIE, ""))
    answer = Template(
        name,
        context={
            "viewer": viewer,
            "nav": _doors(viewer, request.url.path),
            "may_visit": partial(_may_visit, viewer),
            "sections": _navigation(SECTIONS, viewer, under or request.url.path),
            "language": language(),
            "municipality": house.settings.municipality,
            "settings": house.settings,
            "is_demo": house.settings.is_demo,
            "flash": Flash(flash[0], text(flash[1])) if flash else None,
            "here": _here(request),
            **context,
        },
        status_code=status,
    )
    if flash:
        answer.delete_cookie(FLASH_COOKIE)
    return answer


def go(path: str, *, flash: str | None = None, cookies: list[Cookie] | None = None) -> Redirect:
    """See other: the answer to a form that did its work (RFC 9110 §15.4.4)."""
    assert flash is None or flash in FLASHES, f"no such message: {flash}"
    told = [Cookie(key=FLASH_COOKIE, value=flash, path="/", max_age=60, httponly=True,
                   samesite="lax")] if flash else []  # fmt: skip
    return Redirect(path, status_code=303, cookies=[*(cookies or []), *told])


def go_on(request: Request[Any, Any, Any], path: str, *, flash: str | None = None) -> Response[Any]:
    """As :func:`go`, also for htmx, which would put the page it is sent to inside this one."""
    answer = go(path, flash=flash)
    if not is_fragment(request):
        return answer
    return Response(b"", status_code=200, headers={"HX-Redirect": path}, cookies=answer.cookies)


def local_path(address: str) -> str:
    """``address`` when it is a path of ours, else the front page: no open redirects."""
    if CONTROL.search(address):
        return "/"
    parts = urlsplit(address)
    is_ours = not parts.scheme and not parts.netloc and address.startswith("/")
    return address if is_ours and not address.startswith(("//", "/\\")) else "/"


def is_fragment(request: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether htmx asks for a part of the page."""
    return request.headers.get("HX-Request") == "true"


def is_poll(request: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether a page that is open asks by itself what came after the version that it shows."""
    query: bytes = request.scope["query_string"]
    has_version = any(pair.startswith(b"v=") for pair in query.split(b"&"))
    return has_version and is_fragment(request)


def _doors(viewer: Principal | None, path: str) -> list[NavItem]:
    """The main menu: one way to Beheer is enough, the front door for who may use it."""
    if viewer is not None and viewer.comes_for_figures:
        return _navigation(FIGURES_NAVIGATION, viewer, path)
    is_inside = may(viewer, Action.MANAGE)
    entries = [one for one in NAVIGATION if not (is_inside and one[0] == "/beheer/aanvragen")]
    return _navigation(entries, viewer, path)


def _navigation(
    entries: Sequence[tuple[str, str, str]], viewer: Principal | None, path: str
) -> list[NavItem]:
    """The entries open to ``viewer``; the longest address that ``path`` lies under is current."""
    if viewer is None:
        return []
    under = [url for url, _, _ in entries if path == url or path.startswith(f"{url}/")]
    current = max(under, key=len, default=None)
    return [
        NavItem(url, text(label), icon, is_current=url == current)
        for url, label, icon in entries
        if _may_visit(viewer, url)
    ]


def _may_visit(viewer: Principal | None, url: str) -> bool:
    access = ACCESS.get(f"GET {url}")
    return access is not None and (not isinstance(access, Action) or may(viewer, access))


def _here(request: Request[Any, Any, Any]) -> str:
    """Where this page can be had again: a form sent to ``/x/{id}/verb`` belongs to ``/x/{id}``."""
    if request.method not in {"GET", "HEAD"}:
        return request.url.path.rpartition("/")[0] or "/"
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path
