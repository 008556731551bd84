"""What people do to series: start one, change the dates from a day on or all to come, end it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlmodel import Session, col, select

from booking.foundation.recurrence import Pace, Recurrence
from booking.reservations.models import Reservation
from booking.reservations.series.operations import (
    Choice,
    cancel_series,
    change_series,
    start_series,
)
from booking.reservations.series.queries import series_of, state_of
from booking.reservations.series.values import SeriesWish
from tests.reservations.life_house import DAYS, House, lengths, numbers, quarters
from tests.reservations.life_model import HOLDING, Known, KnownSeries

rooms = st.sampled_from(["linde", "linde_a", "beuk"])
since = st.none() | st.sampled_from(DAYS)


@dataclass
class Turn:
    """What a change does to the dates to come of a series, each by its uid."""

    dates: dict[str, Known]
    """All, also those that were cancelled or are past."""
    dropped: set[str]
    """They are given back: the series ends before."""
    wanted: dict[str, Known]
    """Those that are to stand elsewhere."""
    moved: set[str]
    """Those that can."""

    @property
    def does_anything(self) -> bool:
        is_whole = self.moved == self.wanted.keys()
        return is_whole or bool(self.moved or self.dropped)


class SeriesLife(House):
    """Every working day of the week; dates that cannot be had are skipped."""

    @rule(place=rooms, quarter=quarters, length=lengths)
    def start_series(self, place: str, quarter: int, length: int) -> None:
        asked = KnownSeries(place, quarter, length, DAYS)
        wanted = {day: self._on(asked, day) for day in DAYS}
        can_be_had = {day: each for day, each in wanted.items() if self.model.can_have(each)}

        def ask(session: Session) -> None:
            made = start_series(session, self._act("fatima"), self._series_wish(asked),
                                Choice(seen=DAYS))  # fmt: skip
            rows = session.exec(select(Reservation).where(Reservation.series_id == made.id)).all()
            by_start = {each.starts_at: (day, each) for day, each in can_be_had.items()}
            assert {row.starts_at for row in rows} == set(by_start)
            self.model.series[made.uid] = asked
            for row in rows:
                day, each = by_start[row.starts_at]
                each.state, each.series, each.day = row.state.value, made.uid, day
                self.model.known[row.uid] = each

        assert self._happens(ask) == bool(can_be_had)
        for each in can_be_had.values():
            each.is_checked_in = self.model.is_there(each)

    @precondition(lambda self: self.model.series)
    @rule(which=numbers, place=rooms, quarter=quarters, length=lengths, since=since,
          is_shorter=st.booleans())  # fmt: skip
    def change_series(
        self, which: int, place: str, quarter: int, length: int, since: date | None, *,
        is_shorter: bool,
    ) -> None:  # fmt: skip
        """What was cancelled stays so, what was moved keeps what it was moved to."""
        uid, before = self._one_series(which)
        tail = self._tail(uid, since)
        days = tail[:-1] if is_shorter and len(tail) > 1 else tail
        after = KnownSeries(place, quarter, length, days or before.days)
        turn = self._turn(uid, before, after, tail)

        def ask(session: Session) -> None:
            series = series_of(session, uid, self.hall.cast["fatima"])
            target = change_series(
                session, self._act("els"), uid, self._series_wish(after), Choice(seen=DAYS),
                since=since, state=state_of(session, series),
            )  # fmt: skip
            stays = [day for day in before.days if day < tail[0]]
            assert (target.uid != uid) == bool(stays)
            self.model.series[uid] = replace(before, days=stays)
            self.model.series[target.uid] = after
            self._carry_out(session, turn, target.uid, after)

        assert self._happens(ask) == (bool(tail) and turn.does_anything)
        self._settle()

    @precondition(lambda self: self.model.series)
    @rule(which=numbers, since=since)
    def end_series(self, which: int, since: date | None) -> None:
        """Also what was moved; what runs, is past or was given back stays as it is."""
        uid, _ = self._one_series(which)
        coming = [known for known in self._dates(uid).values() if self._is_coming(known)
                  and known.day and (since is None or known.day >= since)]  # fmt: skip

        def ask(session: Session) -> None:
            count = cancel_series(session, self._act("fatima"), uid, since=since)
            assert count == len(coming)

        assert self._happens(ask)
        for known in coming:
            known.state = "cancelled"

    def _turn(
        self, uid: str, before: KnownSeries, after: KnownSeries, tail: Sequence[date]
    ) -> Turn:
        dates = {key: known for key, known in self._dates(uid).items() if known.day in tail}
        coming = {key: known for key, known in dates.items() if self._is_coming(known)}
        dropped = {key for key, known in coming.items() if known.day not in after.days}
        wanted = {key: self._becoming(known, before, after) for key, known in coming.items()
                  if key not in dropped}  # fmt: skip
        wanted = {key: each for key, each in wanted.items() if not each.stands_at(coming[key])}
        left = {key: each for key, each in self.model.known.items() if key not in dropped}
        moved = replace(self.model, known=left).who_can_move(wanted)
        return Turn(dates, dropped, wanted, moved)

    def _carry_out(self, session: Session, turn: Turn, target: str, after: KnownSeries) -> None:
        for known in turn.dates.values():
            known.series = target if known.day in after.days else ""
        for key in turn.dropped:
            self.model.known[key].state = "cancelled"
        rows = select(Reservation).where(col(Reservation.uid).in_(turn.moved))
        states = {row.uid: row.state.value for row in session.exec(rows)}
        for key in turn.moved:
            known, wanted = self.model.known[key], turn.wanted[key]
            known.place, known.state = wanted.place, states[key]
            known.starts_at, known.ends_at = wanted.starts_at, wanted.ends_at
            known.is_checked_in = self.model.is_there(known)

    def _one_series(self, which: int) -> tuple[str, KnownSeries]:
        found = list(self.model.series.items())
        return found[which % len(found)]

    def _dates(self, uid: str) -> dict[str, Known]:
        found = {key: known for key, known in self.model.known.items() if known.series == uid}
        return dict(sorted(found.items(), key=lambda it: it[1].day or DAYS[0]))

    def _tail(self, uid: str, since: date | None) -> list[date]:
        """The days that can still change, from the first that has something to come."""
        known_series = self.model.series[uid]
        coming = [
            known.day for known in self._dates(uid).values()
            if known.day and self._is_coming(known) and (since is None or known.day >= since)
            and self._on(known_series, known.day).starts_at > self.model.now
        ]  # fmt: skip
        return [day for day in known_series.days if coming and day >= min(coming)]

    def _becoming(self, known: Known, before: KnownSeries, after: KnownSeries) -> Known:
        """It follows the series in time and in place, each where it did so until now."""
        assert known.day
        was, becomes = self._on(before, known.day), self._on(after, known.day)
        wanted = replace(known)
        if known.place == was.place:
            wanted.place = becomes.place
        if (known.starts_at, known.ends_at) == (was.starts_at, was.ends_at):
            wanted.starts_at, wanted.ends_at = becomes.starts_at, becomes.ends_at
        return wanted

    def _is_coming(self, known: Known) -> bool:
        is_held = known.state in HOLDING and not known.is_ended
        return is_held and known.starts_at > self.model.now

    def _on(self, series: KnownSeries, day: date) -> Known:
        return self._wanted(series.place, day, series.quarter, series.length, "fatima")

    def _series_wish(self, series: KnownSeries) -> SeriesWish:
        first = series.days[0]
        on_first = self._on(series, first)
        begins, ends = (_wall(instant) for instant in (on_first.starts_at, on_first.ends_at))
        rule = Recurrence(Pace.DAILY, count=len(series.days))
        return SeriesWish(rule, first, begins, ends, self.hall.spaces[series.place])


def _wall(instant: datetime) -> time:
    return (instant + timedelta(hours=1)).time().replace(tzinfo=None)  # that week is winter time
