"""The pages about desks, put together: what each template is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from booking.foundation.formats import show_day, show_span
from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.foundation.texts import plural_text, text
from booking.interfaces.web.desks.search import (
    LIST,
    DeskSearch,
    part_choices,
    period_asked,
    why_no_desks,
)
from booking.interfaces.web.desks.views import (
    DeskView,
    equipment_of,
    floor_switch,
    group_card,
    list_of,
    look_at_desks,
    place_in_words,
    plan_of,
    proposal_card,
    repeat_address,
    shown_floor,
    view_links,
)
from booking.interfaces.web.desks.week import DeskWeek
from booking.interfaces.web.forms import as_list
from booking.interfaces.web.moments import day_steps, time_options
from booking.interfaces.web.persons import holder_field
from booking.interfaces.web.tickets import tickets_of
from booking.interfaces.web.waiting_address import wait_address
from booking.people.favourites import favourites_of
from booking.people.values import Principal
from booking.reservations.claims import day_version, taken_spans
from booking.reservations.desk_days import desk_hours, open_days_after
from booking.reservations.desks import desk_habits_of, own_desks
from booking.reservations.in_words import in_words
from booking.reservations.quota.words import quota_left
from booking.reservations.rules import is_free
from booking.reservations.seats.queries import space_ids_seen
from booking.reservations.side_by_side import DeskGroup, desks_together
from booking.reservations.values import Needs
from booking.reservations.wishes import Asked, looked_for
from booking.reservations.zone_rules import objections_to_zone
from booking.spaces.mail_names import Invitable, chosen_name
from booking.spaces.queries import SpaceNotFound, space_by_number
from booking.spaces.values import BookableSpace, SpaceKind, Stock

GRAIN_MINUTES = 30  # between the times offered
WANTS = ("aantal", "zone", "voorziening", "stilte", "team", "toegankelijk")


def _wait_url(search: DeskSearch, period: Period) -> str:
    return wait_address(SpaceKind.DESK, period, people=search.seat_count,
                        equipment=search.wants.equipment,
                        is_accessible=search.wants.is_accessible)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeskPages:
    """What every page about desks is made with."""

    session: Session
    viewer: Principal
    stock: Stock
    now: datetime

    def desk(self, number: str, day: date) -> BookableSpace:
        """Raises :class:`SpaceNotFound`; a room is no desk."""
        space = space_by_number(self.stock, number, day)
        if not space.is_desk:
            raise SpaceNotFound(f"{number} is no desk")
        return space

    def version(self, day: date) -> str:
        """Changes when the desks of ``day`` do: what an open page asks after."""
        claims = day_version(self.session, day, list(self.stock.zones))
        return f"{self.stock.version}-{claims}"

    def index(self, search: DeskSearch, sent: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The page of a search: my desk that day, the best free one, and all of them.

        ``sent`` is what was filled in for a group, when it comes back.
        """
        version = self.version(search.day)  # before the rows: never newer than what is shown
        period = period_asked(search.day, search.span, stock=self.stock, now=self.now)
        habits = desk_habits_of(self.session, self.viewer, search.day, now=self.now)
        week = DeskWeek(self.session, self.viewer, search, self.stock, habits, self.now)
        return {
            "day": day_steps("/werkplek", search.day, today=self._today, query=_kept(search)),
            "title_day": show_day(search.day),
            "quota_left": self._quota_left(search.day),
            "week": week.strip(),
            "tools": self._tools(search),
            "places": self.places(search, period, version, sent or {}) if period else None,
            "tickets": self.tickets(search.day),
            "closed": None if period else self.closed(search),
        }

    def places(
        self, search: DeskSearch, period: Period, version: str, sent: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The part of the page that follows what others do."""
        view = look_at_desks(self.session, self.viewer, period, stock=self.stock,
                             wants=search.wants, now=self.now)  # fmt: skip
        best = view.proposals[0] if view.proposals else None
        group = self._group(view, search)
        floor = shown_floor(view, search)
        plan_floor, list_floor = (None, floor) if search.view == LIST else (floor, None)
        offered = group.desks if group else [best.desk] if best else []
        return {
            "poll": search.address(v=version),
            "when": show_span(period),
            "fields": search.time_fields(),
            "proposal": proposal_card(view, best) if best else None,
            "seat_count": search.seat_count,
            "group": group_card(view, group) if group else None,
            "switch_uid": _one_uid(view),
            "reasons": in_words(view.objections),
            "wait_url": _wait_url(search, period),
            "count": len(view.proposals),
            "all_url": search.address(verdieping=None, **dict.fromkeys(WANTS, None)),
            "floors": floor_switch(view, search, floor) if floor else [],
            "views": view_links(search),
            "plan": plan_of(view, search, plan_floor, chosen=[desk.id for desk in offered])
            if plan_floor else None,
            "zones": list_of(view, search, list_floor) if list_floor else [],
            "holder": holder_field(self.session, self.viewer, sent) if group or list_floor
            else None,
            "sent": {**sent, "nummer": as_list(sent.get("nummer", []))},
        }  # fmt: skip

    def missed(self, search: DeskSearch, places: Mapping[str, Any]) -> Asked | None:
        """What was looked for in vain; not by who has a desk, nor where a rule is in the way."""
        period = period_asked(search.day, search.span, stock=self.stock, now=self.now)
        if period is None or places["count"] or places["reasons"] or places["switch_uid"]:
            return None
        needs = Needs(period, search.seat_count, search.wants.equipment,
                      is_accessible=search.wants.is_accessible)  # fmt: skip
        return looked_for(needs, kind=SpaceKind.DESK, person=self.viewer, at=self.now)

    def _group(self, view: DeskView, search: DeskSearch) -> DeskGroup | None:
        """What is offered to who asks for several."""
        if search.seat_count == 1:
            return None
        free = [proposal.desk for proposal in view.proposals]
        return desks_together(free, search.seat_count, stock=self.stock, day=search.day)

    def tickets(self, day: date) -> list[dict[str, Any]]:
        """My desks of the day that are still mine to use."""
        held = own_desks(self.session, self.viewer, local_day(day))
        ahead = {h.reservation.id or 0: h.reservation for h in held
                 if h.reservation.ends_at > self.now}  # fmt: skip
        space_ids = space_ids_seen(self.session, list(ahead.values()), self.viewer)
        return tickets_of(list(ahead.values()), space_ids, stock=self.stock, viewer=self.viewer,
                          now=self.now, names={}, with_day=False)  # fmt: skip

    def closed(self, search: DeskSearch) -> dict[str, str]:
        """Why nothing can be had then, and the first day on which it can."""
        after = max(search.day, self._today)
        coming = open_days_after(self.stock, after, 1)
        link = {"url": search.address(datum=coming[0].isoformat()),
                "label": show_day(coming[0])} if coming else {}  # fmt: skip
        return {"why": why_no_desks(search.day, stock=self.stock, now=self.now), **link}

    def desk_page(
        self, number: str, search: DeskSearch, values: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """One desk: what it has, where it is, whether it is free, and the form."""
        desk = self.desk(number, search.day)
        period = period_asked(search.day, search.span, stock=self.stock, now=self.now)
        return {
            "number": desk.number,
            "place": place_in_words(self.stock, desk, search.day),
            "equipment": equipment_of(self.stock, desk),
            "is_accessible": desk.is_accessible,
            "is_favourite": desk.id in favourites_of(self.session, self.viewer.id),
            "state": self._state(desk, period) if period else self.closed(search)["why"],
            "quota_left": self._quota_left(search.day),
            "is_free": period is not None and self._is_free(desk, period),
            "wait_url": wait_address(SpaceKind.DESK, period, number=desk.number) if period else "",
            "repeat_url": repeat_address(period, [desk.number]) if period else "",
            "plan": self._plan_around(desk, search, period),
            "parts": part_choices(self.stock.day_parts.on(search.day)),
            "times": self._times(search.day),
            "values": values or {**self._usual_hours(search.day), **search.time_fields()},
            "holder": holder_field(self.session, self.viewer, values or {}),
            "mail_name": self._mail_name(desk, search.day),
            "back": search.address(),
        }

    def _mail_name(self, desk: BookableSpace, day: date) -> str:
        """Of the zone the desk stands in, when a desk there can be invited by mail."""
        zone = self.stock.zone_of(desk, day)
        return chosen_name(self.session, Invitable(zone_id=zone.id)) if zone else ""

    def _plan_around(
        self, desk: BookableSpace, search: DeskSearch, period: Period | None
    ) -> dict[str, Any] | None:
        zone = self.stock.zone_of(desk, search.day)
        if zone is None or period is None or desk.box is None:
            return None
        view = look_at_desks(self.session, self.viewer, period, stock=self.stock, now=self.now)
        return plan_of(view, search, self.stock.floors[zone.floor_id], chosen=[desk.id])

    def _state(self, desk: BookableSpace, period: Period) -> str:
        span = show_span(period)
        shut = objections_to_zone(desk, day_of(period.starts_at), self.stock, person=self.viewer,
                                  now=self.now)  # fmt: skip
        if shut:
            return " ".join(in_words(shut))
        if self._is_free(desk, period):
            return text("Free %(span)s", span=span)
        return text("Not free the whole time %(span)s", span=span)

    def _is_free(self, desk: BookableSpace, period: Period) -> bool:
        day = day_of(period.starts_at)
        if objections_to_zone(desk, day, self.stock, person=self.viewer, now=self.now):
            return False
        taken = taken_spans(self.session, period, unit_ids=desk.unit_ids)
        return is_free(desk, period, stock=self.stock, taken=taken)

    def _quota_left(self, day: date) -> list[str]:
        return quota_left(self.session, self.viewer, day, kind=SpaceKind.DESK, now=self.now)

    def _tools(self, search: DeskSearch) -> dict[str, Any]:
        """The filters: what can be chosen, and what is."""
        desks = [space for space in self.stock.spaces_on(search.day) if space.is_desk]
        codes = sorted({code for desk in desks for code in desk.equipment})
        zone_ids = {zone.id: zone for desk in desks
                    if (zone := self.stock.zone_of(desk, search.day)) is not None}  # fmt: skip
        zones = sorted(
            zone_ids.values(), key=lambda z: (self.stock.floors[z.floor_id].level, z.name)
        )
        return {
            "parts": part_choices(self.stock.day_parts.on(search.day)),
            "times": self._times(search.day),
            "zones": [("", text("All zones")), *((str(z.id), z.name) for z in zones)],
            "equipment": [("", text("Any equipment")),
                          *((c, text(self.stock.equipment[c].name)) for c in codes)],
            "values": {**self._usual_hours(search.day), "aantal": "1",
                       **_one_each(search.query())},
            "chosen_count": len(_wants(search)),
            "has_team": self.viewer.team_id is not None,
        }  # fmt: skip

    def _times(self, day: date) -> list[str]:
        hours = desk_hours(self.stock, day)
        return time_options([hours], grain_minutes=GRAIN_MINUTES) if hours else []

    def _usual_hours(self, day: date) -> dict[str, str]:
        times = self._times(day)
        return {"van": times[0], "tot": times[-1]} if times else {}

    @property
    def _today(self) -> date:
        return day_of(self.now)


def count_sentence(places: Mapping[str, Any] | None) -> str:
    """For a screen reader, when a filter changed the answer in place."""
    count = places["count"] if places else 0
    return plural_text("%(count)s desk is free", "%(count)s desks are free", count)


def _kept(search: DeskSearch) -> dict[str, Any]:
    return {name: value for name, value in search.query().items() if name != "datum"}


def _wants(search: DeskSearch) -> dict[str, Any]:
    return {name: value for name, value in search.query().items() if name in WANTS}


def _one_each(query: Mapping[str, Any]) -> dict[str, str]:
    return {name: value[0] if isinstance(value, list) else str(value)
            for name, value in query.items()}  # fmt: skip


def _one_uid(view: DeskView) -> str | None:
    """The reservation to leave for another desk: only when it is the only one in the way."""
    return view.mine[0].reservation.uid if len(view.mine) == 1 else None
