"""Whom a room believes: our own mail server about the very sender, and nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.settings import MailIn
from booking.messages.incoming.rules import is_vouched, objection
from booking.messages.incoming.values import Automatic, ReadMail, Recipient, Why

OURS = "mx.voorbeeldstad.example"
HOUSE = MailIn(domain="ruimtes.voorbeeldstad.example", authserv_id=OURS)
FATIMA = "fatima@voorbeeldstad.example"
DOMAIN = "header.from=Voorbeeldstad.example"
PASSED = f"{OURS}; spf=pass smtp.mailfrom=x.example; dmarc=pass (p=none) {DOMAIN}"
ROOM = Recipient("1-30@ruimtes.voorbeeldstad.example", space_id=1)
MAIL = ReadMail(senders=(FATIMA,), authentication=PASSED, calendar=b"x")


@pytest.mark.parametrize(
    ("said", "is_believed"),
    [
        (PASSED, True),
        (PASSED.upper().replace("DMARC=PASS", "dmarc=pass"), True),
        (PASSED.replace(OURS, "mx.elders.example"), False),
        (PASSED.replace("pass (p", "fail (p"), False),
        (PASSED.replace(DOMAIN, "header.from=evil.example"), False),
        (
            PASSED.replace(DOMAIN, "header.d=voorbeeldstad.example"),
            False,
        ),
        (f"{PASSED}; dmarc=fail header.from=voorbeeldstad.example", False),
        (
            f"{OURS}; spf=pass smtp.mailfrom={FATIMA}; dkim=pass header.d=a.example",
            False,
        ),
        (f"({OURS}) evil.example; dmarc=pass header.from=voorbeeldstad.example", False),
        (f"{OURS}; none", False),
        ("", False),
    ],
)
def test_only_our_own_mail_server_is_believed(said: str, *, is_believed: bool) -> None:
    assert is_vouched(said, by=OURS, sender=FATIMA) is is_believed
    assert not is_vouched(said, by="", sender=FATIMA), "where no server is named, none is ours"


@given(st.text(max_size=200))
def test_no_noise_is_believed(said: str) -> None:
    assert not is_vouched(said, by=OURS, sender=FATIMA)


@pytest.mark.parametrize(
    ("mail", "envelope_sender", "why"),
    [
        ({}, FATIMA, None),
        ({"automatic": Automatic.GENERATED}, FATIMA, None),
        ({}, "", Why.PASSED_OVER),
        ({"automatic": Automatic.REPLIED}, FATIMA, Why.PASSED_OVER),
        ({"automatic": Automatic.REPORT}, FATIMA, Why.PASSED_OVER),
        ({"automatic": Automatic.LIST}, FATIMA, Why.FROM_A_LIST),
        ({"automatic": Automatic.LIST, "calendar": None}, FATIMA, Why.PASSED_OVER),
        ({"senders": ("1-14@ruimtes.voorbeeldstad.example",)}, FATIMA, Why.PASSED_OVER),
        ({"senders": (FATIMA, "x@evil.example")}, FATIMA, Why.SENDER_UNCLEAR),
        ({"senders": ()}, FATIMA, Why.SENDER_UNCLEAR),
        ({"senders": ("geen adres",)}, FATIMA, Why.SENDER_UNCLEAR),
        ({"authentication": ""}, FATIMA, Why.NOT_VOUCHED),
        ({"authentication": "", "calendar": None}, FATIMA, Why.PASSED_OVER),
    ],
)
def test_what_goes_no_further_and_why(
    mail: dict[str, object], envelope_sender: str, why: Why | None
) -> None:
    fields = {name: getattr(MAIL, name) for name in ("senders", "authentication", "calendar")}
    read = ReadMail(**{**fields, **mail})  # type: ignore[arg-type]
    assert objection(read, ROOM, envelope_sender=envelope_sender, house=HOUSE) is why
