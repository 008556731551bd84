"""What a plan says of one date besides where and when: what it keeps, and who sits elsewhere."""

from collections.abc import Iterator, Mapping

from sqlmodel import Session

from booking.foundation.formats import show_day_short, show_span
from booking.foundation.local_time import day_of, is_double, to_local
from booking.foundation.texts import N_, text
from booking.people.queries import names_of
from booking.reservations.series.values import PlannedDate, SeriesPlan, SeriesWish, Step
from booking.spaces.values import Stock

ITS_OWN = {
    "period": N_("Keeps its own time: %(when)s."),
    "space_ids": N_("Keeps its own place."),
    "attendee_count": N_("Keeps its own number of people: %(count)s."),
}
LOSES = N_("Without a desk then: %(names)s.")
SOME_LOSE = N_("Not everybody keeps a desk. On one date or more without one: %(names)s.")
TWICE = N_(
    "The clock shows %(time)s twice that night. A series takes the first, as calendars do; "
    "change this date afterwards if you mean the second."
)
Names = Mapping[int, str]


def names_in(session: Session, plan: SeriesPlan) -> Names:
    """Of who sits elsewhere or nowhere after it: who changes a group gave them their desks."""
    people = {each.person_id for planned in plan.dates for each in planned.reseated()}
    return names_of(session, sorted(people)) if people else {}


def notes_on(planned: PlannedDate, wish: SeriesWish, stock: Stock, names: Names) -> Iterator[str]:
    """Sentences, the most urgent first."""
    moved = planned.reseated()
    losers = [names[each.person_id] for each in moved if each.space_id is None]
    if losers:
        yield text(LOSES, names=", ".join(losers))
    seated = [
        f"{names[each.person_id]} ({stock.spaces[each.space_id].number})"
        for each in moved
        if each.space_id is not None
    ]
    if seated:
        yield text("At another desk then: %(names)s.", names=", ".join(seated))
    yield from _double_hours(planned)
    own = planned.own_in(wish)
    for name, sentence in ITS_OWN.items():
        if name in own and planned.wish is not None:
            period = planned.wish.period
            when = f"{show_day_short(day_of(period.starts_at))} {show_span(period)}"
            yield text(sentence, count=planned.wish.attendee_count, when=when)


def _double_hours(planned: PlannedDate) -> Iterator[str]:
    """Which of the two it will be; nobody was asked, as the other dates have but one."""
    if planned.step not in {Step.RESERVE, Step.CHANGE} or planned.wish is None:
        return
    period = planned.wish.period
    for wall in map(to_local, (period.starts_at, period.ends_at)):
        if is_double(wall) and not wall.fold:
            yield text(TWICE, time=f"{wall:%H:%M}")


def who_loses(plan: SeriesPlan, names: Names) -> str:
    """Said above the dates; nothing where everybody keeps a desk."""
    done = (each for planned in plan.dates if planned.is_done for each in planned.reseated())
    losers = dict.fromkeys(names[each.person_id] for each in done if each.space_id is None)
    return text(SOME_LOSE, names=", ".join(losers)) if losers else ""
