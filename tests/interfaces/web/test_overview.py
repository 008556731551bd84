"""What waits: each sees what is theirs to do; and the day list on paper."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.messages.delivery import stuck_letter_count
from booking.messages.models import Letter
from booking.reservations.models import Reservation
from booking.reservations.values import Visibility
from booking.spaces.closures import close
from booking.spaces.opening_changes import set_exception
from booking.spaces.values import Closure, ClosureKind
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall, at

Browse = Callable[[str | None], Browser]


@pytest.mark.parametrize("name", ["els", "noor", "samir"])
def test_it_says_so_when_nothing_waits(browse: Browse, name: str) -> None:
    page = browse(name).get("/beheer")
    assert page.status_code == 200
    assert "Er wacht niets op u" in page.text


@pytest.mark.parametrize("name", ["bram", "fatima", "ravi"])
def test_others_have_no_such_page(browse: Browse, name: str) -> None:
    for path in ("/beheer", "/beheer/knelpunten", "/beheer/daglijst"):
        assert browse(name).get(path).status_code == 404
    assert 'href="/beheer"' not in browse(name).get("/vandaag").text


def test_requests_wait_for_els_alone_the_overdue_first(
    browse: Browse, database: Database, make: Make, now: datetime, monday: date
) -> None:
    tuesday = monday + timedelta(days=1)
    early = make("ravi", "raadzaal", "10:00", "11:00", day=tuesday, title="Later gevraagd")
    late = make("ravi", "raadzaal", "14:00", "15:00", day=tuesday, title="Netwerkdag")
    with database.writing() as session:
        for row in session.exec(select(Reservation)).all():
            hours = -1 if row.uid == late else 5
            row.answer_by = now + timedelta(hours=hours)
    page = browse("els").get("/beheer").text

    assert "1 is te laat" in page
    assert page.index(f"/beheer/aanvragen/{late}") < page.index(f"/beheer/aanvragen/{early}")
    assert "Te laat" in page
    noor = browse("noor").get("/beheer").text
    assert "/beheer/aanvragen" not in noor
    assert "Er wacht niets op u" in noor


def test_noor_sees_clashes_and_closures_and_where_to_mend_them(
    browse: Browse, database: Database, hall: TownHall, make: Make, now: datetime, monday: date
) -> None:
    uid = make("joost", "beuk", "13:00", "14:00", title="Kwartaaloverleg")
    act = hall.act("els", now)
    with database.writing() as session:
        set_exception(session, act, hall.building, monday, name="Storm", hours=None)
        close(session, act, Closure(ClosureKind.OUT_OF_SERVICE, at(monday, "12:00", "16:00"),
                                    "lamp stuk", None, None, None, hall.spaces["D1"]))  # fmt: skip
    page = browse("noor").get("/beheer").text

    assert f"/reserveringen/{uid}/annuleren" in page
    assert "De Beuk is die dag gesloten." in page
    assert "lamp stuk" in page
    assert "/beheer/sluitingen" not in page
    assert "/beheer/sluitingen" in browse("els").get("/beheer").text
    assert "Kwartaaloverleg" not in browse("samir").get("/beheer").text


def test_letters_that_do_not_leave_are_told_to_who_runs_the_house(
    browse: Browse, database: Database, now: datetime
) -> None:
    def letter(number: int, age: timedelta, **fields: object) -> Letter:
        return Letter(message_id=f"{number}@example", recipient="a@b.example", subject="x",
                      text="x", html="x", created_at=now - age, due_at=now, **fields)  # fmt: skip

    old = timedelta(hours=3)
    with database.writing() as session:
        session.add_all([
            letter(1, old), letter(2, timedelta(hours=1)), letter(3, old, sent_at=now),
            letter(4, old, stale_at=now - timedelta(minutes=1)),
        ])  # fmt: skip

    with database.reading() as session:
        assert stuck_letter_count(session, now=now, waiting=timedelta(hours=2)) == 1
    for name in ("els", "samir"):
        page = browse(name).get("/beheer").text
        assert "Berichten die niet verstuurd zijn" in page
        assert "De functioneel beheerder ziet waarom" in page
    assert "De functioneel beheerder ziet waarom" not in browse("noor").get("/beheer").text


def test_the_day_list_says_what_to_prepare(
    browse: Browse, database: Database, hall: TownHall, make: Make, now: datetime, monday: date
) -> None:
    uid = make("ravi", "raadzaal", "13:00", "15:00", title="Netwerkdag", attendee_count=25,
               note="Rolstoelplek vooraan")  # fmt: skip
    with database.writing() as session:
        asked = session.exec(select(Reservation).where(Reservation.uid == uid)).one()
        asked.host_id = hall.cast["joost"].id
    make("fatima", "beuk", "10:00", "11:00", title="Vertrouwelijk", attendee_count=4,
         visibility=Visibility.PRIVATE)  # fmt: skip
    make("fatima", "D1", "09:00", "17:00")
    with database.writing() as session:
        close(session, hall.act("els", now),
              Closure(ClosureKind.OUT_OF_SERVICE, at(monday, "12:00", "16:00"), "lamp stuk",
                      None, None, None, hall.spaces["D2"]))  # fmt: skip
    page = browse("noor").get("/beheer/daglijst").text

    for said in ("Maandag 23 maart 2026", "13:00–15:00", "met inrichten 12:30–15:30", "Raadzaal",
                 "Netwerkdag", "Stichting Welzijn", "Ravi Sharma", "Contactpersoon: Joost de Vries",
                 "25 personen", "Rolstoelplek vooraan", "lamp stuk", "Aangevraagd"):  # fmt: skip
        assert said in page, said
    assert page.index("10:00–11:00") < page.index("13:00–15:00")
    assert "Fatima el Amrani" in page
    assert "Vertrouwelijk" not in page
    zone = page.partition("Team Burgerzaken, Eerste verdieping")[2]
    assert zone.index(">1<") < zone.index(">4<")


def test_another_day_has_its_own_list(browse: Browse, make: Make, monday: date) -> None:
    make("fatima", "beuk", "10:00", "11:00", title="Teamoverleg")
    tomorrow = browse("els").get(f"/beheer/daglijst?datum={monday + timedelta(days=1)}").text

    assert "Teamoverleg" not in tomorrow
    assert "Er is op deze dag geen ruimte gereserveerd" in tomorrow
    assert f'href="/beheer/daglijst?datum={monday}"' in tomorrow
