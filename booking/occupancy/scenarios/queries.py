"""What-ifs as pages show them: plain values, nothing to compute."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from booking.occupancy.scenarios.asking import Asked, Found, asked_from, found_from
from booking.occupancy.scenarios.measured import data_version
from booking.occupancy.scenarios.models import WhatIf, WhatIfKind, WhatIfState
from booking.occupancy.scenarios.rules import PartnersFewNow, tells_of_few
from booking.occupancy.values import Slice
from booking.people.queries import stored
from booking.spaces.values import Stock


@dataclass(frozen=True, slots=True)
class Kept:
    number: int
    name: str
    kind: WhatIfKind
    of: Slice
    asked: Asked
    state: WhatIfState
    percent: int
    found: Found | None
    refusal: tuple[str, dict[str, object]] | None
    version: tuple[int, ...] | None
    is_same: bool | None
    created_at: datetime
    reckoned_at: datetime | None

    @property
    def days(self) -> tuple[date, date]:
        return self.of.first, self.of.last


def kept_what_ifs(session: Session, kind: WhatIfKind) -> Sequence[Kept]:
    """The latest first."""
    rows = session.exec(select(WhatIf).where(WhatIf.kind == kind).order_by(col(WhatIf.id).desc()))
    return [_kept(row) for row in rows]


def what_ifs(session: Session, numbers: Collection[int]) -> Sequence[Kept]:
    """Those that are there, in the order in which they were made."""
    rows = session.exec(select(WhatIf).where(col(WhatIf.id).in_(numbers)).order_by(col(WhatIf.id)))
    return [_kept(row) for row in rows]


def what_if(session: Session, number: int) -> Kept:
    """Raises NotThere."""
    return _kept(stored(session, WhatIf, number))


def without_few(kept: Kept, *, tells_parties: bool) -> Kept:
    """Without its figures when they would tell apart what may not be told apart any more."""
    asked = kept.asked
    if kept.found is None or not tells_of_few(asked.scenario, asked.basis,
                                              tells_parties=tells_parties):  # fmt: skip
        return kept
    return replace(kept, found=None, is_same=None, refusal=(PartnersFewNow.sentence, {}))


def is_out_of_date(session: Session, stock: Stock, kept: Kept) -> bool:
    """Whether the data changed since: reckoned again, the figures may be others."""
    if kept.version is None:
        return False
    return kept.version != data_version(session, stock, kept.of)


def _kept(row: WhatIf) -> Kept:
    assert row.id is not None, "it was read"
    refusal = row.refusal
    return Kept(
        number=row.id, name=row.name, kind=row.kind,
        of=Slice(row.building_id, row.first_on, row.last_on),
        asked=asked_from(row.asked), state=row.state, percent=row.percent,
        found=found_from(row.found) if row.found else None,
        refusal=(refusal["sentence"], refusal["facts"]) if refusal else None,
        version=tuple(row.version) if row.version else None,
        is_same=row.is_same, created_at=row.created_at, reckoned_at=row.reckoned_at,
    )  # fmt: skip
