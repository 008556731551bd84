"""Mijn gegevens: choices, password, and where one is signed in."""

import pytest
from sqlmodel import col, select

from booking.foundation.journal import JournalEntry
from booking.people.models import Person
from booking.people.values import Reminder, Sharing
from tests.interfaces.web.conftest import Browser
from tests.interfaces.web.sign_in_steps import GOOD, Street, is_in, sign_in, street
from tests.town_hall import TownHall

__all__ = ["street"]
HERE = "/mijn-gegevens"
FATIMA = "fatima@voorbeeldstad.example"
BETTER = "zeven natte tuinstoelen fluisteren"


@pytest.fixture
def fatima(street: Street, hall: TownHall) -> Browser:
    street.give_password(hall.cast["fatima"].id)
    browser = street.browser()
    sign_in(browser, FATIMA)
    return browser


def set_password(browser: Browser, **fields: str) -> tuple[int, str]:
    answer = browser.submit(browser.get(HERE), f"{HERE}/wachtwoord", fields)
    return answer.status_code, answer.text


def test_language_and_sharing_are_kept_and_sharing_is_written_down(
    street: Street, fatima: Browser, hall: TownHall
) -> None:
    fields = {"taal": "en", "delen": "everyone", "herinnering": "hour-before"}
    answer = fatima.submit(fatima.get(HERE), f"{HERE}/voorkeuren", fields)

    assert answer.status_code == 303
    assert "Who may see that I am in the town hall?" in fatima.get(HERE).text
    with street.database.reading() as session:
        person = session.get_one(Person, hall.cast["fatima"].id)
        assert (person.language, person.sharing) == ("en", Sharing.EVERYONE)
        assert person.reminder is Reminder.HOUR_BEFORE
        entries = session.exec(select(JournalEntry).order_by(col(JournalEntry.number))).all()
    assert [(e.action, e.before, e.after) for e in entries] == [
        ("language-changed", {"language": "nl"}, {"language": "en"}),
        ("sharing-changed", {"sharing": "team"}, {"sharing": "everyone"}),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"taal": "fr"},
        {"taal": "nl", "delen": "world"},
        {"taal": "nl", "herinnering": "soon"},
        {},
        {"taal": "nl", "roles": "administrator"},
    ],
)
def test_what_cannot_be_chosen_is_refused_in_words(fatima: Browser, fields: dict[str, str]) -> None:
    answer = fatima.submit(fatima.get(HERE), f"{HERE}/voorkeuren", fields)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_a_new_password_ends_every_other_session(street: Street, fatima: Browser) -> None:
    elsewhere = street.browser()
    sign_in(elsewhere, FATIMA)
    before = fatima.client.cookies["__Host-session"]

    assert set_password(fatima, nieuw=BETTER)[0] == 303

    assert is_in(fatima)
    assert not is_in(elsewhere)
    assert fatima.client.cookies["__Host-session"] != before
    assert sign_in(street.browser(), FATIMA).status_code == 422
    assert sign_in(street.browser(), FATIMA, BETTER).status_code == 303


def test_later_on_the_present_password_is_asked(street: Street, fatima: Browser) -> None:
    street.clock.move(minutes=16)

    status, page = set_password(fatima, nieuw=BETTER, huidig="not it")
    assert status == 422
    assert 'id="huidig-error"' in page
    assert set_password(fatima, nieuw=BETTER)[0] == 422
    assert set_password(fatima, nieuw=BETTER, huidig=GOOD)[0] == 303


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("kort", "minstens 12"), ("x" * 129, "hoogstens 128"), ("passwordpassword", "te raden"),
        ("fatimaelamrani1", "te raden"), ("welkomwelkom12", "te raden"),
        ("123456789012", "te raden"), ("gemeentestadhuis", "te raden"),
    ],
)  # fmt: skip
def test_a_poor_password_is_refused_with_the_reason(
    fatima: Browser, password: str, word: str
) -> None:
    status, page = set_password(fatima, nieuw=password)

    assert status == 422
    assert word in page
    assert password not in page


@pytest.mark.parametrize("password", ["zeven natte tuinstoelen", "xK9 ÿ€漢" * 15, "q7Wp-Zk2!vRt"])
def test_any_long_password_that_is_hard_to_guess_will_do(
    street: Street, fatima: Browser, password: str
) -> None:
    assert set_password(fatima, nieuw=password)[0] == 303
    assert sign_in(street.browser(), FATIMA, password).status_code == 303


def test_one_can_end_a_session_elsewhere_but_nobody_elses(
    street: Street, fatima: Browser, hall: TownHall
) -> None:
    elsewhere, bram = street.browser(), street.browser()
    street.give_password(hall.cast["bram"].id)
    sign_in(elsewhere, FATIMA)
    sign_in(bram, "bram@voorbeeldstad.example")
    page = fatima.get(HERE).text
    keys = [part.split("/einde")[0] for part in page.split(f"{HERE}/sessies/")[1:]]
    assert len(keys) == 1, "this browser itself signs out with the button above"

    token = {"_csrf_token": bram.client.cookies["__Host-csrf"]}
    bram.post_bare(f"{HERE}/sessies/{keys[0]}/einde", token)
    assert is_in(elsewhere), "Bram cannot end a session of Fatima's"
    fatima.submit(fatima.get(HERE), f"{HERE}/sessies/{keys[0]}/einde", {})

    assert not is_in(elsewhere)
    assert is_in(fatima)
    assert is_in(bram)


def test_one_can_sign_out_everywhere_else(street: Street, fatima: Browser) -> None:
    others = [street.browser() for _ in range(2)]
    for other in others:
        sign_in(other, FATIMA)

    fatima.submit(fatima.get(HERE), f"{HERE}/andere-sessies/einde", {})

    assert [is_in(other) for other in others] == [False, False]
    assert is_in(fatima)
