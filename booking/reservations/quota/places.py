"""Whether quota have a place for a reservation at another time than was asked for."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlmodel import Session

from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.people.values import Principal
from booking.reservations.quota.queries import count_in, tally_over
from booking.reservations.quota.values import Window
from booking.spaces.values import SpaceKind, Stock

COUNTED_MAX = 40
"""In so many windows is counted; beyond those nothing is known to have a place."""


class QuotaPlaces:
    """What the quota of one holder leave, counted window by window when it is asked.

    The reservations ``but`` do not count.
    """

    def __init__(
        self,
        session: Session,
        stock: Stock,
        *,
        kind: SpaceKind,
        holder_id: int,
        by: Principal,
        at: datetime,
        but: Collection[int] = (),
    ) -> None:
        self._session, self._kind, self._at, self._but = session, kind, at, but
        self._planned: Counter[Window] = Counter()
        self._tally = tally_over(session, stock, kind=kind, holder_id=holder_id, by=by)
        self._counted: set[Window] = set()

    def hold(self, periods: Iterable[Period]) -> None:
        """Let these count too, as if they were reserved. Before anything is asked."""
        if self._tally is not None:
            for period in periods:
                self._planned += self._tally.costs(self._kind, period)

    def allow(self, period: Period, *, moved: Period | None = None) -> bool:
        """Whether there is a place for ``period``, where ``moved`` counts and would move to it."""
        if self._tally is None:
            return True
        day, costs = day_of(period.starts_at), self._tally.costs(self._kind, period)
        if moved is not None:
            costs -= self._tally.costs(self._kind, moved)
        return self._has_counted(costs) and not self._tally.used_up(self._kind, day, costs)

    def _has_counted(self, costs: Counter[Window]) -> bool:
        assert self._tally is not None
        terms = {quota.id: quota.terms for quota in self._tally.quotas}
        for window in costs.keys() - self._counted:
            if costs[window] > terms[window.quota_id].most or len(self._counted) >= COUNTED_MAX:
                return False
            self._counted.add(window)
            self._tally.count({window: self._planned[window] + count_in(
                self._session, terms[window.quota_id], window, at=self._at, but=self._but
            )})  # fmt: skip
        return True
