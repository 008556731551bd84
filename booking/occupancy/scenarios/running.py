"""At work on a what-if: what a worker reads and writes of it, each in a transaction of its own.

A run that was stopped, thrown away or overtaken finds its row gone or changed, and ends.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from booking.foundation.errors import DomainError
from booking.occupancy.scenarios.asking import Asked, Found, as_kept, asked_from
from booking.occupancy.scenarios.measured import measured_of
from booking.occupancy.scenarios.models import WhatIf, WhatIfState
from booking.occupancy.scenarios.rules import NothingMeasured
from booking.occupancy.scenarios.values import Measured
from booking.occupancy.values import Slice
from booking.spaces.queries import current_stock


def work_of(session: Session, number: int, run: int) -> tuple[Measured, Asked] | None:
    """What is to be reckoned with; None when nobody waits for it any more.

    Raises NothingMeasured.
    """
    row = session.get(WhatIf, number)
    if row is None or row.run != run or row.state is not WhatIfState.WAITING:
        return None
    of = Slice(row.building_id, row.first_on, row.last_on)
    measured = measured_of(session, current_stock(session), of)
    if measured is None:
        raise NothingMeasured
    return measured, asked_from(row.asked)


def advance(session: Session, number: int, run: int, percent: int) -> bool:
    """False when nobody waits for it any more."""
    return _change(session, number, run, percent=percent)


def finish(
    session: Session, number: int, run: int, found: Found, version: Sequence[int], *, at: datetime
) -> None:
    row = session.get(WhatIf, number)
    kept = as_kept(found)
    is_same = None if row is None or row.found is None else _says(kept, row.found)
    _change(session, number, run, state=WhatIfState.DONE, percent=100, found=kept,
            version=list(version), is_same=is_same, reckoned_at=at)  # fmt: skip


def _says(now: Any, before: Any) -> bool:
    """Whether all that was found before is found now; what a later release adds is no change."""
    if isinstance(before, dict):
        return isinstance(now, dict) and all(
            key in now and _says(now[key], value) for key, value in before.items()
        )
    return bool(now == before)


def refuse(session: Session, number: int, run: int, error: DomainError, *, at: datetime) -> None:
    refusal = {"sentence": error.sentence, "facts": error.facts}
    _change(session, number, run, state=WhatIfState.REFUSED, percent=100, refusal=refusal,
            found=None, version=None, is_same=None, reckoned_at=at)  # fmt: skip


def _change(session: Session, number: int, run: int, **values: Any) -> bool:
    changed = session.execute(
        update(WhatIf)
        .where(col(WhatIf.id) == number, col(WhatIf.run) == run)
        .where(col(WhatIf.state) == WhatIfState.WAITING)
        .values(**values)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]
