"""First come, first served: worse than the best plan, and not always better with more rooms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.occupancy.sizing.fitting import fits
from booking.occupancy.sizing.replay import Choice, refused
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
