"""What every change of the house begins with: who may, the past that stays, and the version."""

from datetime import date

from sqlalchemy import update
from sqlmodel import Session

from booking.foundation.errors import Refused
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_
from booking.people.permissions import Action, require_may
from booking.people.values import Act
from booking.spaces.models import StockVersion
from booking.spaces.queries import SEEN_VERSION


class PastStays(Refused):
    code = "past-stays"
    sentence = N_(
        "What is past stays as it was, so that its figures stay right. Choose a later moment."
    )


def begin_change(session: Session, act: Act, *, from_day: date | None = None) -> None:
    """Begin to change the stock, as it will be ``from_day`` on. Raises :class:`PastStays`."""
    require_may(act.by, Action.MANAGE_HOUSE)
    if from_day is not None:
        require_to_come(act, from_day)
    raise_stock_version(session)


def require_to_come(act: Act, day: date) -> None:
    if day < day_of(act.at):
        raise PastStays(f"{day} is past")


def raise_stock_version(session: Session) -> None:
    """Say that the stock changed: also the lock of those who change it.

    What is read from here on may be undone, so it stays out of everybody's memory.
    """
    raised = session.execute(update(StockVersion).values(v=StockVersion.v + 1))
    if not raised.rowcount:  # type: ignore[attr-defined]  # an UPDATE has it
        session.add(StockVersion())
        session.flush()
    session.info["memory"] = {}
    session.info.pop(SEEN_VERSION, None)
