"""Looking for a room: the best fit first, three views of one answer, and why when there is none."""

from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.reservations.models import WishRecord
from booking.reservations.values import Outcome
from booking.spaces.models import OpeningException, OpeningHours, StockVersion
from tests.interfaces.web.conftest import Browser, Make
from tests.interfaces.web.rooms import DAY, TEN, VIEWS, answer_of, heading_of, numbers_in
from tests.town_hall import FROM, TownHall

Browse = Callable[..., Browser]


def test_without_a_question_it_is_about_the_next_full_hour(browse: Browse) -> None:
    page = browse("fatima").get("/ruimtes")

    assert "Ruimtes op maandag 23 maart 2026" in page.text
    assert "Week 13" in page.text
    assert heading_of(page) == "5 ruimtes vrij 10:00–11:00"


def test_the_smallest_room_that_fits_comes_first(browse: Browse) -> None:
    page = browse("fatima").get(f"/ruimtes?{TEN}&personen=7&weergave=lijst")

    assert numbers_in(answer_of(page)) == ["1.14", "1.12", "0.01"]


@pytest.mark.parametrize("view", ["rooster", "lijst"])
def test_rooms_that_are_taken_then_come_last(browse: Browse, make: Make, view: str) -> None:
    make("bram", "beuk", "10:00", "11:00")

    page = browse("fatima").get(f"/ruimtes?{TEN}&personen=7&weergave={view}")

    assert numbers_in(answer_of(page)) == ["1.12", "0.01", "1.14"]


@pytest.mark.parametrize(
    ("wish", "numbers"),
    [
        ("voorziening=screen", ["1.14", "0.01"]),
        ("voorziening=screen&voorziening=hearing_loop", ["0.01"]),
        ("opstelling=theatre&personen=70", ["0.01"]),
        ("toegankelijk=ja", ["0.01"]),
        ("verdieping=1&personen=7", ["1.14", "1.12"]),
    ],
)
def test_filters_leave_only_what_fits(browse: Browse, wish: str, numbers: list[str]) -> None:
    page = browse("fatima").get(f"/ruimtes?{TEN}&{wish}&weergave=lijst")

    assert numbers_in(answer_of(page)) == numbers


@pytest.mark.parametrize("time", [TEN, DAY, f"{DAY}&dagdeel=middag"])
def test_three_views_give_one_answer(browse: Browse, make: Make, time: str) -> None:
    make("bram", "linde_a", "10:00", "11:00")
    make("bram", "beuk", "12:30", "18:00")
    fatima = browse("fatima")

    pages = [fatima.get(f"/ruimtes?{time}&personen=4&weergave={view}") for view in VIEWS]
    # the plan shows a floor at a time: this is where all but the council room are
    pages.append(fatima.get(f"/ruimtes?{time}&personen=4&weergave=plattegrond&verdieping=0"))

    grid, listed, first_floor, ground_floor = (set(numbers_in(answer_of(p))) for p in pages)
    assert grid == listed == first_floor | ground_floor
    assert len({heading_of(page) for page in pages[:3]}) == 1


def test_the_views_keep_the_whole_question(browse: Browse) -> None:
    page = browse("fatima").get(f"/ruimtes?{TEN}&personen=4&voorziening=screen&verdieping=1")

    kept = "datum=2026-03-23&amp;van=10%3A00&amp;tot=11%3A00&amp;personen=4&amp;voorziening=screen"
    assert f'href="/ruimtes?{kept}&amp;verdieping=1&amp;weergave=lijst"' in page.text


def test_a_free_gap_leads_to_the_form_with_that_time(browse: Browse, make: Make) -> None:
    make("bram", "beuk", "09:00", "13:00")

    page = browse("fatima").get(f"/ruimtes?{TEN}&personen=8")

    assert "/ruimtes/1.14?datum=2026-03-23&amp;van=13%3A00&amp;tot=14%3A00&amp;personen=8" in (
        page.text
    )
    assert 'data-begin="13:00" data-until="18:00"' in page.text


def test_outside_opening_hours_it_is_about_the_next_open_day(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        for day in (23, 24):
            session.add(OpeningException(building_id=hall.building, day=date(2026, 3, day),
                                         name="Verbouwing"))  # fmt: skip
        session.get_one(StockVersion, 1).v += 1
    fatima = browse("fatima")

    assert "Ruimtes op woensdag 25 maart 2026" in fatima.get("/ruimtes").text
    shut = fatima.get(f"/ruimtes?{DAY}")
    assert "De ruimtes zijn op deze dag gesloten: Verbouwing." in shut.text
    assert "Bekijk wo 25 mrt" in shut.text


def test_nothing_free_says_why_and_offers_the_nearest_times(browse: Browse, make: Make) -> None:
    make("bram", "linde", "09:30", "12:00")
    make("bram", "raadzaal", "09:30", "12:00")

    page = browse("fatima").get(f"/ruimtes?{TEN}&personen=10")

    assert heading_of(page) == "Geen ruimte vrij"
    assert "Geen van de 2 ruimtes die passen, is dan vrij." in page.text
    assert "De Linde, 12:00–13:00" in page.text
    assert "Raadzaal, 13:00–14:00" in page.text  # half an hour to clear, half to set up


def test_too_many_people_says_how_many_fit(browse: Browse) -> None:
    page = browse("fatima").get(f"/ruimtes?{TEN}&personen=75")

    assert "Geen ruimte heeft zo plaats voor 75 personen. In de grootste passen er 60." in page.text
    assert "Zoek voor 60 personen" in page.text


def test_a_past_time_says_so(browse: Browse) -> None:
    page = browse("fatima").get("/ruimtes?datum=2026-03-20&van=10:00&tot=11:00")

    assert "Het begin ligt in het verleden." in page.text


def test_a_wish_that_could_not_be_met_is_counted_once_without_the_person(
    browse: Browse, database: Database, make: Make
) -> None:
    for space in ("linde", "raadzaal"):
        make("bram", space, "09:30", "12:00")
    fatima = browse("fatima")

    for _ in range(3):
        fatima.get(f"/ruimtes?{TEN}&personen=10")
    fatima.get("/ruimtes?personen=10")  # did not ask for a time
    fatima.get(f"/ruimtes?{TEN}&personen=2")  # and this was there

    with database.reading() as session:
        [wish] = session.exec(select(WishRecord)).all()
    assert (wish.outcome, wish.attendee_count, wish.reasons) == (Outcome.GAVE_UP, 10, "taken")
    assert "fatima" not in str(wish.model_dump()).lower()


BAD = [
    "datum=foo", "datum=2026-02-30", "datum=0001-01-01", "datum=9999-12-31", "datum=",
    "van=25:99", "van=10:00&tot=aap", "van=١٠:٠٠", "van=23:30", "van=11:00&tot=10:00",
    "personen=-1", "personen=1000000000", "personen=9999999999999999999999", "personen=x",
    "voorziening=unknown", "voorziening=", "voorziening=%00", "verdieping=999",
    "verdieping=-99999999999", "opstelling=kring", "toegankelijk=misschien", "weergave=kaart",
    "dagdeel=nacht", "a=1&a=2", "personen=2&personen=3", "datum=2026-03-23&datum=foo",
    "%ff=%fe", "datum=%ed%a0%80", "van=10:00;tot=11:00",
]  # fmt: skip


@pytest.mark.parametrize("path", ["/ruimtes", "/ruimtes/rooster", "/ruimtes/1.14",
                                  "/ruimtes/1.14/rooster"])  # fmt: skip
def test_whatever_stands_in_the_address_there_is_an_answer(browse: Browse, path: str) -> None:
    fatima = browse("fatima")

    answers = {query: fatima.get(f"{path}?{query}").status_code for query in BAD}

    assert answers == dict.fromkeys(BAD, 200)


def test_an_end_before_the_begin_is_an_hour_and_says_so(browse: Browse) -> None:
    page = browse("fatima").get(f"/ruimtes?{DAY}&van=11:00&tot=10:00")

    assert heading_of(page) == "5 ruimtes vrij 11:00–12:00"
    assert "Het einde lag niet na het begin." in page.text


@pytest.fixture
def open_on_sundays(database: Database, hall: TownHall) -> None:
    """Round the clock, so that the nights in which the clocks change are on the page."""
    with database.writing() as session:
        session.add(OpeningHours(building_id=hall.building, weekday=6, opens=time(0),
                                 closes=time(0), valid_from=FROM))  # fmt: skip
        session.get_one(StockVersion, 1).v += 1


@pytest.mark.usefixtures("open_on_sundays")
@pytest.mark.parametrize(
    ("day", "two_o_clock_count", "hours"), [("2026-03-29", 0, 23), ("2026-10-25", 2, 25)]
)
def test_the_nights_of_the_clock_have_their_own_number_of_hours(
    browse: Browse, make: Make, now: datetime, day: str, two_o_clock_count: int, hours: int
) -> None:
    make("bram", "beuk", "01:30", "03:30", day=date.fromisoformat(day))

    page = browse("fatima").get(f"/ruimtes?datum={day}&voorziening=screen")

    head = page.text.partition("<thead>")[2].partition("</thead>")[0]
    assert head.count(">02:00<") == two_o_clock_count
    assert head.count('scope="col" colspan="4"') == hours
    # half past one till half past three takes one hour in spring and three in autumn
    quarters = (1 if two_o_clock_count == 0 else 3) * 4
    assert f'<td colspan="{quarters}"><div class="slot slot--taken' in page.text


@pytest.mark.usefixtures("open_on_sundays")
def test_a_time_that_the_spring_night_skips_is_refused_in_words(browse: Browse) -> None:
    page = browse("fatima").get("/ruimtes?datum=2026-03-29&van=02:30&tot=03:30")

    assert "Die tijd bestaat niet" in page.text


def test_htmx_gets_only_the_search_and_the_count_is_announced(browse: Browse) -> None:
    answer = browse("fatima").get(f"/ruimtes?{TEN}", headers={"HX-Request": "true"})

    assert "<html" not in answer.text
    assert '<div id="status" hx-swap-oob="innerHTML">5 ruimtes vrij 10:00–11:00</div>' in (
        answer.text
    )


def test_a_stranger_is_asked_to_sign_in(browse: Browse) -> None:
    stranger = browse(None)

    for path in ("/ruimtes", "/ruimtes/1.14"):
        assert stranger.get(path).headers["location"].startswith("/inloggen")
    assert stranger.get("/ruimtes/rooster", headers={"HX-Request": "true"}).status_code == 401
