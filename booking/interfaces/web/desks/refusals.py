"""A desk that was refused, or several: the nearest desks and times, one click each."""

from collections.abc import Mapping, Sequence
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
from booking.reservations.granting import rules_by_day
from booking.reservations.nearest import ABOUT_TIME, Allows
from booking.reservations.operations import ReservationRefused
from booking.reservations.rules import free_ones, objections_to_time
from booking.reservations.side_by_side import desks_together
from booking.reservations.values import Reason
from booking.reservations.whose_rule import nearest_in
from booking.spaces.values import BookableSpace, SpaceKind, Stock

OTHERS_MAX = 3
GROUP = "/werkplek/groep"

Choice = dict[str, Any]
"""One form of refused.html: title, note, action, fields, label."""


@dataclass(frozen=True, slots=True)
class RefusedDesks:
    """What was asked for, one desk or several together, and what its alternatives need."""

    session: Session
    viewer: Principal
    desks: Sequence[BookableSpace]
    period: Period
    fields: Mapping[str, str]
    """When, as the form said it."""
    stock: Stock
    now: datetime
    allows: Allows
    """Whether quota and one desk at a time let who it is for have another time."""
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

        Where the time itself is wrong, all of it at the nearest that is allowed.
        """
        found = error.objections if isinstance(error, ReservationRefused) else ()
        reasons = {objection.reason for objection in found}
        nearest = nearest_in(found)
        if nearest is not None:
            return [*(self._same(nearest) or self._others(nearest)), *self._other_times()]
        if reasons & ABOUT_TIME:
            return self._other_times()
        if Reason.HAS_DESK_ALREADY in reasons:
            return self._switch() if self.holder is None else self._other_times()
        return [*self._others(self.period), *self._other_times()]

    def _same(self, period: Period) -> list[Choice]:
        """The desks that were asked for, if they are free then."""
        if not self._are_free(self.desks, period):
            return []
        return [self._choice(self.desks, period, self._numbers)]

    def _switch(self) -> list[Choice]:
        """Only when the desk is free, and exactly one reservation of mine is in the way."""
        [desk, *more] = self.desks
        held = own_desks(self.session, self.viewer, self.period)
        if len(held) != 1 or more or not self._stand_free([desk], self.period):
            return []
        old = self.stock.spaces[held[0].space_id]
        return [
            {
                "title": text("%(desk)s instead of %(old)s", desk=desk.number, old=old.number),
                "note": place_in_words(self.stock, desk, self.day),
                "action": f"/werkplek/{desk.number}/wissel",
                "fields": {**self.fields, "uid": held[0].reservation.uid},
                "label": text("Change my desk"),
            }
        ]

    def _others(self, period: Period) -> list[Choice]:
        """The best free desks, or as many together; those in the same zone first."""
        day = day_of(period.starts_at)
        here = self.stock.zone_of(self.desks[0], day)
        fit = {
            p.desk.id: p
            for p in propose_desks(
                period, stock=self.stock, taken=taken_spans(self.session, period),
                habits=desk_habits_of(self.session, self.viewer, day, now=self.now),
                wants=DeskWants(),
            )
        }  # fmt: skip
        nearest = sorted(
            (p.desk for p in fit.values()), key=lambda d: self.stock.zone_of(d, day) != here
        )
        if len(self.desks) > 1:
            group = desks_together(nearest, len(self.desks), stock=self.stock, day=day)
            return [self._choice(group.desks, period, _listed(group.desks))] if group else []
        others = [desk for desk in nearest if desk.id != self.desks[0].id][:OTHERS_MAX]
        return [
            self._choice([desk], period, desk.number, text(FITS[fit[desk.id].fit][0]))
            for desk in others
        ]

    def _other_times(self) -> list[Choice]:
        """The same desks on that day, the parts in which they are free."""
        parts = self.stock.day_parts.on(self.day)
        spans = {WHOLE_DAY: None} | {part.code: (part.begin, part.end) for part in parts}
        names = {WHOLE_DAY: text("Whole day")}
        names |= {part.code: day_part_label(part) for part in parts}
        return [
            self._choice(
                self.desks, period, f"{self._numbers}, {names[name]}",
                fields={"datum": self.day.isoformat(), "dagdeel": name},
            )
            for name, span in spans.items()
            if (period := self._free(span)) is not None and period != self.period
        ]  # fmt: skip

    @property
    def _numbers(self) -> str:
        return _listed(self.desks)

    def _choice(
        self,
        desks: Sequence[BookableSpace],
        period: Period,
        title: str,
        note: str = "",
        *,
        fields: Mapping[str, str] | None = None,
    ) -> Choice:
        """These desks at that time: where, when, and the form that reserves it."""
        day, is_group = day_of(period.starts_at), len(desks) > 1
        by_hour = {**times_of(period), **turns_of(period), "dagdeel": BY_HOUR}
        same = list(desks) == list(self.desks)
        places = ", ".join(dict.fromkeys(place_in_words(self.stock, d, day) for d in desks))
        when = f"{show_day(day)}, {show_span(period)}"
        said = when if same else " · ".join(filter(None, (places, note)))
        if not same and period != self.period:
            said = f"{said} · {when}"
        numbers = {"nummer": [desk.number for desk in desks]} if is_group else {}
        span = text("Reserve %(span)s", span=show_span(period))
        return {
            "title": title,
            "note": said,
            "action": GROUP if is_group else f"/werkplek/{desks[0].number}/reserveringen",
            "fields": {**(fields or by_hour), **self._for_whom, **numbers},
            "label": span if same else text("Reserve %(desk)s", desk=_listed(desks)),
        }

    def _free(self, span: Any) -> Period | None:
        period = period_asked(self.day, span, stock=self.stock, now=self.now)
        return period if period is not None and self._are_free(self.desks, period) else None

    def _are_free(self, desks: Sequence[BookableSpace], period: Period) -> bool:
        """And allowed then."""
        day, holder = day_of(period.starts_at), self.holder or self.viewer
        rules = rules_by_day(self.session, self.stock, kind=SpaceKind.DESK, holder_id=holder.id,
                             by=self.viewer)(day)  # fmt: skip
        if any(objections_to_time(period, d, rules=rules, now=self.now) for d in desks):
            return False
        return self._stand_free(desks, period) and self.allows(period)

    def _stand_free(self, desks: Sequence[BookableSpace], period: Period) -> bool:
        taken = taken_spans(self.session, period)
        return len(free_ones(desks, period, stock=self.stock, taken=taken)) == len(desks)


def _listed(desks: Sequence[BookableSpace]) -> str:
    return ", ".join(desk.number for desk in desks)
