"""An address that somebody filled in is fetched from the public internet only, and in bounds."""

import ssl
from collections.abc import Iterator
from ipaddress import ip_address

import pytest

from booking.interfaces import fetching
from booking.interfaces.fetch_refusals import (
    AsksSignIn,
    NoAddress,
    NoConnection,
    NoHost,
    NotAtAddress,
    NotFetched,
    NotPublic,
    NotTrusted,
    SentElsewhere,
    TooMuch,
    TooSlow,
    WrongAnswer,
)
from booking.interfaces.fetching import Fetched, address_in, fetch, is_public
from tests.interfaces.far_away import FarAway, far_away


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FarAway]:
    with far_away(tmp_path_factory.mktemp("tls")) as server:
        yield server


def get(server: FarAway, **more: object) -> Fetched | None:
    """As if this machine were on the public internet."""
    return fetch(server.address, is_allowed=lambda address: address.is_loopback,
                 context=server.context, **more)  # type: ignore[arg-type]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "0.1.2.3", "255.255.255.255", "224.0.0.1", "192.0.2.1", "198.18.0.1",
        "::1", "::", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::7f00:1", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fec0::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1",
        "2002:7f00:1::", "2001::1", "2001:db8::1",
    ],
)  # fmt: skip
def test_what_is_not_of_the_public_internet_is_told_apart(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "145.222.1.1", "2a00:1450:400e::1"])
def test_the_public_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "127.1", "0x7f.1", "2130706433", "0177.0.0.1", "[::1]", "0",
        "10.0.0.1", "169.254.169.254", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    ],
)  # fmt: skip
def test_inside_is_refused_in_words_however_it_is_spelled(host: str, server: FarAway) -> None:
    before = len(server.said.asked)
    port = server.address.rpartition(":")[2].partition("/")[0]
    with pytest.raises(NotPublic) as refused:
        fetch(address_in(f"https://{host}:{port}/"), context=server.context)
    assert "not on the public internet" in refused.value.sentence % refused.value.facts
    assert len(server.said.asked) == before


def test_a_host_with_one_address_inside_is_refused(server: FarAway) -> None:
    """Every address counts, also those that would not be tried."""
    seen = []

    def is_allowed(address: object) -> bool:
        seen.append(str(address))
        return False

    with pytest.raises(NotPublic):
        fetch(server.address, is_allowed=is_allowed, context=server.context)
    assert seen
    assert set(seen) <= {"127.0.0.1", "::1"}


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" webcal://Agenda.Example.nl/a?b=c#d ", "https://agenda.example.nl/a?b=c"),
        ("https://a.nl", "https://a.nl/"),
        ("https://a.nl:443/x", "https://a.nl/x"),
        ("https://a.nl:8443/één agenda.ics", "https://a.nl:8443/%C3%A9%C3%A9n%20agenda.ics"),
        ("https://bücher.example/%20", "https://xn--bcher-kva.example/%20"),
        ("https://[2a00::1]/a", "https://[2a00::1]/a"),
    ],
)
def test_an_address_is_written_in_one_way(written: str, address: str) -> None:
    assert address_in(written) == address


@pytest.mark.parametrize(
    "written",
    ["", "http://a.nl/", "file:///etc/passwd", "ftp://a.nl", "a.nl/x.ics", "https://", "https:///x",
     "https://piet:geheim@a.nl/", "https://a.nl@b.nl/", "https://a.nl:99999/", "https://[::1/",
     "https://a.nl/\r\nHost: b.nl", "https://a.nl/" + "x" * 2000, "https://" + "a" * 70 + ".nl/"],
)  # fmt: skip
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(NoAddress):
        address_in(written)


def test_a_file_is_fetched_with_its_marks_and_asked_for_by_them(server: FarAway) -> None:
    server.said.says(
        200, b"BEGIN:VCALENDAR", ETag='"7"', Last_Modified="Mon, 23 Mar 2026 08:00:00 GMT"
    )
    found = get(server)
    assert found == Fetched(b"BEGIN:VCALENDAR", '"7"', "Mon, 23 Mar 2026 08:00:00 GMT")
    assert "If-None-Match" not in server.said.asked[-1]
    server.said.says(304)
    assert get(server, etag=found.etag, last_modified=found.last_modified) is None
    asked = server.said.asked[-1]
    assert asked["If-None-Match"] == '"7"'
    assert asked["If-Modified-Since"] == found.last_modified
    assert asked["Host"] == server.address.split("/")[2]
    server.said.packs(b"packed")
    assert get(server) == Fetched(b"packed")


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, NotAtAddress), (410, NotAtAddress), (401, AsksSignIn), (403, AsksSignIn),
     (301, SentElsewhere), (307, SentElsewhere), (500, WrongAnswer), (206, WrongAnswer)],
)  # fmt: skip
def test_a_wrong_answer_has_a_sentence_and_is_not_followed(
    server: FarAway, status: int, error: type[NotFetched]
) -> None:
    server.said.says(status, b"?", Location="https://localhost/elders")
    before = len(server.said.asked)
    with pytest.raises(error) as refused:
        get(server)
    assert refused.value.sentence % refused.value.facts
    assert len(server.said.asked) == before + 1


def test_too_much_is_refused_also_when_it_is_packed(server: FarAway) -> None:
    server.said.says(200, b"x" * (fetching.BYTES_MAX + 1))
    with pytest.raises(TooMuch):
        get(server)
    server.said.packs(b"\0" * 40_000_000)
    with pytest.raises(TooMuch):
        get(server)


def test_what_stops_halfway_or_is_packed_in_another_way_is_no_file(server: FarAway) -> None:
    server.said.says(200, b"BEGIN:VCAL", Content_Length="100")
    with pytest.raises(NoConnection):
        get(server)
    server.said.packs(b"BEGIN:VCALENDAR" * 100)
    server.said.content = server.said.content[:-9]
    with pytest.raises(NoConnection):
        get(server)
    server.said.says(200, b"?", Content_Encoding="br")
    with pytest.raises(NoConnection):
        get(server)


def test_who_drips_is_left(server: FarAway) -> None:
    """A byte every now and then, for ever: what counts is how long it takes in all."""
    server.said.says(200, Content_Length="1000000")
    server.said.drips = True
    with pytest.raises(TooSlow) as refused:
        get(server, seconds_max=1.0)
    assert "1 seconds" in refused.value.sentence % refused.value.facts


def test_who_cannot_prove_who_they_are_is_not_believed(server: FarAway) -> None:
    server.said.says(200, b"BEGIN:VCALENDAR")
    with pytest.raises(NotTrusted):
        fetch(
            server.address, is_allowed=lambda _address: True, context=ssl.create_default_context()
        )


def test_a_host_that_is_nowhere_is_said_to_be(server: FarAway) -> None:
    with pytest.raises(NoHost):
        fetch("https://bestaat-niet.invalid/a.ics", context=server.context)


def test_a_mark_that_cannot_be_sent_back_is_none(server: FarAway) -> None:
    server.said.says(200, b"x", ETag='"\xe9"')
    found = get(server)
    assert found is not None
    assert found.etag == ""
    assert get(server, etag='"\xe9"') == found, "one that was kept before"
