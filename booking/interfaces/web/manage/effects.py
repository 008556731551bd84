"""What a change of the house would do to reservations, said before anything is stored."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from litestar.response import Template
from sqlmodel import Session

from booking.foundation.texts import text
from booking.interfaces.web.errand import Errand, Screen
from booking.interfaces.web.forms import Form, InvalidForm, read_form
from booking.interfaces.web.pages import page
from booking.interfaces.web.refusals import sentences
from booking.interfaces.web.tickets import tickets_of
from booking.people.queries import names_readable_by
from booking.people.values import Principal
from booking.reservations.changes import number_of
from booking.reservations.clashes import Clash, clashes_caused, reservations_numbered
from booking.spaces.values import Stock

F = TypeVar("F", bound=Form)
SHOWN_MAX = 20
NAMED_MAX = 6


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that is thought out but not stored: what a page shows before it is confirmed."""

    title: str
    lead: str
    before: Stock
    after: Stock
    action: str
    label: str
    back: str
    """Where the form is again, with everything that was filled in."""
    fields: Mapping[str, Any]
    figures: Sequence[Mapping[str, str]] = ()
    """Each with a ``label``, what it is ``before`` and what it becomes ``after``."""
    notes: Sequence[str] = field(default_factory=list)


def foresee(
    errand: Errand, form: type[F], query: dict[str, Any], propose: Callable[[F], Proposal],
    again: Screen,
) -> Template:  # fmt: skip
    """What the form in the address would do; or the form ``again``."""
    try:
        proposal = propose(read_form(form, query))
    except InvalidForm as invalid:
        return again(invalid.errors, query, 422)
    return preview(errand, proposal)


def preview(errand: Errand, proposal: Proposal) -> Template:
    """The page that shows what the proposal does, with the button that does it.

    Meetings come before desks: a meeting is harder to move.
    """
    before, by, now = proposal.before, errand.act.by, errand.act.at
    with errand.database.reading() as session:
        caused, mended = clashes_caused(session, before, proposal.after, now=now)
        caused.sort(key=lambda clash: _is_of_desks(clash, before))
        tickets = clash_tickets(session, caused[:SHOWN_MAX], before, viewer=by, now=now)
    return page(
        errand.request, "manage/preview.html", proposal=proposal, count=len(caused),
        mended=mended, hit=_hit_spaces(caused, before), more=max(0, len(caused) - SHOWN_MAX),
        tickets=tickets,
    )  # fmt: skip


def clash_tickets(
    session: Session, found: Sequence[Clash], stock: Stock, *, viewer: Principal, now: datetime
) -> list[dict[str, Any]]:
    """For ``reservation_list``: each with why it does not fit, and the ways to mend it."""
    rows = reservations_numbered(session, [clash.reservation_id for clash in found])
    space_ids = {clash.reservation_id: clash.space_ids for clash in found}
    why = {clash.reservation_id: sentences(clash.objections) for clash in found}
    names = names_readable_by(session, viewer, list({row.holder_id for row in rows}))
    tickets = tickets_of(rows, space_ids, stock=stock, viewer=viewer, now=now, names=names)
    for row, ticket in zip(rows, tickets, strict=True):
        whom = ticket["note"]
        ticket["note"] = " · ".join([*([whom] if whom else []), *why[number_of(row)]])
    return tickets


def _is_of_desks(clash: Clash, stock: Stock) -> bool:
    return all(stock.spaces[space_id].is_desk for space_id in clash.space_ids)


def _hit_spaces(found: Sequence[Clash], stock: Stock) -> list[str]:
    """De Beuk (3), Raadzaal (1); of many spaces the ones that are hit most."""
    counts = Counter(space_id for clash in found for space_id in clash.space_ids)
    most = [
        f"{stock.spaces[space_id].name} ({count})"
        for space_id, count in counts.most_common(NAMED_MAX)
    ]
    rest = len(counts) - len(most)
    return [*most, text("and %(count)s more", count=rest)] if rest else most
