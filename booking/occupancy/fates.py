"""What became of reservations, pure: by party, by what was given back, by how long before.

Measures 8, 9, 10, 14, 15, 17, 18 and 19 of occupancy.md section 2, reckoned from arrays of
lines (arrays.py). Minutes are always those in which the space was open. A share is between 0
and 1 and always goes with what it is of: ``None`` of nothing at all, never 0.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from booking.occupancy.arrays import DayArrays
from booking.occupancy.concurrency import rank_of
from booking.occupancy.records import Bools, Ints
from booking.occupancy.sheet import PARTIES, Fate
from booking.occupancy.values import Sums, seat_class
from booking.people.values import PartnerKind


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole``, in the same unit: reservations, minutes or people."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None


def sums_of(arrays: DayArrays) -> Sums:
    """Minutes and counts added up, for the rates of measures.py (metrics 1-4)."""
    used, first = arrays.used, _reservations(arrays)
    seats = arrays.house["capacity"].astype(np.int64)
    awaited = first & _was_awaited(arrays)
    return Sums(
        open_minutes=int(arrays.open_minutes.sum()),
        booked_minutes=int(arrays.held.minutes.sum()),
        used_minutes=int(used.minutes.sum()),
        used_person_minutes=int((arrays.column("people").take(used.line) * used.minutes).sum()),
        open_seat_minutes=int((seats * arrays.open_minutes).sum()),
        used_seat_minutes=int((arrays.line_capacity.take(used.line) * used.minutes).sum()),
        reservation_count=int((first & _was_held(arrays)).sum()),
        no_show_count=int((awaited & arrays.has(Fate.NO_SHOW)).sum()),
        check_in_count=int((first & arrays.has(Fate.CAME)).sum()),
        awaited_count=int(awaited.sum()),
    )


def _reservations(arrays: DayArrays) -> Bools:
    return arrays.has(Fate.FIRST)


def _was_held(arrays: DayArrays) -> Bools:
    found: Bools = arrays.column("held_end") > arrays.column("begin")
    return found


def _was_awaited(arrays: DayArrays) -> Bools:
    """Check-in was asked, and nobody had given it back or been declined before."""
    gone = arrays.has(Fate.CANCELLED) | arrays.has(Fate.DECLINED)
    return arrays.has(Fate.AWAITED) & ~gone


def reserved_by_size(arrays: DayArrays) -> dict[int, int]:
    """How many wishes were granted, by the size class of the group (the rest of metric 12).

    Reservations of any fate but declined; by class of SEAT_CLASSES, SEATS_BEYOND above them.
    """
    made = _reservations(arrays) & ~arrays.has(Fate.DECLINED)
    people, counts = np.unique(arrays.column("people").compress(made), return_counts=True)
    found: Counter[int] = Counter()
    for person_count, count in zip(people.tolist(), counts.tolist(), strict=True):
        found[seat_class(person_count)] += count
    return dict(found)


def no_shows(arrays: DayArrays) -> Share:
    """Reservations to which nobody came / those on which check-in was asked (metric 8).

    Unit: reservations, of which the share. Range: 0–1. Source: lines and their check-ins.
    """
    awaited = _reservations(arrays) & _was_awaited(arrays)
    return Share(int((awaited & arrays.has(Fate.NO_SHOW)).sum()), int(awaited.sum()))


def no_show_minutes(arrays: DayArrays) -> Share:
    """Metric 8 in the minutes that were asked for, of all minutes asked for with check-in.

    Unit: minutes, of which the share. Range: 0–1. Source: lines and their check-ins.
    """
    asked = arrays.column("end").astype(np.int64) - arrays.column("begin")
    awaited = _was_awaited(arrays)
    return Share(int(asked[awaited & arrays.has(Fate.NO_SHOW)].sum()), int(asked[awaited].sum()))


@dataclass(frozen=True, slots=True)
class Idle:
    """Minutes that were asked for and not used, in open time (metric 9).

    ``ghost``: held, never used and never given back by anybody. ``early``: given back by who left
    early or cancelled less than a day before. ``reclaimed``: given back by the house, since
    nobody came. ``rebooked``: of these two, what somebody else held then.
    """

    ghost: int
    early: int
    reclaimed: int
    rebooked: int


def idle_minutes(arrays: DayArrays, everybody: DayArrays | None = None) -> Idle:
    """Metric 9; ``everybody`` has the lines of all parties, where ``arrays`` has those of some.

    Unit: minutes. Range: 0 and up. Source: lines, what was given back of them and by whom.
    """
    given, held = arrays.given_back, arrays.held
    released = arrays.has(Fate.RELEASED)
    early = arrays.has(Fate.LEFT_EARLY) | arrays.has(Fate.LATE)
    counts = (released | early)[given.line]
    ghost = arrays.has(Fate.NO_SHOW)[held.line]
    return Idle(
        ghost=int(held.minutes[ghost].sum()),
        early=int(given.minutes[(early & ~released)[given.line]].sum()),
        reclaimed=int(given.minutes[released[given.line]].sum()),
        rebooked=_rebooked(arrays, counts, everybody or arrays),
    )


def _rebooked(arrays: DayArrays, counts: Bools, everybody: DayArrays) -> int:
    """By a running sum for each space and day: minutes given back that are held again."""
    given, held = arrays.given_back, everybody.held
    line = given.line[counts]
    own = arrays.line_keys.take(line)
    held = held.of_lines(np.isin(everybody.line_keys, own))  # few places were given back
    keys = everybody.line_keys.take(held.line)
    order = np.lexsort((held.begin, keys))
    places, begin, end = keys[order], held.begin[order], held.end[order]
    low, high = (np.searchsorted(places, own, side=side) for side in ("left", "right"))
    repeat = high - low
    pair = np.repeat(np.arange(len(line)), repeat)
    other = low[pair] + np.arange(len(pair)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    shared = (np.minimum(end[other], given.end[counts][pair])
              - np.maximum(begin[other], given.begin[counts][pair]))  # fmt: skip
    return int(np.clip(shared, 0, None).sum())


def ad_hoc_share(arrays: DayArrays) -> Share:
    """Used minutes without a reservation made before / all used minutes (metric 10).

    Unit: minutes, of which the share. Range: 0–1. Source: moments of making and of check-in.
    """
    minutes = arrays.used.minutes
    return Share(int(minutes[arrays.has(Fate.AD_HOC)[arrays.used.line]].sum()), int(minutes.sum()))


@dataclass(frozen=True, slots=True)
class LeadTime:
    """From making a reservation to its start, in hours (metric 14); ``count`` is n."""

    count: int
    median_hours: int
    p90_hours: int


def lead_time(arrays: DayArrays) -> LeadTime | None:
    """Of all that was asked for, whatever became of it (metric 14); None of nothing.

    Unit: whole hours. Range: 0 and up. Source: moments at which reservations were made.
    """
    hours = np.sort(arrays.column("lead_hours").compress(_reservations(arrays)))
    if not len(hours):
        return None
    median, p90 = (int(hours[rank_of(percent, len(hours))]) for percent in (50, 90))
    return LeadTime(len(hours), median, p90)


def cancellations(arrays: DayArrays) -> Share:
    """Cancelled / made (metric 15), by the day for which they were made.

    Unit: reservations, of which the share. Range: 0–1. Source: lines and their end.
    """
    made = _reservations(arrays)
    return Share(int((made & arrays.has(Fate.CANCELLED)).sum()), int(made.sum()))


def late_cancellations(arrays: DayArrays) -> Share:
    """Cancelled less than 24 hours before the start / made (metric 15).

    Unit: reservations, of which the share. Range: 0 up to all cancellations. Source: as those.
    """
    made = _reservations(arrays)
    return Share(int((made & arrays.has(Fate.CANCELLED | Fate.LATE)).sum()), int(made.sum()))


def used_by_party(arrays: DayArrays) -> Mapping[PartnerKind | None, int]:
    """Used minutes for each kind of party; None is the town hall itself (metric 17)."""
    used = arrays.used
    minutes = np.bincount(arrays.column("party").take(used.line), weights=used.minutes,
                          minlength=len(PARTIES))  # fmt: skip
    return {party: int(minutes[number]) for number, party in enumerate(PARTIES)}


def external_share(arrays: DayArrays) -> Share:
    """Used minutes of partners / used minutes (metric 17).

    Unit: minutes, of which the share. Range: 0–1. Source: check-ins, by who held the space.
    """
    by_party = used_by_party(arrays)
    whole = sum(by_party.values())
    return Share(whole - by_party[None], whole)


def measured(arrays: DayArrays) -> Share:
    """Reservations with a check-in / all that were held (metric 18, meetdekking).

    Unit: reservations, of which the share. Range: 0–1. Source: check-ins.
    """
    held = _reservations(arrays) & _was_held(arrays)
    return Share(int((held & arrays.has(Fate.CAME)).sum()), int(held.sum()))


@dataclass(frozen=True, slots=True)
class Attendance:
    """Different people of the staff a day (metric 19, aanwezigheid), over the open days."""

    day_count: int
    mean_people: float
    highest_people: int
    share: float | None
    """Of the headcount, the mean of the days."""


def attendance(arrays: DayArrays, *, group_size_min: int) -> Attendance | None:
    """Metric 19, only of the whole building; None without open days or with too small a staff.

    Unit: people a day, and of the headcount the share. Range: 0 and up; 0–1.
    Source: how many different people each counted day had, never who.
    """
    days: Ints = arrays.open_days
    people, staff = arrays.person_counts[days], arrays.staff_counts[days]
    if not len(days) or int(staff.max()) < group_size_min:
        return None
    shares = people[staff > 0] / staff[staff > 0]
    return Attendance(len(days), float(people.mean()), int(people.max()),
                      float(shares.mean()) if len(shares) else None)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sharing:
    """Desks for each full-time job and for each head (metric 16, flexfactor)."""

    desks: int
    heads: int
    per_head: float | None
    per_job: float | None
    """None while the number of full-time jobs is not known."""


def sharing(desks: int, heads: int, jobs: float | None) -> Sharing:
    """Metric 16: a result and never an input: what there is, not what there should be.

    Unit: desks for each. Range: 0 and up. Source: the stock, accounts, and jobs as filled in.
    """
    return Sharing(desks, heads, desks / heads if heads else None, desks / jobs if jobs else None)
