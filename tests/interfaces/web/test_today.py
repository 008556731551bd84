"""Vandaag: where do I sit, the coming days in one tap, a room now, who shares that they are in."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from httpx import Response
from sqlmodel import select

from booking.foundation.database import Database
from booking.people.models import Person
from booking.people.values import Sharing
from booking.reservations.check_in import check_in
from booking.reservations.models import Reservation
from booking.reservations.operations import reserve
from booking.reservations.queries import space_ids_of
from booking.reservations.staying import end_now
from booking.reservations.values import Wish
from tests.interfaces.web.conftest import Browser, hidden_fields
from tests.town_hall import TownHall, at

Browse = Callable[[str | None], Browser]
Hold = Callable[..., str]
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 3, 23) + timedelta(days=n) for n in range(3))
WEEK = timedelta(days=7)


@pytest.fixture
def hold(database: Database, hall: TownHall, now: datetime) -> Hold:
    """``hold("joost", "D2", TUESDAY)``: their reservation's uid, made long before."""

    def hold(
        name: str, space: str, day: date, begin: str = "08:00", until: str = "18:00", **more: object
    ) -> str:
        period = at(day, begin, until)
        act = hall.act(name, period.starts_at - WEEK)
        with database.writing() as session:
            wish = Wish((hall.spaces[space],), period, **more)  # type: ignore[arg-type]
            held = reserve(session, act, wish)
            if held.starts_at <= now:  # and they came
                check_in(session, hall.act(name, held.starts_at), held.uid)
            return held.uid

    return hold


def desks_of(database: Database, hall: TownHall, name: str) -> dict[date, int]:
    """What this person holds from today on: the space by day."""
    with database.reading() as session:
        rows = session.exec(
            select(Reservation).where(Reservation.holder_id == hall.cast[name].id)
        ).all()
        spaces = space_ids_of(session, [row.id or 0 for row in rows])
    return {row.starts_at.date(): spaces[row.id or 0][0] for row in rows
            if row.starts_at.date() >= MONDAY}  # fmt: skip


def ticked(page: Response) -> list[str]:
    """The values of the days that are ticked already."""
    boxes = page.text.split('name="dag" value="')[1:]
    return [box.split('"')[0] for box in boxes if " checked" in box.split(">")[0]]


def test_two_taps_from_the_first_screen_to_a_desk(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    fatima = browse("fatima")
    page = fatima.get("/vandaag")
    assert "Goedemorgen, Fatima" in page.text
    assert "Waar zit u vandaag?" in page.text

    answer = fatima.submit(page, "/werkplek/1.D01/reserveringen", {})

    assert answer.status_code == 303
    assert desks_of(database, hall, "fatima") == {MONDAY: hall.spaces["D1"]}
    again = fatima.get("/vandaag")
    assert "Hier zit u vandaag" in again.text
    assert "Team Burgerzaken, Eerste verdieping" in again.text


def test_the_desk_that_i_have_today_is_the_first_thing_i_see(browse: Browse, hold: Hold) -> None:
    uid = hold("fatima", "D5", MONDAY)
    page = browse("fatima").get("/vandaag").text
    assert "Hier zit u vandaag" in page
    assert "1.D05" in page
    assert f"/reserveringen/{uid}" in page


def test_who_left_early_is_offered_a_desk_again(
    browse: Browse, database: Database, hall: TownHall, hold: Hold, now: datetime
) -> None:
    uid = hold("fatima", "D5", MONDAY)
    with database.writing() as session:
        end_now(session, hall.act("fatima", now), uid)
    assert "Waar zit u vandaag?" in browse("fatima").get("/vandaag").text


def test_the_same_desk_as_last_week_is_one_tap_for_all_days(
    browse: Browse, database: Database, hall: TownHall, hold: Hold
) -> None:
    hold("fatima", "D3", TUESDAY - WEEK)
    hold("fatima", "D4", WEDNESDAY - WEEK, "09:00", "13:00")
    fatima = browse("fatima")
    page = fatima.get("/vandaag")
    assert ticked(page) == ["2026-03-24 08:00-18:00 1.D03", "2026-03-25 09:00-13:00 1.D04"]

    answer = fatima.submit(page, "/vandaag/dagen", {"dag": ticked(page)})

    assert answer.headers["location"] == "/vandaag"
    assert desks_of(database, hall, "fatima") == {
        TUESDAY: hall.spaces["D3"], WEDNESDAY: hall.spaces["D4"],
    }  # fmt: skip
    done = fatima.get("/vandaag")
    assert "Uw werkplekken voor deze dagen staan hieronder." in done.text
    assert ticked(done) == []
    assert "Deze werkplek hebt u al, 09:00–13:00" in done.text


def test_a_desk_that_is_taken_is_not_ticked_and_another_is_offered(
    browse: Browse, hold: Hold
) -> None:
    hold("fatima", "D3", TUESDAY - WEEK)
    hold("joost", "D3", TUESDAY, "12:00", "13:00")
    page = browse("fatima").get("/vandaag")
    assert ticked(page) == []
    assert "1.D03 is bezet, deze is vrij" in page.text


def test_one_refused_day_leaves_the_others_reserved_and_says_why(
    browse: Browse, database: Database, hall: TownHall, hold: Hold
) -> None:
    hold("fatima", "D3", TUESDAY - WEEK)
    hold("fatima", "D4", WEDNESDAY - WEEK)
    fatima = browse("fatima")
    page = fatima.get("/vandaag")
    hold("joost", "D3", TUESDAY)

    answer = fatima.submit(page, "/vandaag/dagen", {"dag": ticked(page)})

    assert answer.status_code == 422
    assert "Werkplek 1.D03 is bezet: 08:00–18:00." in answer.text
    assert "/werkplek?datum=2026-03-24" in answer.text
    assert desks_of(database, hall, "fatima") == {WEDNESDAY: hall.spaces["D4"]}


def test_the_days_sent_twice_are_reserved_once(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    fatima = browse("fatima")
    page = fatima.get("/vandaag")
    days = {"dag": ["2026-03-24 08:00-18:00 1.D03"]}

    answers = [fatima.submit(page, "/vandaag/dagen", days) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(desks_of(database, hall, "fatima")) == 1


@pytest.mark.parametrize(
    "day",
    ["", "x", "2026-13-01 08:00-18:00 1.D03", "2026-03-24 08:00-18:00", "2026-03-24 1.D03",
     "9999-12-31 08:00-18:00 1.D03", "2026-03-24 18:00-08:00 1.D03",
     "2026-03-29 02:30-04:00 1.D03", "2026-03-24 08:00-18:00 1.14",
     "2026-03-24 08:00-18:00 9.D99", "0001-01-01 00:00-01:00 1.D03"],
)  # fmt: skip
def test_days_that_are_not_ours_are_refused_in_words(
    browse: Browse, database: Database, hall: TownHall, day: str
) -> None:
    fatima = browse("fatima")
    answer = fatima.submit(fatima.get("/vandaag"), "/vandaag/dagen", {"dag": day})
    assert answer.status_code == 422
    assert "Vink ten minste één" in answer.text or "Niet gereserveerd" in answer.text
    assert desks_of(database, hall, "fatima") == {}


def test_no_day_ticked_and_a_form_from_elsewhere(browse: Browse) -> None:
    fatima = browse("fatima")
    none = fatima.submit(fatima.get("/vandaag"), "/vandaag/dagen", {})
    assert none.status_code == 422
    assert "Vink ten minste één van de komende dagen aan." in none.text
    assert fatima.post_bare("/vandaag/dagen", {"dag": "x"}).status_code == 403
    assert fatima.post_bare("/vandaag/ruimte", {"nummer": "1.14"}).status_code == 403


def test_a_room_now_is_one_tap_and_the_smallest_that_fits(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    fatima = browse("fatima")
    page = fatima.get("/vandaag?personen=8")
    rooms = page.text.split('class="nowlist__item">')
    assert "De Beuk" in rooms[1]
    assert "De Linde" in rooms[2]
    assert "Raadzaal" not in page.text, "it must be asked for"

    answer = fatima.submit(page, "/vandaag/ruimte", {"minuten": "60"})

    assert answer.status_code == 303
    with database.reading() as session:
        [held] = session.exec(select(Reservation)).all()
    assert held.period == at(MONDAY, "09:00", "10:00")
    assert held.attendee_count == 8


def test_a_room_that_is_taken_meanwhile_is_refused_with_another(browse: Browse, hold: Hold) -> None:
    fatima = browse("fatima")
    page = fatima.get("/vandaag?personen=8")
    hold("joost", "beuk", MONDAY, "09:00", "10:00")

    answer = fatima.submit(page, "/vandaag/ruimte", {"minuten": "30"})

    assert answer.status_code == 422
    assert "De Beuk is bezet: 09:00–10:00." in answer.text
    other = fatima.submit(answer, "/vandaag/ruimte", {})
    assert other.status_code == 303


def test_a_room_is_only_offered_as_long_as_it_is_free(browse: Browse, hold: Hold) -> None:
    hold("joost", "beuk", MONDAY, "09:30", "10:00")
    page = browse("fatima").get("/vandaag?personen=8")
    beuk = page.text.split('class="nowlist__item">')[1]
    assert "De Beuk" in beuk
    assert "tot 09:30" in beuk
    assert "tot 10:00" not in beuk


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"nummer": "1.14", "minuten": "600"}, 400),
        ({"nummer": "1.14", "minuten": "30", "personen": "-1"}, 400),
        ({"minuten": "30"}, 400),
        ({"nummer": "1.D01", "minuten": "30"}, 404),
        ({"nummer": "zolder", "minuten": "30"}, 404),
    ],
)
def test_a_room_form_that_nobody_can_have_filled_in(
    browse: Browse, fields: dict[str, str], status: int
) -> None:
    fatima = browse("fatima")
    token = hidden_fields(fatima.get("/vandaag").text, "/taal")["_csrf_token"]
    assert (
        fatima.post_bare("/vandaag/ruimte", {"_csrf_token": token, **fields}).status_code == status
    )


def test_my_next_meeting_says_when_where_and_how_to_get_there(browse: Browse, hold: Hold) -> None:
    hold("fatima", "beuk", MONDAY, "10:30", "11:00", title="Casusoverleg", attendee_count=6)
    hold("fatima", "linde_a", MONDAY, "14:00", "15:00", title="Werkoverleg")
    hold("joost", "linde_b", MONDAY, "14:00", "15:00", title="Van Joost")

    page = browse("fatima").get("/vandaag").text

    first = page.split('class="card card--own next"')[1].split("</section>")[0]
    for words in ("Casusoverleg", "10:30–11:00", "Over 1 uur 30 min", "De Beuk (1.14)",
                  "Overleg, Eerste verdieping", "6 personen"):  # fmt: skip
        assert words in first
    assert "Werkoverleg" in page
    assert "Van Joost" not in page


def test_only_who_shares_with_the_team_is_seen_and_only_by_the_team(
    browse: Browse, database: Database, hall: TownHall, hold: Hold
) -> None:
    with database.writing() as session:  # everyone-sharers of another team are not listed either
        session.get_one(Person, hall.cast["els"].id).sharing = Sharing.EVERYONE
    for name, desk in (("fatima", "D1"), ("joost", "D2"), ("noor", "D3"), ("bram", "D4"),
                       ("els", "D5")):  # fmt: skip
        hold(name, desk, MONDAY)

    def seen_by(name: str) -> set[str]:
        page = browse(name).get("/vandaag").text
        team = page.split('class="people"')[1].split("</section>")[0] if "people" in page else ""
        return {first for first in hall.cast if hall.cast[first].name in team}

    assert seen_by("fatima") == {"joost"}, "Noor shares with nobody"
    assert seen_by("noor") == {"fatima", "joost"}
    assert seen_by("bram") == {"els"}, "of his own team, never the others"
    assert "people" not in browse("ravi").get("/vandaag").text

    with database.writing() as session:
        session.get_one(Person, hall.cast["joost"].id).sharing = Sharing.NOBODY
    assert seen_by("fatima") == set()
    assert "Joost de Vries" not in browse("fatima").get("/vandaag").text


def test_a_colleague_without_a_desk_today_is_not_there(browse: Browse, hold: Hold) -> None:
    hold("joost", "D2", TUESDAY)
    page = browse("fatima").get("/vandaag").text
    assert "Joost de Vries" not in page
    assert "Niemand van uw team deelt vandaag een werkplek." in page


def test_a_partner_sees_what_the_organisation_has_and_no_desks_or_people(
    browse: Browse, database: Database, hall: TownHall, hold: Hold
) -> None:
    hold("ravi", "beuk", MONDAY, "10:00", "11:00", title="Van Ravi")
    hold("ravi", "beuk", TUESDAY, "10:00", "11:00", title="Van Ravi morgen")
    hold("pia", "beuk", MONDAY, "13:00", "14:00", title="Van Pia")
    hold("joost", "D2", MONDAY)

    page = browse("ravi").get("/vandaag").text

    assert "Van Ravi" in page
    assert "Van Ravi morgen" in page
    assert "Vraag een ruimte aan" in page
    for secret in ("Van Pia", "1.D02", "Joost", "Waar zit u", "/werkplek"):
        assert secret not in page


@pytest.mark.parametrize("path", ["/vandaag/dagen", "/vandaag/ruimte"])
def test_a_partner_cannot_send_the_forms_of_staff(browse: Browse, path: str) -> None:
    ravi = browse("ravi")
    token = hidden_fields(ravi.get("/vandaag").text, "/taal")["_csrf_token"]
    assert ravi.post_bare(path, {"_csrf_token": token}).status_code == 404


class TestOnASaturday:
    @pytest.fixture
    def now(self) -> datetime:
        return datetime(2026, 3, 28, 9, 0, tzinfo=UTC)  # the night before the clocks go forward

    def test_the_house_is_shut_and_monday_is_offered(
        self, browse: Browse, database: Database, hall: TownHall
    ) -> None:
        fatima = browse("fatima")
        page = fatima.get("/vandaag")
        assert "Het stadhuis is op deze dag gesloten." in page.text
        assert "Het stadhuis is nu gesloten." in page.text
        assert "De eerste dag met een werkplek voor u:" in page.text

        fatima.submit(page, "/werkplek/1.D01/reserveringen", {})

        monday = date(2026, 3, 30)
        with database.reading() as session:
            [held] = session.exec(select(Reservation)).all()
        assert held.period == at(monday, "08:00", "18:00")

    def test_last_week_means_the_same_hours_on_the_clock(self, browse: Browse, hold: Hold) -> None:
        hold("fatima", "D3", date(2026, 3, 23), "09:00", "17:00")
        assert "2026-03-30 09:00-17:00 1.D03" in ticked(browse("fatima").get("/vandaag"))


class TestInTheEvening:
    @pytest.fixture
    def now(self) -> datetime:
        return datetime(2026, 3, 23, 17, 30, tzinfo=UTC)

    def test_today_is_over_and_tomorrow_is_offered(self, browse: Browse) -> None:
        page = browse("fatima").get("/vandaag").text
        assert "Goedenavond, Fatima" in page
        assert "Het stadhuis is voor vandaag gesloten." in page
        assert "dinsdag 24 maart 2026" in page


def test_a_full_house_says_so_and_offers_tomorrow(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    everything = tuple(hall.spaces[f"D{n}"] for n in range(1, 7))
    with database.writing() as session:
        period = at(MONDAY, "08:00", "18:00")
        reserve(session, hall.act("joost", period.starts_at), Wish(everything, period, 6))

    page = browse("fatima").get("/vandaag").text

    assert "Alle werkplekken zijn vandaag bezet." in page
    assert "dinsdag 24 maart 2026, 08:00–18:00" in page


@pytest.mark.parametrize("query", ["personen=0", "personen=x&personen=8", "personen=%ff", "x=1"])
def test_an_address_that_makes_no_sense_is_still_today(browse: Browse, query: str) -> None:
    assert browse("fatima").get(f"/vandaag?{query}").status_code == 200


def test_in_english_for_who_reads_english(
    browse: Browse,
) -> None:
    fatima = browse("fatima")
    fatima.submit(fatima.get("/vandaag"), "/taal", {"taal": "en", "terug": "/vandaag"})
    page = fatima.get("/vandaag").text
    for words in ("Good morning, Fatima", "Where do you sit today?", "Is there a room now?",
                  "Reserve 1.D01", "Monday 23 March 2026, week 13"):  # fmt: skip
        assert words in page
