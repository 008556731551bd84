"""Els fills in what the house promised, and reads in words and colours whether it is kept."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from booking.foundation.database import Database
from booking.occupancy.agreements.queries import all_agreements
from booking.reservations.operations import reserve
from booking.reservations.requests import approve
from booking.reservations.values import Wish
from tests.interfaces.web.conftest import Browser
from tests.town_hall import TownHall, at

Browse = Callable[[str | None], Browser]
HERE, FORM, KEPT = "/beheer/afspraken", "/beheer/afspraken/nieuw", "/bezetting/afspraken"
ANSWERS = {"met": "partner-1", "antwoord": "4", "norm": "90", "vanaf": "2026-03-01"}
WEEK = f"{KEPT}?van=2026-03-23&tot=2026-03-29"


def agreed(els: Browser, **changed: str) -> int:
    return els.submit(els.get(FORM), HERE, ANSWERS | changed).status_code


def test_an_agreement_is_made_listed_changed_and_ended(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    els = browse("els")
    assert agreed(els, uren="120", tot_en_met="2026-12-31") == 303
    listed = els.get(HERE).text
    assert "Stichting Welzijn" in listed
    assert "90 van de 100 aanvragen beantwoord binnen 4 uur openingstijd" in listed
    assert "Hoogstens 120 uur ruimtes per jaar" in listed
    assert "van 01-03-2026 tot en met 31-12-2026" in listed
    again = els.get(f"{HERE}/1")
    assert 'value="120"' in again.text
    sent = els.submit(again, HERE, {**ANSWERS, "antwoord": "8", "vanaf": "2026-03-23"})
    assert sent.status_code == 303
    els.submit(els.get(HERE), f"{HERE}/2/einde", {})
    with database.reading() as session:
        assert [it.terms.answer_hours for it in all_agreements(session)] == [4]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"met": "partner-99"}, "met"),
        ({"met": "team-1"}, "met"),
        ({"antwoord": ""}, "antwoord"),
        ({"antwoord": "0"}, "antwoord"),
        ({"norm": "101"}, "norm"),
        ({"uren": "-1"}, "uren"),
        ({"tot_en_met": "2026-02-28"}, "tot_en_met"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(
    browse: Browse, database: Database, changed: dict[str, str], field: str
) -> None:
    els = browse("els")
    answer = els.submit(els.get(FORM), HERE, ANSWERS | changed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert 'value="2026-03-01"' in answer.text
    with database.reading() as session:
        assert all_agreements(session) == []


def test_a_judgement_has_a_word_a_sign_and_its_n(
    browse: Browse, database: Database, hall: TownHall, now: datetime
) -> None:
    """Of ten requests five were answered in time; who asks for a day is told of its month."""
    els = browse("els")
    assert "geen overeenkomst" in els.get(WEEK).text
    agreed(els, norm="50")
    agreed(els, met="afdeling-1", antwoord="", uren="100")
    asked = datetime(2026, 3, 9, 8, tzinfo=UTC)
    with database.writing() as session:
        for number, days in enumerate((30, 31, 32, 35, 36, 37, 38, 39, 42, 43)):
            wish = Wish((hall.spaces["raadzaal"],),
                        at(asked.date() + timedelta(days=days), "10:00", "12:00"))  # fmt: skip
            request = reserve(session, hall.act("ravi", asked), wish)
            answered = hall.act("els", asked + timedelta(hours=30 if number % 2 else 2))
            approve(session, answered, request.uid, rev=1)
    told = els.get(f"{KEPT}?van=2026-03-09&tot=2026-03-09").text
    assert "01-03-2026 t/m 31-03-2026" in told
    assert "n = 10 aanvragen" in told
    assert "50,0\N{NO-BREAK SPACE}%" in told
    assert "groen: nagekomen</span>" in told
    assert "#circle-check" in told
    assert "te weinig mensen" in told  # of a department of four nobody reads the hours
    agreed(els, norm="70", vanaf="2026-03-08")
    assert "rood: niet nagekomen" in els.get(f"{KEPT}?van=2026-03-09&tot=2026-03-15").text


def test_others_do_not_find_them(browse: Browse) -> None:
    for name in ("noor", "samir", "bram", "ravi"):
        assert browse(name).get(HERE).status_code == 404
    for name in ("noor", "bram", "ravi"):
        assert browse(name).get(KEPT).status_code == 404
    kept = browse("samir").get(KEPT)
    assert kept.status_code == 200
    assert f'href="{HERE}"' not in kept.text
