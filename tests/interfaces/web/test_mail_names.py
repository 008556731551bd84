"""Els sees and sets the mail address of a room and of a zone; staff read it and how to use it."""

from collections.abc import Callable

import pytest

from booking.foundation.settings import MailIn, Settings
from tests.interfaces.web.conftest import Browser
from tests.interfaces.web.test_manage_spaces import beech
from tests.town_hall import TownHall

Browse = Callable[..., Browser]
DOMAIN = "ruimtes.voorbeeldstad.example"
ROOM = "/ruimtes/1.14"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"mail_in": MailIn(domain=DOMAIN)})


def test_a_room_has_the_address_of_its_number_until_els_gives_it_a_name(
    browse: Browse, hall: TownHall
) -> None:
    fatima, els = browse("fatima"), browse("els")
    shown = fatima.get(ROOM).text
    assert f'value="1-14@{DOMAIN}"' in shown
    assert "Thunderbird" in shown

    page, address, fields = beech(els, hall, mailnaam="De-Beuk")
    assert 'value="1-14"' in page.text
    assert els.submit(page, address, fields).status_code == 303
    assert f'value="de-beuk@{DOMAIN}"' in fatima.get(ROOM).text

    page, address, fields = beech(els, hall, mailnaam="0-01")
    refused = els.submit(page, address, fields)
    assert refused.status_code == 422
    assert "Er is al een ruimte of zone met dit mailadres." in refused.text
    assert 'value="0-01"' in refused.text


def test_a_zone_of_desks_can_have_an_address(browse: Browse, hall: TownHall) -> None:
    els, here = browse("els"), f"/beheer/gebouw/zones/{hall.zones['stil']}"
    fields = {"naam": "Stiltezone", "soort": "silence", "afdeling": "", "mailnaam": "stilte"}
    assert DOMAIN not in browse("fatima").get("/werkplek/1.D05").text
    assert els.submit(els.get(here), here, fields).status_code == 303

    assert f'value="stilte@{DOMAIN}"' in browse("fatima").get("/werkplek/1.D05").text
    assert DOMAIN not in browse("fatima").get("/werkplek/1.D01").text


def test_help_says_it_only_where_mail_comes_in(browse: Browse) -> None:
    assert "Een ruimte uitnodigen vanuit uw agenda" in browse(None).get("/hulp").text
