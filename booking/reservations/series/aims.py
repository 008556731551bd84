"""Which other time each date of a plan is offered, so that no two are offered the same. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, time

from booking.foundation.local_time import day_of, days_of, to_local
from booking.foundation.periods import Period
from booking.reservations.nearest import Allows, Known
from booking.reservations.series.ground import held_before
from booking.reservations.series.values import PlannedDate, Step
from booking.reservations.values import Wish

Alike = tuple[tuple[int, ...], time, time]
"""The same places and the same clock: what is near to one date is so to another."""


class Aims:
    """What each date of a plan has or is offered, and what is known of the days looked at."""

    def __init__(self, dates: Iterable[PlannedDate]) -> None:
        self._had: dict[date, list[tuple[date, Period]]] = defaultdict(list)
        self._known: dict[Alike, Known] = defaultdict(dict)
        for planned in dates:
            if planned.step is not Step.CANCEL:
                for wish in filter(None, (planned.wish, held_before(planned))):
                    self._has(planned, wish.period)

    def only_for(self, planned: PlannedDate, allows: Allows) -> Allows:
        """What ``allows`` does, but for what another date has or is offered."""

        def is_free(period: Period) -> bool:
            return not any(
                whose != planned.day and had.overlaps(period)
                for day in days_of(period)
                for whose, had in self._had.get(day, ())
            )

        return lambda period: is_free(period) and allows(period)

    def known_for(self, planned: PlannedDate, wish: Wish) -> Known | None:
        """None for a date that has a time already: to that it may come back."""
        if held_before(planned) is not None:
            return None
        begin, end = to_local(wish.period.starts_at).time(), to_local(wish.period.ends_at).time()
        known = self._known[wish.space_ids, begin, end]
        known.pop(day_of(wish.period.starts_at), None)  # its own day was not free for others
        return known

    def give(self, planned: PlannedDate, aim: Period) -> None:
        """Offer ``aim`` to this date, and to no other."""
        self._has(planned, aim)
        for known in self._known.values():
            for day in (planned.day, *days_of(aim)):
                known.pop(day, None)

    def _has(self, planned: PlannedDate, period: Period) -> None:
        for day in days_of(period):
            self._had[day].append((planned.day, period))
