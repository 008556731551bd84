"""Other times to set up and to clear: who is too near to another for them, said beforehand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from booking.foundation.errors import Conflict
from booking.foundation.formats import show_day_short, show_span
from booking.foundation.ids import fingerprint
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_
from booking.interfaces.web.forms import InvalidForm, read_form
from booking.interfaces.web.manage.spaces.form import SpaceForm
from booking.interfaces.web.tickets import title_of
from booking.people.queries import names_readable_by
from booking.people.values import Act
from booking.reservations.buffers import Held, apply_buffers, widths_in
from booking.reservations.clashes import reservations_numbered
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, Stock

LISTED_MAX = 100


class TooNear(Conflict):
    code = "too-near"
    sentence = N_(
        "Nothing is stored yet: not every reservation has room for these minutes. Look at them "
        "below, then save again."
    )


def apply_as_seen(session: Session, act: Act, before: Stock, form: SpaceForm) -> None:
    """Raises :class:`TooNear` where the form has not seen what is too near to another."""
    found = apply_buffers(session, act, before)
    if found and _seen(found) != form.krap:
        raise TooNear(f"{len(found)} reservations")


def near_data(session: Session, act: Act, number: int, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What the form as it was sent is too wide for; for manage/spaces/_near.html."""
    stock = current_stock(session)
    try:
        form = read_form(SpaceForm, sent)
    except InvalidForm:
        return {}
    after = _as_asked(stock, stock.spaces[number], form)
    found = widths_in(session, stock, after, now=act.at).too_near
    if not found:
        return {}
    rows = reservations_numbered(session, [held.reservation_id for held in found[:LISTED_MAX]])
    names = names_readable_by(session, act.by, sorted({row.holder_id for row in rows}))
    space = stock.spaces[number]
    return {"near": {
        "seen": _seen(found),
        "count": len(found),
        "more": max(0, len(found) - LISTED_MAX),
        "rows": [
            {"day": show_day_short(day_of(row.starts_at)), "href": f"/reserveringen/{row.uid}",
             "text": " · ".join(filter(None, (
                 show_span(row.period), title_of(row, [space], act.by),
                 names.get(row.holder_id, ""),
             )))}
            for row in rows
        ],
    }}  # fmt: skip


def _as_asked(stock: Stock, space: BookableSpace, form: SpaceForm) -> Stock:
    facts = form.facts(space.kind)
    asked = replace(
        space, buffer_before_minutes=facts.buffer_before_minutes,
        buffer_after_minutes=facts.buffer_after_minutes, layouts=facts.layouts,
    )  # fmt: skip
    return replace(stock, spaces={**stock.spaces, space.id: asked})


def _seen(found: Sequence[Held]) -> str:
    return fingerprint([held.reservation_id for held in found])
