"""Els lets a room follow a calendar that clashes: she sees it first, then nobody gets in."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import FilePayload, Page, expect
from sqlmodel import col, select

from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.values import ReservationState
from booking.spaces.models import Space
from tests.calendars.test_foreign import event, file_of
from tests.journeys.conftest import OpenPage, Town
from tests.journeys.look import Look

pytestmark = [pytest.mark.slow, pytest.mark.browser]

FAR = date(2027, 3, 9)
FORM = "%Y%m%dT%H%M%SZ"


def held_tomorrow(town: Town) -> tuple[Reservation, Space]:
    """Something in a room that anybody can reserve."""
    begin = town.now + timedelta(days=1)
    statement = (
        select(Reservation, Space)
        .join(ReservationSpace, col(ReservationSpace.reservation_id) == Reservation.id)
        .join(Space, col(Space.id) == ReservationSpace.space_id)
        .where(
            Reservation.state == ReservationState.CONFIRMED, Reservation.starts_at > begin,
            Reservation.starts_at < begin + timedelta(days=1), Space.kind == "room",
            col(Space.needs_approval).is_(False), Space.grain_minutes == 15,
        )
        .order_by(col(Reservation.id))
    )  # fmt: skip
    with town.database.reading() as session:
        return session.exec(statement).all()[0]


def look_at(page: Page, content: bytes) -> None:
    file: FilePayload = {"name": "kamer.ics", "mimeType": "text/calendar", "buffer": content}
    page.get_by_label("Naam", exact=True).fill("Outlook van burgerzaken")
    page.get_by_label("Bestand", exact=True).set_input_files(file)
    page.get_by_role("button", name="Bekijk de agenda").click()


def test_a_calendar_with_a_clash_is_seen_first_and_then_keeps_others_out(
    visit: OpenPage, town: Town, look: Look
) -> None:
    held, room = held_tomorrow(town)
    els = visit("Els van Dijk")
    els.goto(f"/beheer/plekken/{room.id}")
    els.get_by_role("link", name="Externe agenda's").click()
    look_at(els, b"<html>Log in</html>")
    expect(els.get_by_text("Dit is geen agendabestand").first).to_be_visible()
    look(els)

    clash = [f"DTSTART:{held.starts_at:{FORM}}", f"DTEND:{held.ends_at:{FORM}}"]
    far = [f"DTSTART;TZID=Europe/Amsterdam:{FAR:%Y%m%d}T100000", "DURATION:PT90M"]
    look_at(els, file_of(event(*clash, "SUMMARY:Verhuurd"), event(*far, uid="2"),
                         event("SUMMARY:Ooit", uid="3")))  # fmt: skip
    expect(els.get_by_text("1 reservering past dan niet meer")).to_be_visible()
    expect(els.get_by_role("rowheader", name="Ooit")).to_be_visible()
    look(els)
    els.get_by_label("Laat ze allemaal staan").check()
    els.get_by_role("button", name="Gebruik deze agenda").click()
    expect(els.locator("#flash")).to_contain_text("De agenda telt vanaf nu mee.")
    expect(els.get_by_role("cell", name="Verhuurd")).to_be_visible()
    look(els)
    with town.database.reading() as session:
        assert session.get_one(Reservation, held.id).state is ReservationState.CONFIRMED

    fatima = visit("Fatima el Amrani", javascript=False)
    fatima.goto(f"/ruimtes/{room.number}?datum={FAR}&van=10:00&tot=11:00")
    expect(fatima.get_by_text("Bezet (externe agenda)").first).to_be_visible()
    fatima.get_by_label("Onderwerp").fill("Overleg")
    fatima.get_by_role("button", name="Reserveer", exact=True).click()
    expect(fatima.get_by_text("10:00–11:30 bezet volgens een externe agenda").first).to_be_visible()
    assert "Verhuurd" not in fatima.content()
