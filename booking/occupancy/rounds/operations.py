"""Planning rounds, walking them, and ending them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from booking.foundation.columns import lock_until_commit
from booking.foundation.errors import Conflict, Refused
from booking.foundation.texts import N_
from booking.occupancy.rounds.models import CountedRound, RoundSight
from booking.occupancy.rounds.values import Sight
from booking.people.acts import write_down
from booking.people.permissions import Action, NotThere, require_may
from booking.people.values import Act
from booking.spaces.models import Building

SUBJECT = "counted round"
LOCK = 0x726F756E  # "roun": two who count the same zone would both add its sights


class RoundInThePast(Refused):
    code = "round-in-the-past"
    sentence = N_("A round is planned for a moment to come. Choose a later one, or start now.")


class RoundThereAlready(Conflict):
    code = "round-there-already"
    sentence = N_("There is a round at that moment already.")


class RoundFinished(Conflict):
    code = "round-finished"
    sentence = N_("This round is finished, so nothing is counted in it any more. Start another.")


class CountedTooEarly(Refused):
    code = "counted-too-early"
    sentence = N_("You cannot have counted at a time that is still to come.")


class RoundCounted(Conflict):
    code = "round-counted"
    sentence = N_("Something was counted in this round already, so it stays. Finish it instead.")


def plan_round(session: Session, act: Act, building_id: int, at: datetime) -> int:
    """For a moment to come. Raises :class:`RoundInThePast` and :class:`RoundThereAlready`."""
    if at <= act.at:
        raise RoundInThePast(f"{at}")
    return _add(session, act, building_id, at, is_planned=True, verb="plan")


def start_round(session: Session, act: Act, building_id: int) -> int:
    """Now, without a plan; one that began in this very minute is that one."""
    at = act.at.replace(second=0, microsecond=0)
    there = round_at(session, building_id, at)
    if there is not None and there.finished_at is None:
        require_may(act.by, Action.COUNT_ROUNDS)
        return there.id or 0
    return _add(session, act, building_id, at, is_planned=False, verb="start")


def count_spaces(
    session: Session, act: Act, round_id: int, sights: Iterable[Sight], *, zone_id: int
) -> None:
    """What was seen in a zone, in place of what was said of the same spaces before.

    Raises :class:`RoundFinished` and :class:`CountedTooEarly`.
    """
    found = list(sights)
    row = _open_round(session, act, round_id)
    if any(sight.at > act.at for sight in found):
        raise CountedTooEarly(f"in round {round_id}")
    store_sights(session, row, found)
    write_down(session, act, "count", (SUBJECT, round_id),
               after={"zone": zone_id, "spaces": len(found)})  # fmt: skip


def finish_round(session: Session, act: Act, round_id: int) -> None:
    """From here on it counts in the figures. Raises :class:`RoundFinished`."""
    row = _open_round(session, act, round_id)
    row.finished_at = act.at
    session.flush()
    write_down(session, act, "finish", (SUBJECT, round_id))


def drop_round(session: Session, act: Act, round_id: int) -> None:
    """One in which nothing was counted goes. Raises RoundFinished and :class:`RoundCounted`."""
    row = _open_round(session, act, round_id)
    if session.exec(select(RoundSight.space_id).where(RoundSight.round_id == round_id)).first():
        raise RoundCounted(f"round {round_id}")
    session.delete(row)
    session.flush()
    write_down(session, act, "drop", (SUBJECT, round_id), before=_facts(row))


def round_at(session: Session, building_id: int, at: datetime) -> CountedRound | None:
    statement = select(CountedRound).where(
        CountedRound.building_id == building_id, col(CountedRound.at) == at
    )
    return session.exec(statement).one_or_none()


def store_sights(session: Session, row: CountedRound, sights: Sequence[Sight]) -> None:
    """Each in place of what was said of its space."""
    assert row.id is not None, "a stored round has a number"
    for sight in sights:
        found = session.get(RoundSight, (row.id, sight.space_id))
        if found is None:
            found = RoundSight(round_id=row.id, space_id=sight.space_id, at=sight.at,
                               seen=sight.seen, person_count=sight.person_count)  # fmt: skip
            session.add(found)
        found.at, found.seen, found.person_count = sight.at, sight.seen, sight.person_count
    session.flush()


def _add(
    session: Session, act: Act, building_id: int, at: datetime, *, is_planned: bool, verb: str
) -> int:
    require_may(act.by, Action.COUNT_ROUNDS)
    lock_until_commit(session, LOCK)
    if session.get(Building, building_id) is None:
        raise NotThere(f"no building {building_id}")
    if round_at(session, building_id, at) is not None:
        raise RoundThereAlready(f"{building_id} at {at}")
    row = CountedRound(building_id=building_id, at=at, is_planned=is_planned)
    session.add(row)
    session.flush()
    write_down(session, act, verb, (SUBJECT, row.id), after=_facts(row))
    return row.id or 0


def _open_round(session: Session, act: Act, round_id: int) -> CountedRound:
    require_may(act.by, Action.COUNT_ROUNDS)
    lock_until_commit(session, LOCK)
    row = session.get(CountedRound, round_id)
    if row is None:
        raise NotThere(f"no round {round_id}")
    if row.finished_at is not None:
        raise RoundFinished(f"round {round_id}")
    return row


def _facts(row: CountedRound) -> dict[str, Any]:
    return {"building": row.building_id, "at": row.at.isoformat(), "planned": row.is_planned}
