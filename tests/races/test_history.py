"""The checker of histories finds what it is there to find."""

from tests.races.history import Condition, History, Place

BEUK, LINDE = (Place(room, "2026-03-23", "10:00") for room in ("1.14", "1.12"))


def one_reservation() -> History:
    history = History()
    history.reserved("a", BEUK)
    return history


def test_what_was_told_and_is_stored_is_no_fault() -> None:
    history = one_reservation()
    history.moved("a", LINDE)
    assert history.faults({"a": Condition(LINDE)}) == []


def test_a_lost_reservation_is_a_fault() -> None:
    assert one_reservation().faults({}) == ["lost: a"]


def test_one_that_was_cancelled_and_stands_again_is_a_fault() -> None:
    history = one_reservation()
    history.cancelled("a", BEUK)
    assert history.faults({"a": Condition(BEUK).given_back}) == []
    assert len(history.faults({"a": Condition(BEUK)})) == 1


def test_a_move_that_was_undone_is_a_fault() -> None:
    history = one_reservation()
    history.moved("a", LINDE)
    assert len(history.faults({"a": Condition(BEUK)})) == 1


def test_a_step_without_an_answer_happened_or_not() -> None:
    history = one_reservation()
    history.cancelled("a", BEUK, is_certain=False)
    assert history.faults({"a": Condition(BEUK)}) == []
    assert history.faults({"a": Condition(BEUK).given_back}) == []
    assert len(history.faults({"a": Condition(LINDE)})) == 1


def test_a_reservation_nobody_asked_for_is_a_fault() -> None:
    history = History()
    history.perhaps_reserved(BEUK)
    assert history.faults({"x": Condition(BEUK)}) == []
    assert len(history.faults({"x": Condition(BEUK), "y": Condition(BEUK)})) == 1
    assert len(history.faults({"x": Condition(LINDE)})) == 1


def test_an_approval_that_was_undone_is_a_fault() -> None:
    history = History()
    history.reserved("a", BEUK, is_asked=True)
    assert history.faults({"a": Condition(BEUK, is_asked=True)}) == []
    history.approved("a", BEUK)
    assert history.faults({"a": Condition(BEUK)}) == []
    assert len(history.faults({"a": Condition(BEUK, is_asked=True)})) == 1


def test_a_series_is_there_whole_or_not_at_all() -> None:
    history, whole = History(), frozenset({BEUK, LINDE})
    history.perhaps_repeated(whole)
    assert history.series_faults({"x": whole}) == history.series_faults({}) == []
    assert len(history.series_faults({"x": whole, "y": whole})) == 1
    assert len(history.series_faults({"x": frozenset({BEUK})})) == 1
    history.repeated("s", whole)
    assert history.series_faults({"s": whole}) == []
    for stored in ({}, {"s": frozenset({BEUK})}):
        assert len(history.series_faults(stored)) == 1


def test_a_series_that_was_given_back_and_stands_again_is_a_fault() -> None:
    history, whole = History(), frozenset({BEUK, LINDE})
    history.repeated("s", whole)
    history.stopped("s", is_certain=False)
    assert history.series_faults({"s": whole}) == history.series_faults({}) == []
    history.stopped("s")
    assert history.series_faults({}) == []
    assert len(history.series_faults({"s": whole})) == 1
    assert len(history.series_faults({"s": frozenset({BEUK})})) == 1, "nor half of it"


def test_a_series_that_was_moved_is_all_of_it_there_or_all_of_it_here() -> None:
    history, old, new = History(), frozenset({BEUK}), frozenset({LINDE})
    history.repeated("s", old)
    history.rescheduled("s", new, is_certain=False)
    assert history.series_faults({"s": old}) == history.series_faults({"s": new}) == []
    assert len(history.series_faults({"s": old | new})) == 1
    history.rescheduled("s", new)
    assert len(history.series_faults({"s": old})) == 1
