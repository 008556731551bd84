"""The night in which an hour comes twice: which of the two a form means, asked only then."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, Literal

from booking.foundation.local_time import TOWN_HALL, is_double, local_period, to_local
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import Form, InvalidForm
from booking.interfaces.web.moments import Clock, Day

WHICH = N_("The clock shows %(time)s twice that night. Choose which of the two you mean.")
FIRST, SECOND = "1", "2"
Turn = Literal["1", "2"] | None


class TurnForm(Form):
    """For forms with ``datum``, ``van`` and ``tot``; shared/_turns.html has the fields."""

    van_keer: Turn = None
    tot_keer: Turn = None

    def period_meant(self, day: Day, begin: Clock, end: Clock, values: Mapping[str, Any]) -> Period:
        """Raises InvalidForm where it is not said which, MissingHour, and ValueError."""
        return local_period(day, *self.clocks_meant(day, begin, end, values))

    def clocks_meant(
        self, day: Day, begin: Clock, end: Clock, values: Mapping[str, Any]
    ) -> tuple[time, time]:
        """The same with their ``fold``. Raises InvalidForm where it is not said which."""
        asked = {"van_keer": (begin, self.van_keer), "tot_keer": (end, self.tot_keer)}
        unsaid = {
            name: text(WHICH, time=f"{clock:%H:%M}")
            for name, (clock, turn) in asked.items()
            if turn is None and is_double(datetime.combine(day, clock, tzinfo=TOWN_HALL))
        }
        if unsaid:
            raise InvalidForm(unsaid, values)
        return (begin.replace(fold=int(self.van_keer == SECOND)),
                end.replace(fold=int(self.tot_keer == SECOND)))  # fmt: skip


def turns_of(period: Period) -> dict[str, str]:
    """The answers that stand for ``period``, for the times that come twice."""
    walls = {"van_keer": to_local(period.starts_at), "tot_keer": to_local(period.ends_at)}
    return {name: (FIRST, SECOND)[wall.fold] for name, wall in walls.items() if is_double(wall)}
