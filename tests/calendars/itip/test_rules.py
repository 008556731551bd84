"""What a message about an event means, whatever came before: newest first, in any order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.calendars.itip.reading import understand
from booking.calendars.itip.rules import (
    acts_for,
    altogether,
    decide,
    is_too_much,
    pair_up,
    wanted,
)
from booking.calendars.itip.values import Message, Outcome, PartStat, State
from booking.foundation.periods import Period
from tests.calendars.itip.organizer import FATIMA, ROOM, WEEKLY, date, mail

TUESDAY = datetime(2026, 3, 24, 9, tzinfo=UTC)
WEEK = timedelta(days=7)


def after(*messages: Message) -> State:
    state = State()
    for message in messages:
        state = decide(message, state).state
    return state


def starts(state: State) -> list[str]:
    return sorted(f"{each.date.period.starts_at:%m-%d %H}" for each in wanted(state).values())


def test_an_invitation_is_wanted_and_the_same_again_is_no_news() -> None:
    first = decide(mail(), State())
    assert first.outcome is Outcome.DONE
    assert starts(first.state) == ["03-24 09"]
    again = decide(mail(), first.state)
    assert (again.outcome, again.state) == (Outcome.NOTHING_NEW, first.state)


def test_the_newer_sequence_wins_and_at_the_same_the_newer_stamp() -> None:
    first = mail(sequence=1, minute=5)
    for newer in (
        mail(sequence=2, minute=0, start="20260324T140000"),
        mail(sequence=1, minute=6, start="20260324T140000"),  # as Google writes
    ):
        assert starts(after(first, newer)) == starts(after(newer, first)) == ["03-24 13"]
    for older in (mail(sequence=0, minute=9), mail(sequence=1, minute=4)):
        assert decide(older, after(first)).outcome is Outcome.NOTHING_NEW


def test_what_is_cancelled_stays_so_until_something_newer_comes() -> None:
    cancelled = mail(method="CANCEL", sequence=1)
    assert starts(after(mail(), cancelled)) == []
    assert starts(after(cancelled, mail())) == []  # the invitation was late
    assert starts(after(mail(), cancelled, mail(sequence=2))) == ["03-24 09"]
    assert starts(after(mail(), mail("STATUS:CANCELLED", sequence=1))) == []


def test_the_first_organizer_owns_the_uid() -> None:
    thief = "dief@elders.example"
    other = decide(mail(organizer=thief, sender=thief, sequence=9), after(mail()))
    assert (other.outcome, other.why) == (Outcome.NOT_THEIRS, "other-organizer")
    assert starts(other.state) == ["03-24 09"]


def test_only_the_organizer_or_who_may_send_for_them_is_heard() -> None:
    forwarded = decide(mail(sender="joost@voorbeeldstad.example"), State())
    assert (forwarded.outcome, forwarded.state) == (Outcome.NOT_THEIRS, State())
    secretary = mail(sender="balie@voorbeeldstad.example")
    line = f'ORGANIZER;SENT-BY="mailto:Balie@voorbeeldstad.example":mailto:{FATIMA}'
    by_secretary = understand(
        secretary.raw.replace(f"ORGANIZER;CN=Fatima:mailto:{FATIMA}".encode(), line.encode()),
        secretary.delivery,
    )
    assert decide(by_secretary, State()).outcome is Outcome.DONE


def test_a_calendar_of_google_speaks_through_who_wrote_first() -> None:
    team = "abc@group.calendar.google.com"
    first = mail(organizer=team)
    assert acts_for(organizer=team, sender=FATIMA) == FATIMA
    assert decide(first, State()).outcome is Outcome.DONE
    assert decide(mail(organizer=team, sequence=1), after(first)).outcome is Outcome.DONE
    other = mail(organizer=team, sequence=1, sender="joost@voorbeeldstad.example")
    assert decide(other, after(first)).outcome is Outcome.NOT_THEIRS


def test_a_room_that_is_not_invited_is_not_held_or_is_freed() -> None:
    elsewhere = mail(attendees=("linde@ruimtes.example",), sequence=1)
    assert decide(elsewhere, State()).outcome is Outcome.NOT_FOR_US
    freed = decide(elsewhere, after(mail()))
    assert (freed.outcome, starts(freed.state)) == (Outcome.DONE, [])
    both = mail(attendees=("linde@ruimtes.example", ROOM.address))
    assert starts(after(both)) == ["03-24 09"]


@pytest.mark.parametrize("method", ["PUBLISH", "REPLY", "COUNTER", "REFRESH", "ADD", ""])
def test_other_methods_ask_nothing_of_a_room(method: str) -> None:
    assert decide(mail(method=method), State()).outcome is Outcome.NOT_FOR_US


def test_one_date_of_a_series_is_moved_or_cancelled() -> None:
    series = mail(WEEKLY)
    assert starts(after(series)) == ["03-24 09", "03-31 08"]
    moved = date(31, hour=15, sequence=1)
    assert starts(after(series, moved)) == starts(after(moved, series)) == ["03-24 09", "03-31 13"]
    cancelled = date(31, method="CANCEL", sequence=1)
    assert starts(after(series, cancelled)) == starts(after(cancelled, series)) == ["03-24 09"]


def test_a_date_named_by_its_day_alone_is_found() -> None:
    by_day = mail("RECURRENCE-ID;VALUE=DATE:20260331", start="20260331T150000", sequence=1)
    assert starts(after(mail(WEEKLY), by_day)) == ["03-24 09", "03-31 13"]


def test_a_series_that_is_moved_forgets_what_was_moved_before() -> None:
    series, moved = mail(WEEKLY), date(31, hour=15, sequence=1, minute=1)
    renamed = mail(WEEKLY, minute=2)
    assert starts(after(series, moved, renamed)) == ["03-24 09", "03-31 13"]
    later = mail(WEEKLY, sequence=2, minute=2, start="20260324T110000")
    assert starts(after(series, moved, later)) == ["03-24 10", "03-31 09"]


def test_this_and_following_as_a_range_and_as_two_series() -> None:
    series = mail("RRULE:FREQ=WEEKLY;COUNT=3")
    which = "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Amsterdam:20260331T100000"
    ranged = mail(which, start="20260331T150000", sequence=1)
    assert starts(after(series, ranged)) == ["03-24 09", "03-31 13", "04-07 13"]
    ended = mail(which, method="CANCEL", start="20260331T100000", sequence=1)
    assert starts(after(series, ended)) == ["03-24 09"]
    # Outlook and Google end the series and send another UID for the rest
    shorter = mail("RRULE:FREQ=WEEKLY;UNTIL=20260324T090000Z", sequence=1)
    assert starts(after(series, shorter)) == ["03-24 09"]


def test_an_invitation_to_one_date_alone() -> None:
    assert starts(after(date(31, hour=15))) == ["03-31 13"]


def test_rooms_of_the_house_and_who_may_stay_away_are_not_counted() -> None:
    people = (
        "ATTENDEE:mailto:joost@voorbeeldstad.example",
        "ATTENDEE;ROLE=OPT-PARTICIPANT:mailto:bram@voorbeeldstad.example",
        "ATTENDEE;CUTYPE=RESOURCE:mailto:beamer@elders.example",
        "ATTENDEE:mailto:linde@ruimtes.example",
        f"ATTENDEE;ROLE=CHAIR:mailto:{FATIMA}",
    )
    assert mail(*people).said[0].people == 2


def test_held_dates_become_those_that_are_asked() -> None:
    one, two, three = (TUESDAY + n * WEEK for n in range(3))
    assert pair_up([None], [one, two]) == {one: None}
    hour = timedelta(hours=1)
    assert pair_up([one, two, three], [two, one + hour]) == {two: two, one + hour: one}
    assert pair_up([one], [two]) == {two: one}


def test_a_series_altogether() -> None:
    yes, maybe, no = PartStat
    assert altogether([yes, no]) is yes
    assert altogether([yes, maybe, no]) is maybe
    assert altogether([no]) is no


@pytest.mark.parametrize(
    ("clashes", "dates", "count", "percentage", "is_declined"),
    [(0, 10, 0, 0, False), (1, 10, 0, 0, True), (1, 10, 1, 10, False), (1, 10, 5, 9, True),
     (2, 100, 1, 50, True)],
)  # fmt: skip
def test_how_many_clashes_a_series_may_have(
    clashes: int, dates: int, count: int, percentage: int, *, is_declined: bool
) -> None:
    found = is_too_much(clashes, dates, count_max=count, percentage_max=percentage)
    assert found is is_declined


MESSAGES = st.one_of(
    st.builds(
        lambda sequence, minute, hour, method, rule: mail(
            *([rule] if rule else []), sequence=sequence, minute=minute, method=method,
            start=f"20260324T{hour}0000",
        ),
        st.integers(0, 2), st.integers(0, 20), st.integers(10, 14),
        st.sampled_from(["REQUEST", "REQUEST", "CANCEL"]), st.sampled_from(["", WEEKLY]),
    ),
    st.builds(
        lambda sequence, minute, hour, method, day: date(
            day, sequence=sequence, minute=minute, method=method, hour=hour
        ),
        st.integers(0, 2), st.integers(0, 20), st.integers(10, 14),
        st.sampled_from(["REQUEST", "CANCEL"]), st.sampled_from([24, 31]),
    ),
)  # fmt: skip


def _name(message: Message) -> object:
    said = message.said[0]
    return said.recurs_at, said.sequence, said.stamped_at


@settings(max_examples=40)
@given(st.lists(MESSAGES, unique_by=_name, max_size=6), st.data())
def test_twice_and_in_any_order_it_ends_the_same(
    messages: list[Message], data: st.DataObject
) -> None:
    twice = data.draw(st.permutations(messages + messages))
    assert wanted(after(*twice)) == wanted(after(*messages))
    assert len(wanted(after(*twice))) <= 2


def test_a_date_without_length_holds_nothing() -> None:
    message = mail()
    nothing = replace(message, said=(replace(message.said[0], dates=()),))
    assert starts(after(nothing)) == []
    period = Period(TUESDAY, TUESDAY + timedelta(hours=1))
    assert [each.date.period for each in wanted(after(message)).values()] == [period]
