"""Counted rounds of before, from a file: so a town has figures on the first day."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from booking.foundation.columns import lock_until_commit
from booking.foundation.rows import Fate, Taken, changes_between
from booking.occupancy.rounds.import_rows import SEEN, SightRow
from booking.occupancy.rounds.models import CountedRound
from booking.occupancy.rounds.operations import LOCK, SUBJECT, round_at, store_sights
from booking.occupancy.rounds.queries import sights_of
from booking.occupancy.rounds.values import Sight
from booking.people.acts import write_down
from booking.people.permissions import Action, require_may
from booking.people.values import Act

WORDS = {seen: word for word, seen in SEEN.items()}
Found = dict[tuple[int, datetime], list[SightRow]]


def take_over_sights(session: Session, act: Act, rows: Iterable[SightRow]) -> list[Taken]:
    """Each moment in a building is a round, finished at once; a second time changes nothing."""
    require_may(act.by, Action.COUNT_ROUNDS)
    lock_until_commit(session, LOCK)
    by_round: Found = {}
    for row in rows:
        by_round.setdefault((row.space.building_id, row.sight.at), []).append(row)
    taken = [
        line for (building_id, at), some in by_round.items()
        for line in _take_over(session, act, building_id, at, some)
    ]  # fmt: skip
    return sorted(taken, key=lambda it: it.line)


def _take_over(
    session: Session, act: Act, building_id: int, at: datetime, rows: list[SightRow]
) -> list[Taken]:
    one = round_at(session, building_id, at)
    if one is None:
        one = CountedRound(building_id=building_id, at=at, is_planned=True, finished_at=act.at)
        session.add(one)
        session.flush()
    before = sights_of(session, one.id or 0)
    taken = [_taken(row, before.get(row.space.id)) for row in rows]
    if any(it.fate is not Fate.SAME for it in taken):
        store_sights(session, one, [row.sight for row in rows])
        facts = {"building": building_id, "at": at.isoformat(), "spaces": len(rows)}
        write_down(session, act, "import", (SUBJECT, one.id), after=facts)
    return taken


def _taken(row: SightRow, before: Sight | None) -> Taken:
    fate = Fate.ADDED if before is None else Fate.SAME if before == row.sight else Fate.CHANGED
    changes = changes_between(_words(before), _words(row.sight)) if before else ()
    return Taken(row.line, row.space.number, row.space.name, fate, changes)


def _words(sight: Sight) -> dict[str, str]:
    return {"gezien": WORDS[sight.seen], "mensen": str(sight.person_count)}
