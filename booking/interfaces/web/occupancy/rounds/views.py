"""Counted rounds beside reservations and check-in: what the page says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.foundation.formats import show_clock, show_date, show_number
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.files.document import Document
from booking.interfaces.web.occupancy.asking import House
from booking.interfaces.web.occupancy.by_days import days_data
from booking.interfaces.web.occupancy.cells import (
    Cell,
    FigureTable,
    Heading,
    Row,
    Unit,
    count_of,
    leaving_the_house,
    percents,
)
from booking.interfaces.web.occupancy.documents import document_of, file_choices, stamp_of
from booking.interfaces.web.occupancy.periods import show_days
from booking.interfaces.web.occupancy.question import Question
from booking.interfaces.web.occupancy.report.files import tables_of
from booking.interfaces.web.occupancy.report.parts import Section
from booking.interfaces.web.occupancy.report.views import shown_section
from booking.interfaces.web.occupancy.tables import KINDS
from booking.occupancy.arrays import DayArrays
from booking.occupancy.cuts import Cut, arrays_for
from booking.occupancy.fates import sums_of
from booking.occupancy.group_floor import hidden_in
from booking.occupancy.measures import occupancy_rate
from booking.occupancy.queries import people_by_zone
from booking.occupancy.rounds.figures import (
    KNOWN_MIN,
    Look,
    Tally,
    by_kind,
    corrected,
    correction_interval,
    looks_of,
    tally_of,
)
from booking.occupancy.rounds.queries import rounds_between
from booking.occupancy.rounds.rules import spaces_to_count
from booking.occupancy.rounds.values import Round
from booking.occupancy.values import Slice
from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.spaces.values import SpaceKind, Stock

PATH = "/bezetting/telrondes"


@dataclass(frozen=True)
class Counted:
    """The rounds of some days. ``size_min``: of fewer places nothing is told."""

    of: Slice
    stock: Stock
    rounds: Sequence[Round]
    looks: Sequence[Look]
    arrays: DayArrays
    size_min: int

    @property
    def kinds(self) -> list[tuple[SpaceKind, Tally]]:
        tallies = [(kind, tally_of(looks)) for kind, looks in by_kind(self.looks)]
        return [(kind, tally) for kind, tally in tallies if tally.space_count >= self.size_min]

    @property
    def told(self) -> list[Look]:
        """The looks at the kinds that are told."""
        kinds = {kind for kind, _ in self.kinds}
        return [look for look in self.looks if look.kind in kinds]

    @property
    def basis(self) -> str:
        """N and coverage (metric 18, meetdekking): spaces looked at / all."""
        countable = len(spaces_to_count(self.stock, self.of.building_id, self.of.last))
        rounds = plural_text("%(count)s round", "%(count)s rounds", len(self.rounds))
        return text("%(rounds)s, n = %(looks)s; %(seen)s of %(all)s places were looked at at "
                    "least once.", rounds=rounds, looks=count_of(len(self.told)),
                    seen=len({look.space_id for look in self.told}), all=countable)  # fmt: skip


def page_data(
    house: House, question: Question, viewer: Principal, *, group_size_min: int
) -> dict[str, Any]:
    """Everything for by_days.html. Only whole buildings: a zone is often a team's."""
    why, sections = sections_of(house, question, group_size_min=group_size_min)
    found = days_data(question, PATH, house.buildings) | {
        "title": text("Counted rounds"), "report": "telrondes", "action": None,
        "empty_sentence": why, "sections": [shown_section(it) for it in sections],
        "files": [] if why else file_choices(PATH, question.address(PATH)),
    }  # fmt: skip
    if may(viewer, Action.COUNT_ROUNDS):
        found["action"] = {"url": "/beheer/telrondes", "label": text("To the rounds")}
    return found


def sections_of(
    house: House, question: Question, *, group_size_min: int
) -> tuple[str, list[Section]]:
    """Why there is nothing to tell, or what there is to tell."""
    asked = question.of
    of = Slice(asked.building_id, asked.first, asked.last)
    walked = [] if of.is_empty else rounds_between(house.session, of.building_id, of.first, of.last)
    if not walked:
        return text("No round was finished in this period. Choose other days, or count one."), []
    arrays = arrays_for(house.session, Cut(of), house.stock)
    looks = [] if arrays.is_empty else looks_of(walked, arrays, house.stock)
    looks = _of_no_small_group(looks, house, of, group_size_min)
    counted = Counted(of, house.stock, [one for one, _ in walked], looks, arrays, group_size_min)
    if not counted.kinds:
        return text("Too little was counted to tell: fewer than %(count)s places while they were "
                    "open.", count=group_size_min), []  # fmt: skip
    return "", [_seen(counted), _beside_reservations(counted), _beside_check_in(counted),
                _rounds(counted)]  # fmt: skip


def rounds_document(
    house: House, question: Question, *, group_size_min: int, municipality: str
) -> Document:
    with leaving_the_house():
        why, sections = sections_of(house, question, group_size_min=group_size_min)
    return document_of(
        stamp_of(house, question.of), title=text("Counted rounds"), municipality=municipality,
        filter_words=show_days(question.asked.first, question.asked.last),
        sentences=[why] if why else [], tables=[it for one in sections for it in tables_of(one)],
    )  # fmt: skip


def _of_no_small_group(
    looks: Sequence[Look], house: House, of: Slice, group_size_min: int
) -> list[Look]:
    """Not of a place that ever stood in a zone whose figures are hidden."""
    people = people_by_zone(house.session, house.stock)
    hidden = hidden_in(house.stock, of.building_id, people, [(of.first, of.last)], group_size_min)
    stood_in = {it.id: {term.zone_id for term in it.terms} for it in house.stock.spaces.values()}
    return [look for look in looks if not stood_in[look.space_id] & hidden.zones]


def _table(
    counted: Counted, name: str, title: str, columns: Sequence[str], cells: Any
) -> FigureTable:
    return FigureTable(
        id=name, title=title,
        headings=[Heading(text("Kind"), is_numeric=False), *(Heading(text(it)) for it in columns)],
        rows=[Row(text(KINDS[kind]), list(cells(kind, tally))) for kind, tally in counted.kinds],
    )  # fmt: skip


def _whole(counted: Counted) -> Tally:
    return tally_of(counted.told)


def _seen(counted: Counted) -> Section:
    def cells(_: SpaceKind, tally: Tally) -> Iterator[Cell]:
        for part in (tally.used_count, tally.vacant_count):
            yield Cell(part / tally.seen_count, Unit.RATE)
        yield Cell(tally.frequency, Unit.RATE)
        yield Cell(tally.seat_fill, Unit.RATE)
        yield Cell(tally.utilisation, Unit.RATE)
        yield Cell(tally.seen_count, Unit.PEOPLE)

    whole = _whole(counted)
    return Section(
        id="gezien", title=text("What was seen"),
        sentence=text("%(rate)s of what was looked at was in use, of which %(vacant)s with things "
                      "on it and nobody there.", rate=percents(whole.frequency),
                      vacant=percents(whole.vacant_count / whole.in_use if whole.in_use else 0)),
        codes=("occupancy_rate", "seat_fill_rate", "utilisation_rate"), basis=counted.basis,
        tables=[_table(counted, "gezien-tabel", text("In use, by eye"), (
            N_("In use"), N_("Left for a while"), N_("Together"), N_("Seat fill"),
            N_("Utilisation rate"), N_("Of (n)")), cells)],
    )  # fmt: skip


def _beside_reservations(counted: Counted) -> Section:
    def cells(_: SpaceKind, tally: Tally) -> Iterator[Cell]:
        yield Cell(tally.capture, Unit.RATE)
        yield Cell(tally.ad_hoc, Unit.RATE)
        yield Cell(tally.in_use, Unit.PEOPLE)
        yield Cell(tally.kept, Unit.RATE)
        yield Cell(tally.reserved_count, Unit.PEOPLE)

    whole = _whole(counted)
    return Section(
        id="reserveringen", title=text("What reservations know of it"),
        sentence=text("Of what was in use, %(capture)s was reserved. Of what was reserved, "
                      "%(kept)s was in use.", capture=percents(whole.capture),
                      kept=percents(whole.kept)),
        codes=("ad_hoc_share", "booked_rate"), basis=counted.basis,
        tables=[_table(counted, "reserveringen-tabel", text("Rounds beside reservations"), (
            N_("Of use: reserved"), N_("Without reserving"), N_("Of (n)"),
            N_("Of reserved: in use"), N_("Of (n)")), cells)],
    )  # fmt: skip


def _beside_check_in(counted: Counted) -> Section:
    """The correction stands beside the figure that it corrects, with both factors."""

    def cells(kind: SpaceKind, tally: Tally) -> Iterator[Cell]:
        rate = occupancy_rate(sums_of(counted.arrays.of_spaces(kind=kind)))
        factor = tally.correction
        yield Cell(tally.known, Unit.RATE)
        yield Cell(tally.frequency, Unit.RATE)
        yield Cell(_factor(factor, [look for look in counted.looks if look.kind is kind]))
        yield Cell(rate, Unit.RATE)
        yield Cell(corrected(rate, tally), Unit.RATE)

    missing = [tally for _, tally in counted.kinds if tally.correction is None]
    sentence = text("At the moments of the rounds check-in knew of %(known)s, and %(seen)s was "
                    "in use. By that factor the occupancy of all these days is corrected; the "
                    "figures on the other pages stay as they were measured.",
                    known=percents(_whole(counted).known),
                    seen=percents(_whole(counted).frequency))  # fmt: skip
    if missing:
        sentence += " " + text("Where check-in knew of fewer than %(count)s places there is no "
                               "correction yet: count more rounds.", count=KNOWN_MIN)  # fmt: skip
    return Section(
        id="correctie", title=text("What check-in misses"), sentence=sentence,
        codes=("occupancy_rate", "coverage"), basis=counted.basis,
        tables=[_table(counted, "correctie-tabel", text("Occupancy, measured and corrected"), (
            N_("By check-in, at the rounds"), N_("By eye"), N_("Correction"),
            N_("Occupancy measured"), N_("Occupancy corrected")), cells)],
    )  # fmt: skip


def _factor(factor: float | None, looks: Sequence[Look]) -> str | None:
    """With how sure it is, where there are enough rounds to say that."""
    if factor is None:
        return None
    said, sure = f"× {show_number(round(factor, 2))}", correction_interval(looks)
    if sure is None:
        return said
    low, high = (show_number(round(it, 2)) for it in sure)
    return f"{said} ({low}–{high})"


def _rounds(counted: Counted) -> Section:
    looks: Mapping[int, Tally] = {
        one.id: tally_of(look for look in counted.told if look.round_id == one.id)
        for one in counted.rounds
    }
    planned = sum(one.is_planned for one in counted.rounds)
    return Section(
        id="rondes", title=text("The rounds"),
        sentence=text("%(planned)s planned and %(others)s in between. Round figures of a few "
                      "places are not told.", planned=planned,
                      others=len(counted.rounds) - planned),
        codes=("coverage",), basis=counted.basis,
        tables=[FigureTable(
            id="rondes-tabel", title=text("Round by round"),
            headings=[Heading(text("When"), is_numeric=False),
                      Heading(text("Places counted")), Heading(text("While open (n)")),
                      Heading(text("In use or left"))],
            rows=[_round_row(one, looks[one.id], counted.size_min) for one in counted.rounds],
        )],
    )  # fmt: skip


def _round_row(one: Round, tally: Tally, size_min: int) -> Row:
    rate = tally.frequency if tally.space_count >= size_min else None
    return Row(_when(one.at), [Cell(one.space_count, Unit.SIZE),
                               Cell(tally.seen_count, Unit.PEOPLE),
                               Cell(rate, Unit.RATE)],
               note=text("planned") if one.is_planned else text("in between"))  # fmt: skip


def _when(at: datetime) -> str:
    return f"{show_date(day_of(at))}, {show_clock(at)}"
