"""Reservations in one's own calendar: a file of one, and a secret address of all."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import segno
from litestar import Litestar
from sqlmodel import select

from booking.calendars.change_log import AT_ONCE
from booking.calendars.models import FeedToken
from booking.foundation.database import Database
from booking.foundation.ids import token_hash
from booking.foundation.journal import JournalEntry
from booking.foundation.settings import Settings
from booking.interfaces.web.house import House
from booking.people.acts import write_down
from booking.people.models import Partner, Person, WebSession
from booking.people.operations import disable_person
from booking.reservations.operations import cancel, change, reserve
from booking.reservations.values import Visibility, Wish
from booking.spaces.models import Space, StockVersion
from tests.interfaces.web.conftest import ADDRESS, Browser, Make
from tests.interfaces.web.feeds import CHOOSE, MAKE, REVOKE, address_in, lines_of, make_address
from tests.standards.ical_checker import complaints
from tests.town_hall import TownHall, at

Browse = Callable[..., Browser]


def test_one_reservation_is_downloaded_as_a_calendar_file(browse: Browse, make: Make) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00", title="Overleg; met, taart\\", note="Koffie")

    answer = browse("fatima").get(f"/reserveringen/{uid}.ics")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    assert complaints(answer.content) == []
    lines = lines_of(answer)
    for line in (
        f"UID:{uid}", "STATUS:CONFIRMED", "SUMMARY:Overleg\\; met\\, taart\\\\",
        "LOCATION:De Beuk\\, Overleg\\, Eerste verdieping\\, Stadhuis\\, Stadsplein 1",
        f"URL:{ADDRESS}/reserveringen/{uid}", "CATEGORIES:Ruimte", "TRANSP:OPAQUE",
        "DTSTART;TZID=Europe/Amsterdam:20260323T100000",
    ):  # fmt: skip
        assert line in lines


def test_the_file_says_what_waits_and_what_was_cancelled(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    asked = make("fatima", "raadzaal", "10:00", "11:00")
    gone = make("fatima", "D1", "10:00", "11:00")
    with database.writing() as session:
        cancel(session, hall.act("fatima", now), gone)
    fatima = browse("fatima")

    assert "STATUS:TENTATIVE" in lines_of(fatima.get(f"/reserveringen/{asked}.ics"))
    cancelled = lines_of(fatima.get(f"/reserveringen/{gone}.ics"))
    assert {"STATUS:CANCELLED", "SEQUENCE:1", "TRANSP:TRANSPARENT",
            "X-MICROSOFT-CDO-BUSYSTATUS:FREE"} <= set(cancelled)  # fmt: skip


def test_a_calendar_address_is_shown_once_and_works_without_signing_in(
    browse: Browse, make: Make, database: Database
) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00", title="Overleg")
    fatima = browse("fatima")

    shown = fatima.submit(fatima.get(MAKE), MAKE, {})
    path = address_in(shown)
    feed = browse(None).get(path)

    assert shown.status_code == 200
    assert f"webcal://{ADDRESS.removeprefix('https://')}{path}" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert feed.status_code == 200
    assert feed.headers["content-type"] == "text/calendar; charset=utf-8"
    assert feed.headers["cache-control"] == "private, max-age=300"
    assert feed.headers["x-robots-tag"] == "noindex"
    assert complaints(feed.content) == []
    assert {f"UID:{uid}", "SUMMARY:Overleg", "METHOD:PUBLISH"} <= set(lines_of(feed))
    token = path.removeprefix("/agenda/").removesuffix(".ics")
    assert token not in fatima.get(MAKE).text
    with database.reading() as session:
        [kept] = session.exec(select(FeedToken)).all()
        entries = [entry.model_dump_json() for entry in session.exec(select(JournalEntry))]
    assert kept.token_hash == token_hash(token)
    assert len(token) >= 43  # 256 bits
    assert not any(token in entry for entry in entries)


def test_sending_the_form_twice_makes_one_address_and_shows_it_again(
    browse: Browse, database: Database
) -> None:
    fatima = browse("fatima")
    page = fatima.get(MAKE)

    first, second = (address_in(fatima.submit(page, MAKE, {})) for _ in range(2))

    assert first == second
    assert make_address(fatima) != first
    with database.reading() as session:
        assert len(session.exec(select(FeedToken)).all()) == 2


def test_the_same_form_token_gives_somebody_else_another_address(browse: Browse) -> None:
    fatima, bram = browse("fatima"), browse("bram")
    pages = {browser: browser.get(MAKE) for browser in (fatima, bram)}

    addresses = {
        address_in(browser.submit(page, MAKE, {"formulier": "hetzelfde"}))
        for browser, page in pages.items()
    }

    assert len(addresses) == 2


def test_a_revoked_address_is_gone_and_says_what_an_unknown_one_says(browse: Browse) -> None:
    fatima, stranger = browse("fatima"), browse(None)
    path = make_address(fatima)

    answer = fatima.submit(fatima.get(MAKE), REVOKE, {})

    assert (answer.status_code, answer.headers["location"]) == (303, MAKE)
    revoked, unknown = stranger.get(path), stranger.get("/agenda/onbekend.ics")
    assert (revoked.status_code, unknown.status_code) == (404, 404)
    assert revoked.text == unknown.text == "Dit agenda-adres bestaat niet (meer)."
    assert "Dat agenda-adres werkt niet meer" in fatima.get("/mijn-reserveringen").text


def test_a_revoked_address_is_gone_also_while_acts_wait_to_be_noted(
    browse: Browse, database: Database, hall: TownHall, now: datetime
) -> None:
    """As after an import: one act more does not show among those, so nothing is kept then."""
    fatima, program = browse("fatima"), browse(None)
    path = make_address(fatima)
    with database.writing() as session:
        for _ in range(3 * AT_ONCE):
            write_down(session, hall.act("samir", now), "import", ("person", 1))
    assert program.get(path).status_code == 200
    fatima.submit(fatima.get(MAKE), REVOKE, {})
    assert program.get(path).status_code == 404


def test_nobody_revokes_the_address_of_another(browse: Browse) -> None:
    fatima, bram = browse("fatima"), browse("bram")
    path = make_address(fatima)
    make_address(bram)
    kenmerk = re.findall(r'name="kenmerk" value="(\w+)"', fatima.get(MAKE).text)

    answer = bram.submit(bram.get(MAKE), REVOKE, {"kenmerk": kenmerk[0]})

    assert answer.status_code == 404
    assert browse(None).get(path).status_code == 200


@pytest.mark.parametrize("action", [MAKE, REVOKE])
def test_no_address_is_made_or_revoked_without_the_token_of_the_form(
    browse: Browse, database: Database, action: str
) -> None:
    answer = browse("fatima").post_bare(action, {"kenmerk": "x"})

    assert answer.status_code == 403
    with database.reading() as session:
        assert session.exec(select(FeedToken)).all() == []


def test_ten_addresses_are_enough(browse: Browse) -> None:
    fatima = browse("fatima")
    for _ in range(10):
        make_address(fatima)

    answer = fatima.submit(fatima.get(MAKE), MAKE, {})

    assert answer.status_code == 422
    assert "U hebt 10 agenda-adressen" in answer.text


def test_who_left_the_house_has_no_feed_any_more(
    browse: Browse, database: Database, hall: TownHall, now: datetime
) -> None:
    paths = {name: make_address(browse(name)) for name in ("fatima", "ravi")}
    with database.writing() as session:
        session.get_one(Person, hall.cast["fatima"].id).disabled_at = now
        session.get_one(Partner, hall.cast["ravi"].partner_id).term_until = now.date()

    answers = {name: browse(None).get(path).status_code for name, path in paths.items()}

    assert answers == {"fatima": 404, "ravi": 404}


def test_a_feed_holds_what_one_holds_or_hosts_from_a_month_ago_to_a_year_ahead(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    earlier = now - timedelta(days=60)
    make("fatima", "beuk", "10:00", "11:00", day=date(2026, 2, 23), asked_at=earlier, title="Feb")
    make("fatima", "beuk", "10:00", "11:00", day=date(2026, 2, 3), asked_at=earlier, title="Oud")
    make("fatima", "beuk", "10:00", "11:00", day=date(2027, 3, 22), title="Volgend jaar")
    make("bram", "linde", "10:00", "11:00", title="Van Bram", visibility=Visibility.PUBLIC)
    make("joost", "linde", "12:00", "13:00", title="Fatima ontvangt",
         host_id=hall.cast["fatima"].id)  # fmt: skip
    with database.writing() as session:
        wish = Wish((hall.spaces["beuk"],), at(monday, "15:00", "16:00"), title="Voor Joost")
        reserve(session, hall.act("noor", now), wish, holder=hall.cast["joost"])
    gone = make("fatima", "D1", "10:00", "11:00", title="Afgezegd")
    with database.writing() as session:
        cancel(session, hall.act("fatima", now), gone)

    def titles(name: str) -> set[str]:
        feed = browse(None).get(make_address(browse(name)))
        return {line.removeprefix("SUMMARY:") for line in lines_of(feed) if "SUMMARY:" in line}

    assert titles("fatima") == {"Feb", "Volgend jaar", "Fatima ontvangt"}
    assert titles("noor") == set()
    assert titles("joost") == {"Fatima ontvangt", "Voor Joost"}


def test_a_partner_reads_the_feed_of_the_organisation_only(browse: Browse, make: Make) -> None:
    make("ravi", "beuk", "10:00", "11:00", title="Wijkteam")

    assert "Wijkteam" in browse(None).get(make_address(browse("ravi"))).text
    assert "Wijkteam" not in browse(None).get(make_address(browse("pia"))).text


def test_a_program_that_has_the_feed_is_not_sent_it_again_until_something_changes(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00")
    path, program = make_address(browse("fatima")), browse(None)
    first = program.get(path)
    tag, since = first.headers["etag"], first.headers["last-modified"]
    assert since == "Mon, 23 Mar 2026 08:00:00 GMT"

    for headers in ({"If-None-Match": tag}, {"If-None-Match": f'"x", W/{tag}'},
                    {"If-None-Match": "*"}, {"If-Modified-Since": since}):  # fmt: skip
        answer = program.get(path, headers=headers)
        assert (answer.status_code, answer.content) == (304, b""), headers
        assert answer.headers["etag"] == tag
    # a tag that does not match goes before a date that does; nonsense is no date
    for headers in ({"If-None-Match": '"x"', "If-Modified-Since": since},
                    {"If-Modified-Since": "gisteren"},
                    {"If-Modified-Since": "Mon, 23 Mar 2026 07:59:59 GMT"}):  # fmt: skip
        assert program.get(path, headers=headers).status_code == 200, headers

    with database.writing() as session:
        cancel(session, hall.act("fatima", now), uid)
    changed = program.get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert uid not in changed.text


def test_a_calendar_that_was_kept_follows_all_that_could_change_it(
    browse: Browse, make: Make, app: Litestar, database: Database, hall: TownHall,
    settings: Settings, now: datetime,
) -> None:  # fmt: skip
    uid = make("fatima", "beuk", "10:00", "11:00")
    fatima, program = browse("fatima"), browse(None)
    path, other = make_address(fatima), make_address(browse("bram"))

    def kept() -> tuple[str, str]:
        """What is given out, and for how much of a year: twice, the second time as it was kept."""
        [first, again] = [program.get(path) for _ in range(2)]
        assert (first.headers, first.content) == (again.headers, again.content)
        return first.headers["etag"], first.text

    tag, words = kept()
    program.get(other)
    make("bram", "linde", "10:00", "11:00")
    assert (uid in words, kept()[0]) == (True, tag)
    fatima.submit(fatima.get(MAKE), CHOOSE, {"inhoud": "werkplekken", "terug": "30",
                                                      "vooruit": "365"})  # fmt: skip
    assert uid not in kept()[1]
    fatima.submit(fatima.get(MAKE), CHOOSE, {"inhoud": ["werkplekken", "ruimtes"],
                                                      "terug": "30", "vooruit": "7"})  # fmt: skip
    week, words = kept()
    assert uid in words
    app.state["house"] = House(settings, database, lambda: now + timedelta(days=1))
    assert kept()[0] != week
    with database.writing() as session:
        disable_person(session, hall.act("samir", now), hall.cast["fatima"].id)
    assert program.get(path).status_code == 404
    assert program.get(other).status_code == 200


def test_a_program_that_takes_gzip_is_sent_less_under_a_tag_of_its_own(
    browse: Browse, make: Make
) -> None:
    for hour in range(10, 18):
        make("fatima", "beuk", f"{hour}:00", f"{hour + 1}:00")
    path, program = make_address(browse("fatima")), browse(None)

    plain, packed = (program.get(path, headers={"Accept-Encoding": coding})
                     for coding in ("identity", "br, gzip;q=0.5"))  # fmt: skip

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 4
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
    assert plain.headers["etag"] != packed.headers["etag"]
    cases = [("gzip", packed, 304), ("gzip", plain, 200),
             ("gzip;q=0", plain, 304), ("gzip; q=0.0", packed, 200)]  # fmt: skip
    for coding, tag, status in cases:
        headers = {"Accept-Encoding": coding, "If-None-Match": tag.headers["etag"]}
        assert program.get(path, headers=headers).status_code == status, headers


def test_who_no_longer_hosts_is_told_also_when_only_the_date_is_asked(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00", host_id=hall.cast["joost"].id)
    path, program = make_address(browse("joost")), browse(None)
    since = program.get(path).headers["last-modified"]
    with database.writing() as session:
        wish = Wish((hall.spaces["beuk"],), at(monday, "10:00", "11:00"))
        change(session, hall.act("fatima", now + timedelta(minutes=1)), uid, wish, rev=1)

    answer = program.get(path, headers={"If-Modified-Since": since})

    assert answer.status_code == 200
    assert uid not in answer.text


def sign_in_was(database: Database, moment: datetime) -> None:
    """Everybody who is signed in now did so then."""
    with database.writing() as session:
        for signed_in in session.exec(select(WebSession)):
            signed_in.created_at = moment


def test_an_address_is_made_only_shortly_after_signing_in(
    browse: Browse, database: Database, now: datetime
) -> None:
    fatima = browse("fatima")
    page = fatima.get(MAKE)
    sign_in_was(database, now - timedelta(minutes=15, seconds=1))

    later = fatima.get(MAKE)
    refused = fatima.submit(page, MAKE, {})

    back = "/inloggen?verder=%2Fmijn-reserveringen%2Fagenda"
    assert f'action="{MAKE}"' not in later.text
    assert f'href="{back}"' in later.text
    assert "Log dan eerst opnieuw in" in later.text
    assert (refused.status_code, refused.headers["location"]) == (303, back)
    assert "Log eerst opnieuw in" in fatima.get(back).text
    with database.reading() as session:
        assert session.exec(select(FeedToken)).all() == []
    sign_in_was(database, now - timedelta(minutes=15))
    assert address_in(fatima.submit(page, MAKE, {}))


def test_an_address_is_revoked_however_long_ago_one_signed_in(
    browse: Browse, database: Database, now: datetime
) -> None:
    fatima = browse("fatima")
    path = make_address(fatima)
    sign_in_was(database, now - timedelta(hours=5))

    fatima.submit(fatima.get(MAKE), REVOKE, {})

    assert browse(None).get(path).status_code == 404


def test_the_address_is_also_there_for_a_camera(browse: Browse) -> None:
    fatima = browse("fatima")

    shown = fatima.submit(fatima.get(MAKE), MAKE, {})

    webcal = f"webcal://{ADDRESS.removeprefix('https://')}{address_in(shown)}"
    drawn = segno.make(webcal, error="m").svg_inline(border=2, light="#fff", omitsize=True)
    assert drawn in shown.text


def test_a_room_with_another_name_is_news_too(
    browse: Browse, make: Make, database: Database, hall: TownHall
) -> None:
    make("fatima", "beuk", "10:00", "11:00")
    path, program = make_address(browse("fatima")), browse(None)
    tag = program.get(path).headers["etag"]
    with database.writing() as session:
        session.get_one(Space, hall.spaces["beuk"]).name = "De Eik"
        session.get_one(StockVersion, 1).v += 1

    answer = program.get(path, headers={"If-None-Match": tag})

    assert answer.status_code == 200
    assert "SUMMARY:De Eik" in lines_of(answer)


def test_a_program_may_ask_for_the_head_only(browse: Browse, make: Make) -> None:
    make("fatima", "beuk", "10:00", "11:00")
    path, program = make_address(browse("fatima")), browse(None)
    whole = program.get(path)

    head = program.client.head(path)

    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "last-modified", "content-type", "content-length", "cache-control"):
        assert head.headers[name] == whole.headers[name], name


def test_the_feed_is_in_the_language_of_its_owner(
    browse: Browse, make: Make, database: Database, hall: TownHall
) -> None:
    make("fatima", "D1", "10:00", "11:00")
    with database.writing() as session:
        session.get_one(Person, hall.cast["fatima"].id).language = "en"

    feed = browse(None).get(make_address(browse("fatima")), headers={"Accept-Language": "nl"})

    assert "CATEGORIES:Desk" in lines_of(feed)


def test_its_owner_sees_when_an_address_was_last_used(browse: Browse, database: Database) -> None:
    fatima = browse("fatima")
    path = make_address(fatima)
    assert "nog niet gebruikt" in fatima.get(MAKE).text

    for _ in range(2):
        browse(None).get(path)

    assert "laatst gebruikt op 23-03-2026 09:00" in fatima.get(MAKE).text


def test_use_is_noted_once_an_hour(
    browse: Browse, app: Litestar, database: Database, settings: Settings, now: datetime
) -> None:
    path = make_address(browse("fatima"))
    browse(None).get(path)

    def used_at_read(later: timedelta) -> datetime | None:
        app.state["house"] = House(settings, database, lambda: now + later)
        browse(None).get(path)
        with database.reading() as session:
            return session.exec(select(FeedToken.used_at)).one()

    assert used_at_read(timedelta(minutes=59)) == now
    assert used_at_read(timedelta(minutes=60)) == now + timedelta(minutes=60)


@pytest.mark.parametrize("file", ["x", "x.ics", ".ics", "%00.ics", "a%2Fb.ics", "é" * 300])
def test_any_nonsense_as_an_address_is_not_found(browse: Browse, file: str) -> None:
    assert browse(None).get(f"/agenda/{file}").status_code == 404


def test_whatever_people_type_leaves_the_feed_right(browse: Browse, make: Make) -> None:
    naughty = ["a\rBEGIN:VALARM", "b\nEND:VEVENT", "c\u2028d\u2029e", 'f,;\\g:"h"', "🎉" * 100]
    for hour, title in enumerate(naughty, 10):
        make("fatima", "beuk", f"{hour}:00", f"{hour + 1}:00", title=title, note=title)

    feed = browse(None).get(make_address(browse("fatima")))

    assert complaints(feed.content) == []
    assert lines_of(feed).count("BEGIN:VEVENT") == len(naughty)
