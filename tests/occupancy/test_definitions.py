"""Each of the nineteen measures is a function that says its unit, range and source."""

import re
from collections.abc import Callable

import pytest

from booking.occupancy import concurrency, fates, measures
from booking.occupancy.definitions import BY_CODE, DEFINITIONS
from booking.occupancy.fit_table import fit_table
from booking.occupancy.queries import wish_sums

FUNCTIONS: dict[str, tuple[Callable[..., object], ...]] = {
    "booked_rate": (measures.booked_rate,),
    "occupancy_rate": (measures.occupancy_rate,),
    "seat_fill_rate": (measures.seat_fill_rate,),
    "utilisation_rate": (measures.utilisation_rate,),
    "concurrent_use": (concurrency.levels_of,),
    "daily_peak": (concurrency.daily_peaks, concurrency.sustained_peaks),
    "peak_percentiles": (concurrency.summary_of, measures.nearest_rank),
    "no_show_rate": (measures.no_show_rate, fates.no_shows, fates.no_show_minutes),
    "idle_hours": (fates.idle_minutes,),
    "ad_hoc_share": (fates.ad_hoc_share,),
    "room_fit": (fit_table,),
    "unmet_demand": (wish_sums,),
    "full_minutes": (concurrency.full_minutes,),
    "lead_time": (fates.lead_time,),
    "cancellation_rate": (fates.cancellations, fates.late_cancellations),
    "sharing_ratio": (fates.sharing,),
    "external_share": (fates.external_share,),
    "coverage": (measures.coverage, fates.measured),
    "attendance": (fates.attendance,),
}


def test_there_are_nineteen_and_each_has_its_function() -> None:
    assert [it.number for it in DEFINITIONS] == list(range(1, 20))
    assert FUNCTIONS.keys() == BY_CODE.keys()


@pytest.mark.parametrize("code", FUNCTIONS)
def test_a_measure_says_its_number_unit_range_and_source(code: str) -> None:
    for function in FUNCTIONS[code]:
        said = " ".join((function.__doc__ or "").split())
        assert re.search(r"\bUnit: \w.*\bRange: \w.*\bSource: \S", said), function.__name__
        assert re.search(rf"[Mm]etrics? .*\b{BY_CODE[code].number}\b", said), function.__name__
