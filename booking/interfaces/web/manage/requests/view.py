"""One request with everything that is needed to decide."""

from collections.abc import Iterator
from typing import Any

from litestar.datastructures import MultiDict
from sqlmodel import Session

from booking.foundation.formats import show_date, show_day_short, show_time
from booking.foundation.local_time import day_of
from booking.foundation.texts import plural_text, text
from booking.interfaces.web.errand import Errand
from booking.interfaces.web.forms import Form
from booking.interfaces.web.manage.requests.decline import decline_fields
from booking.interfaces.web.manage.requests.listing import deadline_badge, same_time
from booking.interfaces.web.reservations.view import Seen, look, page_of
from booking.interfaces.web.rooms.visits import RoomVisits
from booking.interfaces.web.words import PARTNER_KINDS
from booking.people.models import Partner
from booking.people.permissions import NotThere
from booking.reservations.decision import objections
from booking.reservations.in_words import sentences
from booking.reservations.operations import wish_of
from booking.reservations.requests import asker_of, request_of
from booking.reservations.telling import told_of
from booking.reservations.values import ReservationState
from booking.reservations.waiting.queries import how_many_want


class ApproveForm(Form):
    rev: int


def request_shown(errand: Errand, session: Session, uid: str) -> dict[str, Any]:
    """For manage/requests/show.html. Raises NotThere for what is no request and never was."""
    now, viewer = errand.act.at, errand.act.by
    held = request_of(session, uid, viewer)
    seen = look(session, held, viewer=viewer, now=now)
    if held.answer_by is None and held.state is not ReservationState.REQUESTED:
        raise NotThere(f"{uid} was never asked")
    told = page_of(seen)
    is_waiting = held.state is ReservationState.REQUESTED and held.starts_at > now
    return {
        "reservation": told | {"facts": [*told["facts"], *_organisation(seen)]},
        "here": f"/beheer/aanvragen/{held.uid}",
        "rev": held.rev,
        "is_waiting": is_waiting,
        "deadline": deadline_badge(held, now) if is_waiting else told["badge"],
        "told_late": _told_late(seen) if is_waiting else "",
        "against": _against(seen) if is_waiting else [],
        "others": same_time(session, held, viewer=viewer, now=now),
        "in_line": _in_line(seen) if is_waiting else "",
        "timeline": _timeline(errand, seen),
        **decline_fields(seen),
    }


def _told_late(seen: Seen) -> str:
    """That the house was told that the answer is late; empty when it was not."""
    told_at = told_of(seen.session, seen.reservation)
    if told_at is None:
        return ""
    return text(
        "The deadline has passed. The deputy and the facility team were told on %(day)s %(time)s.",
        day=show_day_short(day_of(told_at)), time=show_time(told_at),
    )  # fmt: skip


def _in_line(seen: Seen) -> str:
    """How many wait for the same place; who they are is for nobody to see."""
    count = how_many_want(seen.session, seen.spaces, seen.reservation.period)
    if not count:
        return ""
    waiting = plural_text(
        "%(count)s person waits for this place at that time.",
        "%(count)s people wait for this place at that time.", count,
    )  # fmt: skip
    return waiting + " " + text("If you decline, it is offered to the first in line.")


def _timeline(errand: Errand, seen: Seen) -> str:
    """The day of the room around it; nothing for a desk."""
    space, request = seen.spaces[0], errand.request
    if space.is_desk:
        return ""
    visits = RoomVisits(request, errand.act.by, errand.act.at)
    query = MultiDict({"datum": day_of(seen.reservation.starts_at).isoformat()})
    return visits.day(seen.session, visits.visit(seen.session, space.number, query)).html


def _against(seen: Seen) -> list[str]:
    """What came in between since it was asked: a closure, the end of an agreement."""
    held = seen.reservation
    asker = asker_of(seen.session, held, now=seen.now)
    if asker is None:
        return [text("Who asked may not reserve any more: their account or agreement has ended.")]
    return sentences(objections(
        seen.session, wish_of(seen.session, held), by=asker, at=seen.now,
        holder_id=asker.id, moved=held,
    ))  # fmt: skip


def _organisation(seen: Seen) -> Iterator[dict[str, str]]:
    partner_id = seen.reservation.partner_id
    partner = seen.session.get(Partner, partner_id) if partner_id else None
    if partner is None:
        return
    kind = text(PARTNER_KINDS[partner.kind])
    yield {"term": text("Kind of organisation"), "text": kind, "sign": "id-badge-2"}
    until = show_date(partner.term_until) if partner.term_until else text("no end agreed")
    term = text("%(begin)s until %(until)s", begin=show_date(partner.term_from), until=until)
    yield {"term": text("Agreement"), "text": term, "sign": "calendar-time"}
