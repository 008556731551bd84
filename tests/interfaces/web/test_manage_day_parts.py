"""Els says which parts a day has: read back first, and nothing that is reserved moves."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from httpx import Response

from tests.interfaces.web.conftest import Browser
from tests.town_hall import TownHall

HERE = "/beheer/dagdelen"
TUESDAY, THURSDAY = "2026-03-24", "2026-03-26"
NEW = {"naam_1": "Ochtend", "engels_1": "Morning", "van_1": "8:00", "tot_1": "12:00",
       "naam_2": "Vroege middag", "van_2": "12:00", "tot_2": "15:00"}  # fmt: skip


def foreseen(els: Browser, **lines: str) -> Response:
    return els.get(f"{HERE}/gevolg?{urlencode({'vanaf': THURSDAY} | lines)}")


def desk_of(browser: Browser, day: str, part: str) -> Response:
    page = browser.get(f"/werkplek/1.D01?datum={day}")
    fields = {"datum": day, "dagdeel": part}
    return browser.submit(page, "/werkplek/1.D01/reserveringen", fields)


def test_they_are_read_back_and_hold_from_their_day_on(
    browse: Callable[..., Browser], hall: TownHall
) -> None:
    els, fatima = browse("els"), browse("fatima")
    assert desk_of(fatima, THURSDAY, "ochtend").is_redirect
    preview = foreseen(els, **NEW)
    for read in (
        "08:00–12:30", "08:00–12:00", "12:00–15:00", "geen dagdeel",
        "1 reservering van een werkplek houdt de uren van Ochtend (08:00–12:30): ",
        "do 26 mrt 1.D01 Fatima el Amrani.",
        "Er verschuift niets",
    ):  # fmt: skip
        assert read in preview.text, read
    assert els.submit(preview, HERE, {}).headers["location"] == "/beheer/huisregels"
    listed = els.get("/beheer/huisregels").text
    assert "Middag 12:30–17:30" in listed
    assert "Gepland: vanaf 26-03-2026" in listed
    assert "Vroege middag 12:00–15:00" in listed
    before, after = (fatima.get(f"/werkplek/1.D02?datum={d}").text for d in (TUESDAY, THURSDAY))
    assert "Ochtend (08:00–12:30)" in before
    assert "Ochtend (08:00–12:00)" in after
    assert "Vroege middag (12:00–15:00)" in after
    assert "Avond" not in after
    assert "08:00–12:30" in fatima.get(f"/werkplek?datum={THURSDAY}").text  # hers, as it was
    rooms = browse("noor").get(f"/ruimtes?datum={THURSDAY}&dagdeel=vroege-middag").text
    assert "12:00" in rooms
    assert "Middag" not in rooms
    early = desk_of(browse("joost"), TUESDAY, "vroege-middag")  # not a part of that day
    assert early.status_code == 422
    late = desk_of(browse("joost"), THURSDAY, "vroege-middag")
    assert late.status_code == 422  # the desk is hers until half past twelve
    assert "12:00–15:00" in late.text
    assert desk_of(fatima, "2026-03-27", "vroege-middag").is_redirect


def test_each_in_their_own_language(browse: Callable[..., Browser], hall: TownHall) -> None:
    els = browse("els")
    els.submit(foreseen(els, **NEW), HERE, {})
    els.client.cookies.set("taal", "en")
    page = els.get(f"/werkplek/1.D02?datum={THURSDAY}").text
    assert "Morning (08:00–12:00)" in page
    assert "Vroege middag (12:00–15:00)" in page  # without an English name


@pytest.mark.parametrize(
    ("lines", "field", "sentence"),
    [
        ({"naam_1": "Ochtend", "van_1": "8:00"}, "tot_1", "Vul dit in."),
        ({"van_1": "8:00", "tot_1": "12:00"}, "naam_1", "Vul dit in."),
        ({**NEW, "van_2": "11:00"}, "van_2",
         "Vroege middag begint voordat Ochtend is afgelopen."),
        ({**NEW, "tot_2": "11:00"}, "tot_2", "Kies een eindtijd die later is dan de begintijd."),
        ({**NEW, "naam_2": "Ochtend"}, "naam_2", "Een ander dagdeel heet al zo."),
        ({**NEW, "van_1": "25:00"}, "van_1", "14:05"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_said_at_its_field(
    browse: Callable[..., Browser],
    hall: TownHall,
    lines: dict[str, str],
    field: str,
    sentence: str,
) -> None:
    answer = foreseen(browse("els"), **lines)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert sentence in answer.text


@pytest.mark.parametrize("name", ["bram", "noor", "ravi", "samir"])
def test_for_others_it_is_not_there(
    browse: Callable[..., Browser], hall: TownHall, name: str
) -> None:
    other = browse(name)
    for path in (HERE, f"{HERE}/gevolg?vanaf={THURSDAY}"):
        assert other.get(path).status_code == 404, path
    other.get("/inloggen")
    fields = {"_csrf_token": other.client.cookies["__Host-csrf"], "vanaf": THURSDAY, **NEW}
    assert other.post_bare(HERE, fields).status_code == 404
