"""The uploaded drawing under the plan of a floor: stored, replaced, removed."""

from sqlmodel import Session

from booking.foundation.errors import NotFound
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.values import Act
from booking.spaces.drawings import Drawing
from booking.spaces.models import FloorDrawing
from booking.spaces.operations import begin_change
from booking.spaces.plan_changes import SUBJECT, floor_in, resize
from booking.spaces.queries import current_stock


class NoDrawing(NotFound):
    code = "no-drawing"
    sentence = N_("This floor has no drawing (any more).")


def store_drawing(
    session: Session, act: Act, floor_id: int, drawing: Drawing, *, width: int
) -> None:
    """Lay ``drawing`` under the plan, which becomes ``width`` plan units wide and as deep as fits.

    Raises FloorTooSmall when something on the plan would then stand outside.
    """
    begin_change(session, act)
    stock = current_stock(session)
    floor = floor_in(stock, str(floor_id))
    resize(session, act, stock, floor, (width, round(width * drawing.height / drawing.width)))
    row = session.get(FloorDrawing, floor_id)
    verb = "drawing-replaced" if row else "drawing-stored"
    row = row or FloorDrawing(floor_id=floor_id, svg="", uploaded_at=act.at)
    row.svg, row.uploaded_at = drawing.svg, act.at
    session.add(row)
    session.flush()
    write_down(session, act, verb, (SUBJECT, floor_id), after={"characters": len(drawing.svg)})


def remove_drawing(session: Session, act: Act, floor_id: int) -> None:
    """The plan keeps its size; what stands on it stays. Raises :class:`NoDrawing`."""
    begin_change(session, act)
    session.delete(drawing_of(session, floor_id))
    session.flush()
    write_down(session, act, "drawing-removed", (SUBJECT, floor_id))


def drawing_of(session: Session, floor_id: int) -> FloorDrawing:
    """Raises :class:`NoDrawing`."""
    row = session.get(FloorDrawing, floor_id)
    if row is None:
        raise NoDrawing(f"floor {floor_id}")
    return row
