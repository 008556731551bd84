"""The screens that hang in the demo town hall: at the door of a busy room, and in the hall."""

from datetime import date, datetime

from sqlmodel import Session

from booking.demo.cast import ELS
from booking.people.displays import make_display
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Act
from booking.spaces.queries import building_names, current_stock, space_by_number

DOOR_OF = "2.13"


def hang_displays(session: Session, today: date, at: datetime) -> None:
    """Not paired: whoever tries the demo opens one behind Beheer."""
    els = person_by_email(session, ELS)
    by = principal_of(session, els.id or 0, today=today) if els else None
    assert by is not None, "Els runs the house"
    room = space_by_number(current_stock(session), DOOR_OF, today)
    [(building, name), *_] = building_names(session).items()
    make_display(session, Act(by, at), name=f"Deurscherm {room.name} ({room.number})",
                 language="nl", space_id=room.id)  # fmt: skip
    make_display(session, Act(by, at), name=f"Halscherm {name}", language="nl",
                 building_id=building)  # fmt: skip
