"""Which place is best for each reservation that lost its own, for all of them together. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from booking.foundation.local_time import day_of, days_of, local_day
from booking.foundation.periods import Period
from booking.reservations.alternatives import SHORTEST, held_periods
from booking.reservations.free_times import free_periods, nearest_times, shorter
from booking.reservations.rehousing.board import Board, Ground, allowed, around, lacking, nearest
from booking.reservations.rehousing.groups import place_groups
from booking.reservations.rehousing.matching import place_all
from booking.reservations.rehousing.values import Choice, Displaced, Place, Row, Worth
from booking.reservations.rules import (
    asked_at,
    free_ones,
    objections_to_house,
    objections_to_time,
)
from booking.reservations.values import Objection, Reason, Wish
from booking.spaces.external_times import NO_TIMES
from booking.spaces.values import BookableSpace, Stock


def plan(
    displaced: Sequence[Displaced],
    ground: Ground,
    wanted: Mapping[int, Place],
    settled: Collection[int] = (),
) -> tuple[Row, ...]:
    """The best place for each, no two of them the same; a place in ``wanted`` if it can be had.

    As many as possible get a place that is equal: who has a choice makes way for who has not.
    For ``settled`` ones nothing else is looked for than what is wanted. Same input, same plan.
    """
    board = Board(ground, displaced)
    movable = [each for each in displaced if each.holder is not None and not each.is_running]
    for each in movable:
        place = wanted.get(each.number)
        if place is not None and is_possible(each, place, board):
            board.put(each.number, place)
    open_ones = [each for each in movable if each.number not in {*settled, *board.given}]
    place_groups([each for each in open_ones if len(each.wish.space_ids) > 1], board)
    singles = [each for each in open_ones if len(each.wish.space_ids) == 1]
    place_all(singles, board)
    for each in singles:
        if each.number not in board.given:
            _place_lesser(each, board)
    return tuple(_row(each, board.given.get(each.number), ground) for each in displaced)


def is_possible(each: Displaced, place: Place, board: Board) -> bool:
    """Whether the house, the rights of the holder and what others hold allow ``place``."""
    stock, old = board.ground.stock, each.wish
    if len(set(place.space_ids)) != len(old.space_ids) or place == each.place:
        return False
    if any(number not in stock.spaces for number in place.space_ids) or board.in_the_way(
        each.number, place
    ):
        return False
    wish = replace(old, space_ids=place.space_ids, period=place.period)
    kinds = {stock.spaces[number].kind for number in old.space_ids}
    is_own = not set(place.space_ids).isdisjoint(old.space_ids)
    taken = board.taken(around(place.period), but=each.number if is_own else 0)
    return place.period.starts_at > board.ground.now and all(
        space.kind in kinds
        and allowed(each, [space], board.ground)
        and not objections_to_house(wish, space, stock)
        and free_ones([space], place.period, stock=stock, taken=taken, layout=old.layout)
        for space in (stock.spaces[number] for number in place.space_ids)
    )


def unseen(rows: Iterable[Row], choice: Choice) -> list[Row]:
    """The rows that stand otherwise than when the person chose, as far as it matters for that."""
    return [
        row
        for row in rows
        if (seen := choice.seen.get(row.number)) is None
        or seen.rev != row.displaced.rev
        or (seen.place != row.place and choice.may_move(row.number))
    ]


def days_touched(before: Stock, after: Stock, *, first: date, last: date) -> list[date]:
    """The days from ``first`` to ``last`` on which the house may have become another."""
    if before.hours != after.hours or before.spaces != after.spaces:
        return days_of(Period(local_day(first).starts_at, local_day(last).ends_at))
    closures = set(before.closures) ^ set(after.closures)
    changed = {closure.period for closure in closures} | _external_changes(before, after)
    days = {day for period in changed for day in _days_within(period, first, last)}
    keys = before.exceptions.keys() | after.exceptions.keys()
    days |= {key[1] for key in keys if before.exceptions.get(key) != after.exceptions.get(key)}
    return sorted(day for day in days if first <= day <= last)


def _external_changes(before: Stock, after: Stock) -> set[Period]:
    def known(stock: Stock, space_id: int) -> set[Period]:
        return set(stock.external.get(space_id, NO_TIMES).holding)

    spaces = before.external.keys() | after.external.keys()
    return {period for each in spaces for period in known(before, each) ^ known(after, each)}


def _days_within(period: Period, first: date, last: date) -> list[date]:
    shown = period.meet(Period(local_day(first).starts_at, local_day(last).ends_at))
    return days_of(shown) if shown else []


def _place_lesser(each: Displaced, board: Board) -> None:
    """Second best: with something missing, or at another time that day."""
    [old_id] = each.wish.space_ids
    old = board.ground.stock.spaces[old_id]
    by_lack = sorted(nearest(each, old, board), key=lambda space: len(lacking(old, space)))
    at_once = (Place((space.id,), each.wish.period) for space in by_lack)
    for place in (*at_once, *_other_times(each, old, board)):
        if is_possible(each, place, board):
            board.put(each.number, place)
            return


def _other_times(each: Displaced, old: BookableSpace, board: Board) -> Iterator[Place]:
    """The same space at another time that day; of a desk only a shorter time."""
    ground, wish = board.ground, each.wish
    day, grain = local_day(day_of(wish.period.starts_at)), timedelta(minutes=old.grain_minutes)
    taken = board.taken(day, but=each.number)
    free = free_periods(old, day, stock=ground.stock, taken=held_periods(old, taken),
                        layout=wish.layout)  # fmt: skip
    if not old.is_desk:
        for period in nearest_times(wish.period, free, grain=grain, not_before=ground.now):
            yield Place((old.id,), period)
    part = shorter(wish.period, free, shortest=max(grain, SHORTEST), grain=grain)
    if part is not None:
        yield Place((old.id,), part)


def _row(each: Displaced, place: Place | None, ground: Ground) -> Row:
    if place is None:
        return Row(each)
    old = [ground.stock.spaces[number] for number in each.wish.space_ids]
    new = [ground.stock.spaces[number] for number in place.space_ids]
    lacks = frozenset().union(*(_least_lacking(one, new) for one in old))
    worth = Worth.LESSER if lacks else Worth.EQUAL
    if place.period != each.wish.period:
        worth = Worth.OTHER_TIME
    return Row(each, place, worth, lacks, tuple(_overruled(each.wish, place, new, ground)))


def _least_lacking(old: BookableSpace, new: Sequence[BookableSpace]) -> frozenset[str]:
    return min((lacking(old, space) for space in new), key=len)


def _overruled(
    wish: Wish, place: Place, spaces: Sequence[BookableSpace], ground: Ground
) -> list[Objection]:
    """What the rules of the house say of the time; the house may overrule its own rules."""
    day = day_of(place.period.starts_at)
    found: dict[Reason, Objection] = {}
    for space in spaces:
        rules = ground.rules(day, space.kind)
        now = asked_at(place.period, kept=wish.period, rules=rules, now=ground.now)
        for objection in objections_to_time(place.period, space, rules=rules, now=now):
            found.setdefault(objection.reason, objection)
    return list(found.values())
