"""The form of one space: what it may say, what it says now, and what to choose from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from sqlmodel import Session

from booking.foundation.formats import show_date
from booking.foundation.lines import one_line
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import Form, as_list
from booking.interfaces.web.manage.spaces.listing import LIST, badges_of, telling_term
from booking.interfaces.web.moments import Day
from booking.interfaces.web.words import LAYOUTS
from booking.reservations.combining import StillReserved
from booking.spaces.changes import (
    EquipmentGone,
    NotBegunYet,
    NotInUse,
    NumberTaken,
    ZoneGone,
    fingerprint_of,
)
from booking.spaces.combined import PartOfAnother, PartsDoNotFit, may_get_other_parts, parts_of
from booking.spaces.import_rows import BUFFER_MINUTES_MAX, CAPACITY_MAX
from booking.spaces.mail_names import Invitable, MailNameTaken, NoMailName, name_of
from booking.spaces.operations import PastStays
from booking.spaces.values import (
    Audience,
    BookableSpace,
    Layout,
    LayoutKind,
    SpaceFacts,
    SpaceKind,
    Stock,
)

GRAINS = (5, 10, 15, 30, 60)
YES = "ja"
NONE_TICKED = dict.fromkeys(
    ("goedkeuring", "partners", "toegankelijk", "voorzieningen", "delen"), ""
)
"""A box without a tick is not sent."""
OF_LAYOUT = ("opstelling", "vooraf", "achteraf")
"""What is asked of each layout: seats, minutes before, minutes after."""
PLAIN_NUMBER = re.compile(r"\w[\w .-]*")


def _plain(number: str) -> str:
    """It stands in addresses and on signs."""
    number = one_line(number)
    if not PLAIN_NUMBER.fullmatch(number):
        raise ValueError(N_("Use letters, digits, dots and dashes only."))
    return number


def _known_grain(minutes: int) -> int:
    if minutes not in GRAINS:
        raise ValueError(N_("Please choose one of the options."))
    return minutes


Tick = Literal["ja"] | None
Seats = Annotated[int, Field(ge=1, le=CAPACITY_MAX)]
Minutes = Annotated[int, Field(ge=0, le=BUFFER_MINUTES_MAX)]
Several = BeforeValidator(as_list)


class SpaceForm(Form):
    """``soort`` and ``delen`` are of a new space, ``versie`` of one that is there."""

    refused_at: ClassVar = {
        NumberTaken: "nummer",
        ZoneGone: "zone",
        PastStays: "vanaf",
        NotInUse: "vanaf",
        NotBegunYet: "vanaf",
        EquipmentGone: "voorzieningen",
        PartsDoNotFit: "delen",
        PartOfAnother: "delen",
        StillReserved: "delen",
        MailNameTaken: "mailnaam",
        NoMailName: "mailnaam",
    }

    nummer: Annotated[str, Field(max_length=20), AfterValidator(_plain)]
    naam: Annotated[str, Field(max_length=80)] = ""
    soort: SpaceKind = SpaceKind.ROOM
    zone: int
    plaatsen: Seats = 1
    vanaf: Day
    stap: Annotated[int, AfterValidator(_known_grain)] = 15
    vooraf: Minutes = 0
    achteraf: Minutes = 0
    goedkeuring: Tick = None
    partners: Tick = None
    toegankelijk: Tick = None
    voorzieningen: Annotated[tuple[str, ...], Several] = ()
    delen: Annotated[tuple[int, ...], Several] = ()
    opstelling_table: Seats | None = None
    opstelling_u_shape: Seats | None = None
    opstelling_classroom: Seats | None = None
    opstelling_theatre: Seats | None = None
    opstelling_reception: Seats | None = None
    vooraf_table: Minutes = 0
    vooraf_u_shape: Minutes = 0
    vooraf_classroom: Minutes = 0
    vooraf_theatre: Minutes = 0
    vooraf_reception: Minutes = 0
    achteraf_table: Minutes = 0
    achteraf_u_shape: Minutes = 0
    achteraf_classroom: Minutes = 0
    achteraf_theatre: Minutes = 0
    achteraf_reception: Minutes = 0
    mailnaam: str = ""
    krap: Annotated[str, Field(max_length=100)] = ""
    versie: str = ""

    def facts(self, kind: SpaceKind) -> SpaceFacts:
        return SpaceFacts(
            number=self.nummer,
            name=self.naam or self.nummer,
            kind=kind,
            grain_minutes=self.stap,
            buffer_before_minutes=self.vooraf,
            buffer_after_minutes=self.achteraf,
            needs_approval=bool(self.goedkeuring),
            audience=Audience.PARTNERS if self.partners else Audience.STAFF,
            is_accessible=bool(self.toegankelijk),
            equipment=frozenset(self.voorzieningen),
            layouts=dict(self._layouts()),
        )

    def _layouts(self) -> Iterator[tuple[LayoutKind, Layout]]:
        """Those that are possible: the ones with a number of seats."""
        for kind in LayoutKind:
            seats, before, after = (getattr(self, f"{name}_{kind.value}") for name in OF_LAYOUT)
            if seats is not None:
                yield kind, Layout(seats, before, after)


@dataclass(frozen=True, slots=True)
class SpaceDesk:
    """Els looks at the spaces of the house on one day."""

    session: Session
    stock: Stock
    today: date

    def new_page(self, kind: SpaceKind) -> dict[str, Any]:
        """For manage/spaces/new.html, all but the errors."""
        return {
            "values": {"soort": kind.value, "vanaf": self.today.isoformat(), "stap": 15,
                       "plaatsen": 1, "vooraf": 0, "achteraf": 0},
            "is_desk": kind is SpaceKind.DESK,
            "parts": self._possible_parts(None) if kind is SpaceKind.ROOM else [],
            **self._choices(None),
        }  # fmt: skip

    def space_page(self, space_id: int) -> dict[str, Any]:
        """For manage/spaces/space.html. Raises SpaceNotFound."""
        version = fingerprint_of(self.session, space_id)
        space = self.stock.spaces[space_id]
        until = max((term.valid_until or date.max for term in space.terms), default=date.max)
        public = "werkplek" if space.is_desk else "ruimtes"
        return {
            "space": space,
            "here": f"{LIST}/{space_id}",
            "public": f"/{public}/{space.number}" if space.term_on(self.today) else "",
            "badges": badges_of(space, self.today),
            "values": self._values(space),
            "version": version,
            "is_desk": space.is_desk,
            "is_former": until <= self.today,
            "ends_on": None if until == date.max else until,
            "today": self.today,
            "history": [self._told(space, n) for n in reversed(range(len(space.terms)))],
            "relatives": self._relatives(space),
            "parts": self._possible_parts(space) if may_get_other_parts(self.stock, space) else [],
            **self._choices(space),
        }

    def _values(self, space: BookableSpace) -> dict[str, Any]:
        """The form as the space stands now, or as it will first stand."""
        term = telling_term(space, self.today)
        return {
            "nummer": space.number,
            "naam": space.name,
            "mailnaam": name_of(self.session, Invitable(space.id), today=self.today),
            "zone": term.zone_id,
            "plaatsen": term.capacity,
            "vanaf": max(self.today, term.valid_from).isoformat(),
            "stap": space.grain_minutes,
            "vooraf": space.buffer_before_minutes,
            "achteraf": space.buffer_after_minutes,
            "goedkeuring": YES if space.needs_approval else "",
            "partners": YES if space.is_open_to_partners else "",
            "toegankelijk": YES if space.is_accessible else "",
            "voorzieningen": sorted(space.equipment),
            "delen": [part.id for part in parts_of(self.stock, space)],
            **{
                f"{name}_{kind.value}": number
                for kind, layout in space.layouts.items()
                for name, number in zip(
                    OF_LAYOUT,
                    (layout.capacity, layout.before_minutes, layout.after_minutes),
                    strict=True,
                )
            },
        }

    def _choices(self, space: BookableSpace | None) -> dict[str, Any]:
        stock = self.stock
        floors = {
            floor.id: floor for floor in stock.floors.values()
            if space is None or floor.building_id == space.building_id
        }  # fmt: skip
        zones = [zone for zone in stock.zones.values() if zone.floor_id in floors]
        zones.sort(key=lambda zone: (floors[zone.floor_id].level, zone.name))
        items = sorted(stock.equipment.values(), key=lambda item: text(item.name).casefold())
        return {
            "zones": [(zone.id, f"{floors[zone.floor_id].name} · {zone.name}") for zone in zones],
            "grains": [(n, text("%(minutes)s minutes", minutes=n)) for n in GRAINS],
            "equipment": [(item.code, text(item.name)) for item in items],
            "layouts": [(layout.value, text(word)) for layout, word in LAYOUTS.items()],
        }

    def _told(self, space: BookableSpace, number: int) -> dict[str, Any]:
        terms = sorted(space.terms, key=lambda term: term.valid_from)
        term = terms[number]
        zone = self.stock.zones[term.zone_id]
        state = text("now") if term.holds_on(self.today) else ""
        return {
            "from": show_date(term.valid_from),
            "until": show_date(term.valid_until) if term.valid_until else "",
            "zone": f"{self.stock.floors[zone.floor_id].name} · {zone.name}",
            "seats": term.capacity,
            "state": text("planned") if term.valid_from > self.today else state,
        }

    def _relatives(self, space: BookableSpace) -> list[dict[str, str]]:
        """The rooms that are held along with this one: its parts, or the whole it is part of."""
        sharing = self.stock.sharing_units(frozenset(space.unit_ids))
        return [
            {"href": f"{LIST}/{other.id}", "name": f"{other.name} ({other.number})",
             "is_part": "ja" if set(other.unit_ids) < set(space.unit_ids) else ""}
            for other in sharing if other.id != space.id
        ]  # fmt: skip

    def _possible_parts(self, whole: BookableSpace | None) -> list[tuple[int, str]]:
        return [
            (room.id, f"{room.name} ({room.number})")
            for room in self.stock.spaces_on(self.today, SpaceKind.ROOM)
            if whole is None or room.id != whole.id
        ]


def filled(known: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in, if it was the whole form, with lists where several can be ticked."""
    values = {**known, **NONE_TICKED, **sent} if "nummer" in sent else known
    several = {name: as_list(values.get(name, [])) for name in ("voorzieningen", "delen")}
    chosen = [int(part) for part in several["delen"] if str(part).isdecimal()]  # type: ignore[attr-defined]
    return {**values, **several, "delen": chosen}
