"""The nineteen measures in words: what stands behind each number on a page.

The source of all of them is the town hall's own counting; the words are those of
occupancy.md section 2, and the formulas those of the modules named.
"""

from dataclasses import dataclass
from typing import Final

from booking.foundation.texts import N_


@dataclass(frozen=True, slots=True)
class Definition:
    """``term`` and the rest are sentences to translate; ``unit`` with its range."""

    number: int
    code: str
    term: str
    formula: str
    unit: str


SHARE: Final = N_("share, 0 to 100 percent")
SPACES: Final = N_("spaces, 0 or more")
HOURS: Final = N_("hours, 0 or more")
DEFINITIONS: Final = tuple(
    Definition(number, *rest) for number, rest in enumerate((
        ("booked_rate", N_("Booked rate"),
         N_("Reserved minutes, not given back, within the open time / open minutes."), SHARE),
        ("occupancy_rate", N_("Occupancy rate"),
         N_("Minutes between check-in and leaving, within the open time / open minutes."), SHARE),
        ("seat_fill_rate", N_("Seat fill"),
         N_("People × minutes of use / seats × minutes of use: only while in use."), SHARE),
        ("utilisation_rate", N_("Utilisation rate"),
         N_("People × minutes of use / seats × open minutes."), SHARE),
        ("concurrent_use", N_("In use at once"),
         N_("Spaces in use at one minute; who ends makes room before who begins."), SPACES),
        ("daily_peak", N_("Daily peak"),
         N_("The most in use at one minute of a day; sustained: for 30 minutes on end."), SPACES),
        ("peak_percentiles", N_("P50, P90, P95 and highest of daily peaks"),
         N_("The nearest rank among the open days, with n. P95 from 20 days on, with the interval "
            "in which 95 of 100 draws of other such weeks lie."), SPACES),
        ("no_show_rate", N_("No-show"),
         N_("Reservations to which nobody came / reservations that asked for check-in."), SHARE),
        ("idle_hours", N_("Hours not used"),
         N_("Held and never used nor given back; given back early; taken back because nobody "
            "came; and of what came back, what was reserved again."), HOURS),
        ("ad_hoc_share", N_("Without reserving before"),
         N_("Used minutes of reservations made when they had begun / all used minutes. On counted "
            "rounds: places in use that were not reserved / places in use."), SHARE),
        ("room_fit", N_("Room fit"),
         N_("Used hours by size of group and size of room. Oversize: a smaller size would fit. "
            "Avoidable: such a room was free for all that time."), HOURS),
        ("unmet_demand", N_("Unmet demand"),
         N_("Different wishes that found nothing (refused, or only looked for) or something else, "
            "by size, in hours; and of all wishes the share that was not had."), HOURS),
        ("full_minutes", N_("Fully booked"),
         N_("Open minutes a day in which no space of that size or larger was free."),
         N_("minutes a day, 0–1500")),
        ("lead_time", N_("Lead time"),
         N_("From making a reservation to its start: the middle one, and that of 9 in 10."),
         N_("hours or days, 0 or more")),
        ("cancellation_rate", N_("Cancelled"),
         N_("Cancelled / made; late: less than 24 hours before the start."), SHARE),
        ("sharing_ratio", N_("Desk sharing"),
         N_("Desks / full-time jobs and desks / members of staff. A result, never a target."),
         N_("desks for each, 0 or more")),
        ("external_share", N_("External share"),
         N_("Used minutes of partners / all used minutes."), SHARE),
        ("coverage", N_("Coverage"),
         N_("Reservations with a check-in / all that were held. Use is known of these only. Of "
            "counted rounds: places that were looked at / all places."),
         SHARE),
        ("attendance", N_("Attendance"),
         N_("Different members of staff a day / all members of staff, of the whole building."),
         SHARE),
    ), start=1)
)  # fmt: skip
BY_CODE: Final = {it.code: it for it in DEFINITIONS}
