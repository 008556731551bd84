"""Two partners and a colleague in one house, each with words of their own; and every address.

Whoever adds a route with a parameter says in ``VALUES`` what may stand there, and for a page
that searches in ``QUERIES`` what may be asked: the walk of test_isolation.py then goes there too.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import product

from sqlmodel import Session, col, select

from booking.calendars.addresses import Shared, name_of, open_feed, open_shared_feed
from booking.calendars.models import FeedToken
from booking.foundation.database import Database
from booking.foundation.recurrence import Pace, Recurrence
from booking.interfaces.web.access import ACCESS
from booking.people.models import Partner, Person, Team, WebSession
from booking.people.values import Act
from booking.reservations.operations import cancel, reserve
from booking.reservations.requests import Alternative, approve, decline
from booking.reservations.series.operations import Choice, start_series
from booking.reservations.series.values import SeriesWish
from booking.reservations.values import Needs, Visibility, Wish
from booking.reservations.waiting.operations import join
from booking.reservations.waiting.values import Wanted
from booking.spaces.codes import code_of_space, code_of_zone
from booking.spaces.models import Floor, Space
from booking.spaces.values import SpaceKind
from tests.town_hall import TownHall, at

UNKNOWN_UID = "00000000-0000-4000-8000-000000000000"
DAY = "datum=2026-03-23"
TEN = f"{DAY}&van=10:00&tot=11:00"


@dataclass(frozen=True)
class Words:
    """What one party writes and is called; no word of it stands anywhere else."""

    stem: str

    @property
    def title(self) -> str:
        return f"{self.stem}titel"

    @property
    def secret(self) -> str:
        """The title of what is private."""
        return f"{self.stem}geheim"

    @property
    def note(self) -> str:
        return f"{self.stem}notitie"

    @property
    def name(self) -> str:
        return f"{self.stem}naam"

    @property
    def email(self) -> str:
        return f"{self.stem}post@voorbeeldstad.example".lower()

    @property
    def organisation(self) -> str:
        return f"{self.stem}bond"

    @property
    def reason(self) -> str:
        """Why the house said no."""
        return f"{self.stem}reden"

    @property
    def all(self) -> set[str]:
        return {self.title, self.secret, self.note, self.name, self.email, self.organisation,
                self.reason}  # fmt: skip


OURS, THEIRS, STAFF = Words("Wielewaal"), Words("Zebravink"), Words("Kwartel")
"""Of Ravi's organisation, of Pia's, and of Fatima, who works at the town hall."""
STAFF_ALL = STAFF.all - {STAFF.organisation}


@dataclass
class Neighbours:
    hall: TownHall
    ours: list[str]
    theirs: list[str]
    staff: list[str]
    rooms: list[str] = field(default_factory=list)
    desks: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    floors: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    partners: list[int] = field(default_factory=list)
    teams: list[int] = field(default_factory=list)
    feed: str = ""
    """Ravi's own calendar address; of the others only the names are known."""
    feed_names: list[str] = field(default_factory=list)
    series: list[str] = field(default_factory=list)
    """Of ours, of theirs and of the staff; each is held before noon in the week after."""
    waiting: list[str] = field(default_factory=list)
    """What Ravi, Pia and Fatima wait for: uids."""
    browsers: list[str] = field(default_factory=list)
    """Keys of the sessions of others."""

    @property
    def uids(self) -> list[str]:
        return [*self.ours, *self.theirs, *self.staff]


Values = Callable[[Neighbours], Iterable[object]]

VALUES: dict[str, Values] = {
    # a route up to and including its parameter
    "/static/{file_path}": lambda _: ["app.css", "niets.css"],
    "/{path}": lambda _: ["niets"],
    "/inloggen/link/{token}": lambda _: ["verzonnen"],
    "/postvak/{letter_id}": lambda _: [1, 99999],
    "/mijn-gegevens/sessies/{key}": lambda house: [*house.browsers, "verzonnen"],
    "/bezetting/{file}": lambda _: ["cijfers.json", "verzonnen"],
    "/bezetting/{report}": lambda _: ["pieken", "verzonnen"],
    "/bezetting/{report}/{file}": lambda _: ["cijfers.json"],
    "/bezetting/ruimtes/{file}": lambda _: ["cijfers.json"],
    "/bezetting/werkplekken/{file}": lambda _: ["cijfers.json"],
    "/bezetting/open-data/{file}": lambda _: ["dcat.jsonld"],
    "/bezetting/programma-van-eisen/{file}": lambda _: ["cijfers.json"],
    "/hier/{code}": lambda house: [*house.codes, "ZZZZZ"],
    "/ruimtes/{number}": lambda house: [*house.rooms, "9.99"],
    "/werkplek/{number}": lambda house: [*house.desks, "9.99"],
    "/agenda/{file}": lambda house: [house.feed, "verzonnen.ics", *house.feed_names],
    "/wachtlijst/{uid}": lambda house: [*house.waiting, UNKNOWN_UID],
    "/plattegronden/{floor}": lambda house: [*house.floors, 99999],
    "/reserveringen/{uid}": lambda house: [*house.uids, f"{house.ours[0]}.ics",
                                           *(f"{uid}.ics" for uid in house.theirs)],
    "/mijn-plek/{uid}": lambda house: [*house.uids, UNKNOWN_UID],
    "/reeksen/{uid}": lambda house: [*house.series, UNKNOWN_UID],
    "/beheer/aanvragen/{uid}": lambda house: [*house.ours, *house.theirs, UNKNOWN_UID],
    "/beheer/plekken/{key}": lambda _: [1, 99999],
    "/beheer/plekken/{key}/agendas/{number}": lambda _: [1, 99999],
    "/beheer/voorzieningen/{code}": lambda _: ["screen"],
    "/beheer/diensten/{key}": lambda _: [1, 99999],
    "/beheer/beslissers/{key}": lambda _: [1, 99999],
    "/beheer/gebouw/{kind}": lambda _: ["gegevens", "verdiepingen", "zones"],
    "/beheer/gebouw/{kind}/{key}": lambda _: [1, "nieuw"],
    "/beheer/huisregels/{kind}": lambda _: ["desk", "room"],
    "/beheer/zonetoegang/{zone}": lambda _: [1, 99999],
    "/beheer/quota/{number}": lambda _: [1, 99999],
    "/bezetting/wat-als/{number}": lambda _: [1, 99999],
    "/bezetting/wat-als/{number}/{file}": lambda _: ["cijfers.json"],
    "/bezetting/telrondes/{file}": lambda _: ["cijfers.json"],
    "/beheer/telrondes/{number}": lambda _: [1, 99999],
    "/beheer/telrondes/{number}/zones/{zone}": lambda _: [1, 99999],
    "/beheer/afspraken/{number}": lambda _: [1, 99999],
    "/beheer/plattegronden/{floor}": lambda house: [*house.floors, 99999],
    "/beheer/sluitingen/{number}": lambda _: [1, 99999],
    "/beheer/sluitingen/reeksen/{number}": lambda _: [1, 99999],
    "/beheer/achtergrondwerk/{key}": lambda _: [1, 99999],
    "/beheer/berichten/{name}": lambda _: ["request_declined", "verzonnen"],
    "/beheer/berichten/{name}/opmaak": lambda _: ["request_declined", "verzonnen"],
    "/beheer/post-in/{key}": lambda _: [1, 99999],
    "/beheer/post-uit/{key}": lambda _: [1, 99999],
    "/beheer/schermen/{key}": lambda _: [1, 99999],
    "/beheer/mensen/{key}": lambda house: [*house.people, 99999],
    "/beheer/teams/{key}": lambda house: [*house.teams, 99999],
    "/beheer/teams/afdelingen/{key}": lambda _: [1, 99999],
    "/beheer/partners/{key}": lambda house: [*house.partners, 99999],
    "/beheer/partners/{key}/contactpersonen/{person}": lambda house: house.people,
    "/beheer/overnemen/{name}": lambda _: ["mensen", "plekken", "tellingen", "verzonnen"],
    "/beheer/overnemen/{name}/voorbeeld/{file}": lambda _: ["voorbeeld.xlsx", "verzonnen"],
    "/beheer/overnemen/{name}/bestanden/{key}": lambda _: ["verzonnen"],
}  # fmt: skip

EVERYWHERE = (TEN, f"zoek={THEIRS.stem}&naam={THEIRS.stem}&q={THEIRS.stem}&soort=ruimtes")
QUERIES: dict[str, tuple[str, ...]] = {
    "/ruimtes": tuple(
        f"{when}&weergave={view}&personen={people}{more}"
        for when in (DAY, TEN, "datum=2026-03-24", "datum=onzin")
        for view in ("rooster", "lijst", "plattegrond")
        for people, more in ((1, ""), (4, "&voorziening=screen&verdieping=1&toegankelijk=ja"))
    ),
    "/ruimtes/rooster": (DAY, TEN, f"{TEN}&v=1", f"{DAY}&weergave=lijst"),
    "/ruimtes/{number}": (DAY, TEN, f"{DAY}&van=13:00&tot=14:00&personen=6"),
    "/ruimtes/{number}/rooster": (DAY, f"{DAY}&v=1"),
    "/werkplek": (f"{DAY}&dagdeel=dag", f"{DAY}&weergave=lijst&team=ja&zone=1",
                  f"{DAY}&dagdeel=uren&van=10:00&tot=11:00&verdieping=1"),
    "/mijn-reserveringen": ("soort=werkplekken", "soort=ruimtes", "soort=onzin"),
    "/mijn-reserveringen/vakantie": ("van=2026-03-20&tot=2026-04-30", "van=onzin"),
    "/vandaag": ("personen=3",),
    "/wachtlijst/nieuw": (f"{TEN}&soort=ruimte&nummer=1.14", f"{TEN}&soort=werkplek&nummer=1.D01"),
    "/reeksen/{uid}/wijzigen": ("vanaf=2026-04-07",),
    "/reeksen/{uid}/annuleren": ("vanaf=2026-04-07",),
    "/reserveringen/{uid}/wijzigen": (TEN, f"{DAY}&ruimte=1.14"),
}  # fmt: skip
"""What else is asked of a page that searches."""


def parametrised(route: str) -> list[str]:
    """``/a/{x}/b/{y}`` up to and including each of its parameters."""
    return [route[: match.end()] for match in re.finditer(r"\{\w+\}", route)]


def routes_of(method: str) -> list[str]:
    return sorted(name.partition(" ")[2] for name in ACCESS if name.startswith(f"{method} "))


def filled(route: str, house: Neighbours) -> Iterator[str]:
    """The route with everything that may stand in it."""
    places = parametrised(route)
    for values in product(*(list(VALUES.get(place, _made_up)(house)) for place in places)):
        address = route
        for value in values:
            address = re.sub(r"\{\w+\}", str(value), address, count=1)
        yield address


def _made_up(_: Neighbours) -> list[str]:
    return ["1", "verzonnen"]


def addresses(house: Neighbours) -> Iterator[str]:
    """Every GET route with every value, and with what is asked of it."""
    for route in routes_of("GET"):
        queries = () if parametrised(route) else EVERYWHERE
        for address in filled(route, house):
            yield address
            yield from (f"{address}?{query}" for query in (*queries, *QUERIES.get(route, ())))


def move_in(
    database: Database, hall: TownHall, now: datetime, monday: date, *, secrets: tuple[str, ...]
) -> Neighbours:
    """Names, reservations, requests, answers and calendar addresses; ``secrets`` are tokens."""
    with database.writing() as session:
        _name(session, hall)
        parties = {
            "ravi": (OURS, "15:00 16:00 09:00 09:30 09:00 10:00"),
            "pia": (THEIRS, "10:00 11:00 13:00 14:00 11:30 12:30"),
            "fatima": (STAFF, "11:00 12:00 14:00 15:00 14:30 15:30"),
        }
        ours, theirs, staff = (
            _hold(session, hall, name, words, hours.split(), now=now, monday=monday)
            for name, (words, hours) in parties.items()
        )
        house = Neighbours(hall, ours, theirs, staff)
        house.series = [
            _series(session, hall.act(name, now), words, hall.spaces["beuk"], monday, begin)
            for begin, (name, (words, _)) in enumerate(parties.items(), 8)
        ]
        house.waiting = [_wait(session, hall, name, now, monday) for name in parties]
        _open_feeds(session, house, now, secrets)
        _look_around(session, house)
    return house


def _name(session: Session, hall: TownHall) -> None:
    for words, name in ((OURS, "ravi"), (THEIRS, "pia"), (STAFF, "fatima")):
        person = session.get_one(Person, hall.cast[name].id)
        person.name, person.email = f"{name.capitalize()} {words.name}", words.email
        if person.partner_id:
            session.get_one(Partner, person.partner_id).name = words.organisation


def _hold(
    session: Session, hall: TownHall, asker: str, words: Words, hours: list[str], *,
    now: datetime, monday: date,
) -> list[str]:  # fmt: skip
    """For colleagues, private, past; a request, one approved, one declined, one cancelled."""
    act, els = hall.act(asker, now), hall.act("els", now)

    def held(space: str, days: int, times: list[str], *, is_private: bool = False) -> str:
        day, asked_at = monday + timedelta(days=days), now - timedelta(days=9)
        wish = Wish(
            (hall.spaces[space],), at(day, *times), note=words.note,
            title=words.secret if is_private else words.title,
            visibility=Visibility.PRIVATE if is_private else Visibility.COLLEAGUES,
        )  # fmt: skip
        return reserve(session, hall.act(asker, asked_at), wish).uid

    first, second, in_council = hours[:2], hours[2:4], hours[4:]
    private = held("beuk", 0, second, is_private=True)
    held_now = [held("beuk", 0, first), private, held("beuk", -3, first)]
    asked, yes = held("raadzaal", 1, in_council), held("raadzaal", 2, in_council)
    no, gone = held("raadzaal", 3, in_council, is_private=True), held("beuk", 1, second)
    approve(session, els, yes, rev=1)
    instead = Alternative(hall.spaces["beuk"], at(monday + timedelta(days=3), *second))
    decline(session, els, no, rev=1, reason=words.reason, alternative=instead)
    cancel(session, act, gone)
    return [*held_now, asked, yes, no, gone]


def _series(session: Session, act: Act, words: Words, room: int, monday: date, begin: int) -> str:
    """Three Tuesdays, from the next week on."""
    rule = Recurrence(Pace.WEEKLY, weekdays=frozenset({1}), count=3)
    wish = SeriesWish(rule, monday + timedelta(days=8), time(begin), time(begin + 1), room,
                      title=words.title, note=words.note)  # fmt: skip
    return start_series(session, act, wish, Choice()).uid


def _wait(session: Session, hall: TownHall, name: str, now: datetime, monday: date) -> str:
    """For the room that the three series have."""
    needs = Needs(at(monday + timedelta(days=8), "08:00", "11:00"))
    wanted = Wanted(SpaceKind.ROOM, needs, hall.spaces["beuk"])
    return join(session, hall.act(name, now), wanted).uid


def _open_feeds(
    session: Session, house: Neighbours, now: datetime, secrets: tuple[str, ...]
) -> None:
    for token, name in zip(secrets, ("ravi", "pia", "fatima"), strict=False):
        open_feed(session, house.hall.act(name, now), token)
    room = Shared("De Beuk", space_id=house.hall.spaces["beuk"])
    open_shared_feed(session, house.hall.act("els", now), room, secrets[-1])
    house.feed = f"{secrets[0]}.ics"
    ravi = house.hall.cast["ravi"].id
    house.feed_names = [name_of(feed) for feed in session.exec(select(FeedToken))
                        if feed.person_id != ravi]  # fmt: skip


def _look_around(session: Session, house: Neighbours) -> None:
    spaces = session.exec(select(Space).order_by(col(Space.number))).all()
    house.desks = [space.number for space in spaces if space.kind == "desk"]
    house.rooms = [space.number for space in spaces if space.kind == "room"]
    house.codes = [
        *(code_of_space(space.id or 0) for space in spaces),
        *(code_of_zone(number) for number in house.hall.zones.values()),
    ]
    house.floors = [floor.id or 0 for floor in session.exec(select(Floor))]
    house.partners = [partner.id or 0 for partner in session.exec(select(Partner))]
    house.teams = [team.id or 0 for team in session.exec(select(Team))]
    house.people = [house.hall.cast[name].id for name in ("ravi", "pia", "fatima")]


def sessions_of_others(database: Database, house: Neighbours, name: str) -> list[str]:
    with database.reading() as session:
        return [row.token_hash for row in session.exec(select(WebSession))
                if row.person_id != house.hall.cast[name].id]  # fmt: skip
