"""Asking for figures: every page and file reads, writes down who asked, and then answers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from litestar.response import Template
from sqlmodel import Session

from booking.foundation.database import Database, retried
from booking.foundation.local_time import day_of
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.pages import is_fragment, page
from booking.occupancy.operations import record_report
from booking.occupancy.values import Slice
from booking.people.values import Act
from booking.spaces.queries import building_names, current_stock
from booking.spaces.values import Stock


@dataclass(frozen=True, slots=True)
class House:
    """What is asked about, as it is at the moment of asking."""

    session: Session
    stock: Stock
    buildings: dict[int, str]
    today: date


@contextmanager
def house_asked(database: Database, now: datetime) -> Iterator[House]:
    with database.reading() as session:
        yield House(session, current_stock(session), building_names(session), day_of(now))


@retried
def write_down_asking(
    database: Database, act: Act, of: Slice, *, report: str = "", form: str = "",
    narrowed: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """No figures without a line in the journal: so the works council can see who asked.

    It changes nothing that the asker can see, so it may follow from a GET.
    """
    with database.writing() as session:
        record_report(session, act, of, report=report, form=form, narrowed=narrowed)


def told(request: AnyRequest, whole: str, part: str, **data: Any) -> Template:
    """The page, or its part where the page is there already."""
    return page(request, part if is_fragment(request) else whole, **data)
