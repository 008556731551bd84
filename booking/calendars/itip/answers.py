"""What a room answers: METHOD:REPLY by the book (RFC 5546 §3.2.3), and the same in words.

Without names: the organizer learns that the room is taken, not by whom. Values in, values out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby

from icalendar import Event
from icalendar.parser import Contentline

from booking.calendars.ical_out import Organizer, address, calendar_of, lines
from booking.calendars.itip.rules import altogether
from booking.calendars.itip.values import Address, PartStat
from booking.foundation.formats import as_sentence, show_day, show_span
from booking.foundation.lines import one_line
from booking.foundation.local_time import day_of, days_of, local_day
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.reservations.alternatives import Alternatives
from booking.reservations.in_words import sentences
from booking.reservations.reasons import SHORT_WORDS
from booking.reservations.values import Objection, Reason
from booking.reservations.whose_rule import nearest_in_words, whose_rule

SUBJECTS = {
    PartStat.ACCEPTED: N_("Accepted: %(title)s"),
    PartStat.TENTATIVE: N_("Tentative: %(title)s"),
    PartStat.DECLINED: N_("Declined: %(title)s"),
}
LEADS = {
    PartStat.ACCEPTED: N_("%(room)s is reserved for you."),
    PartStat.TENTATIVE: N_(
        "%(room)s is held for you. It must still be approved; you get another answer then."
    ),
    PartStat.DECLINED: N_("%(room)s is not reserved for you."),
}
GOES_ON = N_(
    "Your series goes on, but can be reserved until %(day)s only. Invite the room again for the "
    "dates after that."
)
SUCCESS, BUSY = "2.0;Success", "4.1;Event conflict. Date-time is busy."
NO_AUTHORITY, NOT_SUPPORTED = "3.8;No authority.", "3.14;Unsupported capability."
HELD_BY_OTHERS = {Reason.TAKEN, Reason.ELSEWHERE, Reason.HAS_DESK_ALREADY}
NOT_THEIRS = {Reason.NOT_FOR_YOU, Reason.FOR_OTHERS, Reason.QUOTA}


NOTHING_ELSE = Alternatives()


@dataclass(frozen=True, slots=True)
class AnsweredDate:
    """What became of one date."""

    period: Period
    stat: PartStat
    objections: Sequence[Objection] = ()
    written: str = ""
    """How the organizer writes that date of the series; empty without one."""
    begins: str = ""
    """How the organizer writes when it starts."""

    @property
    def reasons(self) -> Sequence[Reason]:
        return list(dict.fromkeys(objection.reason for objection in self.objections))

    @property
    def why(self) -> str:
        """In a word or two a reason."""
        return ", ".join(text(SHORT_WORDS[reason]) for reason in self.reasons)

    @property
    def why_in_full(self) -> str:
        """A sentence for each reason."""
        return " ".join(sentences(self.objections))


@dataclass(frozen=True, slots=True)
class Reply:
    """All that an answer says."""

    uid: str
    sequence: int
    address: Address
    room: str
    title: str
    begins: str
    """DTSTART as the organizer writes it."""
    dates: Sequence[AnsweredDate]
    now: datetime
    is_whole: bool = True
    """About the whole event; else about these dates of its series."""
    is_series: bool = False
    cut_on: date | None = None
    """The last day held of a series that goes on."""
    alternatives: Alternatives = NOTHING_ELSE
    refusal: str = ""
    """Why nothing can be held at all, as a sentence."""

    @property
    def stat(self) -> PartStat:
        return altogether(each.stat for each in self.dates)

    @property
    def declined(self) -> list[AnsweredDate]:
        return [each for each in self.dates if each.stat is PartStat.DECLINED]


def subject_of(reply: Reply) -> str:
    """Outlook shows it in the list of mail. In the language spoken; so are the others."""
    return one_line(text(SUBJECTS[reply.stat], title=reply.title or reply.room))


def words_of(reply: Reply) -> str:
    """The same as the calendar says, for people: one paragraph a line."""
    return "\n".join(_paragraphs(reply))


def calendar_reply(reply: Reply) -> bytes:
    """One VCALENDAR: the whole event, and each date of its series that has another answer."""
    parts = [zone.encode() + b"\r\n" for zone in reply.address.zones]
    if reply.is_whole:
        parts.append(_event(reply, reply.stat, _comment(reply), reply.begins))
        others = [each for each in reply.declined if reply.stat is not PartStat.DECLINED]
    else:
        others = list(reply.dates)
    dates = (_event(reply, each.stat, each.why_in_full, each.begins, each.written)
             for each in others if reply.is_series)  # fmt: skip
    return calendar_of([*parts, *dates], method="REPLY")


def _paragraphs(reply: Reply) -> Iterator[str]:
    yield text(LEADS[reply.stat], room=reply.room)
    if reply.refusal:
        yield reply.refusal
    elif reply.is_series and reply.is_whole:
        yield from _about_series(reply)
    else:
        yield from map(_in_full, reply.dates)
    found = [objection for each in reply.declined for objection in each.objections]
    if not reply.is_series:
        yield from nearest_in_words(found)
    yield from _about_alternatives(reply)
    yield from whose_rule(found)
    if reply.cut_on is not None and reply.stat is not PartStat.DECLINED:
        yield text(GOES_ON, day=show_day(reply.cut_on))


def _about_series(reply: Reply) -> Iterator[str]:
    held = len(reply.dates) - len(reply.declined)
    if held and not reply.declined:
        yield text(N_("All %(count)s dates are held."), count=held)
        return
    if held:
        yield text(N_("%(held)s of %(count)s dates are held. Not these:"), held=held,
                   count=len(reply.dates))  # fmt: skip
    else:
        yield text(N_("These dates cannot be had, so none of the series is held:"))
    yield from (_line(each) for each in reply.declined if each.reasons)


def _line(each: AnsweredDate) -> str:
    return f"{_when(each)}: {each.why}" if each.why else _when(each)


def _in_full(each: AnsweredDate) -> str:
    return f"{_when(each)}. {each.why_in_full}" if each.objections else _when(each)


def _when(each: AnsweredDate) -> str:
    """Of whole days their names, and no hours."""
    days = days_of(each.period)
    first, last = (as_sentence(show_day(day)) for day in (days[0], days[-1]))
    if each.period == Period(local_day(days[0]).starts_at, local_day(days[-1]).ends_at):
        return first if len(days) == 1 else f"{first} – {last}"
    return f"{first}, {show_span(each.period)}"


def _day(each: AnsweredDate) -> date:
    return day_of(each.period.starts_at)


def _about_alternatives(reply: Reply) -> Iterator[str]:
    """The day is named where it is not the one that was asked for."""
    found, asked = reply.alternatives, [each.period for each in reply.declined]
    for period, places in groupby(found.other_spaces, key=lambda place: place.period):
        rooms = ", ".join(place.space.name for place in places)
        if period in asked:
            yield text(N_("Free at that time: %(rooms)s."), rooms=rooms)
        else:
            yield text(N_("Free on %(day)s, %(span)s: %(rooms)s."), rooms=rooms,
                       day=show_day(day_of(period.starts_at)), span=show_span(period))  # fmt: skip
    for day, periods in groupby(found.other_times, key=lambda period: day_of(period.starts_at)):
        times = ", ".join(map(show_span, periods))
        if day in map(_day, reply.declined):
            yield text(N_("Free on that day: %(times)s."), times=times)
        else:
            yield text(N_("Free on %(day)s: %(times)s."), day=show_day(day), times=times)


def _comment(reply: Reply) -> str:
    """All but the first paragraph, which PARTSTAT says."""
    return " ".join(list(_paragraphs(reply))[1:]) if reply.declined or reply.refusal else ""


def _event(reply: Reply, stat: PartStat, comment: str, begins: str, written: str = "") -> bytes:
    """One VEVENT with one ATTENDEE. What icalendar would write otherwise is written as it is."""
    event = Event()
    event.add("uid", reply.uid)
    event.add("sequence", reply.sequence)
    event.add("dtstamp", reply.now.replace(microsecond=0).astimezone(UTC))
    event.add("summary", one_line(reply.title or reply.room))
    room = Organizer(reply.room, reply.address.mailbox)
    event.add("attendee", address(room, {"CUTYPE": "ROOM", "PARTSTAT": stat.value}))
    if comment:
        event.add("comment", lines(comment))
    as_they_are = [
        reply.address.line,  # byte for byte (§3.2.3)
        f"REQUEST-STATUS:{_status(reply, stat)}",  # icalendar would escape its semicolon
        f"DTSTART{begins}",
        *([f"RECURRENCE-ID{written}"] if written else []),
    ]
    begin, _, rest = event.to_ical().partition(b"\r\n")
    return b"\r\n".join([begin, *map(_folded, as_they_are), bytes(rest)])


def _folded(line: str) -> bytes:
    return bytes(Contentline(line).to_ical())  # type: ignore[no-untyped-call]


def _status(reply: Reply, stat: PartStat) -> str:
    if stat is not PartStat.DECLINED:
        return SUCCESS
    reasons = {reason for each in reply.declined for reason in each.reasons}
    if reply.refusal or reasons & NOT_THEIRS:
        return NO_AUTHORITY
    return BUSY if reasons & HELD_BY_OTHERS or not reasons else NOT_SUPPORTED
