"""Every page, as everyone who may see it, in both languages and both widths."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import ConsoleMessage
from sqlmodel import select

from booking.reservations.limits import as_filled_in
from booking.reservations.series.models import Series
from booking.reservations.values import HouseRules
from booking.spaces.codes import code_of_space, code_of_zone
from tests.journeys.conftest import OpenPage, Town
from tests.journeys.look import Look

pytestmark = [pytest.mark.slow, pytest.mark.browser]

USUAL = {asked: f"{value:g}" for asked, value in as_filled_in(HouseRules()).items()}
RULES = urlencode(USUAL | {"melden": "ja"})
TEAM_DAY = "teamdag"  # stands for the series of desks of that title
STAFF_PAGES = (
    "/vandaag",
    "/werkplek",
    "/werkplek?weergave=lijst",
    "/werkplek?datum=2026-11-26&dagdeel=ochtend",
    "/werkplek/groep/reeks?datum=2026-11-26&nummer=2.D010&nummer=2.D011",
    "/ruimtes",
    "/ruimtes?weergave=lijst&personen=6",
    "/ruimtes?weergave=plattegrond&datum=2026-11-26",
    "/ruimtes/1.30",
    "/mijn-reserveringen",
    "/mijn-reserveringen/agenda",
    "/hier",
    f"/hier/{code_of_space(1)}",
    f"/hier/{code_of_space(300)}",
    f"/hier/{code_of_zone(5)}",
    "/mijn-gegevens",
    "/privacy",
    "/toegankelijkheid",
    "/hulp",
    "/bestaat-niet",
)
PARTNER_PAGES = ("/vandaag", "/ruimtes", "/ruimtes/1.30", "/mijn-reserveringen", "/mijn-gegevens")
STRANGER_PAGES = ("/inloggen", "/privacy", "/toegankelijkheid", "/hulp", "/postvak")
PEOPLE_PAGES = (
    "/beheer/mensen",
    "/beheer/mensen?zoek=nie-te-vinden&afdeling=1",
    "/beheer/mensen/nieuw",
    "/beheer/mensen/1",
    "/beheer/mensen/20/uitschakelen",
    "/beheer/teams",
    "/beheer/teams/nieuw",
    "/beheer/teams/1",
    "/beheer/teams/afdelingen/nieuw",
    "/beheer/teams/afdelingen/1",
    "/beheer/partners",
    "/beheer/partners/nieuw",
    "/beheer/partners/1",
    "/beheer/overnemen",
    "/beheer/overnemen/mensen",
)
PLAN_PAGES = (
    "/beheer/plattegronden",
    "/beheer/plattegronden/2",
    "/beheer/plattegronden/2?plek=40&maat=groot",
    "/beheer/plattegronden/2/zones?zone=5",
    "/beheer/plattegronden/2/tekening",
)
OPENING_PAGES = (
    "/beheer",
    "/beheer/daglijst",
    "/beheer/diensten",
    "/beheer/diensten/nieuw",
    "/beheer/diensten/1",
    "/beheer/knelpunten",
    "/beheer/openingstijden",
    "/beheer/openingstijden?jaar=2031",
    "/beheer/openingstijden/week?gebouw=1",
    "/beheer/openingstijden/week?plek=1",
    "/beheer/openingstijden/week/gevolg?gebouw=1&vanaf=2026-11-25&van_2=09:00&tot_2=12:00",
    "/beheer/openingstijden/dag?gebouw=1",
    "/beheer/openingstijden/feestdagen?gebouw=1&jaar=2031",
    "/beheer/sluitingen",
    "/beheer/sluitingen/nieuw",
    "/beheer/sluitingen/1/wijzigen",
)
SPACE_PAGES = (
    "/beheer/plekken",
    "/beheer/plekken?zoek=nergens",
    "/beheer/plekken/nieuw",
    "/beheer/plekken/nieuw?soort=desk",
    "/beheer/plekken/1",
    "/beheer/plekken/1/einde?dag=2026-12-15",
    "/beheer/plekken/1/agendas",
    "/beheer/plekken/9/agendas/1",
    "/beheer/voorzieningen",
    "/beheer/voorzieningen/screen",
    "/beheer/gebouw",
    "/beheer/gebouw/gegevens/1",
    "/beheer/gebouw/verdiepingen/1",
    "/beheer/gebouw/zones/1",
    "/beheer/codes",
    "/beheer/huisregels",
    "/beheer/quota",
    "/beheer/dagdelen",
    "/beheer/dagdelen/gevolg?vanaf=2026-11-25&naam_1=Ochtend&engels_1=Morning&van_1=08:00&tot_1=12:00",
    "/beheer/zonetoegang",
    "/beheer/zonetoegang/2",
    "/beheer/zonetoegang/2/gevolg?vanaf=2026-11-25&wie_1=team-1&wie_2=medewerkers&dagen_2=2",
    "/beheer/quota/1",
    "/beheer/quota/gevolg?voor=medewerker&soort=werkplekken&aantal=3&per=week&vanaf=2026-11-25",
    "/beheer/schermen",
    "/beheer/huisregels/ruimtes",
    f"/beheer/huisregels/ruimtes/gevolg?vanaf=2026-11-25&{RULES}",
)
PEOPLE = {
    "Fatima el Amrani": STAFF_PAGES,
    "Joost de Vries": ("/vandaag", "/mijn-reserveringen", f"/reeksen/{TEAM_DAY}/wijzigen"),
    "Noor Bakker": ("/vandaag", "/beheer", "/beheer/daglijst"),
    "Hanna Visser": ("/vandaag", "/bezetting/wat-als/1", "/bezetting/afspraken?periode=dit-jaar"),
    "Wim Dekker": ("/bezetting/inzage", "/mijn-gegevens"),
    "Els van Dijk": (
        *SPACE_PAGES,
        *OPENING_PAGES,
        *PLAN_PAGES,
        "/vandaag",
        "/mijn-reserveringen",
        "/bezetting",
        "/bezetting/pieken?naast=ervoor",
        "/bezetting/plekken",
        "/bezetting/vraag",
        "/bezetting/reserveringen?fte=300",
        "/bezetting/begrippen",
        "/bezetting/inzage",
        "/bezetting/telrondes?periode=vorige-week",
        "/bezetting/afspraken?periode=dit-jaar",
        "/beheer/telrondes",
        "/beheer/telrondes/1",
        "/beheer/telrondes/5",
        "/beheer/telrondes/5/zones/5",
        "/beheer/afspraken",
        "/beheer/afspraken/1",
        "/beheer/overnemen/tellingen",
        "/bezetting/werkplekken?euro=300",
        "/bezetting/ruimtes?periode=vorige-maand&euro=300",
        "/bezetting/wat-als?naast=1&naast=2",
        "/bezetting/wat-als/nieuw",
        "/bezetting/wat-als/1",
        "/bezetting/fasering",
        "/bezetting/fasering/nieuw",
        "/bezetting/wat-als/3",
        "/bezetting/programma-van-eisen?periode=vorige-maand",
        "/bezetting/open-data",
        "/beheer/agenda-adressen",
        "/beheer/aanvragen",
        "/beheer/berichten",
        "/beheer/berichten/request_declined",
    ),
    "Samir Haddad": (
        "/vandaag",
        "/mijn-gegevens",
        "/bezetting",
        "/beheer/post-uit",
        "/beheer/post-in",
        "/beheer/post-in/2",
        *PEOPLE_PAGES,
    ),
    "Bram Jansen": ("/vandaag",),
    "Ravi Sharma": PARTNER_PAGES,
    None: STRANGER_PAGES,
}


@pytest.mark.parametrize(("language", "width"), [("nl", 390), ("en", 1440)])
@pytest.mark.parametrize("name", PEOPLE, ids=lambda name: (name or "stranger").split()[0])
def test_every_page(
    visit: OpenPage, town: Town, look: Look, name: str | None, language: str, width: int
) -> None:
    with town.database.reading() as session:
        team_day = session.exec(select(Series.uid).where(Series.title == "Teamdag")).one()
    page = visit(name, width=width, language=language)
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "404" not in message.text:
            complaints.append(f"{page.url}: {message.text}")

    page.on("console", listen)
    for path in PEOPLE[name]:
        page.goto(path.replace(TEAM_DAY, team_day))
        look(page, path.strip("/").replace("/", "-").split("?")[0])
        assert page.locator("html").get_attribute("lang") == language
    assert not complaints


@pytest.mark.parametrize("path", ["/vandaag", "/werkplek", "/ruimtes", "/mijn-reserveringen"])
def test_no_page_is_wider_than_a_small_phone(visit: OpenPage, look: Look, path: str) -> None:
    page = visit("Fatima el Amrani", width=320)
    page.goto(path)
    look(page, path.strip("/"))
