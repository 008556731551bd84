"""The form of a plan of works: up to four phases, another order, and what help would cost."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field, create_model
from typing_extensions import override

from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import InvalidForm
from booking.interfaces.web.moments import Day
from booking.interfaces.web.occupancy.what_if.form import (
    BACKWARDS,
    DESKS_MAX,
    NOT_SEATS,
    BasisForm,
    Numbers,
    basis_of,
    read_seats,
    usual_basis,
)
from booking.occupancy.scenarios.asking import Asked
from booking.occupancy.scenarios.phases import Phase, Prices
from booking.occupancy.scenarios.queries import Kept
from booking.occupancy.scenarios.rules import NothingMeasured

PHASES_MAX = 4
NUMBERS = range(1, PHASES_MAX + 1)
NEEDS_DAYS = N_("Give this phase a first and a last day, or leave all of it empty.")
NO_PHASE = N_("Fill in one phase at least.")
NOT_AN_ORDER = N_("Write each phase once, as 2, 1 or 3, 1, 2.")
Euros = Annotated[int, Field(ge=0, le=100_000)]
Seats = Annotated[str, Field(max_length=200)]


class PlanForm(BasisForm):
    """Its fields with a number behind them are those of :data:`PhasesForm`."""

    refused_at: ClassVar = {NothingMeasured: "tot"}

    volgorde: Annotated[str, Field(max_length=20)] = ""
    prijs_werkplek: Euros = 0
    prijs_uur: Euros = 0

    @override
    def asked(self, today: date, *, tells_parties: bool) -> Asked:
        errors = dict(self.basis_mistakes(today)) | dict(self._mistakes())
        if errors:
            raise InvalidForm(errors, {})
        phases = tuple(self._phase(number) for number in self._filled)
        return Asked(self.basis(tells_parties=tells_parties), phases=phases,
                     order=self._order(len(phases)),
                     prices=Prices(self.prijs_werkplek, self.prijs_uur))  # fmt: skip

    def of_phase(self, name: str, number: int) -> Any:
        return getattr(self, f"{name}{number}")

    @property
    def _filled(self) -> list[int]:
        names = ("van_fase", "tot_fase", "zones_fase")
        return [it for it in NUMBERS if any(self.of_phase(name, it) for name in names)]

    def _phase(self, number: int) -> Phase:
        return Phase(
            self.of_phase("fase", number) or text("Phase %(number)s", number=number),
            self.of_phase("van_fase", number), self.of_phase("tot_fase", number),
            frozenset(self.of_phase("zones_fase", number)),
            self.of_phase("bureaus_fase", number), read_seats(self.of_phase("zalen_fase", number)),
        )  # fmt: skip

    def _order(self, count: int) -> tuple[int, ...]:
        """Raises ValueError for what is no order of so many."""
        order = tuple(it - 1 for it in read_seats(self.volgorde))
        if order and sorted(order) != list(range(count)):
            raise ValueError(self.volgorde)
        return order

    def _mistakes(self) -> Iterator[tuple[str, str]]:
        if not self._filled:
            yield "van_fase1", text(NO_PHASE)
        for number in self._filled:
            first, last = self.of_phase("van_fase", number), self.of_phase("tot_fase", number)
            if first is None or last is None:
                yield f"van_fase{number}", text(NEEDS_DAYS)
            elif last < first:
                yield f"tot_fase{number}", text(BACKWARDS)
            try:
                read_seats(self.of_phase("zalen_fase", number))
            except ValueError:
                yield f"zalen_fase{number}", text(NOT_SEATS)
        try:
            self._order(len(self._filled))
        except ValueError:
            yield "volgorde", text(NOT_AN_ORDER)


_FIELDS: dict[str, Any] = {
    f"{name}{number}": field
    for number in NUMBERS
    for name, field in {
        "fase": (Annotated[str, Field(max_length=60)], ""),
        "van_fase": (Day | None, None),
        "tot_fase": (Day | None, None),
        "zones_fase": (Numbers, ()),
        "bureaus_fase": (Annotated[int, Field(ge=0, le=DESKS_MAX)], 0),
        "zalen_fase": (Seats, ""),
    }.items()
}
LISTS = tuple(f"zones_fase{number}" for number in NUMBERS)
PhasesForm = create_model("PhasesForm", __base__=PlanForm, **_FIELDS)


def usual_plan(today: date) -> dict[str, Any]:
    """One phase of four weeks from the first Monday of next month on."""
    month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    monday = month + timedelta(days=-month.weekday() % 7)
    return usual_basis(today) | {
        "van_fase1": monday.isoformat(), "tot_fase1": (monday + timedelta(days=27)).isoformat(),
        "prijs_werkplek": 0, "prijs_uur": 0,
    }  # fmt: skip


def plan_filled_in(kept: Kept) -> dict[str, Any]:
    """The form for a new plan that begins as a copy of ``kept``."""
    asked = kept.asked
    found = basis_of(kept) | {
        "volgorde": ", ".join(str(it + 1) for it in asked.order),
        "prijs_werkplek": asked.prices.desk_a_month, "prijs_uur": asked.prices.room_an_hour,
    }  # fmt: skip
    for number, phase in enumerate(asked.phases[:PHASES_MAX], 1):
        found |= {
            f"fase{number}": phase.name, f"van_fase{number}": phase.first.isoformat(),
            f"tot_fase{number}": phase.last.isoformat(),
            f"zones_fase{number}": [str(it) for it in phase.zones_out],
            f"bureaus_fase{number}": phase.desks_hired,
            f"zalen_fase{number}": ", ".join(map(str, phase.rooms_hired)),
        }  # fmt: skip
    return found
