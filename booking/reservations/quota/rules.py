"""Which quota hold for whom, over which days, and when they are used up. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.people.values import Party
from booking.reservations.quota.values import Per, Quota, QuotaTerms, Standing, Subject, Window
from booking.spaces.values import SpaceKind

DAY = timedelta(days=1)
PERIODS = list(Per)
NOTHING: Mapping[Window, int] = {}


def stretch_of(per: Per, day: date) -> tuple[date, date]:
    """The first day of the day, ISO week or month of ``day``, and the first after it."""
    match per:
        case Per.DAY:
            return day, day + DAY
        case Per.WEEK:
            monday = day - timedelta(days=day.weekday())
            return monday, monday + 7 * DAY
        case Per.MONTH:
            first = day.replace(day=1)
            return first, (first + 31 * DAY).replace(day=1)


def number_of_subject(subject: Subject, party: Party) -> int | None:
    """Whom of this kind ``party`` counts for; a partner's contact counts for the partner only."""
    if party.partner_id is not None:
        return party.partner_id if subject is Subject.PARTNER else None
    numbers = {
        Subject.PERSON: party.person_id,
        Subject.TEAM: party.team_id,
        Subject.DEPARTMENT: party.department_id,
    }
    return numbers.get(subject)


def window_of(quota: Quota, party: Party, day: date) -> Window | None:
    """Where a reservation on ``day`` for ``party`` counts; None where the quota says nothing."""
    number = number_of_subject(quota.terms.subject, party)
    is_meant = number is not None and quota.terms.subject_id in {None, number}
    if not is_meant or number is None or not quota.holds_on(day):
        return None
    return Window(quota.id, number, *stretch_of(quota.terms.per, day))


class Tally:
    """What counts in each window, and what is added to it while a plan is made."""

    def __init__(
        self, quotas: Iterable[Quota], party: Party, counts: Mapping[Window, int] = NOTHING
    ) -> None:
        self.quotas = sorted(quotas, key=lambda q: (PERIODS.index(q.terms.per), q.id))
        self.party = party
        self.counts = Counter(counts)

    def copy(self) -> "Tally":
        return Tally(self.quotas, self.party, self.counts)

    def windows(self, kind: SpaceKind, day: date) -> dict[Window, Quota]:
        """Where a reservation on ``day`` counts."""
        return {
            window: quota
            for quota in self.quotas
            if quota.terms.kind is kind and (window := window_of(quota, self.party, day))
        }

    def over(self, kind: SpaceKind, days: Iterable[date]) -> dict[Window, Quota]:
        return {window: quota for day in days for window, quota in self.windows(kind, day).items()}

    def costs(self, kind: SpaceKind, period: Period) -> Counter[Window]:
        """What a reservation of ``period`` counts for, and where."""
        windows = self.windows(kind, day_of(period.starts_at))
        return Counter({window: quota.terms.worth(period) for window, quota in windows.items()})

    def count(self, costs: Mapping[Window, int]) -> None:
        self.counts.update(costs)

    def standings(self, kind: SpaceKind, day: date) -> list[Standing]:
        return [
            Standing(quota, window, self.counts[window])
            for window, quota in self.windows(kind, day).items()
        ]

    def used_up(self, kind: SpaceKind, day: date, costs: Mapping[Window, int]) -> list[Standing]:
        """The quota of ``day`` that do not allow ``costs`` more."""
        return [
            standing
            for standing in self.standings(kind, day)
            if standing.left < costs.get(standing.window, 0)
        ]


def contradiction(terms: QuotaTerms, others: Sequence[QuotaTerms]) -> QuotaTerms | None:
    """The quota of the same subject that makes ``terms`` pointless, or is made so by it.

    Who may reserve two a week never comes to three a day.
    """
    for other in others:
        is_alike = (other.subject, other.subject_id, other.kind, other.measure) == (
            terms.subject, terms.subject_id, terms.kind, terms.measure
        )  # fmt: skip
        if not is_alike or other.per is terms.per:
            continue
        is_shorter = PERIODS.index(terms.per) < PERIODS.index(other.per)
        short, long = (terms, other) if is_shorter else (other, terms)
        if short.count_max > long.count_max:
            return other
    return None
