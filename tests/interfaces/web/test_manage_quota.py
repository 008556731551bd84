"""Els sets quota on screen, and people read what is left of theirs and why it is used up."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from httpx import Response

from booking.foundation.database import Database
from booking.reservations.quota.queries import all_quotas
from booking.reservations.quota.values import Per, QuotaTerms, Subject
from booking.spaces.values import SpaceKind
from tests.conftest import database_url  # noqa: F401 -- what is decided here, each database decides
from tests.interfaces.web.conftest import Browser
from tests.town_hall import TownHall

HERE, FORM = "/beheer/quota", "/beheer/quota/gevolg"
DAY = timedelta(days=1)
ONE_DESK = {"voor": "medewerker", "soort": "werkplekken", "aantal": "1", "per": "week",
            "vanaf": "2026-03-23"}  # fmt: skip


@pytest.fixture
def els(browse: Callable[..., Browser]) -> Browser:
    return browse("els")


def foreseen(els: Browser, **changed: str) -> Response:
    return els.get(f"{FORM}?{urlencode(ONE_DESK | changed)}")


def set_quota(els: Browser, **changed: str) -> Response:
    return els.submit(foreseen(els, **changed), HERE, {})


def quotas(database: Database) -> list[tuple[QuotaTerms, date, date | None]]:
    with database.reading() as session:
        return [(q.terms, q.valid_from, q.valid_until) for q in all_quotas(session)]


def test_a_quota_is_read_back_set_and_listed(
    els: Browser, database: Database, monday: date
) -> None:
    preview = foreseen(els, tot_en_met="2026-06-30")
    assert "Hoogstens 1 werkplek per week voor elke medewerker." in preview.text
    assert "Wat al gereserveerd is, blijft staan en telt mee." in preview.text
    assert quotas(database) == []
    assert els.submit(preview, HERE, {}).status_code == 303
    terms = QuotaTerms(Subject.PERSON, None, SpaceKind.DESK, Per.WEEK, 1)
    assert quotas(database) == [(terms, monday, date(2026, 7, 1))]
    listed = els.get(HERE).text
    assert "Elke medewerker" in listed
    assert "1 werkplek per week" in listed
    assert "van 23-03-2026 tot en met 30-06-2026" in listed


def test_it_is_changed_from_a_day_on_and_ended(
    els: Browser, database: Database, monday: date
) -> None:
    set_quota(els)
    again = els.get(f"{HERE}/1").text
    assert 'value="1"' in again
    assert '<option value="medewerker" selected>' in again
    assert "1 werkplek per week" in foreseen(els, aantal="3").text  # in place of which it comes
    set_quota(els, aantal="3", vanaf="2026-03-30")
    assert [(t.count_max, f, u) for t, f, u in quotas(database)] == [
        (1, monday, monday + 7 * DAY), (3, monday + 7 * DAY, None)
    ]  # fmt: skip
    assert els.submit(els.get(HERE), f"{HERE}/1/einde", {}).status_code == 303
    assert [t.count_max for t, _, _ in quotas(database)] == [3]


@pytest.mark.parametrize(
    ("voor", "subject", "name"),
    [
        ("team-1", Subject.TEAM, "Team Burgerzaken samen"),
        ("afdeling-2", Subject.DEPARTMENT, "Afdeling Ruimte samen"),
        ("partner-1", Subject.PARTNER, "Stichting Welzijn"),
        ("persoon", Subject.PERSON, "Bram Jansen"),
    ],
)
def test_for_whom_it_can_be(
    els: Browser, database: Database, voor: str, subject: Subject, name: str
) -> None:
    set_quota(els, voor=voor, soort="ruimtes", persoon="bram@voorbeeldstad.example")
    [(terms, _, _)] = quotas(database)
    assert terms.subject is subject
    assert name in els.get(HERE).text
    number = els.get(f"{HERE}/1").text
    assert f'<option value="{voor}" selected>' in number


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"aantal": "-1"}, "aantal"),
        ({"aantal": ""}, "aantal"),
        ({"voor": "team-99"}, "voor"),
        ({"voor": "persoon", "persoon": "niemand@voorbeeldstad.example"}, "persoon"),
        ({"per": "jaar"}, "per"),
        ({"soort": "kelder"}, "soort"),
        ({"tot_en_met": "2026-03-22"}, "tot_en_met"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(
    els: Browser, changed: dict[str, str], field: str
) -> None:
    answer = foreseen(els, **changed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert 'value="2026-03-23"' in answer.text


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"vanaf": "2026-03-22"}, "vanaf", "Wat voorbij is"),
        ({"per": "dag", "aantal": "2"}, "aantal", "in tegenspraak met een ander quotum"),
    ],
)
def test_the_past_and_contradictions_are_refused_in_words(
    els: Browser, changed: dict[str, str], field: str, sentence: str
) -> None:
    set_quota(els)
    answer = set_quota(els, **changed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert sentence in answer.text


def test_who_reserves_reads_what_is_left_and_why_it_is_used_up(
    els: Browser, browse: Callable[..., Browser], hall: TownHall
) -> None:
    set_quota(els)
    fatima = browse("fatima")
    when = {"datum": "2026-03-24", "dagdeel": "dag"}
    page = fatima.get("/werkplek/1.D01?datum=2026-03-24")
    assert "Nog 1 van 1 werkplek, deze week" in page.text
    assert fatima.submit(page, "/werkplek/1.D01/reserveringen", when).is_redirect
    assert "Nog 0 van 1 werkplek, deze week" in fatima.get("/mijn-reserveringen").text
    other = fatima.get("/werkplek/1.D02?datum=2026-03-25")
    refused = fatima.submit(other, "/werkplek/1.D02/reserveringen", when | {"datum": "2026-03-25"})
    assert refused.status_code == 422
    for sentence in (
        "De huisregels staan 1 werkplek per week toe voor elke medewerker.",
        "Voor week 13 is dat op.",
        "Vanaf ma 30 mrt kan het weer.",
        "Dat is sinds 23-03-2026 een huisregel van de afdeling Facilitair.",
        "Alleen de afdeling Facilitair kan een uitzondering maken",
    ):
        assert sentence in refused.text, sentence
    assert "Nog" not in browse("ravi").get("/mijn-reserveringen").text


def test_a_room_is_refused_in_the_same_words(els: Browser, browse: Callable[..., Browser]) -> None:
    set_quota(els, soort="ruimtes", aantal="0", voor="partner")
    ravi = browse("ravi")
    page = ravi.get("/ruimtes/1.14?datum=2026-03-24")
    assert "Nog 0 van 0 ruimtes, deze week" in page.text
    form: dict[str, Any] = {"datum": "2026-03-24", "van": "10:00", "tot": "11:00", "personen": "2",
                            "zichtbaarheid": "colleagues"}  # fmt: skip
    refused = ravi.submit(page, "/ruimtes/1.14/reserveringen", form)
    assert "De huisregels staan 0 ruimtes per week toe voor elke partner." in refused.text


def test_hours_are_read_back_counted_down_and_refused_in_hours(
    els: Browser, browse: Callable[..., Browser], hall: TownHall
) -> None:
    hours = {"soort": "ruimtes", "aantal": "2", "eenheid": "uur", "voor": "partner", "per": "maand"}
    preview = foreseen(els, **hours)
    assert "Hoogstens 2 uur ruimte per maand voor elke partner." in preview.text
    assert els.submit(preview, HERE, {}).is_redirect
    assert '<option value="uur" selected>' in els.get(f"{HERE}/1").text
    ravi = browse("ravi")
    form: dict[str, Any] = {"datum": "2026-03-24", "van": "10:00", "tot": "11:30", "personen": "2",
                            "zichtbaarheid": "colleagues"}  # fmt: skip
    page = ravi.get("/ruimtes/1.14?datum=2026-03-24")
    assert "Nog 2 van 2 uur ruimte, deze maand" in page.text
    assert ravi.submit(page, "/ruimtes/1.14/reserveringen", form).is_redirect
    page = ravi.get("/ruimtes/1.14?datum=2026-03-25")
    assert "Nog 0,5 van 2 uur ruimte, deze maand" in page.text
    refused = ravi.submit(page, "/ruimtes/1.14/reserveringen", form | {"datum": "2026-03-25"})
    assert "Daarvan is nog 30 min over voor maart 2026." in refused.text
    assert "Vanaf wo 1 apr kan het weer." in refused.text


@pytest.mark.parametrize("name", ["bram", "noor", "ravi", "samir"])
def test_for_others_quota_are_not_there(
    els: Browser, browse: Callable[..., Browser], database: Database, name: str
) -> None:
    set_quota(els)
    other = browse(name)
    for path in (HERE, f"{HERE}/nieuw", f"{HERE}/1", f"{FORM}?{urlencode(ONE_DESK)}"):
        assert other.get(path).status_code == 404, path
    other.get("/inloggen")
    fields = {"_csrf_token": other.client.cookies["__Host-csrf"]}
    assert other.post_bare(HERE, fields | ONE_DESK | {"aantal": "9"}).status_code == 404
    assert other.post_bare(f"{HERE}/1/einde", fields).status_code == 404
    assert [t.count_max for t, _, _ in quotas(database)] == [1]
