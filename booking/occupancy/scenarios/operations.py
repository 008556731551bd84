"""Keeping a what-if, reckoning it again, stopping it, throwing it away."""

from dataclasses import replace

from sqlalchemy import case, func, update
from sqlmodel import Session, col, select

from booking.foundation.errors import Conflict, Refused
from booking.foundation.jobs import enqueue
from booking.foundation.texts import N_
from booking.occupancy.operations import record_report
from booking.occupancy.scenarios.asking import Asked, as_kept, as_narrowed, asked_from
from booking.occupancy.scenarios.models import WhatIf, WhatIfKind, WhatIfState
from booking.occupancy.scenarios.phases import EmptyPhase
from booking.occupancy.scenarios.rules import NothingMeasured, require_sense
from booking.occupancy.values import Slice
from booking.people.acts import write_down
from booking.people.permissions import Action, require_may
from booking.people.queries import stored
from booking.people.values import Act
from booking.spaces.models import Building

RECKON = "reckon_what_if"
SUBJECT = "what-if"
REPORT = "wat-als"
WHAT_IFS_MAX = 200


class TooManyWhatIfs(Refused):
    code = "too-many-what-ifs"
    sentence = N_("There are %(count)s scenarios and plans already. Throw one away first.")


class StillReckoning(Conflict):
    code = "still-reckoning"
    sentence = N_("This is being reckoned at the moment. Wait until it is done, or stop it first.")


def keep(session: Session, act: Act, name: str, of: Slice, asked: Asked) -> int:
    """Keep what is asked and let a worker reckon it; returns its number.

    Raises NothingMeasured, RoomWithoutSeats, EverythingClosed, PartnersTooFew, EmptyPhase,
    TooManyWhatIfs, and NotThere for the building.
    """
    require_may(act.by, Action.PLAN_THE_HOUSE)
    stored(session, Building, of.building_id)
    _require_sense(of, asked)
    if session.exec(select(func.count(col(WhatIf.id)))).one() >= WHAT_IFS_MAX:
        raise TooManyWhatIfs(count=WHAT_IFS_MAX)
    row = WhatIf(
        kind=WhatIfKind.PHASES if asked.phases else WhatIfKind.SCENARIO,
        name=name, building_id=of.building_id, first_on=of.first, last_on=of.last,
        asked=as_kept(asked), state=WhatIfState.WAITING, creator_id=act.by.id, created_at=act.at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    write_down(session, act, "keep", (SUBJECT, row.id), after={"name": name, **row.asked})
    _reckon(session, act, row)
    assert row.id is not None, "it was stored"
    return row.id


def _require_sense(of: Slice, asked: Asked) -> None:
    if of.is_empty:
        raise NothingMeasured
    require_sense(asked.scenario, asked.basis)
    if any(it.last < it.first for it in asked.phases):
        raise EmptyPhase


def reckon_again(session: Session, act: Act, number: int, *, tells_parties: bool) -> None:
    """With the same assumptions and seed, on the data and the number of partners of now.

    Raises :class:`StillReckoning`, PartnersTooFew.
    """
    require_may(act.by, Action.PLAN_THE_HOUSE)
    row = stored(session, WhatIf, number)
    if row.state is WhatIfState.WAITING:
        raise StillReckoning
    asked = asked_from(row.asked)
    asked = replace(asked, basis=replace(asked.basis, tells_parties=tells_parties))
    require_sense(asked.scenario, asked.basis)
    row.asked = as_kept(asked)
    row.state, row.percent, row.refusal = WhatIfState.WAITING, 0, None
    row.run += 1
    write_down(session, act, "reckon", (SUBJECT, row.id), after={"run": row.run})
    _reckon(session, act, row)


def stop(session: Session, act: Act, number: int) -> None:
    """What was found before stays; one that is done already is left as it is."""
    require_may(act.by, Action.PLAN_THE_HOUSE)
    stored(session, WhatIf, number)
    has_figures = col(WhatIf.found).is_not(None)
    stopped = session.execute(
        update(WhatIf)
        .where(col(WhatIf.id) == number, col(WhatIf.state) == WhatIfState.WAITING)
        .values(state=case((has_figures, WhatIfState.DONE), else_=WhatIfState.STOPPED),
                run=WhatIf.run + 1)
    )  # fmt: skip
    if stopped.rowcount:  # type: ignore[attr-defined]
        write_down(session, act, "stop", (SUBJECT, number))


def throw_away(session: Session, act: Act, number: int) -> None:
    require_may(act.by, Action.PLAN_THE_HOUSE)
    row = stored(session, WhatIf, number)
    write_down(session, act, "throw-away", (SUBJECT, row.id), before={"name": row.name})
    session.delete(row)
    session.flush()


def _reckon(session: Session, act: Act, row: WhatIf) -> None:
    """Who lets it be reckoned asks for figures: that stands in the log like all such asking."""
    of = Slice(row.building_id, row.first_on, row.last_on)
    record_report(session, act, of, report=REPORT, form="reckoned",
                  narrowed=as_narrowed(row.name, row.asked))  # fmt: skip
    enqueue(session, RECKON, {"number": row.id, "run": row.run}, due_at=act.at)
