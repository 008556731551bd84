"""Asking for figures is an act too: the works council reads who asked for what."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from booking.occupancy.values import Slice
from booking.people.acts import write_down
from booking.people.permissions import Action, require_may
from booking.people.values import Act


def record_report(
    session: Session, act: Act, of: Slice, *, report: str = "", form: str = "",
    narrowed: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Write down that somebody asks for the figures of a slice, on screen or to take away.

    ``report`` names the page when it is not the overview, ``form`` that of the file, ``mail`` or
    ``reckoned``; ``narrowed`` is what it asked more than the slice says, by name: log.py reads it.
    """
    require_may(act.by, Action.SEE_OCCUPANCY)
    write_down(session, act, "export" if form else "see", ("occupancy", of.building_id),
               after={"first": of.first.isoformat(), "last": of.last.isoformat(),
                      "weekdays": sorted(of.weekdays), "zone": of.zone_id,
                      "kind": of.kind, **({"report": report} if report else {}),
                      **({"form": form} if form else {}), **(narrowed or {})})  # fmt: skip
