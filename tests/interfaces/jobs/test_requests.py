"""Letters about requests: written from the journal whatever the door, once, and really sent."""

from dataclasses import replace
from datetime import date, timedelta
from email.message import Message

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.jobs import Job, jobs_set_aside
from booking.foundation.journal import JournalEntry, seal_entries
from booking.interfaces.condition import jobs_at
from booking.interfaces.jobs.requests import settle, write_letters
from booking.interfaces.jobs.workplace import Workplace
from booking.messages.models import Letter, NewsRead
from booking.messages.news import tell_news
from booking.people.acts import write_down
from booking.people.models import Person
from booking.people.upkeep import try_job_again
from booking.reservations.models import Reservation
from booking.reservations.operations import cancel, change, reserve, wish_of
from booking.reservations.queries import reservation_of
from booking.reservations.requests import Alternative, approve, decline
from booking.reservations.values import ReservationState, Visibility, Wish
from tests.interfaces.jobs.conftest import Clock, Mailbox
from tests.interfaces.jobs.test_worker import do_all
from tests.town_hall import TownHall, at

WEDNESDAY, NEXT_WEDNESDAY = date(2026, 3, 25), date(2026, 4, 1)
OTHERS = ("noor", "bram", "joost", "fatima")
RAVI, ELS = "ravi@voorbeeldstad.example", "els@voorbeeldstad.example"


def ask(workplace: Workplace, hall: TownHall, title: str = "Netwerkdag") -> Reservation:
    wish = Wish((hall.spaces["raadzaal"],), at(WEDNESDAY, "10:00", "12:00"), 20, title=title)
    with workplace.database.writing() as session:
        return reserve(session, hall.act("ravi", workplace.clock()), wish)


def tell(workplace: Workplace) -> None:
    """What the worker does every ten seconds."""
    with workplace.database.writing() as session:
        seal_entries(session)
    write_letters(workplace, {}, workplace.clock())


def letters(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        return [(x.recipient, x.subject) for x in session.exec(select(Letter).order_by("id"))]


def speak(database: Database, hall: TownHall, name: str, language: str) -> None:
    with database.writing() as session:
        person = session.get(Person, hall.cast[name].id)
        assert person is not None
        person.language = language


def parts(message: Message) -> dict[str, str]:
    """What people read of it."""
    found = {}
    for part in message.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and part.get_content_type() in {"text/plain", "text/html"}:
            found[part.get_content_type()] = content.decode()
    return found


def test_a_request_is_confirmed_to_the_asker_and_told_to_who_decides(
    workplace: Workplace, hall: TownHall, mailbox: Mailbox
) -> None:
    speak(workplace.database, hall, "els", "en")
    mailbox.open()
    asked = ask(workplace, hall)

    tell(workplace)
    do_all(workplace)

    assert sorted(mailbox.recipients) == [ELS, RAVI]
    by_reader = dict(zip(mailbox.recipients, mailbox.received, strict=True))
    to_ravi, to_els = parts(by_reader[RAVI]), parts(by_reader[ELS])
    assert set(to_ravi) == {"text/plain", "text/html"}
    for said in to_ravi.values():
        assert "Uw aanvraag is binnen" in said
        assert "dinsdag 24 maart 2026, 15:00" in said
        assert f"https://woonkamer.voorbeeldstad.example/reserveringen/{asked.uid}" in said
    assert by_reader[ELS]["Content-Language"] == "en"
    for said in to_els.values():
        assert "Ravi Sharma of Stichting Welzijn asks for this place" in said
        assert "Tuesday 24 March 2026, 15:00" in said
        assert f"/beheer/aanvragen/{asked.uid}" in said
        assert "goedkeuring" not in said, "no link that acts"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_after_a_day_without_mail_server_who_asked_reads_each_act_once_and_in_order(
    workplace: Workplace, hall: TownHall, mailbox: Mailbox, clock: Clock
) -> None:
    """Meanwhile it is approved, moved and cancelled, and others reserve."""
    asked = ask(workplace, hall)

    def act_six_hours_later(number: int) -> None:
        clock.move(hours=6)
        with workplace.database.writing() as session:
            els, held = hall.act("els", clock.now), session.get_one(Reservation, asked.id)
            later = wish_of(session, held, period=at(WEDNESDAY, "13:00", "15:00"))
            if number == 1:
                approve(session, els, asked.uid, rev=held.rev)
            elif number == 2:
                change(session, els, asked.uid, later, rev=held.rev)
            else:
                cancel(session, els, asked.uid)
            desk = Wish((hall.spaces[f"D{number}"],), at(WEDNESDAY, "09:00", "17:00"))
            reserve(session, hall.act(OTHERS[number], clock.now), desk)
        tell(workplace)
        do_all(workplace)

    tell(workplace)
    do_all(workplace)
    for number in (1, 2, 3):
        act_six_hours_later(number)
    assert mailbox.received == []
    mailbox.open()
    for _ in range(8):
        clock.move(minutes=30)
        do_all(workplace)

    about_it = [subject.partition(":")[0] for to, subject in
                zip(mailbox.recipients, mailbox.subjects, strict=True) if to == RAVI]  # fmt: skip
    assert about_it == ["Aangevraagd", "Goedgekeurd", "Voor u gewijzigd", "Geannuleerd"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_declined_request_says_why_and_what_is_possible(
    workplace: Workplace, hall: TownHall, mailbox: Mailbox, language: str
) -> None:
    speak(workplace.database, hall, "ravi", language)
    asked = ask(workplace, hall)
    tell(workplace)
    offer = Alternative(hall.spaces["raadzaal"], at(WEDNESDAY, "13:00", "15:00"))
    with workplace.database.writing() as session:
        decline(session, hall.act("els", workplace.clock()), asked.uid, rev=1,
                reason="<b>Raad</b> & pers", alternative=offer)  # fmt: skip
    mailbox.open()

    tell(workplace)
    do_all(workplace)

    said = parts([mail for mail in mailbox.received if mail["X-RcptTo"] == RAVI][-1])
    what = {"nl": "Niet mogelijk", "en": "Not possible"}[language]
    instead = {"nl": "Wat wel kan:", "en": "What is possible instead:"}[language]
    assert any(s.startswith(what) for _, s in letters(workplace.database))
    assert "<b>Raad</b> & pers" in said["text/plain"]
    assert "&lt;b&gt;Raad&lt;/b&gt; &amp; pers" in said["text/html"]
    for text in said.values():
        assert instead in text
        assert "13:00–15:00" in text
        assert "/ruimtes/" not in text, "the link leads to a page, it does not act"


def test_approval_change_and_lapse_are_told_by_one_letter_each(
    workplace: Workplace, hall: TownHall, clock: Clock
) -> None:
    asked = ask(workplace, hall)
    tell(workplace)
    with workplace.database.writing() as session:
        approve(session, hall.act("els", clock.now), asked.uid, rev=1)
    tell(workplace)
    with workplace.database.writing() as session:
        held = reservation_of(session, asked.uid, hall.cast["ravi"])
        wish = wish_of(session, held, period=at(WEDNESDAY, "13:00", "15:00"))
        change(session, hall.act("ravi", clock.now), asked.uid, wish, rev=held.rev)
    tell(workplace)
    clock.now = at(WEDNESDAY, "13:00", "15:00").starts_at
    settle(workplace, {}, clock.now)
    tell(workplace)
    tell(workplace)

    assert [subject.partition(":")[0] for to, subject in letters(workplace.database) if to == RAVI
            ] == ["Aangevraagd", "Goedgekeurd", "Aangevraagd", "Vervallen"]  # fmt: skip
    assert len([to for to, _ in letters(workplace.database) if to == ELS]) == 2
    with workplace.database.reading() as session:
        lapsed = reservation_of(session, asked.uid, hall.cast["ravi"])
        assert lapsed.state is ReservationState.EXPIRED


def test_what_was_undone_before_it_was_told_is_not_told(
    workplace: Workplace, hall: TownHall
) -> None:
    asked = ask(workplace, hall)
    with workplace.database.writing() as session:
        cancel(session, hall.act("ravi", workplace.clock()), asked.uid)

    tell(workplace)

    assert letters(workplace.database) == []


def test_what_another_made_or_cancelled_for_you_is_told_to_you(
    workplace: Workplace, hall: TownHall
) -> None:
    now = workplace.clock()
    wish = Wish((hall.spaces["beuk"],), at(WEDNESDAY, "10:00", "12:00"), 4, title="Overleg")
    with workplace.database.writing() as session:
        made = reserve(session, hall.act("noor", now), wish, holder=hall.cast["fatima"])
        own = Wish((hall.spaces["D1"],), at(WEDNESDAY, "10:00", "12:00"))
        reserve(session, hall.act("fatima", now), own)
    tell(workplace)
    with workplace.database.writing() as session:
        cancel(session, hall.act("noor", now), made.uid)
    tell(workplace)

    fatima = "fatima@voorbeeldstad.example"
    assert letters(workplace.database) == [
        (fatima, "Voor u gereserveerd: Overleg, wo 25 mrt"),
        (fatima, "Geannuleerd: Overleg, wo 25 mrt"),
    ]


def test_a_private_title_is_not_told_to_who_decides(workplace: Workplace, hall: TownHall) -> None:
    wish = Wish((hall.spaces["raadzaal"],), at(WEDNESDAY, "10:00", "12:00"), 20,
                title="Ontslag", visibility=Visibility.PRIVATE)  # fmt: skip
    with workplace.database.writing() as session:
        reserve(session, hall.act("fatima", workplace.clock()), wish)

    tell(workplace)

    with workplace.database.reading() as session:
        to_els = session.exec(select(Letter).where(Letter.recipient == ELS)).one()
    assert "Ontslag" not in to_els.subject + to_els.text + to_els.html


def test_a_partner_does_not_read_the_names_of_staff(workplace: Workplace, hall: TownHall) -> None:
    asked = ask(workplace, hall)
    with workplace.database.writing() as session:
        cancel(session, hall.act("noor", workplace.clock()), asked.uid)

    tell(workplace)

    with workplace.database.reading() as session:
        (letter,) = session.exec(select(Letter)).all()
    assert "Noor" not in letter.text + letter.html
    assert "Het gemeentehuis heeft" in letter.text


def test_with_the_mail_server_down_asking_and_approving_go_on_and_letters_follow(
    workplace: Workplace, hall: TownHall, mailbox: Mailbox, clock: Clock
) -> None:
    asked = ask(workplace, hall)
    tell(workplace)
    do_all(workplace)
    with workplace.database.writing() as session:
        approve(session, hall.act("els", clock.now), asked.uid, rev=1)
    tell(workplace)
    do_all(workplace)
    assert mailbox.received == []

    mailbox.open()
    clock.move(minutes=2)
    do_all(workplace)
    clock.move(days=1)
    do_all(workplace)

    assert sorted(mailbox.recipients) == [ELS, RAVI, RAVI]
    with workplace.database.reading() as session:
        assert all(letter.text == "" for letter in session.exec(select(Letter)))


def test_a_failure_tells_nothing_twice_and_forgets_nothing(
    workplace: Workplace, hall: TownHall
) -> None:
    ask(workplace, hall)
    with workplace.database.writing() as session:
        seal_entries(session)
        entry = session.exec(select(JournalEntry)).one()
        progress = session.get(NewsRead, 1)
        assert progress is not None
        assert entry.seal_number == progress.seal_number + 1
    with workplace.database.writing() as session:
        tell_news(session, workplace.settings, now=workplace.clock())
        session.rollback()  # the machine died before the commit
    assert letters(workplace.database) == []

    write_letters(workplace, {}, workplace.clock())
    write_letters(workplace, {}, workplace.clock())

    assert len(letters(workplace.database)) == 2


def test_acts_are_told_one_by_one_and_in_between_others_have_their_turn(
    workplace: Workplace, hall: TownHall, clock: Clock
) -> None:
    asked = ask(workplace, hall)
    clock.now += timedelta(minutes=1)
    with workplace.database.writing() as session:
        cancel(session, hall.act("els", clock()), asked.uid)
        seal_entries(session)
    told: list[int] = []

    def rest() -> None:
        with workplace.database.writing():  # nobody holds it up
            told.append(len(letters(workplace.database)))

    write_letters(replace(workplace, rest=rest), {}, clock())

    assert told == [0, 1]  # what is no longer asked is not told


def test_an_act_that_cannot_be_told_holds_up_no_other_and_waits_for_the_administrator(
    workplace: Workplace, hall: TownHall, clock: Clock
) -> None:
    period = at(WEDNESDAY, "10:00", "12:00")
    facts = {"state": ReservationState.REQUESTED, "spaces": [],
             "from": period.starts_at.isoformat(), "until": period.ends_at.isoformat()}  # fmt: skip
    with workplace.database.writing() as session:
        write_down(session, hall.act("els", clock()), "approve", ("reservation", "nowhere"),
                   before=facts | {"state": "unknown"}, after=facts)  # fmt: skip
    clock.now += timedelta(minutes=1)
    asked = ask(workplace, hall)
    tell(workplace)
    assert len(letters(workplace.database)) == 2

    with workplace.database.writing() as session:
        [job] = jobs_set_aside(session, most=9)
        assert job.last_error is not None
        assert "NoResultFound" in job.last_error
        assert jobs_at(session, clock()).set_aside_count == 1
        row = reservation_of(session, asked.uid, hall.cast["ravi"])
        row.uid = "nowhere"  # what was wrong is mended
        try_job_again(session, hall.act("samir", clock()), job.id or 0)
    do_all(workplace)

    assert letters(workplace.database)[2:] == [(RAVI, "Goedgekeurd: Netwerkdag, wo 25 mrt")]
    with workplace.database.reading() as session:
        assert [x.kind for x in session.exec(select(Job))] == ["send_letters"]


def test_what_is_still_to_come_is_told_however_late_and_what_is_over_is_not(
    workplace: Workplace, hall: TownHall, clock: Clock
) -> None:
    fatima, noor = hall.cast["fatima"], hall.act("noor", clock())
    with workplace.database.writing() as session:
        soon, later = (
            reserve(session, noor, Wish((hall.spaces["beuk"],), at(day, "10:00", "12:00"), 4,
                                        title=title), holder=fatima)
            for day, title in ((WEDNESDAY, "Overleg"), (NEXT_WEDNESDAY, "Netwerkdag"))
        )  # fmt: skip
    tell(workplace)
    with workplace.database.writing() as session:
        for reservation in (soon, later):
            cancel(session, noor, reservation.uid)
    clock.now += timedelta(days=4)  # the house was off over a long weekend

    tell(workplace)
    tell(workplace)

    told = [subject for _, subject in letters(workplace.database)[2:]]
    assert told == ["Geannuleerd: Netwerkdag, wo 1 apr"]
    with workplace.database.reading() as session:
        last = session.exec(select(Letter).where(Letter.about == later.uid)).all()[-1]
    assert "METHOD:CANCEL" in last.calendar
