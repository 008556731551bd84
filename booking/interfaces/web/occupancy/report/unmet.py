"""Unmet demand: what was asked for, and what became of that."""

from collections.abc import Iterator, Sequence

from booking.foundation.texts import N_, text
from booking.interfaces.web.occupancy.cells import (
    Cell,
    FigureTable,
    Heading,
    Row,
    Unit,
    count_of,
    hours,
)
from booking.interfaces.web.occupancy.report.parts import Section
from booking.interfaces.web.occupancy.report.shown import Shown
from booking.interfaces.web.occupancy.tables import KINDS, size_label
from booking.occupancy.fates import reserved_by_size
from booking.occupancy.values import WishSums
from booking.spaces.values import SpaceKind


def unmet_section(shown: Shown) -> Section:
    if not shown.question.tells_wishes:
        sentence = text("Of a wish we only keep whether it was for staff or for partners. Choose "
                        "partners to see theirs.")  # fmt: skip
        return Section(id="wensen", title=text("Unmet demand"), sentence=sentence,
                       codes=("unmet_demand",))  # fmt: skip
    return Section(
        id="wensen", title=text("Unmet demand"), sentence=_conclusion(shown.wishes),
        codes=("unmet_demand",),
        basis=text("Each wish counts once, however often somebody tried. Of nobody we keep who "
                   "asked. Wishes are of the whole building, not of one zone."),
        tables=list(_tables(shown)),
    )  # fmt: skip


def _conclusion(wishes: Sequence[WishSums]) -> str:
    unmet, diverted, gave_up, minutes = (
        sum(getattr(it, name) for it in wishes)
        for name in ("unmet_count", "diverted_count", "gave_up_count", "unmet_minutes")
    )
    if not (unmet or diverted):
        return text("Everybody found a place in this period.")
    return text(
        "%(unmet)s wishes found nothing, for %(hours)s hours; of those %(gave_up)s were only "
        "looked for. %(diverted)s found something else.", unmet=count_of(unmet),
        hours=hours(minutes), gave_up=count_of(gave_up), diverted=count_of(diverted),
    )  # fmt: skip


def _tables(shown: Shown) -> Iterator[FigureTable]:
    labels = (N_("Refused"), N_("Gave up"), N_("Hours not had"), N_("Something else instead"),
              N_("Hours of something else"), N_("Had after all"))  # fmt: skip
    if shown.wishes:
        yield FigureTable(
            id="wensen-tabel", title=text("Asked for and not had"),
            rows=[_row(it) for it in shown.wishes],
            headings=[Heading(text("For how many people"), is_numeric=False),
                      *(Heading(text(it)) for it in labels)],
        )  # fmt: skip
    made = {kind: reserved_by_size(arrays) for kind, arrays in shown.by_kind.items()}
    if any(made.values()) and not shown.is_narrowed_to_zones:
        yield _granted(shown, made)


def _row(it: WishSums) -> Row:
    return Row(size_label(it.seats), [
        Cell(it.refused_count, Unit.PEOPLE), Cell(it.gave_up_count, Unit.PEOPLE),
        Cell(it.unmet_minutes, Unit.MINUTES), Cell(it.diverted_count, Unit.PEOPLE),
        Cell(it.diverted_minutes, Unit.MINUTES), Cell(it.granted_count, Unit.PEOPLE),
    ], note=text(KINDS[it.kind]))  # fmt: skip


def _granted(shown: Shown, made: dict[SpaceKind, dict[int, int]]) -> FigureTable:
    """Of all that was asked for, by size: what was had, and what part was not."""
    unmet = {(it.kind, it.seats): it.unmet_count for it in shown.wishes}
    had = {(kind, seats): count for kind, sizes in made.items() for seats, count in sizes.items()}
    labels = (N_("Had"), N_("Not had"), N_("Wishes (n)"), N_("Share not had"))
    return FigureTable(
        id="wensen-deel", title=text("Asked for, had and not had"),
        rows=[_granted_row(*key, had.get(key, 0), unmet.get(key, 0))
              for key in sorted(had.keys() | unmet.keys())],
        headings=[Heading(text("For how many people"), is_numeric=False),
                  *(Heading(text(it)) for it in labels)],
    )  # fmt: skip


def _granted_row(kind: SpaceKind, seats: int, had: int, unmet: int) -> Row:
    wishes = had + unmet
    return Row(size_label(seats), [
        Cell(had, Unit.PEOPLE), Cell(unmet, Unit.PEOPLE), Cell(wishes, Unit.PEOPLE),
        Cell(unmet / wishes if wishes else None, Unit.RATE),
    ], note=text(KINDS[kind]))  # fmt: skip
