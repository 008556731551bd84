"""The answer in words, and the three big numbers with what they mean."""

from collections.abc import Iterator
from typing import Any

from booking.foundation.formats import show_day, show_number
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.occupancy.cells import hours, percents
from booking.interfaces.web.occupancy.figures import Figures
from booking.interfaces.web.occupancy.periods import show_days
from booking.interfaces.web.occupancy.spaces_table import countable, is_unreserved
from booking.interfaces.web.occupancy.tables import KINDS, weekday_name, zone_label
from booking.occupancy.measures import (
    booked_rate,
    coverage,
    no_show_rate,
    occupancy_rate,
    seat_fill_rate,
    utilisation_rate,
)
from booking.spaces.values import SpaceKind

RATES = {
    SpaceKind.DESK: N_("Desks were in use for %(used)s of the time they were open, and reserved "
                       "for %(booked)s."),
    SpaceKind.ROOM: N_("Rooms were in use for %(used)s of the time they were open, and reserved "
                       "for %(booked)s."),
}  # fmt: skip
BUSIEST = {
    SpaceKind.DESK: N_("At the busiest moment, on %(day)s, %(count)s of %(total)s desks were in "
                       "use."),
    SpaceKind.ROOM: N_("At the busiest moment, on %(day)s, %(count)s of %(total)s rooms were in "
                       "use."),
}  # fmt: skip

NOT_COUNTED = N_(
    "Hours in which a space is closed, holidays and closures are not in the open time. Today "
    "counts from tomorrow on."
)


def in_words(figures: Figures) -> Iterator[str]:
    for kind in figures.kinds:
        sums = figures.sums(kind)
        yield text(RATES[kind], used=percents(occupancy_rate(sums)),
                   booked=percents(booked_rate(sums)))  # fmt: skip
        busiest = figures.busiest(kind)
        if busiest.used_peak:
            yield text(BUSIEST[kind], day=show_day(busiest.day), count=busiest.used_peak,
                       total=busiest.space_count)  # fmt: skip
    unreserved = sum(is_unreserved(it) for it in countable(figures) if not it[0].is_desk)
    if unreserved:
        yield plural_text("%(count)s room was never reserved.",
                          "%(count)s rooms were never reserved.", unreserved)  # fmt: skip


def filter_words(figures: Figures) -> str:
    """Of which days and spaces the figures are."""
    asked = figures.question.asked
    zone = figures.stock.zones.get(asked.zone_id or 0)
    return " · ".join([
        show_days(asked.first, asked.last),
        *([", ".join(map(weekday_name, sorted(asked.weekdays)))] if asked.weekdays else []),
        zone_label(figures.stock, zone) if zone else text("the whole building"),
        text(KINDS[asked.kind]) if asked.kind else text("Desks and rooms"),
    ])  # fmt: skip


def big_numbers(figures: Figures) -> list[dict[str, Any]]:
    """Each with its definition, the hours it is of (n), its filter, and the bar of its rate."""
    sums, of = figures.total, filter_words(figures)
    opened, seats = hours(sums.open_minutes), hours(sums.open_seat_minutes)
    in_use = text("Time between check-in and leaving, of all time that spaces were open: %(part)s "
                  "of %(whole)s hours.", part=hours(sums.used_minutes), whole=opened)  # fmt: skip
    reserved = text("Time that was reserved and not given back, of all time that spaces were "
                    "open: %(part)s of %(whole)s hours.",
                    part=hours(sums.booked_minutes), whole=opened)  # fmt: skip
    seats_used = text("People times hours, of all seats times all open hours: %(part)s of "
                      "%(whole)s seat hours.",
                      part=hours(sums.used_person_minutes), whole=seats)  # fmt: skip
    return [
        {"label": text(label), "rate": rate(sums), "figure": percents(rate(sums)), "sign": sign,
         "note": f"{definition} {of}."}
        for label, rate, sign, definition in (
            (N_("In use (occupancy rate)"), occupancy_rate, "user-check", in_use),
            (N_("Reserved (booked rate)"), booked_rate, "calendar", reserved),
            (N_("Seats used (utilisation rate)"), utilisation_rate, "armchair", seats_used),
        )
    ]  # fmt: skip


def particulars(figures: Figures) -> list[dict[str, str]]:
    """What else one must know to trust the numbers."""
    sums = figures.total
    count = show_number(sums.reservation_count)
    found = [
        (N_("Measured over"), _measured_over(figures)),
        (N_("Coverage"), text("On %(rate)s of %(count)s reservations somebody checked in. Only "
                              "those count as use.", rate=percents(coverage(sums)), count=count)),
        (N_("Nobody came"), text("Of %(count)s reservations that asked for check-in, nobody came "
                                 "to %(rate)s.", rate=percents(no_show_rate(sums)),
                                 count=show_number(sums.awaited_count))),
        (N_("Filled when in use"), text("While a space was in use, %(rate)s of its seats were "
                                        "taken.", rate=percents(seat_fill_rate(sums)))),
        *_rounds(figures),
        (N_("Not counted"), text(NOT_COUNTED)),
        (N_("Counted up to"), _counted_until(figures)),
    ]  # fmt: skip
    return [{"term": text(term), "text": said} for term, said in found]


def _rounds(figures: Figures) -> list[tuple[str, str]]:
    """That there is a correction is said here too: it is never made in silence."""
    count = figures.round_count
    if not count:
        return []
    said = plural_text(
        "On these days %(count)s round was counted by eye. What it says beside these figures, and "
        "by how much it corrects them, stands under Counted rounds.",
        "On these days %(count)s rounds were counted by eye. What they say beside these figures, "
        "and by how much they correct them, stands under Counted rounds.", count)  # fmt: skip
    return [(N_("Counted rounds"), said)]


def _measured_over(figures: Figures) -> str:
    parts = [plural_text("%(count)s open day", "%(count)s open days", figures.day_count())]
    desks, rooms = (figures.space_count(kind) for kind in (SpaceKind.DESK, SpaceKind.ROOM))
    if desks:
        parts.append(plural_text("%(count)s desk", "%(count)s desks", desks))
    if rooms:
        parts.append(plural_text("%(count)s room", "%(count)s rooms", rooms))
    return ", ".join(parts)


def _counted_until(figures: Figures) -> str:
    assert figures.counted is not None, "figures are of counted days"
    last = figures.counted[1]
    if last < figures.question.of.last:
        return text("%(day)s; the days after it are still being counted.", day=show_day(last))
    return show_day(last)
