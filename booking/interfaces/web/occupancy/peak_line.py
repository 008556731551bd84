"""The peak of each day as a line: shows a season, a holiday, a move that no percentile shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from booking.foundation.formats import show_day_short
from booking.foundation.texts import N_, text
from booking.interfaces.web.occupancy.figures import Figures
from booking.occupancy.values import DayTotal
from booking.spaces.values import SpaceKind

WIDTH, HEIGHT = 720, 160
TOP = 10
DAYS_MIN = 5
"""Of fewer days the table says it all."""
DESCRIPTIONS = {
    SpaceKind.DESK: N_("Desks in use at the same moment, the most of each day: from %(least)s to "
                       "%(most)s."),
    SpaceKind.ROOM: N_("Rooms in use at the same moment, the most of each day: from %(least)s to "
                       "%(most)s."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PeakLine:
    """``points`` in units of a drawing of WIDTH by HEIGHT, the line at the foot included."""

    label: str
    points: str
    most: int
    first: str
    last: str
    width: int = WIDTH
    height: int = HEIGHT
    top: int = TOP


def peak_lines(figures: Figures) -> list[PeakLine]:
    return [_line(kind, days) for kind in figures.kinds
            if len(days := figures.of_kind(kind)) >= DAYS_MIN
            and any(day.used_peak for day in days)]  # fmt: skip


def _line(kind: SpaceKind, days: Sequence[DayTotal]) -> PeakLine:
    peaks = [day.used_peak for day in days]
    step, scale = WIDTH / (len(days) - 1), (HEIGHT - TOP) / max(peaks)
    return PeakLine(
        label=text(DESCRIPTIONS[kind], least=min(peaks), most=max(peaks)),
        points=" ".join(
            f"{number * step:.1f},{HEIGHT - peak * scale:.1f}" for number, peak in enumerate(peaks)
        ),
        most=max(peaks),
        first=show_day_short(days[0].day),
        last=show_day_short(days[-1].day),
    )
