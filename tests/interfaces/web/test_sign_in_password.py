"""Password and code: who comes in, who is refused, and that refusals tell nothing."""

import logging
import re
import time

import pyotp
import pytest

from booking.foundation.database import Database
from booking.people.codes import STEP_SECONDS
from booking.people.models import Person
from tests.interfaces.web.conftest import Browser
from tests.interfaces.web.sign_in_steps import GOOD, Street, is_in, sign_in, street
from tests.town_hall import TownHall

__all__ = ["street"]
FATIMA, SAMIR, BRAM = (f"{name}@voorbeeldstad.example" for name in ("fatima", "samir", "bram"))


def code_of(street: Street, person_id: int, *, steps: int = 0) -> str:
    with street.database.reading() as session:
        secret = session.get_one(Person, person_id).totp_secret
    assert secret is not None
    return pyotp.TOTP(secret).at(street.clock.now, counter_offset=steps)


def give_code(browser: Browser, code: str) -> int:
    page = browser.get("/inloggen/code")
    return browser.submit(page, "/inloggen/code", {"code": code}).status_code


def test_a_password_signs_in(street: Street, hall: TownHall) -> None:
    street.give_password(hall.cast["fatima"].id)
    browser = street.browser()

    answer = sign_in(browser, " Fatima@Voorbeeldstad.example")

    assert answer.headers["location"] == "/vandaag"
    assert is_in(browser)


def test_every_refusal_is_the_same(street: Street, hall: TownHall, database: Database) -> None:
    street.give_password(hall.cast["fatima"].id)
    street.give_password(hall.cast["bram"].id)
    with database.writing() as session:
        session.get_one(Person, hall.cast["bram"].id).disabled_at = street.clock.now

    def refusal(email: str, password: str) -> tuple[int, str]:
        page = sign_in(street.browser(), email, password)
        found = re.search(r'<div class="field__error" id="wachtwoord-error">.*?</div>', page.text)
        assert found
        return page.status_code, found[0]

    answers = {
        refusal(FATIMA, "wrong"), refusal("nobody@voorbeeldstad.example", GOOD),
        refusal(BRAM, GOOD), refusal("joost@voorbeeldstad.example", GOOD), refusal("x", "y"),
    }  # fmt: skip
    assert len(answers) == 1
    assert next(iter(answers))[0] == 422


@pytest.mark.slow
def test_an_unknown_account_takes_as_long_as_a_known_one(street: Street, hall: TownHall) -> None:
    street.give_password(hall.cast["fatima"].id)
    seconds: dict[str, list[float]] = {FATIMA: [], "nobody@voorbeeldstad.example": []}
    sign_in(street.browser(), "warm@voorbeeldstad.example", "wrong")
    for _ in range(5):
        for email, measured in seconds.items():
            browser = street.browser()
            browser.get("/inloggen")
            began = time.perf_counter()
            sign_in(browser, email, "wrong")
            measured.append(time.perf_counter() - began)

    known, unknown = (min(measured) for measured in seconds.values())
    assert 0.5 < known / unknown < 2


def test_the_password_is_never_sent_back(street: Street) -> None:
    page = sign_in(street.browser(), FATIMA, "my-very-secret-password")

    assert "my-very-secret-password" not in page.text
    assert f'value="{FATIMA}"' in page.text


def test_ten_tries_at_an_account_then_wait(street: Street, hall: TownHall) -> None:
    street.give_password(hall.cast["fatima"].id)
    for email in (FATIMA, "nobody@voorbeeldstad.example"):
        statuses = [sign_in(street.browser(), email, "wrong").status_code for _ in range(11)]
        assert statuses == [422] * 10 + [429]

    even_right = sign_in(street.browser(), FATIMA)
    assert even_right.status_code == 429
    assert 0 < int(even_right.headers["Retry-After"]) <= 900


@pytest.mark.slow
def test_forty_tries_from_one_address_then_wait(street: Street) -> None:
    statuses = [sign_in(street.browser(), f"p{n}@x.nl", "wrong").status_code for n in range(41)]

    assert statuses == [422] * 40 + [429]


def test_an_administrator_sets_up_codes_before_coming_in(street: Street, hall: TownHall) -> None:
    samir = hall.cast["samir"].id
    street.give_password(samir)
    browser = street.browser()

    assert sign_in(browser, SAMIR).headers["location"] == "/inloggen/code"
    page = browser.get("/inloggen/code")
    assert "<svg" in page.text.split("<main")[1]
    assert "style=" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    with street.database.reading() as session:
        secret = session.get_one(Person, samir).totp_secret or ""
    assert secret in re.sub(r"[ \n]", "", page.text)
    assert not is_in(browser)

    assert give_code(browser, "000000") == 422
    assert give_code(browser, code_of(street, samir)) == 303
    assert is_in(browser)
    other = street.browser()
    sign_in(other, SAMIR)
    assert "<code>" not in other.get("/inloggen/code").text, "the secret is shown only before"


def test_a_code_works_once_and_no_older_one_after_it(street: Street, hall: TownHall) -> None:
    samir = hall.cast["samir"].id
    street.give_password(samir)
    first, second = street.browser(), street.browser()
    sign_in(first, SAMIR)
    code, older = code_of(street, samir), code_of(street, samir, steps=-1)
    assert give_code(first, code) == 303

    sign_in(second, SAMIR)
    assert give_code(second, code) == 422
    assert give_code(second, older) == 422
    street.clock.move(seconds=STEP_SECONDS)
    assert give_code(second, code_of(street, samir)) == 303


def test_without_the_first_step_a_code_is_worth_nothing(street: Street) -> None:
    browser = street.browser()

    assert browser.get("/inloggen/code").headers["location"] == "/inloggen"
    page = browser.get("/inloggen")
    token = {"_csrf_token": browser.client.cookies["__Host-csrf"]}
    assert page.status_code == 200
    answer = browser.post_bare("/inloggen/code", {**token, "code": "123456"})
    assert answer.headers["location"] == "/inloggen"


def test_the_second_step_may_not_take_too_long(street: Street, hall: TownHall) -> None:
    samir = hall.cast["samir"].id
    street.give_password(samir)
    browser = street.browser()
    sign_in(browser, SAMIR)
    page = browser.get("/inloggen/code")
    street.clock.move(minutes=10)

    answer = browser.submit(page, "/inloggen/code", {"code": code_of(street, samir)})

    assert answer.headers["location"] == "/inloggen"
    assert not is_in(browser)


def test_a_new_session_at_every_sign_in(street: Street, hall: TownHall) -> None:
    street.give_password(hall.cast["fatima"].id)
    browser = street.browser()
    browser.client.cookies.set("__Host-session", "planted-by-somebody-else")
    sign_in(browser, FATIMA)
    browser.client.cookies.delete("__Host-session", domain="")
    first = browser.client.cookies["__Host-session"]
    assert first != "planted-by-somebody-else"
    sign_in(browser, FATIMA)

    assert browser.client.cookies["__Host-session"] != first
    old = street.browser()
    old.client.cookies.set("__Host-session", first)
    assert not is_in(old), "the session that this browser had is over"


def test_the_log_tells_who_tried_and_no_secret(
    street: Street, hall: TownHall, caplog: pytest.LogCaptureFixture
) -> None:
    street.give_password(hall.cast["fatima"].id)
    browser = street.browser()
    with caplog.at_level(logging.INFO, "booking.security"):
        sign_in(browser, "nobody\r\nsign-in ok@voorbeeldstad.example", "a-wrong-password")
        sign_in(browser, FATIMA)
        browser.post_bare("/uitloggen", {})
        browser.submit(browser.get("/mijn-gegevens"), "/uitloggen", {})
        browser.get("/reserveringen/nothing-of-hers")

    lines = [record.__dict__ for record in caplog.records if record.name == "booking.security"]
    seen = [(line["action"], line["result"], line["person"]) for line in lines]
    fatima = hall.cast["fatima"].id
    assert seen == [
        ("sign-in", "refused", None), ("sign-in", "ok", fatima),
        ("form-without-token", "refused", fatima), ("sign-out", "ok", fatima),
    ]  # fmt: skip
    everything = " ".join(str(value) for line in lines for value in line.values())
    for secret in (GOOD, "a-wrong-password", "nobody", browser.client.cookies["__Host-csrf"]):
        assert secret not in everything
    assert not re.search(r"[\r\n]", "".join(line["msg"] + line["object"] for line in lines))
