"""Whether the meetings of a day fit in a mix of rooms, pure.

Rooms of one class are alike, and meetings are intervals: so it is enough that at no minute a
class holds more meetings than it has rooms (interval graphs are perfect; Golumbic 1980).
"""

from collections.abc import Sequence
from heapq import heappop, heappush

from booking.occupancy.sizing.rules import pressures
from booking.occupancy.sizing.values import Day, Meeting, Mix

SECONDS_MAX = 2.0
"""After which a day counts as unproven. Real days take some milliseconds."""


def fits(day: Day, mix: Mix) -> bool | None:
    """Whether every meeting gets a room; None when that could not be proved in time."""
    if fits_greedily(day, mix):
        return True
    rooms = [sum(mix[number:]) for number in range(len(mix))]
    crowds = pressures(day, len(mix))
    if any(crowd.count > count for crowd, count in zip(crowds, rooms, strict=True)):
        return False
    return fits_exactly(day, mix)


def fits_greedily(day: Day, mix: Mix) -> bool:
    """Each in turn takes the smallest room that is free: quick, and mostly right with a yes."""
    free, taken = list(mix), list[tuple[int, int]]()
    for meeting in sorted(day, key=lambda it: (it.begin, -it.smallest)):
        while taken and taken[0][0] <= meeting.begin:
            free[heappop(taken)[1]] += 1
        number = next((n for n in range(meeting.smallest, len(mix)) if free[n]), None)
        if number is None:
            return False
        free[number] -= 1
        heappush(taken, (meeting.end, number))
    return True


def fits_exactly(day: Day, mix: Mix) -> bool | None:
    """As a 0/1 programme for HiGHS: each meeting in one class, no class over-full at any begin."""
    # it brings numpy along, 30 MB that a worker who reckons no rooms can do without
    from highspy import Highs, HighsModelStatus  # noqa: PLC0415

    programme = Highs()  # type: ignore[no-untyped-call]
    programme.silent()
    programme.setOptionValue("time_limit", SECONDS_MAX)
    choices = [[n for n in range(it.smallest, len(mix)) if mix[n]] for it in day]
    if not all(choices):
        return False
    variables = iter(programme.addBinaries(sum(map(len, choices))))
    places = [dict(zip(numbers, variables, strict=False)) for numbers in choices]
    for choice in places:
        programme.addConstr(programme.qsum(list(choice.values())) == 1)
    for present in _cliques(day):
        for number, room_count in enumerate(mix):
            there = [places[index][number] for index in present if number in places[index]]
            if len(there) > room_count:
                programme.addConstr(programme.qsum(there) <= room_count)
    programme.solve()
    return {
        HighsModelStatus.kOptimal: True,
        HighsModelStatus.kModelEmpty: True,  # nobody meets
        HighsModelStatus.kInfeasible: False,
    }.get(programme.getModelStatus())


def _cliques(day: Sequence[Meeting]) -> list[list[int]]:
    """Who is there whenever one begins, as positions in ``day``: every maximal clique is in it."""
    begins = sorted({it.begin for it in day})
    return [
        [index for index, it in enumerate(day) if it.begin <= minute < it.end] for minute in begins
    ]
