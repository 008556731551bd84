"""Asking for figures is an act too: the works council reads who asked for what."""

from sqlmodel import Session

from booking.foundation.journal import JournalEntry
from booking.occupancy.values import Slice
from booking.people.permissions import Action, require_may
from booking.people.values import Act


def record_report(session: Session, act: Act, of: Slice, *, is_export: bool) -> None:
    """Write down that somebody asks for the figures of a slice, on screen or to take away."""
    require_may(act.by, Action.SEE_OCCUPANCY)
    session.add(
        JournalEntry(
            at=act.at, actor_id=act.by.id, door=act.door,
            action="export" if is_export else "see", subject_kind="occupancy",
            subject_id=str(of.building_id),
            after={"first": of.first.isoformat(), "last": of.last.isoformat(),
                   "weekdays": sorted(of.weekdays), "zone": of.zone_id, "kind": of.kind},
        )
    )  # fmt: skip
    session.flush()
