"""The mailed link: for whom, once, for minutes, in one browser, and silent about who is known."""

from datetime import date

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.people.models import Partner, Person, SignInLink, WebSession
from tests.interfaces.web.conftest import Browser, hidden_fields
from tests.interfaces.web.sign_in_steps import Street, ask_link, is_in, link_in, press, street
from tests.together import all_at_once
from tests.town_hall import TownHall

__all__ = ["street"]
FATIMA, RAVI, SAMIR = (f"{name}@voorbeeldstad.example" for name in ("fatima", "ravi", "samir"))


def letter_for(street: Street, browser: Browser, email: str, onward: str = "/vandaag") -> str:
    assert ask_link(browser, email, onward).status_code == 303
    street.work()
    return link_in(street.letters()[-1])


@pytest.mark.parametrize("email", [FATIMA, RAVI, "  RAVI@VoorbeeldStad.Example "])
def test_the_link_signs_in_staff_and_partners_and_leads_on(street: Street, email: str) -> None:
    browser = street.browser()
    path = letter_for(street, browser, email, "/mijn-gegevens?x=1&y=2")

    answer = press(browser, path)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/mijn-gegevens?x=1&y=2"
    assert is_in(browser)


def test_the_answer_is_the_same_for_known_unknown_and_disabled(
    street: Street, hall: TownHall, database: Database
) -> None:
    with database.writing() as session:
        session.get_one(Person, hall.cast["bram"].id).disabled_at = street.clock.now
        partner = session.get_one(Partner, hall.cast["pia"].partner_id)
        partner.term_until = date(2026, 1, 1)
    answers = []
    for email in (FATIMA, "nobody@voorbeeldstad.example", "bram@voorbeeldstad.example",
                  "pia@voorbeeldstad.example"):  # fmt: skip
        browser = street.browser()
        answer = ask_link(browser, email)
        answers.append((answer.status_code, answer.headers["location"], answer.text,
                        sorted(answer.headers)))  # fmt: skip
    street.work()

    assert answers == [answers[0]] * 4
    assert [letter.recipient for letter in street.letters()] == [FATIMA]


def test_opening_the_link_burns_nothing_and_shows_one_button(street: Street) -> None:
    browser = street.browser()
    path = letter_for(street, browser, FATIMA)

    for _ in range(3):
        page = browser.get(path)
        assert page.status_code == 200
        browser.client.head(path)
    main = page.text.split("<main")[1].split("</main>")[0]
    assert main.count("<button") == 1
    assert not is_in(browser)

    assert press(browser, path).status_code == 303


def test_the_link_works_once(street: Street) -> None:
    browser = street.browser()
    path = letter_for(street, browser, FATIMA)
    fields = hidden_fields(browser.get(path).text, path.partition("?")[0])
    press(browser, path)

    again = browser.post_bare(path.partition("?")[0], fields)

    assert again.status_code == 410
    assert "al gebruikt" in again.text
    assert 'href="/inloggen"' in again.text
    assert "al gebruikt" in browser.get(path).text


def test_the_link_is_too_old_after_ten_minutes(street: Street) -> None:
    browser = street.browser()
    path = letter_for(street, browser, FATIMA)
    page = browser.get(path)
    street.clock.move(minutes=10)

    answer = browser.submit(page, path.partition("?")[0], {})

    assert answer.status_code == 410
    assert "te oud" in answer.text
    assert not is_in(browser)


def test_the_link_opens_nothing_in_another_browser(street: Street) -> None:
    asked, other = street.browser(), street.browser()
    path = letter_for(street, asked, FATIMA)

    assert "in de browser waarin u erom vroeg" in other.get(path).text
    fields = hidden_fields(asked.get(path).text, path.partition("?")[0])
    fields["_csrf_token"] = other.client.cookies["__Host-csrf"]
    answer = other.post_bare(path.partition("?")[0], fields)

    assert answer.status_code == 410
    assert not is_in(other)
    assert press(asked, path).status_code == 303, "and it still works where it was asked for"


def test_a_made_up_link_says_so(street: Street) -> None:
    answer = street.browser().get("/inloggen/link/made-up")

    assert answer.status_code == 410
    assert "werkt niet meer" in answer.text


def test_a_person_disabled_meanwhile_does_not_come_in(
    street: Street, hall: TownHall, database: Database
) -> None:
    browser = street.browser()
    path = letter_for(street, browser, FATIMA)
    with database.writing() as session:
        session.get_one(Person, hall.cast["fatima"].id).disabled_at = street.clock.now

    assert press(browser, path).status_code == 410
    assert not is_in(browser)


def test_an_administrator_still_needs_a_code(street: Street) -> None:
    browser = street.browser()
    path = letter_for(street, browser, SAMIR)

    assert press(browser, path).headers["location"] == "/inloggen/code"
    assert not is_in(browser)


def test_the_first_step_of_an_administrator_is_no_link(street: Street) -> None:
    browser = street.browser()
    press(browser, letter_for(street, browser, SAMIR))
    step = browser.client.cookies["__Host-stap"]

    assert browser.get(f"/inloggen/link/{step}").status_code == 410
    token = {"_csrf_token": browser.client.cookies["__Host-csrf"]}
    assert browser.post_bare(f"/inloggen/link/{step}", token).status_code == 410
    assert not is_in(browser)


def test_links_in_letters_come_from_the_settings_only(street: Street) -> None:
    browser = street.browser()
    browser.client.headers["X-Forwarded-Host"] = "evil.example"
    page = browser.get("/inloggen", headers={"Host": "evil.example"})
    browser.client.post(
        "/inloggen/link", data=hidden_fields(page.text, "/inloggen/link") | {"email": FATIMA},
        headers={"Host": "evil.example"}, follow_redirects=False,
    )  # fmt: skip
    street.work()

    (letter,) = street.letters()
    assert "evil" not in letter.text + letter.html


def test_no_token_rests_in_the_database_once_the_letter_is_sent(street: Street) -> None:
    browser = street.browser()
    path = letter_for(street, browser, FATIMA)
    token = path.split("/")[-1].partition("?")[0]
    press(browser, path)
    cookie = browser.client.cookies["__Host-session"]
    with street.database.reading() as session:
        stored = [*session.exec(select(SignInLink)), *session.exec(select(WebSession))]

    assert not any(token in str(row) or cookie in str(row) for row in stored)


def test_pressing_twice_signs_in_once(street: Street) -> None:
    browser = street.browser()
    path = letter_for(street, browser, FATIMA)
    page = browser.get(path)
    statuses = [browser.submit(page, path.partition("?")[0], {}).status_code for _ in range(2)]

    assert statuses == [303, 410]
    with street.database.reading() as session:
        assert len(session.exec(select(WebSession)).all()) == 1


@pytest.mark.parametrize("email", ["", "fatima", "a@b@c", "a b@c.nl", "a@b\r\nBcc: c@d", "x" * 300])
def test_what_is_no_address_is_said_at_the_field(street: Street, email: str) -> None:
    answer = ask_link(street.browser(), email)

    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    street.work()
    assert street.letters() == []


def test_an_address_gets_five_links_an_hour_known_or_not(street: Street) -> None:
    for email in (FATIMA, "nobody@voorbeeldstad.example"):
        answers = [ask_link(street.browser(), email).status_code for _ in range(6)]
        assert answers == [303] * 5 + [429]

    refused = ask_link(street.browser(), FATIMA)
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert "Wacht" in refused.text


def test_asking_without_the_token_of_the_form_is_refused(street: Street) -> None:
    browser = street.browser()
    browser.get("/inloggen")

    assert browser.post_bare("/inloggen/link", {"email": FATIMA}).status_code == 403


def test_a_letter_that_nobody_sent_in_time_is_never_sent(street: Street) -> None:
    browser = street.browser()
    ask_link(browser, FATIMA)
    street.clock.move(minutes=11)
    street.work()

    assert street.letters() == []


@pytest.mark.slow
def test_two_presses_at_once_sign_in_once(street: Street) -> None:
    browser = street.browser()
    path = letter_for(street, browser, FATIMA)
    action = path.partition("?")[0]
    fields = hidden_fields(browser.get(path).text, action)

    statuses = all_at_once(range(4), lambda _n: browser.post_bare(action, fields).status_code)

    assert sorted(statuses) == [303, 410, 410, 410]
