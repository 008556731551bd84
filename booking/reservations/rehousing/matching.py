"""An equal place for as many as possible, when all want one at once. Pure."""

from collections import deque
from collections.abc import Mapping, Sequence

from booking.reservations.rehousing.board import Board, lacking, nearest
from booking.reservations.rehousing.values import Displaced, Place


def place_all(singles: Sequence[Displaced], board: Board) -> None:
    """A place that is equal, for as many as possible."""
    places = Places(singles, board)
    dead: set[Place] = set()
    for each in singles:
        tried: set[Place] = set()
        if _make_room(each.number, places, board, dead, tried):
            dead.clear()
        else:
            dead |= tried


class Places:
    """The equal places of each, the nearest first; looked up once."""

    def __init__(self, singles: Sequence[Displaced], board: Board) -> None:
        self._board = board
        self._by_number = {each.number: each for each in singles}
        self._known: dict[int, list[Place]] = {}

    def __contains__(self, number: int) -> bool:
        return number in self._by_number

    def of(self, number: int) -> list[Place]:
        if number not in self._known:
            self._known[number] = _equal_places(self._by_number[number], self._board)
        return self._known[number]


def _make_room(
    number: int, places: Places, board: Board, dead: set[Place], tried: set[Place]
) -> bool:
    """Give ``number`` a place, if others have to make way for it: the shortest such row.

    An augmenting path (Kuhn, 1955). ``dead`` are places from which nobody can make way.
    """
    behind: dict[int, tuple[int, Place]] = {}
    asking = deque([number])
    while asking:
        asker = asking.popleft()
        for place in places.of(asker):
            if place in tried or place in dead:
                continue
            tried.add(place)
            others = board.in_the_way(asker, place)
            if not others:
                return _move_up(number, asker, place, behind, board)
            [other, *more] = others
            if not more and other in places and other not in behind:
                behind[other] = asker, place
                asking.append(other)
    return False


def _move_up(
    number: int, asker: int, place: Place, behind: Mapping[int, tuple[int, Place]], board: Board
) -> bool:
    """Each goes to the place that the one before has left; False when that overlaps after all."""
    while not board.in_the_way(asker, place) - {asker}:
        board.put(asker, place)
        if asker == number:
            return True
        asker, place = behind[asker]
    return False


def _equal_places(each: Displaced, board: Board) -> list[Place]:
    [old_id] = each.wish.space_ids
    old = board.ground.stock.spaces[old_id]
    return [
        Place((space.id,), each.wish.period)
        for space in nearest(each, old, board)
        if not lacking(old, space)
    ]
