"""What a change of the house would do to reservations, said before it is stored; and doing it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from litestar.response import Template
from sqlmodel import Session

from booking.foundation.errors import Conflict, DomainError, Refused
from booking.foundation.texts import text
from booking.interfaces.web.errand import Answer, Errand, Screen, shown_again
from booking.interfaces.web.forms import Form, FormData, InvalidForm, read_form
from booking.interfaces.web.manage.rehousing.choices import (
    LIST,
    SEEN,
    choice_in,
    without_choices,
)
from booking.interfaces.web.manage.rehousing.view import Assistant
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.interfaces.web.tickets import tickets_of
from booking.people.queries import names_readable_by
from booking.people.values import Act, Principal
from booking.reservations.changes import number_of
from booking.reservations.claims import JustTaken
from booking.reservations.clashes import Clash, clashes, clashes_caused, reservations_numbered
from booking.reservations.in_words import sentences
from booking.reservations.rehousing.operations import HousePlanChanged, change_house
from booking.reservations.rehousing.queries import plan_for
from booking.reservations.rehousing.values import Bulk, Choice
from booking.spaces.values import Stock

F = TypeVar("F", bound=Form)
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
    is_mending: bool = False
    """About what does not fit the house already, rather than what a change of it hits."""
    here: str = ""
    """Where the same is shown for the form in the address; of what hits reservations."""

    @property
    def pairs(self) -> list[tuple[str, Any]]:
        """The fields as a form sends them: a name once for each of its values."""
        return [
            (name, one)
            for name, value in self.fields.items()
            for one in (value if isinstance(value, list) else [value])
        ]


def foresee(
    errand: Errand, form: type[F], query: Mapping[str, Any], propose: Callable[[F], Proposal],
    again: Screen,
) -> Template:  # fmt: skip
    """What the form in the address would do; or the form ``again``."""
    try:
        proposal = propose(read_form(form, without_choices(query)))
    except InvalidForm as invalid:
        return again(invalid.errors, without_choices(query), 422)
    return preview(errand, proposal, query)


def preview(
    errand: Errand,
    proposal: Proposal,
    data: Mapping[str, Any],
    error: DomainError | None = None,
) -> Template:
    """The page that shows what the proposal does, with the button that does it.

    ``data`` is what was chosen so far; with ``error`` it turned out otherwise.
    """
    status, trouble = said(error) if error else (200, [])
    before = None if proposal.is_mending else proposal.before
    with errand.database.reading() as session:
        found = hit_by(session, errand.act, before, proposal.after, data)
    return page(
        errand.request, f"manage/rehousing/{'list' if LIST in data else 'plan'}.html",
        status=status, trouble=trouble, proposal=proposal, **found,
        printed=f"{proposal.here}?{urlencode([*proposal.pairs, (LIST, 'ja')])}",
    )  # fmt: skip


def hit_by(
    session: Session, act: Act, before: Stock | None, after: Stock, data: Mapping[str, Any]
) -> dict[str, Any]:
    """For manage/rehousing/_choice.html and _rows.html: what no longer fits ``after``.

    Without ``before`` also what did not fit already. ``data`` is what was chosen so far.
    """
    choice = choice_in(data) if SEEN in data else Choice(Bulk.MOVE_OR_KEEP)
    if before is None:
        caused, mended = clashes(session, after, now=act.at), 0
    else:
        caused, mended = clashes_caused(session, before, after, now=act.at)
    rows = plan_for(session, caused, after, now=act.at, wanted=choice.wanted)
    return {
        "count": len(rows), "mended": mended, "hit": _hit_spaces(caused, after),
        "plan": Assistant(session, act, after, rows, choice).data(),
    }  # fmt: skip


def carry_out(
    errand: Errand, data: FormData, form: type[F], propose: Callable[[F], Proposal],
    work: Callable[[Session, F], object], again: Screen | None = None, *, at: str | None = None,
    flash: str,
) -> Answer:  # fmt: skip
    """Do ``work`` and to each reservation in its way what was chosen; or show why not.

    When the plan is no longer the one that was shown, it is shown anew. A form that was never
    filled in by hand has no page to show ``again``: its refusal has one of its own.
    """
    own, choice = without_choices(data), choice_in(data)

    def done(session: Session) -> object:
        return change_house(
            session, errand.act, lambda: work(session, read_form(form, own)), choice
        )

    try:
        location = errand.once(data, done, at=at)
    except (HousePlanChanged, JustTaken) as error:
        return preview(errand, propose(read_form(form, own)), data, error)
    except (InvalidForm, Conflict, Refused) as error:
        if again is None:
            raise
        return shown_again(error, form, own, again)
    return go(location, flash=flash)


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


def _hit_spaces(found: Sequence[Clash], stock: Stock) -> list[str]:
    """De Beuk (3), Raadzaal (1); of many spaces the ones that are hit most.

    Rooms before desks: a meeting is harder to move.
    """
    hit = [space_id for clash in found for space_id in clash.space_ids]
    counts = Counter(sorted(hit, key=lambda space_id: stock.spaces[space_id].is_desk))
    most = [
        f"{stock.spaces[space_id].name} ({count})"
        for space_id, count in counts.most_common(NAMED_MAX)
    ]
    rest = len(counts) - len(most)
    return [*most, text("and %(count)s more", count=rest)] if rest else most
