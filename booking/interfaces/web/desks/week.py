"""The week of a search for desks: each day with how many are free at those hours."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from booking.foundation.formats import show_day, show_day_short
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import plural_text, text
from booking.interfaces.web.desks.search import DeskSearch, period_asked, span_on
from booking.people.values import Principal
from booking.reservations.claims import taken_spans
from booking.reservations.desk_days import desk_hours
from booking.reservations.desks import DeskHabits, wanted_desks
from booking.reservations.rules import free_ones
from booking.spaces.values import Stock
from booking.spaces.zone_access import not_shut, shut_zones

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DeskWeek:
    """What the days of one strip share."""

    session: Session
    viewer: Principal
    search: DeskSearch
    stock: Stock
    habits: DeskHabits
    now: datetime

    def strip(self) -> list[dict[str, Any]]:
        """For ``week_strip``: Monday to Friday, and the weekend when the house is open then."""
        monday = self.search.day - timedelta(days=self.search.day.weekday())
        days = (monday + timedelta(days=n) for n in range(7))
        return [self._day(day) for day in days if self._is_shown(day)]

    def _is_shown(self, day: date) -> bool:
        is_workday = day.weekday() < SATURDAY
        return is_workday or day == self.search.day or desk_hours(self.stock, day) is not None

    def _day(self, day: date) -> dict[str, Any]:
        span = span_on(day, self.search, self.stock)
        period = period_asked(day, span, stock=self.stock, now=self.now)
        return {
            "url": self.search.address(datum=day.isoformat(), verdieping=None),
            "weekday": show_day_short(day).split()[0],
            "number": str(day.day),
            "label": show_day(day),
            "note": self._note(day, period),
            "is_current": day == self.search.day,
            "is_closed": period is None,
        }

    def _note(self, day: date, period: Period | None) -> str:
        if period is not None:
            return plural_text("%(count)s free", "%(count)s free", self._free_count(period))
        return text("over") if day < day_of(self.now) else text("closed")

    def _free_count(self, period: Period) -> int:
        taken = taken_spans(self.session, period)
        day = day_of(period.starts_at)
        wanted = not_shut(
            wanted_desks(self.stock, day, habits=self.habits, wants=self.search.wants),
            self.stock, day,
            shut_zones(self.stock, day, person=self.viewer, today=day_of(self.now)),
        )  # fmt: skip
        return len(free_ones(wanted, period, stock=self.stock, taken=taken))
