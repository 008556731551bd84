"""Desks as the plain data that templates show: the proposal, the list, the plan, the week."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from sqlmodel import Session

from booking.foundation.formats import show_day, show_span
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.desks.search import LIST, PLAN, DeskSearch
from booking.interfaces.web.floor_plan import Spot, draw_floor, floors_with
from booking.interfaces.web.moments import times_of
from booking.interfaces.web.presence import Colleague, colleagues_in
from booking.interfaces.web.tickets import address_of
from booking.people.values import Principal
from booking.reservations.claims import taken_spans
from booking.reservations.desks import (
    DeskHabits,
    DeskProposal,
    DeskWants,
    Fit,
    HeldDesk,
    desk_habits_of,
    own_desks,
    propose_desks,
    wanted_desks,
)
from booking.reservations.granting import nearest_granted
from booking.reservations.nearest import with_nearest
from booking.reservations.queries import house_rules_on
from booking.reservations.rules import objections_to_time
from booking.reservations.side_by_side import DeskGroup
from booking.reservations.values import Objection
from booking.spaces.values import BookableSpace, Floor, SpaceKind, Stock

FITS = {
    Fit.FAVOURITE: (N_("Your favourite"), "heart"),
    Fit.LAST_TIME: (N_("Where you sat before"), "history"),
    Fit.TEAM: (N_("With your team"), "users-group"),
    Fit.NEAR_TEAM: (N_("Near your team"), "users-group"),
    Fit.FREE: (N_("Free"), "circle-check"),
}
TOGETHER = N_("Side by side"), "users-group"
SPREAD = N_("As near to each other as can be"), "users-group"
NO_WANTS = DeskWants()


@dataclass(frozen=True)
class DeskView:
    """Everything a page about desks knows of one period; read once, then only shown."""

    stock: Stock
    period: Period
    habits: DeskHabits
    wants: DeskWants
    proposals: Sequence[DeskProposal]
    """The free desks, the best first."""
    mine: Sequence[HeldDesk]
    colleagues: Sequence[Colleague]
    objections: Sequence[Objection]
    """What the house rules say about the hours themselves; nothing is proposed then."""

    @property
    def day(self) -> date:
        return day_of(self.period.starts_at)

    @cached_property
    def free_ids(self) -> frozenset[int]:
        return frozenset(proposal.desk.id for proposal in self.proposals)

    @cached_property
    def address_by_desk(self) -> dict[int, str]:
        """Of my desks, where I find what I have reserved or was given."""
        return {held.space_id: address_of(held) for held in self.mine}

    @cached_property
    def colleague_by_desk(self) -> dict[int, Colleague]:
        return {colleague.space_id: colleague for colleague in self.colleagues}


def look_at_desks(
    session: Session,
    viewer: Principal,
    period: Period,
    *,
    stock: Stock,
    wants: DeskWants = NO_WANTS,
    now: datetime,
) -> DeskView:
    habits = desk_habits_of(session, viewer, day_of(period.starts_at), now=now)
    taken = taken_spans(session, period)
    proposals = propose_desks(period, stock=stock, taken=taken, habits=habits, wants=wants)
    objections = _objections(session, viewer, period, proposals, stock, now)
    return DeskView(
        stock=stock,
        period=period,
        habits=habits,
        wants=wants,
        proposals=proposals if not objections else [],
        mine=own_desks(session, viewer, period),
        colleagues=colleagues_in(session, viewer, period, stock=stock),
        objections=objections,
    )


def _objections(
    session: Session, viewer: Principal, period: Period, proposals: Sequence[DeskProposal],
    stock: Stock, now: datetime,
) -> list[Objection]:  # fmt: skip
    """All desks keep the same house rules, so the best one speaks for them."""
    if not proposals:
        return []
    rules = house_rules_on(session, day_of(period.starts_at), SpaceKind.DESK)
    desk = proposals[0].desk
    found = objections_to_time(period, desk, rules=rules, now=now)
    return with_nearest(found, lambda: nearest_granted(
        session, period, [desk], sitters=[viewer.id], holder_id=viewer.id, by=viewer, at=now
    ))  # fmt: skip


def place_in_words(stock: Stock, space: BookableSpace, day: date) -> str:
    """Werkveld Markt, tweede verdieping."""
    zone = stock.zone_of(space, day)
    return f"{zone.name}, {stock.floors[zone.floor_id].name}" if zone else ""


def equipment_of(stock: Stock, space: BookableSpace) -> list[dict[str, str]]:
    items = [stock.equipment[code] for code in space.equipment if code in stock.equipment]
    shown = [{"name": text(item.name), "sign": item.icon} for item in items]
    return sorted(shown, key=lambda item: item["name"])


def proposal_card(view: DeskView, proposal: DeskProposal) -> dict[str, Any]:
    desk = proposal.desk
    words, sign = FITS[proposal.fit]
    return {
        "number": desk.number,
        "why": text(words),
        "sign": sign,
        "place": place_in_words(view.stock, desk, view.day),
        "when": show_span(view.period),
        "day": show_day(view.day),
        "equipment": equipment_of(view.stock, desk),
    }


def group_card(view: DeskView, group: DeskGroup) -> dict[str, Any]:
    """Several desks together, and how near they are."""
    words, sign = TOGETHER if group.is_side_by_side else SPREAD
    return {
        "numbers": [desk.number for desk in group.desks],
        "why": text(words),
        "sign": sign,
        "places": list(dict.fromkeys(
            place_in_words(view.stock, desk, view.day) for desk in group.desks
        )),
        "when": show_span(view.period),
        "day": show_day(view.day),
        "repeat_url": repeat_address(view.period, [desk.number for desk in group.desks]),
    }  # fmt: skip


def repeat_address(period: Period, numbers: Iterable[str]) -> str:
    """Where these desks are asked for on more dates."""
    asked = [*times_of(period).items(), *(("nummer", number) for number in numbers)]
    return f"/werkplek/groep/reeks?{urlencode(asked)}"


def shown_floor(view: DeskView, search: DeskSearch) -> Floor | None:
    """The floor asked for, else that of my own desk or of the best one, else the lowest."""
    floors = _floors(view)
    asked = next((floor for floor in floors if floor.level == search.level), None)
    best = [view.stock.spaces[held.space_id] for held in view.mine]
    best += [proposal.desk for proposal in view.proposals[:1]]
    zones = (view.stock.zone_of(desk, view.day) for desk in best)
    ours = next((view.stock.floors[zone.floor_id] for zone in zones if zone), None)
    return asked or ours or next(iter(floors), None)


def _floors(view: DeskView) -> list[Floor]:
    wanted = wanted_desks(view.stock, view.day, habits=view.habits, wants=view.wants)
    return floors_with(view.stock, wanted, view.day)


def floor_switch(view: DeskView, search: DeskSearch, shown: Floor) -> list[dict[str, Any]]:
    """A link for each floor, with what is free there."""
    free: dict[int, int] = defaultdict(int)
    for proposal in view.proposals:
        zone = view.stock.zone_of(proposal.desk, view.day)
        if zone is not None:
            free[zone.floor_id] += 1
    return [
        {
            "url": search.address(verdieping=floor.level),
            "label": floor.name,
            "note": plural_text("%(count)s free", "%(count)s free", free[floor.id]),
            "is_current": floor.id == shown.id,
        }
        for floor in _floors(view)
    ]


def view_links(search: DeskSearch) -> list[dict[str, Any]]:
    return [
        {"url": search.address(weergave=None), "label": text("Floor plan"), "sign": "map-2",
         "is_current": search.view == PLAN},
        {"url": search.address(weergave=LIST), "label": text("List"), "sign": "layout-list",
         "is_current": search.view == LIST},
    ]  # fmt: skip


def plan_of(
    view: DeskView, search: DeskSearch, floor: Floor, *, chosen: Collection[int] = ()
) -> dict[str, Any]:
    """The floor with its desks; the rooms stand there to know one's way."""
    rooms = view.stock.spaces_on(view.day, SpaceKind.ROOM)
    spots = {room.id: Spot("plain", text("no desk"), state_label=text("Room")) for room in rooms}
    for desk in _shown_desks(view):
        spot = _spot(view, desk, search)
        spots[desk.id] = replace(spot, is_chosen=True) if desk.id in chosen else spot
    return draw_floor(
        view.stock, floor, view.day, spots,
        title=text("Desks on %(floor)s", floor=floor.name),
        desc=text("A free desk is a link. The list shows the same desks in words."),
    )  # fmt: skip


def _shown_desks(view: DeskView) -> list[BookableSpace]:
    """What is wanted, and always my own."""
    wanted = wanted_desks(view.stock, view.day, habits=view.habits, wants=view.wants)
    own = [view.stock.spaces[held.space_id] for held in view.mine]
    return list({desk.id: desk for desk in [*wanted, *own]}.values())


def _spot(view: DeskView, desk: BookableSpace, search: DeskSearch) -> Spot:
    own = view.address_by_desk.get(desk.id)
    if own is not None:
        words = text("%(desk)s, your desk", desk=desk.number)
        return Spot("mine", aria=words, href=own)
    if desk.id in view.free_ids:
        words = text("%(desk)s, free, reserve", desk=desk.number)
        return Spot("free", aria=words, href=desk_address(desk, search))
    colleague = view.colleague_by_desk.get(desk.id)
    if colleague is not None:
        words = text("%(desk)s, %(name)s sits here", desk=desk.number, name=colleague.name)
        return Spot("taken", aria=words, initials=colleague.initials)
    zone = view.stock.zone_of(desk, view.day)
    if zone is not None and zone.id in view.habits.shut_zone_ids:
        return Spot("taken", aria=text("%(desk)s, not open to you", desk=desk.number))
    return Spot("taken", aria=text("%(desk)s, taken", desk=desk.number))


def desk_address(desk: BookableSpace, search: DeskSearch) -> str:
    return search.address(f"/werkplek/{desk.number}", weergave=None, verdieping=None, zone=None,
                          voorziening=None, stilte=None, team=None, toegankelijk=None)  # fmt: skip


def list_of(view: DeskView, search: DeskSearch, floor: Floor) -> list[dict[str, Any]]:
    """The zones of the floor, each with its free desks and, in brief, the others."""
    fits = {proposal.desk.id: proposal.fit for proposal in view.proposals}
    zones: dict[int, dict[str, Any]] = {}
    for desk in wanted_desks(view.stock, view.day, habits=view.habits, wants=view.wants):
        zone = view.stock.zone_of(desk, view.day)
        if zone is None or zone.floor_id != floor.id:
            continue
        group = zones.setdefault(zone.id, {"name": zone.name, "free": [], "taken": []})
        if desk.id in fits:
            group["free"].append(_row(view.stock, desk, search, fits[desk.id]))
        else:
            group["taken"].append(_taken(view, desk))
    return list(zones.values())


def _taken(view: DeskView, desk: BookableSpace) -> str:
    colleague = view.colleague_by_desk.get(desk.id)
    who = colleague.name if colleague else ""
    if desk.id in view.address_by_desk:
        who = text("your desk")
    return f"{desk.number} ({who})" if who else desk.number


def _row(stock: Stock, desk: BookableSpace, search: DeskSearch, fit: Fit) -> dict[str, Any]:
    words, sign = FITS[fit]
    return {
        "number": desk.number,
        "href": desk_address(desk, search),
        "equipment": ", ".join(item["name"] for item in equipment_of(stock, desk)),
        "badge": {"text": text(words), "sign": sign} if fit is not Fit.FREE else None,
    }
