"""Mail that anybody may have made: what matters is found in it, and bombs go off apart."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.messages.incoming import apart
from booking.messages.incoming.apart import read_apart
from booking.messages.incoming.reading import read_mail
from booking.messages.incoming.values import Automatic, UnreadableMail, Why

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Café\r\nEND:VCALENDAR\r\n"
NOW = datetime(2026, 3, 23, 8, 0, tzinfo=UTC)
HEAD = b"From: Fatima <Fatima@Voorbeeldstad.example>\r\nSubject: =?utf-8?q?Caf=C3=A9?=\r\n"


def part(kind: str, content: bytes, *, name: str = "", charset: str = "") -> MIMEBase:
    made = MIMEBase(*kind.split("/"))
    made.set_payload(content)
    if charset:
        made.set_param("charset", charset)
    if name:
        made.add_header("Content-Disposition", "attachment", filename=name)
    return made


def mail_of(*parts: MIMEBase | MIMEText | MIMEMultipart) -> bytes:
    mail = MIMEMultipart("mixed")
    mail["From"] = "fatima@voorbeeldstad.example"
    for each in parts:
        mail.attach(each)
    return mail.as_bytes()


def why(raw: bytes) -> Why:
    with pytest.raises(UnreadableMail) as caught:
        read_mail(raw)
    return caught.value.why


def test_the_headers_that_matter() -> None:
    read = read_mail(
        b"Authentication-Results: mx.example; dmarc=pass\r\n header.from=a.example\r\n"
        b"Authentication-Results: evil.example; dmarc=fail\r\n" + HEAD
        + b"Message-ID: <1@a>\r\nReferences: <0@a>\r\n <00@a>\r\n\r\nHallo"
    )  # fmt: skip
    assert read.senders == ("fatima@voorbeeldstad.example",)
    assert read.subject == "Café"
    assert (read.message_id, read.references) == ("<1@a>", "<0@a>  <00@a>")
    assert read.authentication == "mx.example; dmarc=pass  header.from=a.example"
    assert (read.automatic, read.calendar, read.text) == (Automatic.NO, None, "Hallo")


def test_what_is_too_long_to_be_a_verdict_is_none() -> None:
    """Not cut short: what failed might stand at the end."""
    long = b"Authentication-Results: mx.example; dmarc=pass" + b" (a)" * 500 + b"; dmarc=fail\r\n"
    assert read_mail(long + HEAD + b"\r\nHallo").authentication == ""


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([part("text/calendar", CALENDAR.encode())], CALENDAR),
        ([part("text/calendar", CALENDAR.encode("latin-1"), charset="iso-8859-1")], CALENDAR),
        ([part("text/calendar", CALENDAR.encode(), charset="klingon")], CALENDAR),
        ([part("application/octet-stream", b"1", name="Uitnodiging.ICS")], "1"),
        ([part("x/y", b"1", name="a.ics"), part("application/ics", b"2"),
          part("text/calendar", b"3")], "3"),
        ([part("x/y", b"1", name="a.ics"), part("application/ics", b"2")], "2"),
        ([part("text/plain", b"4")], None),
    ],
)  # fmt: skip
def test_the_calendar_part_is_found(parts: list[MIMEBase], found: str | None) -> None:
    calendar = read_mail(mail_of(MIMEText("Hallo"), *parts)).calendar
    assert (calendar and calendar.decode().replace("\r\n", "\n").strip()) == (
        found and found.replace("\r\n", "\n").strip()
    )


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_a_coded_calendar_is_read(encoding: str) -> None:
    mail = EmailMessage()
    mail.set_content("Hallo")
    mail.add_alternative(CALENDAR.encode(), maintype="text", subtype="calendar", cte=encoding)
    assert read_mail(mail.as_bytes()).calendar == CALENDAR.encode()


def test_what_was_forwarded_whole_is_not_for_us() -> None:
    inner = EmailMessage()
    inner.add_attachment(CALENDAR.encode(), maintype="text", subtype="calendar")
    mail = EmailMessage()
    mail.set_content("Zie hierbij")
    mail.add_attachment(inner)
    assert read_mail(mail.as_bytes()).calendar is None


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("", Automatic.NO),
        ("Auto-Submitted: no\r\n", Automatic.NO),
        ("Auto-Submitted: auto-generated\r\n", Automatic.GENERATED),
        ("Auto-Submitted: Auto-Replied; owner=x\r\n", Automatic.REPLIED),
        ("Precedence: Bulk\r\n", Automatic.LIST),
        ("List-Id: <a.example>\r\n", Automatic.LIST),
        ("Content-Type: multipart/report; boundary=x\r\n", Automatic.REPORT),
    ],
)
def test_a_machine_is_known_by_its_headers(headers: str, kind: Automatic) -> None:
    assert read_mail(HEAD + headers.encode() + b"\r\nx").automatic is kind


def test_winmail_is_seen() -> None:
    assert read_mail(mail_of(part("application/ms-tnef", b"x\x9f>\x22"))).has_winmail
    assert read_mail(mail_of(part("application/x", b"x", name="WINMAIL.DAT"))).has_winmail


def nested(depth: int) -> bytes:
    opened = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
        for n in range(depth)
    )
    return opened + b"\r\ndiep\r\n"


def test_bombs_are_refused_by_name() -> None:
    assert why(nested(300)) is Why.TOO_NESTED
    assert why(mail_of(*[MIMEText("x") for _ in range(101)])) is Why.TOO_NESTED
    assert why(b"X-Veel: ja\r\n" * 1_002 + b"\r\n") is Why.HEADERS_TOO_BIG
    assert why(b"X: " + b"y" * 130_000 + b"\r\n\r\n") is Why.HEADERS_TOO_BIG
    assert why(mail_of(part("text/calendar", b"x" * 2_000_001))) is Why.TOO_BIG


@given(st.binary(max_size=2_000))
@settings(max_examples=60)
def test_whatever_comes_it_is_read_or_refused(noise: bytes) -> None:
    for raw in (
        noise,
        HEAD + noise,
        HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + noise,
    ):
        try:
            read = read_mail(raw)
        except UnreadableMail:
            continue
        assert "\n" not in read.subject + read.message_id + read.authentication


def test_a_mail_is_read_apart_as_it_is_read_here() -> None:
    raw = mail_of(MIMEText("Hallo"), part("text/calendar", CALENDAR.encode()))
    assert read_apart(raw, None, NOW).mail == read_mail(raw)
    with pytest.raises(UnreadableMail, match="too-nested"):
        read_apart(nested(20), None, NOW)


def test_what_takes_too_much_stops_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail of half a million parts, and a second to read it."""
    monkeypatch.setattr(apart, "CPU_SECONDS_MAX", 1)
    bomb = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\n" * 500_000
    with pytest.raises(UnreadableMail, match=r"too-heavy.*signal"):
        read_apart(bomb, None, NOW)
