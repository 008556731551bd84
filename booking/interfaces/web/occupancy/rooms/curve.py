"""Refusals against square metres as a line; the table of what certainty costs has its figures."""

from collections.abc import Sequence

from booking.foundation.formats import show_number
from booking.foundation.texts import text
from booking.interfaces.web.occupancy.peak_line import HEIGHT, TOP, WIDTH, PeakLine
from booking.occupancy.sizing.draws import CurvePoint


def curve_lines(curve: Sequence[CurvePoint]) -> list[PeakLine]:
    """From little floor to much; none where all points are one, or nobody is refused."""
    points = sorted(set(curve), key=lambda it: (it.area, -it.refused))
    least, span = points[0].area, points[-1].area - points[0].area
    most = max(it.refused for it in points)
    if not span or not most:
        return []
    drawn = (
        (WIDTH * (it.area - least) / span, HEIGHT - (HEIGHT - TOP) * it.refused / most)
        for it in points
    )
    return [PeakLine(
        label=text("Meetings that find no room, by m²: from %(most)s to %(least)s.",
                   most=points[0].refused, least=points[-1].refused),
        points=" ".join(f"{x:.1f},{y:.1f}" for x, y in drawn),
        most=most, first=_area(points[0]), last=_area(points[-1]),
    )]  # fmt: skip


def _area(point: CurvePoint) -> str:
    return f"{show_number(point.area)} m²"
