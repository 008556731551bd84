"""One event in one mailbox: whose it is, how far it can be reserved, and what is answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from booking.calendars.itip.answers import (
    NOTHING_ELSE,
    AnsweredDate,
    Reply,
    calendar_reply,
    subject_of,
    words_of,
)
from booking.calendars.itip.carrying_out import Carried
from booking.calendars.itip.models import InvitedDate
from booking.calendars.itip.rules import Dates, Key, acts_for, part_stat
from booking.calendars.itip.values import Address, MailAnswer, Mailbox, PartStat, Said, State
from booking.foundation.formats import show_day, show_span
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.foundation.texts import LANGUAGES, N_, speaking, text
from booking.people.delegates import require_may_reserve_for
from booking.people.models import Person
from booking.people.permissions import NotAllowed
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Principal
from booking.reservations.alternatives import Alternatives
from booking.reservations.models import Reservation
from booking.reservations.queries import house_rules_on, space_ids_of
from booking.reservations.search import alternatives_to
from booking.reservations.values import HOLDING
from booking.spaces.naming import spaces_named
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind

UNKNOWN = N_(
    "We do not know %(address)s as somebody who can reserve here. Ask the facility team: %(help)s."
)
ALL_PAST = N_("All its dates are past.")
MOVED = N_(
    "The reservation was changed here to %(place)s, %(day)s, %(span)s. Change it in your calendar "
    "too."
)


@dataclass(frozen=True, slots=True)
class Case:
    """An event in a mailbox, as it stands now."""

    session: Session
    settings: Settings
    mailbox: Mailbox
    uid: str
    state: State
    address: Address
    now: datetime
    person: Person | None
    """The organizer, where we know them."""
    asker: Principal | None
    may_ask: bool
    """Whether they may come in; who may not any more can still give back."""

    @property
    def whole(self) -> Said | None:
        return self.state.said.get(None)

    @property
    def newest(self) -> Said:
        return max(self.state.said.values(), key=lambda said: said.version)

    @property
    def is_series(self) -> bool:
        return self.whole is None or self.whole.is_series

    @property
    def kind(self) -> SpaceKind:
        stock = current_stock(self.session)
        space = stock.spaces.get(self.mailbox.space_id or 0)
        return space.kind if space else SpaceKind.DESK

    @property
    def name(self) -> str:
        """What people call the room, or the zone."""
        stock = current_stock(self.session)
        if self.mailbox.space_id is not None:
            return stock.spaces[self.mailbox.space_id].name
        return stock.zones[self.mailbox.zone_id or 0].name

    @property
    def until(self) -> datetime:
        """How far ahead the house rules let anybody reserve."""
        return self.now + house_rules_on(self.session, day_of(self.now), self.kind).ahead_max

    def within_reach(self, asked: Dates, held: Sequence[Key]) -> Dates:
        """Of a series what is still to come and not too far ahead; else the house rules say so."""
        if len(asked) < 2:  # noqa: PLR2004 -- more than one
            return asked
        return {
            key: wanted
            for key, wanted in asked.items()
            if key in held or self.now < wanted.date.period.starts_at <= self.until
        }


def case_of(
    session: Session,
    settings: Settings,
    mailbox: Mailbox,
    uid: str,
    state: State,
    address: Address,
    *,
    now: datetime,
) -> Case:
    email = acts_for(organizer=state.organizer, sender=state.sender)
    person = person_by_email(session, email)
    asker = principal_of(session, person.id or 0, today=day_of(now)) if person else None
    may_ask = asker is not None
    if person is not None and asker is None:
        asker = Principal(person.id or 0, person.name, frozenset(), person.language)
    return Case(session, settings, mailbox, uid, state, address, now, person, asker, may_ask)


def may_send_for(session: Session, whom: str, *, sender: str, now: datetime) -> bool:
    """Whether ``sender`` may reserve for ``whom`` here; both are addresses.

    SENT-BY alone proves nothing: whoever writes the calendar writes that too.
    """
    if sender == whom:
        return True
    people = [person_by_email(session, each) for each in (whom, sender)]
    holder, by = (
        principal_of(session, each.id or 0, today=day_of(now)) if each else None for each in people
    )
    if holder is None or by is None:
        return False
    try:
        require_may_reserve_for(session, by, holder)
    except NotAllowed:
        return False
    return True


def answer_to(case: Case, found: dict[Key, Carried], *, is_whole: bool) -> MailAnswer:
    """What became of the dates that were asked for."""
    dates = [_answered(carried) for carried in found.values()]
    ended = case.whole is not None and case.whole.goes_on
    last = max((each.period.starts_at for each in dates), default=case.now)
    is_cut = is_whole and case.is_series and (ended or _reaches_beyond(case))
    with speaking(_language(case)):
        return _posted(
            case,
            dates,
            is_whole=is_whole,
            cut_on=last if is_cut else None,
            declined=next(iter(found.values())) if len(found) == 1 else None,
            refusal=_refusal(case, dates),
        )


def answer_anew(
    case: Case, dates: Sequence[AnsweredDate], *, is_whole: bool, refusal: str
) -> MailAnswer:
    """What became of dates of which the organizer heard something else before."""
    with speaking(_language(case)):
        return _posted(case, dates, is_whole=is_whole, refusal=refusal)


def moved_here(
    case: Case, dates: Sequence[InvitedDate], behind: Mapping[int, Reservation]
) -> dict[int, str]:
    """Where people put it since, by number, in words: no longer the room and time asked for."""
    held = [row for row in behind.values() if row.state in HOLDING]
    spaces = space_ids_of(case.session, [row.id or 0 for row in held])
    asked = {date.reservation_id: (date.starts_at, date.ends_at) for date in dates}
    stock = current_stock(case.session)
    with speaking(_language(case)):
        return {
            row.id or 0: text(
                MOVED,
                place=spaces_named([stock.spaces[number] for number in spaces[row.id or 0]]),
                day=show_day(day_of(row.starts_at)),
                span=show_span(row.period),
            )
            for row in held
            if asked[row.id] != (row.starts_at, row.ends_at)
            or case.mailbox.space_id not in {None, *spaces[row.id or 0]}
        }


def _posted(
    case: Case,
    dates: Sequence[AnsweredDate],
    *,
    is_whole: bool,
    cut_on: datetime | None = None,
    declined: Carried | None = None,
    refusal: str = "",
) -> MailAnswer:
    reply = Reply(
        uid=case.uid,
        sequence=case.newest.sequence,
        address=case.address,
        room=case.name,
        title=case.newest.title,
        begins=case.newest.begins,
        dates=sorted(dates, key=lambda each: each.period),
        now=case.now,
        is_whole=is_whole,
        is_series=case.is_series,
        cut_on=day_of(cut_on) if cut_on else None,
        alternatives=_instead(case, declined),
        refusal=refusal,
    )
    return MailAnswer(
        to=acts_for(organizer=case.state.organizer, sender=case.state.sender),
        name=case.person.name if case.person else "",
        sender=case.address.mailbox,
        sender_name=case.name,
        subject=subject_of(reply),
        text=words_of(reply),
        calendar=calendar_reply(reply),
        in_reply_to=case.address.message_id,
        about=f"{case.mailbox.place} {case.uid}"[:200],
        language=_language(case),
    )


def _language(case: Case) -> str:
    return case.person.language if case.person else LANGUAGES[0]


def _answered(carried: Carried) -> AnsweredDate:
    date, reservation = carried.wanted.date, carried.reservation
    stat = part_stat(reservation.state) if reservation else PartStat.DECLINED
    return AnsweredDate(date.period, stat, carried.objections, date.written, date.begins)


def _refusal(case: Case, dates: Sequence[AnsweredDate]) -> str:
    if not case.may_ask:
        email = acts_for(organizer=case.state.organizer, sender=case.state.sender)
        return text(UNKNOWN, address=email, help=case.settings.help_text)
    return "" if dates else text(ALL_PAST)


def _reaches_beyond(case: Case) -> bool:
    whole = case.whole
    return whole is not None and any(each.period.starts_at > case.until for each in whole.dates)


def _instead(case: Case, declined: Carried | None) -> Alternatives:
    """What can be had instead of the one date that could not."""
    if declined is None or declined.wish is None or case.asker is None:
        return NOTHING_ELSE
    return alternatives_to(case.session, declined.wish, person=case.asker, now=case.now)
