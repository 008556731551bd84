"""Beheer, teams and partners: who belongs together, and who is welcome until when."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.local_time import day_of
from booking.people.models import Department, Partner, Person, Team
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Role
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall

Browse = Callable[[str | None], Browser]
TEAMS, PARTNERS = "/beheer/teams", "/beheer/partners"


def team_named(database: Database, name: str) -> Team | None:
    with database.reading() as session:
        return session.exec(select(Team).where(Team.name == name)).one_or_none()


def partner_named(database: Database, name: str) -> Partner | None:
    with database.reading() as session:
        return session.exec(select(Partner).where(Partner.name == name)).one_or_none()


def department_named(database: Database, name: str) -> Department | None:
    with database.reading() as session:
        return session.exec(select(Department).where(Department.name == name)).one_or_none()


def of_ravi(hall: TownHall) -> int:
    number = hall.cast["ravi"].partner_id
    assert number is not None
    return number


def test_a_team_is_made_moved_and_removed(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    els = browse("els")
    services, grounds = (hall.cast[name].department_id for name in ("fatima", "bram"))
    form = els.get(f"{TEAMS}/nieuw")
    sent = {"naam": "Balie", "afdeling": services, "zone": hall.zones["team"]}
    send = f"{TEAMS}/nieuw/toevoeging"
    assert els.submit(form, send, sent).status_code == 303
    assert els.submit(form, send, sent).status_code == 303, "a double click"
    taken = els.submit(els.get(f"{TEAMS}/nieuw"), send, sent)
    assert taken.status_code == 422
    assert "De naam Balie is al in gebruik." in taken.text
    team = team_named(database, "Balie")
    assert team is not None
    assert (team.department_id, team.home_zone_id) == (services, hall.zones["team"])
    assert "Team Burgerzaken, Eerste verdieping" in els.get(TEAMS).text

    here = f"{TEAMS}/{team.id}"
    sent = {"naam": "Front", "afdeling": grounds, "zone": ""}
    assert els.submit(els.get(here), f"{here}/wijziging", sent).status_code == 303
    moved = team_named(database, "Front")
    assert moved is not None
    assert (moved.id, moved.department_id, moved.home_zone_id) == (team.id, grounds, None)
    wrong = els.submit(els.get(here), f"{here}/wijziging", {**sent, "zone": 99_999})
    assert wrong.status_code == 404
    assert els.submit(els.get(here), f"{here}/verwijdering", {}).status_code == 303
    assert team_named(database, "Front") is None


def test_a_team_with_people_stays(browse: Browse, database: Database, hall: TownHall) -> None:
    els, here = browse("els"), f"{TEAMS}/{hall.cast['fatima'].team_id}"
    page = els.get(here)
    for name in ("Fatima el Amrani", "Joost de Vries", "Noor Bakker"):
        assert name in page.text
    assert "/verwijdering" not in page.text
    token = {"_csrf_token": els.client.cookies["__Host-csrf"]}
    answer = els.post_bare(f"{here}/verwijdering", token)
    assert answer.status_code == 422
    assert "In dit team zitten nog: Fatima el Amrani, Joost de Vries, Noor Bakker." in answer.text
    assert team_named(database, "Burgerzaken") is not None


def test_departments(browse: Browse, database: Database, hall: TownHall) -> None:
    els = browse("els")
    form = els.get(f"{TEAMS}/afdelingen/nieuw")
    send = f"{TEAMS}/afdelingen/nieuw/toevoeging"
    assert els.submit(form, send, {"naam": "Ruimte"}).status_code == 422
    assert els.submit(form, send, {"naam": "Bestuur"}).status_code == 303
    made = department_named(database, "Bestuur")
    assert made is not None
    here = f"{TEAMS}/afdelingen/{made.id}"
    renamed = els.submit(els.get(here), f"{here}/wijziging", {"naam": "Griffie"})
    assert renamed.status_code == 303
    assert "Griffie" in els.get(TEAMS).text
    assert els.submit(els.get(here), f"{here}/verwijdering", {}).status_code == 303
    assert department_named(database, "Griffie") is None


def test_a_department_with_teams_or_zones_stays(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    els, number = browse("els"), hall.cast["fatima"].department_id
    here = f"{TEAMS}/afdelingen/{number}"
    els.get(here)
    token = {"_csrf_token": els.client.cookies["__Host-csrf"]}
    answer = els.post_bare(f"{here}/verwijdering", token)
    assert "In deze afdeling zitten nog: Burgerzaken." in answer.text
    with database.writing() as session:  # its team goes elsewhere, its zone is still there
        team = session.get_one(Team, hall.cast["fatima"].team_id)
        team.department_id = hall.cast["bram"].department_id or 0
    answer = els.post_bare(f"{here}/verwijdering", token)
    assert answer.status_code == 422
    assert "Er zijn zones van deze afdeling." in answer.text
    assert department_named(database, "Dienstverlening") is not None


def test_a_partner_comes_with_a_contact_who_can_sign_in(
    browse: Browse, database: Database, hall: TownHall, monday: date
) -> None:
    els = browse("els")
    form = els.get(f"{PARTNERS}/nieuw")
    sent = {"naam": "Woonbond", "soort": "ketenpartner", "vanaf": monday.isoformat(), "tot": ""}
    send = f"{PARTNERS}/nieuw/toevoeging"
    backwards = els.submit(form, send, {**sent, "tot": monday.isoformat()})
    assert backwards.status_code == 422
    assert "Het einde van de samenwerking moet na het begin liggen." in backwards.text
    made = els.submit(form, send, sent)
    partner = partner_named(database, "Woonbond")
    assert partner is not None
    here = f"{PARTNERS}/{partner.id}"
    assert made.headers["location"] == here

    page = els.get(here)
    taken = els.submit(page, f"{here}/contactpersonen",
                       {"contact": "Samir", "email": "samir@voorbeeldstad.example"})  # fmt: skip
    assert taken.status_code == 422
    assert "Er is al iemand met het e-mailadres samir@voorbeeldstad.example." in taken.text
    contact = {"contact": "Wim Bond", "email": "Wim@woonbond.example"}
    assert els.submit(page, f"{here}/contactpersonen", contact).status_code == 303
    with database.reading() as session:
        wim = person_by_email(session, "wim@woonbond.example")
        assert wim is not None
        principal = principal_of(session, wim.id or 0, today=monday)
    assert principal is not None
    assert (principal.roles, principal.partner_id) == ({Role.PARTNER_CONTACT}, partner.id)


def test_a_contact_goes_and_comes_back(
    browse: Browse, database: Database, hall: TownHall, monday: date
) -> None:
    els, here, ravi = browse("els"), f"{PARTNERS}/{of_ravi(hall)}", hall.cast["ravi"].id
    page = els.get(here)
    gone = els.submit(page, f"{here}/contactpersonen/{ravi}/verwijdering", {})
    assert gone.status_code == 303
    with database.reading() as session:
        assert principal_of(session, ravi, today=monday) is None
    with database.reading() as session:
        email = session.get_one(Person, ravi).email
    contact = {"contact": "Ravi Sharma", "email": email}
    back = els.submit(els.get(here), f"{here}/contactpersonen", contact)
    assert back.status_code == 303, "a contact comes back"
    with database.reading() as session:
        assert principal_of(session, ravi, today=monday) is not None


def test_the_end_of_a_term_shuts_the_door_and_keeps_what_is_reserved(
    browse: Browse, database: Database, hall: TownHall, make: Make, now: datetime
) -> None:
    ravi, els, here = browse("ravi"), browse("els"), f"{PARTNERS}/{of_ravi(hall)}"
    make(
        "ravi",
        "beuk",
        "10:00",
        "11:00",
        day=day_of(now) + timedelta(days=2),
        title="Welzijnsoverleg",
    )
    assert ravi.get("/vandaag").status_code == 200
    page = els.get(here)
    assert "Welzijnsoverleg" in page.text
    tomorrow = (day_of(now) + timedelta(days=1)).isoformat()
    assert els.submit(page, f"{here}/einde", {"einde": tomorrow}).status_code == 303
    assert ravi.get("/vandaag").status_code == 200, "until then nothing changes"
    today = day_of(now).isoformat()
    assert els.submit(els.get(here), f"{here}/einde", {"einde": today}).status_code == 303
    assert ravi.get("/vandaag").status_code == 303
    page = els.get(here)
    assert "De samenwerking is beëindigd" in page.text
    assert "Welzijnsoverleg" in page.text
    assert browse("pia").get("/vandaag").status_code == 200, "another partner notices nothing"
    early = els.submit(page, f"{here}/wijziging", {
        "naam": "Stichting Welzijn", "soort": "ketenpartner", "vanaf": today, "tot": "2020-01-01",
    })  # fmt: skip
    assert early.status_code == 422


def test_a_partner_that_was_used_cannot_be_removed(
    browse: Browse, database: Database, hall: TownHall, monday: date
) -> None:
    els, here = browse("els"), f"{PARTNERS}/{of_ravi(hall)}"
    assert f"{here}/verwijdering" not in els.get(here).text
    token = {"_csrf_token": els.client.cookies["__Host-csrf"]}
    answer = els.post_bare(f"{here}/verwijdering", token)
    assert answer.status_code == 422
    assert "Stichting Welzijn heeft contactpersonen of reserveringen" in answer.text
    assert partner_named(database, "Stichting Welzijn") is not None

    with database.writing() as session:
        new = Partner(name="Vergissing", kind="ketenpartner", term_from=monday)
        session.add(new)
        session.flush()
        fresh = f"{PARTNERS}/{new.id}"
    assert els.submit(els.get(fresh), f"{fresh}/verwijdering", {}).status_code == 303
    assert partner_named(database, "Vergissing") is None


def test_a_contact_of_another_partner_is_not_touched(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    els = browse("els")
    els.get(f"{PARTNERS}/{of_ravi(hall)}")
    token = {"_csrf_token": els.client.cookies["__Host-csrf"]}
    for name in ("pia", "samir", "bram"):
        wrong = f"{PARTNERS}/{of_ravi(hall)}/contactpersonen/{hall.cast[name].id}/verwijdering"
        assert els.post_bare(wrong, token).status_code == 404
        with database.reading() as session:
            assert session.get_one(Person, hall.cast[name].id).disabled_at is None


@pytest.mark.parametrize("name", ["bram", "noor", "ravi", "pia"])
def test_others_have_no_such_pages(browse: Browse, hall: TownHall, name: str) -> None:
    browser = browse(name)
    for path in (TEAMS, f"{TEAMS}/nieuw", f"{TEAMS}/{hall.cast['fatima'].team_id}", PARTNERS,
                 f"{PARTNERS}/{of_ravi(hall)}", f"{PARTNERS}/nieuw"):  # fmt: skip
        assert browser.get(path).status_code == 404


def test_samir_sees_how_much_a_partner_reserved_not_what(
    browse: Browse, hall: TownHall, make: Make, now: datetime
) -> None:
    make(
        "ravi",
        "beuk",
        "10:00",
        "11:00",
        day=day_of(now) + timedelta(days=2),
        title="Welzijnsoverleg",
    )
    samir = browse("samir")
    assert "Welzijnsoverleg" not in samir.get(f"{PARTNERS}/{of_ravi(hall)}").text
    assert '<span class="count">1</span>' in samir.get(f"{PARTNERS}/{of_ravi(hall)}").text
    assert "Stichting Welzijn" in samir.get(PARTNERS).text
