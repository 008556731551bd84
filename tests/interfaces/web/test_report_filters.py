"""Each filter on each report page: other figures, and on the page what was chosen."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest

from booking.foundation.database import Database
from booking.people.models import Person
from tests.interfaces.web.conftest import Browser
from tests.occupancy.days import add, count
from tests.town_hall import TownHall, at

MONDAY = date(2026, 3, 16)
TUESDAY, TODAY = MONDAY + timedelta(days=1), date(2026, 3, 23)
REPORTS = ("pieken", "plekken", "vraag", "reserveringen")
Browse = Callable[[str | None], Browser]


@pytest.fixture
def busy(database: Database, hall: TownHall) -> TownHall:
    """On each floor, in the zone of a department, by a partner, in the morning and after noon."""
    partner_id, team_id = hall.cast["ravi"].partner_id, hall.cast["fatima"].team_id
    held = [
        (MONDAY, "D1", "09:00", "11:30", None), (MONDAY, "D5", "09:00", "17:30", None),
        (MONDAY, "beuk", "10:00", "11:00", None),
        (MONDAY, "raadzaal", "13:00", "15:00", partner_id),
        (TUESDAY, "D5", "08:00", "10:00", None), (TUESDAY, "D6", "08:00", "09:00", None),
        (TUESDAY, "beuk", "14:00", "17:00", partner_id),
    ]  # fmt: skip
    with database.writing() as session:
        for number in range(10):
            for name, of in (("m", {"team_id": team_id}), ("p", {"partner_id": partner_id})):
                session.add(Person(email=f"{name}{number}@example.nl", name=name, **of))
        for day, space, begin, until, partner in held:
            period = at(day, begin, until)
            lead = timedelta(days=9 if partner else 2)
            add(session, hall, [space], period, checked_in_at=period.starts_at,
                attendee_count=1 if space[0] == "D" else 4, partner_id=partner,
                created_at=period.starts_at - lead)  # fmt: skip
        for day in (MONDAY, TUESDAY):
            count(session, day, today=TODAY)
    return hall


def answer(browser: Browser, page: str, **query: object) -> tuple[str, str]:
    """The line that says of what the figures are, and the figures."""
    asked = {"van": MONDAY, "tot": TUESDAY} | query
    found = browser.get(f"/bezetting/{page}?{urlencode(asked, doseq=True)}")
    assert found.status_code == 200
    said = unescape(found.text).replace("\N{NO-BREAK SPACE}", " ")
    figures = re.search(r'<div class="occupancy stack">.*?</main>', said, re.DOTALL)
    assert figures
    lead = re.search(r'<p class="heading__lead">(.*?)</p>', said, re.DOTALL)
    assert lead
    return lead[1], re.sub(r"<a .*?>", "", figures[0])


@pytest.mark.parametrize("report", REPORTS)
def test_a_filter_changes_the_figures_and_is_said(
    browse: Browse, busy: TownHall, report: str
) -> None:
    els = browse("els")
    whole = answer(els, report)
    for query, words in (
        ({"van": TUESDAY}, "17-03-2026"),
        ({"dag": 1}, "maandag"),
        ({"verdieping": 2}, "Eerste verdieping"),
        ({"zone": busy.zones["overleg"]}, "Overleg (Eerste verdieping)"),
        ({"soort": "ruimtes"}, "Ruimtes"),
        ({"afdeling": 1}, "Dienstverlening"),
        ({"voor": "partners"}, "Alleen partners"),
        ({"dagdeel": "ochtend"}, "Ochtend"),
        ({"uren": "9-17"}, "9:00–17:00"),
    ):
        lead, figures = answer(els, report, **query)
        assert words.lower() in lead.lower(), (query, lead)
        assert lead != whole[0]
        assert "minder dan 10 mensen" not in figures, query
        assert figures != whole[1], query
