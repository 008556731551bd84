"""Vraag: what was asked for and not had, when nothing was free, who asks and how long before."""

from collections.abc import Iterator

import numpy as np

from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.occupancy.cells import (
    Cell,
    FigureTable,
    Heading,
    Row,
    Unit,
    percents,
    whole,
)
from booking.interfaces.web.occupancy.report.parts import Section, basis_of
from booking.interfaces.web.occupancy.report.question import PARTIES
from booking.interfaces.web.occupancy.report.shown import Shown
from booking.interfaces.web.occupancy.report.unmet import unmet_section
from booking.interfaces.web.occupancy.tables import KINDS
from booking.occupancy.arrays import DayArrays
from booking.occupancy.concurrency import full_minutes
from booking.occupancy.fates import external_share, lead_time, used_by_party
from booking.occupancy.party_floor import EVERY_PARTNER, Parties
from booking.occupancy.records import Ints
from booking.occupancy.values import SEAT_CLASSES, seat_class
from booking.spaces.values import SpaceKind

HOURS_A_DAY = 24
DAYS_FROM_HOURS = 48
"""From so many hours on, days say more."""


def demand_sections(shown: Shown) -> Iterator[Section]:
    yield unmet_section(shown)
    rooms = shown.by_kind[SpaceKind.ROOM]
    if len(rooms.open_days) and not shown.question.party:  # others may fill what is free of it
        yield _full(rooms)
    yield _lead(shown)
    yield _external(shown)


def _full(rooms: DayArrays) -> Section:
    sizes = [it for it in SEAT_CLASSES if it <= seat_class(int(rooms.house["capacity"].max()))]
    smallest = min(int(rooms.house["capacity"].min()), sizes[-1])
    days = rooms.open_days
    found = [(size, full_minutes(rooms, size)[days]) for size in sizes if size >= smallest // 2]
    rows = [
        Row(text("%(count)s seats or more", count=size),
            [Cell(int((minutes > 0).sum()), Unit.SIZE), Cell(_mean(minutes)),
             Cell(int(minutes.max(initial=0)), Unit.SIZE), Cell(len(days), Unit.SIZE)])
        for size, minutes in found
        if (rooms.house["capacity"] >= size).any()
    ]  # fmt: skip
    never = all(not minutes.any() for _, minutes in found)
    worst = max(found, key=lambda it: (it[1].sum(), -it[0]))
    sentence = text("At every minute there was a free room of each size.") if never else text(
        "Rooms for %(count)s or more ran out most: on %(days)s of %(total)s days for some time.",
        count=worst[0], days=int((worst[1] > 0).sum()), total=len(days),
    )  # fmt: skip
    labels = (N_("Days on which it was full"), N_("Minutes a day, on average"),
              N_("Most on one day"), N_("Days (n)"))  # fmt: skip
    return Section(
        id="volgeboekt", title=text("Fully booked"), sentence=sentence, codes=("full_minutes",),
        basis=basis_of(rooms),
        tables=[FigureTable(
            id="volgeboekt-tabel", title=text("Minutes without a free room, by size"), rows=rows,
            headings=[Heading(text("Rooms"), is_numeric=False),
                      *(Heading(text(it)) for it in labels)],
        )],
    )  # fmt: skip


def _mean(minutes: Ints) -> str:
    return whole(round(float(np.mean(minutes)), 1))


def _groups(shown: Shown) -> list[tuple[str, Parties]]:
    """The parties that may be told apart, with what they are called."""
    if shown.question.party or not shown.parties.has_partners:
        return []
    kinds: list[tuple[str, Parties]] = [
        (label, parties) for label, parties in PARTIES.values()
             if len(parties) == 1 and set(parties) <= set(shown.parties.kinds)
    ]  # fmt: skip
    partners = kinds or [(PARTIES["partners"][0], EVERY_PARTNER)]
    return [(text(label), parties) for label, parties in [PARTIES["medewerkers"], *partners]]


def _lead(shown: Shown) -> Section:
    found = lead_time(shown.arrays)
    sentence = text("Nothing was asked for in this period.")
    if found is not None:
        sentence = text("Half was reserved %(median)s or less before, 9 in 10 at most %(p90)s "
                        "before.", median=_time(found.median_hours),
                        p90=_time(found.p90_hours))  # fmt: skip
    groups = [(text(PARTIES[""][0]), ()), *_groups(shown)]
    kinds = [(text(KINDS[kind]), shown.by_kind[kind]) for kind in SpaceKind]
    rows = [
        *(_lead_row(label, shown.arrays.of_parties(parties) if parties else shown.arrays)
          for label, parties in groups),
        *(_lead_row(label, arrays) for label, arrays in kinds),
    ]  # fmt: skip
    labels = (N_("Half of them"), N_("9 in 10"), N_("Reservations (n)"))
    return Section(
        id="termijn", title=text("How long before"), sentence=sentence, codes=("lead_time",),
        basis=basis_of(shown.arrays),
        tables=[FigureTable(
            id="termijn-tabel", title=text("From reserving to the start"), rows=rows,
            headings=[Heading(text("Whose"), is_numeric=False),
                      *(Heading(text(it)) for it in labels)],
        )] if found else [],
    )  # fmt: skip


def _lead_row(label: str, arrays: DayArrays) -> Row:
    found = lead_time(arrays)
    if found is None:
        return Row(label, [Cell(None), Cell(None), Cell(0, Unit.PEOPLE)])
    return Row(label, [Cell(_time(found.median_hours)), Cell(_time(found.p90_hours)),
                       Cell(found.count, Unit.PEOPLE)])  # fmt: skip


def _time(count: int) -> str:
    if count < DAYS_FROM_HOURS:
        return plural_text("%(count)s hour", "%(count)s hours", count)
    return plural_text("%(count)s day", "%(count)s days", count // HOURS_A_DAY)


def _external(shown: Shown) -> Section:
    arrays, groups = shown.arrays, _groups(shown)
    share = external_share(arrays)
    if shown.question.party:
        sentence = text("Choose everybody to see who uses how much.")
    elif not groups:
        sentence = text("Partners have fewer than %(count)s people here, so we do not show what "
                        "they use: it would say when somebody is in.",
                        count=shown.group_size_min)  # fmt: skip
    else:
        sentence = text("Partners used %(share)s of the hours in use.",
                        share=percents(share.value))  # fmt: skip
    by_party = used_by_party(arrays)
    rows = [
        Row(label, [Cell(minutes, Unit.MINUTES),
                    Cell(minutes / share.whole if share.whole else None, Unit.RATE)])
        for label, parties in groups
        for minutes in [sum(by_party[party] for party in parties)]
    ]  # fmt: skip
    return Section(
        id="extern", title=text("Who uses it"), sentence=sentence, codes=("external_share",),
        basis=basis_of(arrays),
        tables=[FigureTable(
            id="extern-tabel", title=text("Hours in use, by party"), rows=rows,
            headings=[Heading(text("Whose"), is_numeric=False), Heading(text("Hours")),
                      Heading(text("Of all hours in use"))],
        )] if rows else [],
    )  # fmt: skip
