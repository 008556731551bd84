"""A mailbox that opens with tokens: a real IMAP server, and a giver of tokens, on loopback."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from imapclient import IMAPClient
from pydantic import ValidationError
from typing_extensions import override

from booking.foundation.settings import Imap, OAuth
from booking.interfaces.jobs.workplace import Workplace
from booking.interfaces.mail.fetching import MailboxAway, fetch_mail
from booking.interfaces.mail.tokens import BEFORE_IT_ENDS, token_for
from tests.interfaces.mail.conftest import DOMAIN, PostOffice, written
from tests.postgresql import free_port

USER, TOKEN, SECRET = f"ruimtes@{DOMAIN}", "een-token-van-een-uur", "het-geheim-van-de-app"
ASKED = {"grant_type": ["client_credentials"], "client_id": ["woonkamer"],
         "client_secret": [SECRET], "scope": ["mail/.default"]}  # fmt: skip


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """What differs between the engines is how it is stored: see test_listening."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@dataclass
class Giver:
    """Gives ``answer`` to who asks as they should, and counts them."""

    address: str = ""
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    answer: tuple[int, object] = (200, {"access_token": TOKEN, "expires_in": 3600})


@pytest.fixture
def giver() -> Iterator[Giver]:
    known = Giver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            known.asked.append(parse_qs(form))
            status, said = known.answer
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        @override
        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        known.address = f"http://127.0.0.1:{server.server_port}/token"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield known
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module", params=["XOAUTH2", "OAUTHBEARER"])
def imap_port(request: pytest.FixtureRequest) -> Iterator[int]:
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.interfaces.mail.mailbox_with_tokens", request.param,
         "--no-service", "admin", "--host", "127.0.0.1", "--port", str(port), "--no-tls",
         "dict", "--demo-user", USER, "--demo-password", TOKEN],
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
    try:
        IMAPClient("127.0.0.1", port, ssl=False, timeout=20).shutdown()
    except OSError:
        return False
    return True


@pytest.fixture
def place(office: PostOffice, imap_port: int, giver: Giver) -> Workplace:
    """The same house, that reads a mailbox with one mail in it."""
    with IMAPClient("127.0.0.1", imap_port, ssl=False, timeout=20) as client:
        client.login(USER, TOKEN)
        if client.folder_exists("Nieuw"):
            client.delete_folder("Nieuw")
        client.create_folder("Nieuw")
        client.append("Nieuw", written().as_bytes())
    oauth = OAuth(token_address=giver.address, client_id="woonkamer", client_secret=SECRET,
                  scope="mail/.default")  # type: ignore[arg-type]  # fmt: skip
    imap = Imap(host="127.0.0.1", port=imap_port, use_tls=False, user=USER, oauth=oauth,
                folder="Nieuw", afterwards="seen")  # fmt: skip
    settings = office.workplace.settings
    mail_in = settings.mail_in.model_copy(update={"imap": imap})
    settings = settings.model_copy(update={"mail_in": mail_in})
    return Workplace(settings, office.workplace.database, office.workplace.clock)


def fetched(place: Workplace, later: timedelta = timedelta()) -> int:
    return fetch_mail(place.database, place.settings, place.clock() + later)


def test_a_token_opens_the_mailbox_for_as_long_as_it_holds(
    office: PostOffice, place: Workplace, giver: Giver
) -> None:
    assert [fetched(place), fetched(place), fetched(place, timedelta(minutes=57))] == [1, 0, 0]
    assert giver.asked == [ASKED]

    fetched(place, timedelta(minutes=58))

    assert giver.asked == [ASKED, ASKED]
    assert len(office.mails()) == 1


def test_a_token_that_lets_nobody_in_is_asked_for_anew(place: Workplace, giver: Giver) -> None:
    right, giver.answer = giver.answer, (200, {"access_token": "verlopen", "expires_in": 3600})
    with pytest.raises(MailboxAway, match="LoginError"):
        fetched(place)
    giver.answer = right

    assert fetched(place) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((401, {"error": "invalid_client", "error_description": SECRET}), "401 invalid_client"),
        ((500, ["kapot", SECRET]), "500 without a reason"),
        ((200, {"token": TOKEN}), "200 without a reason"),
    ],
)
def test_where_no_token_is_given_it_says_so_and_keeps_the_secret(
    place: Workplace, giver: Giver, caplog: pytest.LogCaptureFixture,
    answer: tuple[int, object], said: str,
) -> None:  # fmt: skip
    giver.answer = answer
    caplog.set_level(logging.DEBUG)

    with pytest.raises(MailboxAway, match=said) as trouble:
        fetched(place)

    logging.getLogger("test").error("so it is logged", exc_info=trouble.value)
    assert SECRET not in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("3600", 3600), (359.9, 359), (None, 300), ("soon", 300), ({}, 300), (10**30, 86_400),
     (float("inf"), 300), (float("nan"), 300)],
)  # fmt: skip
def test_however_long_a_token_is_said_to_hold_it_is_used(
    giver: Giver, now: datetime, said: object, seconds: int
) -> None:
    giver.answer = (200, {"access_token": TOKEN, "expires_in": said})
    until = now + timedelta(seconds=seconds) - BEFORE_IT_ENDS

    assert asked_at(giver, now, until - timedelta(seconds=1), until) == 2


def test_a_token_that_never_held_is_used_once(giver: Giver, now: datetime) -> None:
    giver.answer = (200, {"access_token": TOKEN, "expires_in": -5})
    assert asked_at(giver, now, now) == 2


def asked_at(giver: Giver, *moments: datetime) -> int:
    """How often a token was asked for, of all times that the mailbox was opened."""
    oauth = OAuth(token_address=giver.address, client_id="woonkamer",
                  client_secret=SECRET)  # type: ignore[arg-type]  # fmt: skip
    memory: dict[str, Any] = {}
    assert {token_for(oauth, memory, now=moment) for moment in moments} == {TOKEN}
    return len(giver.asked)


def test_a_mailbox_opens_in_one_way() -> None:
    for wrong in (
        {"oauth": {"token_address": "https://x.example/token", "client_id": "a"}},
        {"oauth": {"token_address": "http://x.example/t", "client_id": "a", "client_secret": "b"}},
        {"password": "c", "oauth": {"token_address": "https://x.example/", "client_id": "a",
                                    "client_secret": "b"}},
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            Imap.model_validate(wrong)
