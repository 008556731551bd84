"""First come, first served: worse than the best plan, and not always better with more rooms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.occupancy.sizing.fitting import fits
from booking.occupancy.sizing.replay import Choice, mix_by_turns, refused
from booking.occupancy.sizing.values import Asked, Meeting

FOUR, TEN = 0, 1
WISHES = [
    Asked(Meeting(begin, end, smallest), turn)
    for turn, (begin, end, smallest) in enumerate(
        [(0, 10, FOUR), (0, 1, FOUR), (0, 5, TEN), (1, 2, TEN), (2, 3, TEN), (3, 4, TEN)]
    )
]


def test_a_room_more_may_refuse_more() -> None:
    assert len(refused(WISHES, (1, 1))) == 1
    assert len(refused(WISHES, (2, 1))) == 3


def test_who_takes_a_larger_room_than_needed_turns_others_away() -> None:
    wishes = [Asked(Meeting(0, 1, FOUR), 0), Asked(Meeting(0, 1, TEN), 1)]
    assert refused(wishes, (1, 1), choice=Choice.BEST_FIT) == []
    by_chance = [refused(wishes, (1, 1), choice=Choice.RANDOM, seed=seed) for seed in range(9)]
    assert [] in by_chance
    assert [Meeting(0, 1, TEN)] in by_chance


def test_each_way_of_choosing_takes_its_own_room() -> None:
    """Of rooms for 4, 10 and 20 four people take one, and who asks for 10 or 20 next is out."""
    first = Asked(Meeting(0, 1, FOUR), 0, chosen=TEN)
    ten, twenty = (Asked(Meeting(0, 1, it), 1) for it in (TEN, 2))
    out = {choice: [len(refused([first, it], mix, choice=choice))
                    for it, mix in ((ten, (1, 1, 0)), (twenty, (1, 1, 1)))]
           for choice in Choice if choice is not Choice.RANDOM}  # fmt: skip
    assert out == {Choice.BEST_FIT: [0, 0], Choice.AS_CHOSEN: [1, 0], Choice.BIGGEST: [1, 1]}


def test_what_choosing_costs_in_rooms() -> None:
    """Of ten days each has two of four and one of ten people, the small ones first to ask."""
    wishes = [
        Asked(Meeting(1440 * day + 600, 1440 * day + 660, size), 100 * day + turn, chosen=TEN)
        for day in range(10) for turn, size in enumerate((FOUR, FOUR, TEN))
    ]  # fmt: skip
    need = {it: mix_by_turns(wishes, (2, 1), short_max=0, choice=it) for it in Choice}
    assert need[Choice.BEST_FIT] == (2, 1)
    assert need[Choice.BIGGEST] == need[Choice.AS_CHOSEN] == (0, 3)
    assert mix_by_turns(wishes, (2, 1), short_max=10, choice=Choice.BIGGEST) == (0, 0)


asked = st.builds(
    lambda begin, length, smallest, turn: Asked(Meeting(begin, begin + length, smallest), turn),
    st.integers(0, 12), st.integers(1, 6), st.integers(0, 1), st.integers(0, 99),
)  # fmt: skip


@given(st.lists(asked, max_size=10), st.tuples(st.integers(0, 3), st.integers(0, 3)),
       st.sampled_from(Choice), st.integers(0, 9))  # fmt: skip
def test_who_was_let_in_fits(
    wishes: list[Asked], mix: tuple[int, int], choice: Choice, seed: int
) -> None:
    turned_away = refused(wishes, mix, choice=choice, seed=seed)
    inside = [it.meeting for it in wishes]
    for meeting in turned_away:
        inside.remove(meeting)
    assert fits(inside, mix)
    assert turned_away == refused(wishes, mix, choice=choice, seed=seed)


@pytest.mark.parametrize("choice", Choice)
def test_with_a_room_each_nobody_is_refused(choice: Choice) -> None:
    assert refused(WISHES, (0, len(WISHES)), choice=choice) == []
