"""A mailbox elsewhere, on a real IMAP server: each mail is stored once, then dealt with there."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from imapclient import IMAPClient

from booking.foundation.settings import Imap
from booking.interfaces.jobs.mail_in import fetch
from booking.interfaces.jobs.workplace import Workplace
from booking.interfaces.mail import fetching
from booking.interfaces.mail.fetching import MailboxAway, fetch_mail
from booking.messages.incoming.values import MailDoor, MailState, Why
from tests.interfaces.mail.conftest import DOMAIN, FATIMA, PostOffice, written
from tests.postgresql import free_port

ROOM, COUNCIL = f"1-14@{DOMAIN}", f"0-01@{DOMAIN}"


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """What differs between the engines is how it is stored: see test_listening."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(scope="module")
def imap_port() -> Iterator[int]:
    port = free_port()
    pymap = Path(sys.executable).parent / "pymap"
    server = subprocess.Popen(
        [pymap, "--no-service", "admin", "--host", "127.0.0.1", "--port", str(port), "--no-tls",
         "dict", "--demo-user", "ruimtes", "--demo-password", "geheim"],
    )  # fmt: skip
    try:
        while not _answers(port):
            assert server.poll() is None, "the mailbox does not start"
            threading.Event().wait(0.05)
        yield port
    finally:
        server.terminate()
        server.wait()


def _answers(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def mailbox_elsewhere(imap_port: int) -> Iterator[IMAPClient]:
    with IMAPClient("127.0.0.1", imap_port, ssl=False, timeout=20) as client:
        client.login("ruimtes", "geheim")
        for folder in ("Woonkamer", "Nieuw"):
            if client.folder_exists(folder):
                client.delete_folder(folder)
            client.create_folder(folder)
        client.select_folder("Nieuw")
        yield client


def reading(office: PostOffice, imap_port: int, **choices: object) -> Workplace:
    """The same house, that reads the mailbox."""
    imap = Imap(host="127.0.0.1", port=imap_port, use_tls=False, user="ruimtes",
                password="geheim", folder="Nieuw", **choices)  # type: ignore[arg-type]  # fmt: skip
    settings = office.workplace.settings
    mail_in = settings.mail_in.model_copy(update={"imap": imap})
    place = office.workplace
    return Workplace(settings.model_copy(update={"mail_in": mail_in}), place.database, place.clock)


def fetched(place: Workplace) -> int:
    return fetch_mail(place.database, place.settings, place.clock())


def mail_for(*rooms: str, header: str = "X-Original-To", words: str = "Hallo") -> bytes:
    """As a mail server leaves it in a mailbox for all rooms."""
    mail = written(words=words)
    del mail["To"]
    mail["To"] = "team@elders.example"
    if rooms:
        mail[header] = ", ".join(rooms)
    return f"Return-Path: <{FATIMA}>\r\n".encode() + mail.as_bytes()


@pytest.mark.parametrize(("afterwards", "left", "moved"), [("move", 0, 2), ("seen", 2, 0)])
def test_each_mail_is_stored_once_and_dealt_with_there(
    office: PostOffice, imap_port: int, mailbox_elsewhere: IMAPClient,
    afterwards: str, left: int, moved: int,
) -> None:  # fmt: skip
    for room in (ROOM, COUNCIL):
        mailbox_elsewhere.append("Nieuw", mail_for(room))
    place = reading(office, imap_port, afterwards=afterwards)

    assert [fetched(place), fetched(place)] == [2, 0]

    assert [(mail.recipient, mail.door, mail.envelope_sender) for mail in office.mails()] == [
        (ROOM, MailDoor.IMAP, FATIMA), (COUNCIL, MailDoor.IMAP, FATIMA),
    ]  # fmt: skip
    mailbox_elsewhere.select_folder("Nieuw")
    assert len(mailbox_elsewhere.search()) == left
    mailbox_elsewhere.select_folder("Woonkamer")
    assert len(mailbox_elsewhere.search()) == moved


def test_after_a_crash_nothing_is_stored_twice(
    office: PostOffice, imap_port: int, mailbox_elsewhere: IMAPClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Stored, and then the power fails before the mailbox hears of it."""
    mailbox_elsewhere.append("Nieuw", mail_for(ROOM))
    place = reading(office, imap_port)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(fetching, "_deal_with", dies)
        with pytest.raises(KeyboardInterrupt):
            fetched(place)
    assert [fetched(place), fetched(place)] == [1, 0]

    assert [mail.recipient for mail in office.mails()] == [ROOM]


def test_for_whom_it_is_says_the_mail_server_or_else_the_mail(
    office: PostOffice, imap_port: int, mailbox_elsewhere: IMAPClient
) -> None:
    for raw in (
        mail_for(ROOM, header="Delivered-To"),
        mail_for(ROOM, COUNCIL, header="Cc"),
        mail_for(),
        mail_for(ROOM, words="lang\n" * 60_000),
    ):
        mailbox_elsewhere.append("Nieuw", raw)
    place = reading(office, imap_port)

    fetched(place)

    assert [mail.recipient for mail in office.mails()] == [ROOM, ROOM, COUNCIL, "ruimtes", ROOM]
    large = office.mails()[-1]
    assert (large.state, large.why) == (MailState.ASIDE, Why.TOO_BIG)
    assert b"lang" not in large.raw


def test_headers_made_to_do_harm_hold_up_nothing(
    office: PostOffice, imap_port: int, mailbox_elsewhere: IMAPClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(fetching, "RECIPIENTS_MAX", 1)
    deep = b"To: " + b"(" * 3_000 + b"\r\n\r\nHallo"
    for raw in (deep, mail_for(ROOM, COUNCIL), mail_for(COUNCIL)):
        mailbox_elsewhere.append("Nieuw", raw)
    place = reading(office, imap_port)

    assert [fetched(place), fetched(place)] == [3, 0]

    aside, *others = office.mails()
    assert (aside.recipient, aside.state, aside.why) == ("ruimtes", MailState.ASIDE, Why.TROUBLE)
    assert [mail.recipient for mail in others] == [ROOM, COUNCIL]


def test_a_mailbox_that_is_away_is_tried_again_and_none_is_no_trouble(
    office: PostOffice, clock: object
) -> None:
    with pytest.raises(MailboxAway, match="ConnectionRefused"):
        fetched(reading(office, free_port()))
    fetch(office.workplace, {}, office.workplace.clock())
    assert office.mails() == []
