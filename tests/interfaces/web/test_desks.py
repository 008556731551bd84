"""Werkplek through the browser: the desk that suits, reserved in one tap, refused with words."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from httpx import Response
from sqlmodel import select

from booking.foundation.database import Database
from booking.people.favourites import favourites_of
from booking.reservations.house_rules import set_house_rules
from booking.reservations.models import Reservation, WishRecord
from booking.reservations.operations import reserve
from booking.reservations.queries import space_ids_of
from booking.reservations.values import HouseRules, Outcome, Wish
from booking.spaces.values import SpaceKind
from tests.conftest import database_url  # noqa: F401 -- on both engines
from tests.interfaces.web.conftest import Browser, hidden_fields
from tests.town_hall import TownHall, at

Browse = Callable[[str | None], Browser]
TUESDAY = date(2026, 3, 24)
WHOLE_TUESDAY = {"datum": "2026-03-24", "dagdeel": "dag"}


@pytest.fixture
def hold(database: Database, hall: TownHall, now: datetime) -> Callable[..., str]:
    """``hold("joost", "D2", TUESDAY)``: their reservation's uid."""

    def hold(
        name: str, *spaces: str, day: date = TUESDAY, begin: str = "08:00", until: str = "18:00"
    ) -> str:
        with database.writing() as session:
            act = hall.act(name, min(now, at(day, begin, until).starts_at))
            ids = tuple(hall.spaces[space] for space in spaces)
            wish = Wish(ids, at(day, begin, until), len(spaces))
            return reserve(session, act, wish).uid

    return hold


def held_by(database: Database, hall: TownHall, name: str) -> list[tuple[list[int], datetime]]:
    """What this person holds: the spaces and the start, in order."""
    with database.reading() as session:
        rows = session.exec(
            select(Reservation)
            .where(Reservation.holder_id == hall.cast[name].id)
            .order_by(Reservation.starts_at)  # type: ignore[arg-type]
        ).all()
        spaces = space_ids_of(session, [row.id or 0 for row in rows])
    return [(spaces[row.id or 0], row.starts_at) for row in rows if row.cancelled_at is None]


def offered(page: Response) -> str:
    """The number of the desk in the one big button."""
    return page.text.split('class="offer__number">')[1].split("<")[0]


def send(browser: Browser, action: str, fields: dict[str, object], page: str = "") -> Response:
    """Fill in a form on ``page`` (the desk's own page if not said)."""
    shown = browser.get(page or "/werkplek/1.D01?datum=2026-03-24")
    token = hidden_fields(shown.text, "/werkplek/favoriet" if not page else action)
    guard = {name: token[name] for name in ("_csrf_token", "formulier")}
    return browser.client.post(action, data={**guard, **fields}, follow_redirects=False)


def test_one_tap_reserves_the_desk_that_is_offered(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    fatima = browse("fatima")
    page = fatima.get("/werkplek?datum=2026-03-24")
    assert offered(page) == "1.D01"

    answer = fatima.submit(page, "/werkplek/1.D01/reserveringen", {})

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/reserveringen/")
    [(spaces, starts_at)] = held_by(database, hall, "fatima")
    assert spaces == [hall.spaces["D1"]]
    assert starts_at == at(TUESDAY, "08:00", "18:00").starts_at
    assert fatima.get(answer.headers["location"]).status_code == 200


def test_the_same_form_twice_is_one_reservation(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    fatima = browse("fatima")
    page = fatima.get("/werkplek?datum=2026-03-24")

    answers = [fatima.submit(page, "/werkplek/1.D01/reserveringen", {}) for _ in range(2)]

    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len(held_by(database, hall, "fatima")) == 1


def test_a_form_from_another_site_does_nothing(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    fatima = browse("fatima")
    for action, fields in {
        "/werkplek/1.D01/reserveringen": WHOLE_TUESDAY,
        "/werkplek/1.D01/wissel": {**WHOLE_TUESDAY, "uid": "x"},
        "/werkplek/groep": {**WHOLE_TUESDAY, "nummer": "1.D01"},
        "/werkplek/favoriet": {"nummer": "1.D01", "keuze": "ja"},
    }.items():
        assert fatima.post_bare(action, fields).status_code == 403
    assert held_by(database, hall, "fatima") == []


@pytest.mark.parametrize("path", ["/werkplek", "/werkplek/1.D01"])
def test_a_partner_finds_no_desks(browse: Browse, path: str) -> None:
    assert browse("ravi").get(path).status_code == 404
    assert "Werkplek</a>" not in browse("ravi").get("/vandaag").text
    assert browse(None).get(path).status_code == 303


def test_a_partner_cannot_reserve_a_desk_by_sending_the_form(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    ravi = browse("ravi")
    token = hidden_fields(ravi.get("/vandaag").text, "/taal")["_csrf_token"]

    answer = ravi.post_bare(
        "/werkplek/1.D01/reserveringen", {"_csrf_token": token, **WHOLE_TUESDAY}
    )

    assert answer.status_code == 404
    assert held_by(database, hall, "ravi") == []


@pytest.mark.parametrize(
    "query",
    [
        "datum=gisteren",
        "datum=9999-12-31",
        "datum=2026-02-30&datum=2026-03-24",
        "dagdeel=uren&van=02:30&tot=03:00&datum=2026-03-29",
        "dagdeel=uren&van=02:30&tot=02:30&datum=2026-10-25",
        "dagdeel=nacht&van=25:00&tot=x",
        "dagdeel=uren",
        "zone=999999&zone=a&voorziening=%00&voorziening=screen",
        "verdieping=99999999999&weergave=3d&stilte=&team=",
        "v=x&weergave=lijst",
        "%ff=%ff",
    ],
)
def test_an_address_that_makes_no_sense_still_shows_desks(browse: Browse, query: str) -> None:
    fatima = browse("fatima")
    assert fatima.get(f"/werkplek?{query}").status_code == 200
    assert fatima.get(f"/werkplek/1.D01?{query}").status_code == 200


def test_rooms_and_unknown_numbers_are_no_desks(browse: Browse) -> None:
    fatima = browse("fatima")
    for number in ("1.14", "9.D99", "%00", "groep%20"):
        assert fatima.get(f"/werkplek/{number}").status_code == 404


def test_wishes_narrow_the_plan_the_list_and_the_proposal_alike(browse: Browse) -> None:
    fatima = browse("fatima")
    for view in ("plattegrond", "lijst"):
        page = fatima.get(f"/werkplek?datum=2026-03-24&stilte=ja&weergave={view}")
        assert offered(page) == "1.D05"
        assert "/werkplek/1.D06?" in page.text
        assert "/werkplek/1.D02?" not in page.text
    nothing = fatima.get("/werkplek?datum=2026-03-24&stilte=ja&voorziening=adjustable")
    assert "Er is dan geen werkplek vrij" in nothing.text
    assert "Toon alle werkplekken" in nothing.text


def test_the_week_says_how_many_desks_are_free_each_day(
    browse: Browse, hold: Callable[..., str]
) -> None:
    hold("joost", "D2")
    page = browse("fatima").get("/werkplek?datum=2026-03-25")

    notes = [part.split("<")[0] for part in page.text.split('class="week__note">')[1:]]
    assert notes == ["6 vrij", "5 vrij", "6 vrij", "6 vrij", "6 vrij"]


def test_a_day_on_which_the_house_is_shut_leads_to_the_next_that_it_is_not(browse: Browse) -> None:
    page = browse("fatima").get("/werkplek?datum=2026-03-28")

    assert "Het stadhuis is op deze dag gesloten." in page.text
    assert "datum=2026-03-30" in page.text.split("Naar maandag")[0].rsplit("<a ", 1)[1]


def test_day_parts_are_kept_within_the_opening_hours(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    fatima = browse("fatima")
    page = fatima.get("/werkplek?datum=2026-03-24&dagdeel=ochtend")
    assert "08:00–12:30" in page.text

    answer = fatima.submit(page, "/werkplek/1.D01/reserveringen", {})

    assert answer.status_code == 303
    evening = fatima.get("/werkplek?datum=2026-03-24&dagdeel=avond")
    assert "of het stadhuis is dan gesloten" in evening.text


def test_today_starts_now(browse: Browse, database: Database, hall: TownHall) -> None:
    fatima = browse("fatima")  # it is nine o'clock on Monday

    fatima.submit(fatima.get("/werkplek"), "/werkplek/1.D01/reserveringen", {})

    [(_, starts_at)] = held_by(database, hall, "fatima")
    assert starts_at == at(date(2026, 3, 23), "09:00", "18:00").starts_at


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"datum": "morgen", "dagdeel": "dag"}, "Vul een datum in"),
        ({"datum": "2026-03-28", "dagdeel": "dag"}, "op deze dag gesloten"),
        ({"datum": "2026-03-24", "dagdeel": "nacht"}, "Kies een van de mogelijkheden"),
        ({"datum": "2026-03-24", "dagdeel": "uren", "van": "10:00"}, "Vul dit in"),
        ({"datum": "2026-03-24", "van": "10:00", "tot": "09:00"}, "Kies een tijd na 10:00."),
        ({"datum": "2026-03-29", "van": "02:30", "tot": "04:00"}, "klok"),
        ({"datum": "2026-03-24", "dagdeel": "dag", "holder_id": "1"}, "Er zijn"),
    ],
)
def test_what_is_filled_in_wrongly_is_said_at_the_field(
    browse: Browse, database: Database, hall: TownHall, fields: dict[str, object], sentence: str
) -> None:
    answer = send(browse("fatima"), "/werkplek/1.D01/reserveringen", fields)

    assert answer.status_code == 422
    if "holder_id" not in fields:
        assert sentence in answer.text
    assert held_by(database, hall, "fatima") == []


def test_a_taken_desk_is_refused_with_the_nearest_ones_and_other_times(
    browse: Browse, database: Database, hall: TownHall, hold: Callable[..., str]
) -> None:
    hold("joost", "D1", begin="13:00", until="15:00")
    fatima = browse("fatima")

    answer = send(fatima, "/werkplek/1.D01/reserveringen", WHOLE_TUESDAY)

    assert answer.status_code == 422
    assert "Werkplek 1.D01 is bezet: 13:00–15:00" in answer.text
    assert "Reserveer 1.D02" in answer.text, "its neighbour"
    assert "Reserveer 08:00–12:30" in answer.text, "the same desk in the morning"
    with database.reading() as session:
        [wish] = session.exec(select(WishRecord)).all()
    assert wish.outcome is Outcome.REFUSED

    answer = fatima.submit(answer, "/werkplek/1.D02/reserveringen", {})
    assert answer.status_code == 303
    with database.reading() as session:
        [wish] = session.exec(select(WishRecord)).all()
    assert wish.outcome is Outcome.DIVERTED


def test_who_has_a_desk_may_change_it_for_another(
    browse: Browse, database: Database, hall: TownHall, hold: Callable[..., str]
) -> None:
    uid = hold("fatima", "D3")
    fatima = browse("fatima")
    refused = send(fatima, "/werkplek/1.D01/reserveringen", WHOLE_TUESDAY)
    assert refused.status_code == 422
    assert "1.D03" in refused.text
    assert "Wissel mijn werkplek" in refused.text

    answer = fatima.submit(refused, "/werkplek/1.D01/wissel", {})

    assert answer.headers["location"] == f"/reserveringen/{uid}"
    assert [spaces for spaces, _ in held_by(database, hall, "fatima")] == [[hall.spaces["D1"]]]


def test_a_desk_in_use_is_left_and_stays_in_the_books(
    browse: Browse, database: Database, hall: TownHall, hold: Callable[..., str], monday: date
) -> None:
    hold("fatima", "D3", day=monday)
    fatima = browse("fatima")
    page = fatima.get("/werkplek")

    answer = fatima.submit(page, "/werkplek/1.D01/wissel", {})

    assert answer.status_code == 303
    assert held_by(database, hall, "fatima") == [
        ([hall.spaces["D3"]], at(monday, "08:00", "18:00").starts_at),
        ([hall.spaces["D1"]], at(monday, "09:00", "18:00").starts_at),
    ]


def test_nobody_changes_the_desk_of_somebody_else(
    browse: Browse, database: Database, hall: TownHall, hold: Callable[..., str]
) -> None:
    uid = hold("joost", "D3")
    for name in ("fatima", "els"):
        answer = send(browse(name), "/werkplek/1.D01/wissel", {**WHOLE_TUESDAY, "uid": uid})
        assert answer.status_code == 404
    assert [spaces for spaces, _ in held_by(database, hall, "joost")] == [[hall.spaces["D3"]]]


def test_desks_side_by_side_for_my_team_are_one_reservation(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    fatima = browse("fatima")
    page = "/werkplek?datum=2026-03-24&weergave=lijst"

    answer = send(fatima, "/werkplek/groep", WHOLE_TUESDAY | {"nummer": ["1.D02", "1.D03"]}, page)

    assert answer.status_code == 303
    assert held_by(database, hall, "fatima") == [
        (sorted([hall.spaces["D2"], hall.spaces["D3"]]), at(TUESDAY, "08:00", "18:00").starts_at)
    ]


def test_desks_side_by_side_are_offered_and_reserved_in_one_go(
    browse: Browse, database: Database, hall: TownHall, hold: Callable[..., str]
) -> None:
    hold("joost", "D2")
    fatima = browse("fatima")
    page = fatima.get("/werkplek?datum=2026-03-24&aantal=3")
    assert "3 werkplekken voor uw team" in page.text
    assert "Naast elkaar" in page.text

    hidden = hidden_fields(page.text, "/werkplek/groep")
    answer = fatima.post_bare("/werkplek/groep", {**hidden, "nummer": ["1.D03", "1.D04", "1.D05"]})

    assert answer.status_code == 303
    spaces = sorted(hall.spaces[name] for name in ("D3", "D4", "D5"))
    assert held_by(database, hall, "fatima") == [(spaces, at(TUESDAY, "08:00", "18:00").starts_at)]


def test_more_desks_than_are_free_on_a_floor_are_not_offered(browse: Browse) -> None:
    page = browse("fatima").get("/werkplek?datum=2026-03-24&aantal=7").text
    assert "Geen 7 bij elkaar" in page
    assert "Deze werkplekken samen reserveren" not in page


def test_a_group_needs_desks_and_gets_all_or_none(
    browse: Browse, database: Database, hall: TownHall, hold: Callable[..., str]
) -> None:
    hold("joost", "D3")
    fatima = browse("fatima")
    page = "/werkplek?datum=2026-03-24&weergave=lijst"

    none = send(fatima, "/werkplek/groep", dict(WHOLE_TUESDAY), page)
    assert none.status_code == 422
    assert "Vink de werkplekken aan die u wilt reserveren." in none.text

    taken = send(fatima, "/werkplek/groep", WHOLE_TUESDAY | {"nummer": ["1.D02", "1.D03"]}, page)
    assert taken.status_code == 422
    assert "Werkplek 1.D03 is bezet: 08:00–18:00" in taken.text
    assert held_by(database, hall, "fatima") == []

    room = send(fatima, "/werkplek/groep", WHOLE_TUESDAY | {"nummer": ["1.D02", "1.14"]}, page)
    assert room.status_code == 404


def test_my_favourite_is_offered_first_until_i_take_it_back(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    fatima = browse("fatima")
    page = fatima.get("/werkplek/1.D06")
    for _ in range(2):  # twice is once
        fatima.submit(page, "/werkplek/favoriet", {})
    assert offered(fatima.get("/werkplek?datum=2026-03-24")) == "1.D06"
    with database.reading() as session:
        assert favourites_of(session, hall.cast["joost"].id) == frozenset()

    fatima.submit(fatima.get("/werkplek/1.D06"), "/werkplek/favoriet", {})
    assert offered(fatima.get("/werkplek?datum=2026-03-24")) == "1.D01"


def test_a_broken_favourite_form_is_no_accident(browse: Browse) -> None:
    fatima = browse("fatima")
    assert send(fatima, "/werkplek/favoriet", {"nummer": "1.D01"}).status_code == 400
    unknown = {"nummer": "1.14", "keuze": "ja"}
    assert send(fatima, "/werkplek/favoriet", unknown).status_code == 404


def test_an_open_page_asks_whether_anything_changed(
    browse: Browse, hold: Callable[..., str]
) -> None:
    fatima = browse("fatima")
    page = fatima.get("/werkplek?datum=2026-03-24")
    poll = page.text.split('data-poll="4" hx-get="')[1].split('"')[0].replace("&amp;", "&")
    htmx = {"HX-Request": "true"}
    assert fatima.get(poll, headers=htmx).status_code == 204

    hold("joost", "D1")

    news = fatima.get(poll, headers=htmx)
    assert news.status_code == 200
    assert "<html" not in news.text
    assert offered(news) == "1.D02"


def test_a_filter_changes_the_page_in_place_and_says_so(browse: Browse) -> None:
    part = browse("fatima").get(
        "/werkplek?datum=2026-03-24&stilte=ja", headers={"HX-Request": "true"}
    )
    assert "<html" not in part.text
    assert offered(part) == "1.D05"
    said = part.text.split('id="status"')[1].split("<")[0]
    assert "2 werkplekken zijn vrij" in said


def test_a_colleague_who_shares_sits_on_the_plan_by_name_and_others_do_not(
    browse: Browse, hold: Callable[..., str]
) -> None:
    hold("joost", "D2")  # same team, shares with it
    hold("noor", "D3")  # same team, shares with nobody
    hold("bram", "D4")  # another team, shares with nobody
    for view in ("plattegrond", "lijst"):
        page = browse("fatima").get(f"/werkplek?datum=2026-03-24&weergave={view}").text
        assert "Joost de Vries" in page
        assert "Noor" not in page
        assert "Bram" not in page
        assert "Joost" not in browse("bram").get(f"/werkplek?datum=2026-03-24&weergave={view}").text


@pytest.mark.parametrize("sunday", [date(2026, 3, 29), date(2026, 10, 25)])
def test_on_the_days_that_the_clock_changes_the_house_is_shut_and_monday_is_right(
    browse: Browse, database: Database, hall: TownHall, sunday: date
) -> None:
    fatima = browse("fatima")
    assert "gesloten" in fatima.get(f"/werkplek?datum={sunday}").text
    monday = sunday + timedelta(days=1)

    fatima.submit(fatima.get(f"/werkplek?datum={monday}"), "/werkplek/1.D01/reserveringen", {})

    [(_, starts_at)] = held_by(database, hall, "fatima")
    assert starts_at == at(monday, "08:00", "18:00").starts_at


def test_where_the_hours_are_not_allowed_the_time_named_is_one_that_i_can_have(
    browse: Browse, database: Database, hall: TownHall, now: datetime, hold: Callable[..., str]
) -> None:
    with database.writing() as session:
        rules = HouseRules(ahead_max=timedelta(days=3))
        set_house_rules(session, hall.act("els", now), SpaceKind.DESK, rules, begins=now.date())
    hold("fatima", "D1", day=TUESDAY + timedelta(days=1))
    hold("fatima", "D1", day=TUESDAY + timedelta(days=2), until="12:00")
    page = browse("fatima").get("/werkplek?datum=2026-03-31&dagdeel=dag")
    assert "wel mag: di 24 mrt" in page.text
