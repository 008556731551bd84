"""Beheer, people: who works here and how they come in; and who may not touch that."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from booking.calendars.addresses import open_feed
from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of
from booking.people.models import Person, WebSession
from booking.people.queries import person_by_email, principal_of
from booking.people.sign_in_links import LinkUnknown, browser_mark, check_link, issue_link
from booking.people.values import Role
from tests.conftest import database_url  # noqa: F401 -- on both engines
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall

Browse = Callable[[str | None], Browser]
PEOPLE = "/beheer/mensen"
NINA = "nina@voorbeeldstad.example"


def page_of(hall: TownHall, name: str) -> str:
    return f"{PEOPLE}/{hall.cast[name].id}"


def person(database: Database, number: int) -> Person:
    with database.reading() as session:
        return session.get_one(Person, number)


def roles(database: Database, number: int, today: date) -> frozenset[Role]:
    with database.reading() as session:
        found = principal_of(session, number, today=today)
        assert found is not None
        return found.roles


def session_count(database: Database, number: int) -> int:
    with database.reading() as session:
        return len(session.exec(select(WebSession).where(WebSession.person_id == number)).all())


def written(database: Database, number: int) -> list[str]:
    with database.reading() as session:
        return list(
            session.exec(
                select(JournalEntry.action)
                .where(JournalEntry.subject_kind == "person")
                .where(JournalEntry.subject_id == str(number))
                .order_by(col(JournalEntry.number))
            )
        )


def details(name: str, email: str, **more: object) -> dict[str, object]:
    return {"naam": name, "email": email, "taal": "nl", "team": "", **more}


def test_the_list_is_searched_and_filtered(browse: Browse, hall: TownHall) -> None:
    els = browse("els")
    everyone = els.get(PEOPLE).text
    assert "8 mensen gevonden" in everyone
    assert "Stichting Welzijn" in everyone

    found = els.get(f"{PEOPLE}?zoek=%5BaMrani").text
    assert "Niemand gevonden" in found
    found = els.get(f"{PEOPLE}?zoek=aMRAni").text
    assert "Fatima el Amrani" in found
    assert "Joost de Vries" not in found
    found = els.get(f"{PEOPLE}?rol=administrator").text
    assert "Samir Haddad" in found
    assert "Els van Dijk</a>" not in found
    found = els.get(f"{PEOPLE}?partner={hall.cast['ravi'].partner_id}").text
    assert "Ravi Sharma" in found
    assert "Pia Smit" not in found
    found = els.get(f"{PEOPLE}?team={hall.cast['fatima'].team_id}").text
    assert "3 mensen gevonden" in found
    found = els.get(f"{PEOPLE}?afdeling={hall.cast['fatima'].department_id}&stand=uit").text
    assert "0 mensen gevonden" in found
    assert els.get(f"{PEOPLE}?rol=x&team=x&stand=x&pagina=x").status_code == 200


def test_a_search_takes_signs_as_they_are(browse: Browse) -> None:
    assert "Niemand gevonden" in browse("els").get(f"{PEOPLE}?zoek=%25").text


def test_many_people_come_in_pages(browse: Browse, database: Database) -> None:
    with database.writing() as session:
        session.add_all(Person(email=f"p{n}@x.example", name=f"Persoon {n:03}") for n in range(60))
    els = browse("els")
    first = els.get(f"{PEOPLE}?zoek=persoon").text
    assert "Pagina 1 van 2" in first
    assert "Persoon 000" in first
    assert "Persoon 055" not in first
    assert "zoek=persoon&amp;pagina=2" in first
    assert "Persoon 055" in els.get(f"{PEOPLE}?zoek=persoon&pagina=2").text


def test_somebody_is_added_and_nothing_is_lost_on_the_way(
    browse: Browse, database: Database, monday: date
) -> None:
    els = browse("els")
    form = els.get(f"{PEOPLE}/nieuw")
    assert "Rollen" not in form.text, "Els gives no roles"
    send = f"{PEOPLE}/nieuw/toevoeging"

    wrong = els.submit(form, send, details("Nina Nieuw", "geen adres"))
    assert wrong.status_code == 422
    assert "geen adres is geen e-mailadres." in wrong.text
    assert 'value="Nina Nieuw"' in wrong.text
    taken = els.submit(wrong, send, details("Nina Nieuw", "BRAM@voorbeeldstad.example"))
    assert "Er is al iemand met het e-mailadres bram@voorbeeldstad.example." in taken.text
    empty = els.submit(taken, send, details("", ""))
    assert empty.text.count("Vul dit in.") >= 2

    done = els.submit(empty, send, details("Nina Nieuw", " Nina@Voorbeeldstad.example "))
    assert done.status_code == 303
    again = els.submit(empty, send, details("Nina Nieuw", NINA))
    assert again.headers["location"] == done.headers["location"], "a double click is one person"
    with database.reading() as session:
        nina = person_by_email(session, NINA)
    assert nina is not None
    assert done.headers["location"] == f"{PEOPLE}/{nina.id}"
    assert roles(database, nina.id or 0, monday) == {Role.EMPLOYEE}
    assert written(database, nina.id or 0) == ["person-created"]


def test_only_an_administrator_gives_roles(
    browse: Browse, database: Database, hall: TownHall, monday: date
) -> None:
    """Els may look after people; a form of her own making gives nobody a role."""
    els, bram = browse("els"), hall.cast["bram"].id
    page = els.get(page_of(hall, "bram"))
    bram_now = details("Bram Jansen", "bram@voorbeeldstad.example")
    forged = bram_now | {"rollen": ["employee", "administrator"]}
    assert els.submit(page, f"{page_of(hall, 'bram')}/wijziging", forged).status_code == 403
    new = els.get(f"{PEOPLE}/nieuw")
    forged = details("Nina", NINA, rollen="administrator")
    assert els.submit(new, f"{PEOPLE}/nieuw/toevoeging", forged).status_code == 403
    assert roles(database, bram, monday) == {Role.EMPLOYEE}
    with database.reading() as session:
        assert person_by_email(session, NINA) is None

    samir = browse("samir")
    page = samir.get(page_of(hall, "bram"))
    given = bram_now | {"rollen": ["employee", "receptionist"]}
    assert samir.submit(page, f"{page_of(hall, 'bram')}/wijziging", given).status_code == 303
    assert roles(database, bram, monday) == {Role.EMPLOYEE, Role.RECEPTIONIST}
    again = samir.get(page_of(hall, "bram"))
    answer = samir.submit(again, f"{page_of(hall, 'bram')}/wijziging", bram_now)
    assert answer.status_code == 422
    assert "Kies ten minste één rol." in answer.text


@pytest.mark.parametrize("name", ["samir", "noor", "els"])
def test_els_cannot_take_over_who_has_more_roles(
    browse: Browse, database: Database, hall: TownHall, name: str
) -> None:
    """Whoever sets somebody's e-mail address can sign in as that person; her own neither."""
    els, number = browse("els"), hall.cast[name].id
    before = person(database, number)
    page = els.get(page_of(hall, name))
    assert 'name="email"' not in page.text
    assert "Alleen een functioneel beheerder verandert het e-mailadres" in page.text
    forged = details(before.name, "mine@voorbeeldstad.example")
    assert els.submit(page, f"{page_of(hall, name)}/wijziging", forged).status_code == 403
    token = {"_csrf_token": els.client.cookies["__Host-csrf"]}
    assert els.post_bare(f"{page_of(hall, name)}/uitschakeling", token).status_code == 403
    assert els.post_bare(f"{page_of(hall, name)}/code-herstel", token).status_code == 404
    assert els.get(f"{page_of(hall, name)}/uitschakelen").text.count("/uitschakeling") == 0
    after = person(database, number)
    assert (after.email, after.disabled_at) == (before.email, None)

    renamed = {"naam": "Iemand Anders", "taal": "en", "team": hall.cast["fatima"].team_id}
    assert els.submit(page, f"{page_of(hall, name)}/wijziging", renamed).status_code == 303
    after = person(database, number)
    assert (after.name, after.language, after.email) == ("Iemand Anders", "en", before.email)


def test_another_address_ends_sessions_and_links(
    browse: Browse, database: Database, hall: TownHall, now: datetime
) -> None:
    fatima, number = browse("fatima"), hall.cast["fatima"].id
    assert fatima.get("/vandaag").status_code == 200
    with database.writing() as session:
        link = issue_link(session, number, browser_hash=browser_mark("here"), now=now)
    els = browse("els")
    page = els.get(page_of(hall, "fatima"))
    sent = details("Fatima el Amrani", "f.elamrani@voorbeeldstad.example")
    assert els.submit(page, f"{page_of(hall, 'fatima')}/wijziging", sent).status_code == 303
    assert session_count(database, number) == 0
    assert fatima.get("/vandaag").headers["location"].startswith("/inloggen")
    with database.reading() as session, pytest.raises(LinkUnknown):
        check_link(session, link, browser_token="here", now=now)
    assert written(database, number) == ["person-changed"]


def test_a_disabled_person_is_out_and_what_was_reserved_is_shown(
    browse: Browse, database: Database, hall: TownHall, make: Make, now: datetime
) -> None:
    fatima, els, number = browse("fatima"), browse("els"), hall.cast["fatima"].id
    make(
        "fatima", "beuk", "10:00", "11:00", day=day_of(now) + timedelta(days=2), title="Werkoverleg"
    )
    with database.writing() as session:
        open_feed(session, hall.act("fatima", now), "secret-address")
    assert fatima.get("/agenda/secret-address.ics").status_code == 200

    sure = els.get(f"{page_of(hall, 'fatima')}/uitschakelen")
    assert "Werkoverleg" in sure.text
    assert els.submit(sure, f"{page_of(hall, 'fatima')}/uitschakeling", {}).status_code == 303
    assert fatima.get("/vandaag").headers["location"].startswith("/inloggen")
    assert fatima.get("/agenda/secret-address.ics").status_code == 404
    shown = els.get(page_of(hall, "fatima"))
    assert "Uitgeschakeld" in shown.text
    assert "Werkoverleg" in shown.text, "somebody must be able to deal with it"
    assert "Fatima" in els.get(f"{PEOPLE}?stand=uit").text
    assert "Fatima" not in els.get(PEOPLE).text

    assert els.submit(shown, f"{page_of(hall, 'fatima')}/inschakeling", {}).status_code == 303
    assert person(database, number).disabled_at is None
    assert browse("fatima").get("/vandaag").status_code == 200
    assert written(database, number) == ["person-disabled", "person-enabled"]


def test_samir_sees_how_many_reservations_not_which(
    browse: Browse, hall: TownHall, make: Make, monday: date
) -> None:
    make("fatima", "beuk", "10:00", "11:00", day=monday + timedelta(days=2), title="Werkoverleg")
    sure = browse("samir").get(f"{page_of(hall, 'fatima')}/uitschakelen")
    assert "Werkoverleg" not in sure.text
    assert "De Beuk" not in sure.text
    assert '<span class="count">1</span>' in sure.text


def test_an_administrator_stays(
    browse: Browse, database: Database, hall: TownHall, monday: date
) -> None:
    samir, own = browse("samir"), page_of(hall, "samir")
    page = samir.get(own)
    sent = details("Samir Haddad", "samir@voorbeeldstad.example", rollen="employee")
    answer = samir.submit(page, f"{own}/wijziging", sent)
    assert answer.status_code == 422
    assert "Er zou geen beheerder meer zijn." in answer.text
    token = {"_csrf_token": samir.client.cookies["__Host-csrf"]}
    answer = samir.post_bare(f"{own}/uitschakeling", token)
    assert "U kunt dit niet bij uzelf doen." in answer.text
    assert samir.post_bare(f"{own}/code-herstel", token).status_code == 422
    assert Role.ADMINISTRATOR in roles(database, hall.cast["samir"].id, monday)
    assert person(database, hall.cast["samir"].id).disabled_at is None


def test_a_lost_phone(browse: Browse, database: Database, hall: TownHall) -> None:
    noor, number = browse("noor"), hall.cast["noor"].id
    assert noor.get("/vandaag").status_code == 200
    with database.writing() as session:
        row = session.get_one(Person, number)
        row.totp_secret, row.totp_last_step = "JBSWY3DPEHPK3PXP", 1
    samir, address = browse("samir"), page_of(hall, "noor")
    page = samir.get(address)
    assert "Codes herstellen" in page.text
    assert "Codes herstellen" not in browse("els").get(address).text
    assert samir.submit(page, f"{address}/code-herstel", {}).status_code == 303
    after = person(database, number)
    assert (after.totp_secret, after.totp_last_step) == (None, None)
    assert noor.get("/vandaag").status_code == 303
    assert written(database, number) == ["codes-reset"]


def test_a_contact_has_no_team_and_no_roles(
    browse: Browse, database: Database, hall: TownHall, monday: date
) -> None:
    samir, address = browse("samir"), page_of(hall, "ravi")
    page = samir.get(address)
    assert "Stichting Welzijn" in page.text
    assert 'name="rollen"' not in page.text
    forged = details("Ravi Sharma", "ravi@welzijn.example", rollen="administrator")
    assert samir.submit(page, f"{address}/wijziging", forged).status_code == 422
    assert roles(database, hall.cast["ravi"].id, monday) == {Role.PARTNER_CONTACT}


@pytest.mark.parametrize("name", ["bram", "noor", "ravi"])
def test_others_have_no_such_pages(browse: Browse, hall: TownHall, name: str) -> None:
    browser = browse(name)
    for path in ("", "/nieuw", f"/{hall.cast['fatima'].id}"):
        assert browser.get(PEOPLE + path).status_code == 404


@pytest.mark.parametrize("key", ["0", "99999", "nul", "-1", "1e3", "99999999999999999999"])
def test_nobody_of_that_number(browse: Browse, key: str) -> None:
    assert browse("els").get(f"{PEOPLE}/{key}").status_code == 404
