"""What a plan of works comes to, on its page: phase by phase, weekday by weekday, in what order."""

from collections.abc import Iterator, Sequence
from typing import Any

from booking.foundation.formats import show_number
from booking.foundation.texts import N_, text
from booking.interfaces.web.occupancy.cells import Cell, FigureTable, Heading, Row, Unit
from booking.interfaces.web.occupancy.periods import show_days
from booking.interfaces.web.occupancy.tables import weekday_name
from booking.interfaces.web.occupancy.views import table_data
from booking.occupancy.scenarios.phases import PhaseOutcome, PlanOutcome, Prices, best_of
from booking.occupancy.scenarios.queries import Kept

SCALED = N_(
    "Desks are hired by whole calendar months. The hours of rooms are those of the measured days, "
    "times as many open days as the phase has for each of them."
)


def plan_data(kept: Kept) -> dict[str, Any]:
    """The answer to one plan; no figures as long as there are none."""
    plans = kept.found.plans if kept.found else []
    prices = kept.asked.prices
    return {
        "has_figures": bool(plans),
        "sentences": list(_in_words(plans, prices)),
        "tables": [table_data(it) for it in plan_tables(kept)],
    }


def plan_tables(kept: Kept) -> list[FigureTable]:
    plans = kept.found.plans if kept.found else []
    return [table for number, plan in enumerate(plans)
            for table in _tables(plan, number, kept.asked.prices)]  # fmt: skip


def _in_words(plans: Sequence[PlanOutcome], prices: Prices) -> Iterator[str]:
    for plan in plans[:1]:
        worst = max(plan.phases, key=lambda it: it.outcome.desks_missing)
        yield text("In the busiest phase, “%(name)s”, desks are lacking on %(short)s of %(days)s "
                   "days that were measured at that time of the year.", name=worst.phase.name,
                   short=worst.outcome.desk_days_short, days=worst.outcome.day_count)  # fmt: skip
        if prices != Prices():
            yield text("Temporary desks and hired rooms for all of it cost about € %(cost)s.",
                       cost=show_number(plan.cost))  # fmt: skip
            yield text(SCALED)
    if len(plans) > 1:
        best = text("as it was given") if best_of(plans) == 0 else text("the other order")
        yield text("The best order is: %(order)s. Desks lacking, all days together: %(given)s as "
                   "it was given, %(other)s in the other order; hours of meetings without a room: "
                   "%(hours)s and %(other_hours)s.", order=best,
                   given=show_number(plans[0].desks_missing),
                   other=show_number(plans[1].desks_missing),
                   hours=show_number(plans[0].missed_minutes // 60),
                   other_hours=show_number(plans[1].missed_minutes // 60))  # fmt: skip


def _tables(plan: PlanOutcome, number: int, prices: Prices) -> Iterator[FigureTable]:
    order = text("in the other order") if number else ""
    yield FigureTable(
        id=f"fasen-{number}",
        title=_titled(text("Phase by phase"), order),
        headings=[Heading(text("Phase"), is_numeric=False),
                  *(Heading(text(label)) for label, _, _ in _columns(prices))],
        rows=[_phase_row(it, prices) for it in plan.phases],
    )  # fmt: skip
    for what, title in ((_desks, N_("Most desks lacking, by weekday")),
                        (_meetings, N_("Meetings that find no room, by weekday"))):  # fmt: skip
        yield FigureTable(
            id=f"{what.__name__.strip('_')}-{number}",
            title=_titled(text(title), order),
            headings=[Heading(text("Phase"), is_numeric=False),
                      *(Heading(weekday_name(it)) for it in range(7))],
            rows=[Row(it.phase.name, [what(it, weekday) for weekday in range(7)])
                  for it in plan.phases],
        )  # fmt: skip


def _titled(title: str, order: str) -> str:
    return f"{title}, {order}" if order else title


def _columns(prices: Prices) -> list[tuple[str, Any, Unit]]:
    """Labels, and what of a phase stands under them."""
    found: list[tuple[str, Any, Unit]] = [
        (N_("Days (n)"), lambda it: it.outcome.day_count, Unit.SIZE),
        (N_("Desks left"), lambda it: it.outcome.desk_count, Unit.SIZE),
        (N_("Days on which desks are lacking"), lambda it: it.outcome.desk_days_short, Unit.SIZE),
        (N_("Desks to hire"), lambda it: it.desks_to_hire, Unit.SIZE),
        (N_("Rooms left"), lambda it: it.outcome.room_count, Unit.SIZE),
        (N_("Meetings that find no room"), lambda it: it.outcome.missed_count, Unit.PEOPLE),
        (N_("Hours of those"), lambda it: it.outcome.missed_minutes, Unit.MINUTES),
    ]
    if prices.desk_a_month:
        found.append((N_("€ for desks"), lambda it: it.desk_cost, Unit.SIZE))
    if prices.room_an_hour:
        found.append((N_("€ for rooms"), lambda it: it.room_cost, Unit.SIZE))
    return found


def _phase_row(it: PhaseOutcome, prices: Prices) -> Row:
    return Row(
        it.phase.name,
        [Cell(of(it), unit) for _, of, unit in _columns(prices)],
        note=show_days(it.phase.first, it.phase.last),
    )


def _desks(it: PhaseOutcome, weekday: int) -> Cell:
    found = it.outcome.desks.get(weekday)
    return Cell(found.missing_most if found else None, Unit.PEOPLE)


def _meetings(it: PhaseOutcome, weekday: int) -> Cell:
    if weekday not in it.outcome.desks:
        return Cell(None)
    return Cell(sum(m.count for m in it.outcome.missed if m.weekday == weekday), Unit.PEOPLE)
