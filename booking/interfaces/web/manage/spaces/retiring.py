"""Taking a space out of use: first what that means for who reserved it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlmodel import Session

from booking.foundation.formats import show_day_short, show_span
from booking.foundation.local_time import day_of
from booking.foundation.texts import text
from booking.interfaces.web.forms import Form
from booking.interfaces.web.moments import Day
from booking.people.permissions import Action, may
from booking.people.queries import names_readable_by
from booking.people.values import Principal
from booking.reservations.clashes import clashes_caused, reservations_numbered
from booking.reservations.models import Reservation
from booking.spaces.changes import NotBegunYet, retired
from booking.spaces.operations import PastStays
from booking.spaces.values import BookableSpace, Stock

SHOWN_MAX = 100


class RetireForm(Form):
    refused_at: ClassVar = {PastStays: "dag", NotBegunYet: "dag"}

    vanaf: Day
    versie: Annotated[str, Field(max_length=64)]


class ResumeForm(Form):
    versie: Annotated[str, Field(max_length=64)]


def left_without_a_place(
    session: Session,
    stock: Stock,
    space: BookableSpace,
    day: date,
    *,
    viewer: Principal,
    now: datetime,
) -> dict[str, Any]:
    """For manage/spaces/retire.html: what is held of ``space`` on ``day`` and after.

    Raises NotBegunYet.
    """
    gone = replace(space, terms=retired(space.terms, day))
    after = replace(stock, spaces={**stock.spaces, space.id: gone})
    caused, _mended = clashes_caused(session, stock, after, now=now)
    numbers = [clash.reservation_id for clash in caused]
    held = reservations_numbered(session, numbers[:SHOWN_MAX])
    names = names_readable_by(session, viewer, [row.holder_id for row in held])
    return {
        "total": len(numbers),
        "more": max(0, len(numbers) - SHOWN_MAX),
        "items": [_item(row, space, viewer, names.get(row.holder_id, "")) for row in held],
    }


def _item(row: Reservation, space: BookableSpace, viewer: Principal, name: str) -> dict[str, Any]:
    here = f"/reserveringen/{row.uid}"
    title = row.title if row.title and may(viewer, Action.SEE_TITLE, row) else space.name
    return {
        "href": here,
        "kind": space.kind.value,
        "title": title,
        "place": name,
        "day": show_day_short(day_of(row.starts_at)),
        "when": show_span(row.period),
        "badge": None,
        "note": "",
        "actions": [{"href": f"{here}/wijzigen", "label": text("Move"), "sign": "pencil"}],
    }
