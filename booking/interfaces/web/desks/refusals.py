"""A desk that was refused: the nearest desks and times, one click each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from booking.foundation.errors import DomainError
from booking.foundation.formats import show_day, show_span
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import text
from booking.interfaces.web.desks.search import BY_HOUR, WHOLE_DAY, period_asked
from booking.interfaces.web.desks.views import FITS, place_in_words
from booking.interfaces.web.moments import day_part_label, times_of
from booking.interfaces.web.turns import turns_of
from booking.people.values import Principal
from booking.reservations.claims import taken_spans
from booking.reservations.desks import (
    DeskWants,
    desk_habits_of,
    own_desks,
    propose_desks,
)
from booking.reservations.operations import ReservationRefused
from booking.reservations.rules import is_free
from booking.reservations.values import Reason
from booking.reservations.whose_rule import nearest_in
from booking.spaces.values import BookableSpace, Stock

OTHERS_MAX = 3

Choice = dict[str, Any]
"""One form of refused.html: title, note, action, fields, label."""


@dataclass(frozen=True, slots=True)
class RefusedDesk:
    """What was asked for, and what its alternatives are looked for with."""

    session: Session
    viewer: Principal
    desk: BookableSpace
    period: Period
    fields: Mapping[str, str]
    """When, as the form said it."""
    stock: Stock
    now: datetime
    holder: Principal | None = None
    """For whom it was asked, when not for the viewer."""

    @property
    def _for_whom(self) -> dict[str, str]:
        return {"voor_nummer": str(self.holder.id)} if self.holder else {}

    @property
    def day(self) -> date:
        return day_of(self.period.starts_at)

    def choices(self, error: DomainError) -> list[Choice]:
        """Who has a desk already can only change it; else other desks, then other times.

        Where the time itself is wrong another desk does not help: first the nearest that is.
        """
        found = error.objections if isinstance(error, ReservationRefused) else ()
        if Reason.HAS_DESK_ALREADY in {objection.reason for objection in found}:
            return self._switch() if self.holder is None else self._other_times()
        nearest = nearest_in(found)
        if nearest is not None:
            return [*self._nearest(nearest), *self._other_times()]
        return [*self._other_desks(), *self._other_times()]

    def _nearest(self, period: Period) -> list[Choice]:
        """This desk when it is allowed, if it is free then."""
        taken = taken_spans(self.session, period)
        if not is_free(self.desk, period, stock=self.stock, taken=taken):
            return []
        return [
            self._at(
                period,
                {**times_of(period), **turns_of(period), "dagdeel": BY_HOUR},
                self.desk.number,
            )
        ]

    def _switch(self) -> list[Choice]:
        """Only when the desk is free, and exactly one reservation of mine is in the way."""
        held = own_desks(self.session, self.viewer, self.period)
        taken = taken_spans(self.session, self.period)
        if len(held) != 1 or not is_free(self.desk, self.period, stock=self.stock, taken=taken):
            return []
        old = self.stock.spaces[held[0].space_id]
        return [
            {
                "title": text("%(desk)s instead of %(old)s", desk=self.desk.number, old=old.number),
                "note": place_in_words(self.stock, self.desk, self.day),
                "action": f"/werkplek/{self.desk.number}/wissel",
                "fields": {**self.fields, "uid": held[0].reservation.uid},
                "label": text("Change my desk"),
            }
        ]

    def _other_desks(self) -> list[Choice]:
        """The best free desks at the same time, those in the same zone first."""
        found = propose_desks(
            self.period, stock=self.stock, taken=taken_spans(self.session, self.period),
            habits=desk_habits_of(self.session, self.viewer, self.day, now=self.now),
            wants=DeskWants(),
        )  # fmt: skip
        here = self.stock.zone_of(self.desk, self.day)
        nearest = sorted(found, key=lambda p: self.stock.zone_of(p.desk, self.day) != here)
        return [
            {
                "title": proposal.desk.number,
                "note": f"{place_in_words(self.stock, proposal.desk, self.day)} · "
                f"{text(FITS[proposal.fit][0])}",
                "action": f"/werkplek/{proposal.desk.number}/reserveringen",
                "fields": {**self.fields, **self._for_whom},
                "label": text("Reserve %(desk)s", desk=proposal.desk.number),
            }
            for proposal in nearest
            if proposal.desk.id != self.desk.id
        ][:OTHERS_MAX]

    def _other_times(self) -> list[Choice]:
        """The same desk on that day, the parts in which it is free."""
        parts = self.stock.day_parts.on(self.day)
        spans = {WHOLE_DAY: None} | {part.code: (part.begin, part.end) for part in parts}
        names = {WHOLE_DAY: text("Whole day")}
        names |= {part.code: day_part_label(part) for part in parts}
        return [
            self._at(
                period,
                {"datum": self.day.isoformat(), "dagdeel": name},
                f"{self.desk.number}, {names[name]}",
            )
            for name, span in spans.items()
            if (period := self._free(span)) is not None and period != self.period
        ]

    def _at(self, period: Period, fields: Mapping[str, str], title: str) -> Choice:
        """This desk at another time."""
        return {
            "title": title,
            "note": f"{show_day(day_of(period.starts_at))}, {show_span(period)}",
            "action": f"/werkplek/{self.desk.number}/reserveringen",
            "fields": {**fields, **self._for_whom},
            "label": text("Reserve %(span)s", span=show_span(period)),
        }

    def _free(self, span: Any) -> Period | None:
        period = period_asked(self.day, span, stock=self.stock, now=self.now)
        if period is None:
            return None
        taken = taken_spans(self.session, period)
        return period if is_free(self.desk, period, stock=self.stock, taken=taken) else None
