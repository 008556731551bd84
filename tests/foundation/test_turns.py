"""Who came first is served first, and who left the line is not waited for."""

import threading

from booking.foundation.turns import Turns
from tests.races.servers import until


def test_turns_come_in_the_order_of_the_line() -> None:
    turns, served = Turns(), list[int]()

    def take(number: int) -> None:
        assert turns.acquire(timeout=30)
        served.append(number)
        turns.release()

    assert turns.acquire(timeout=0)
    threads = [threading.Thread(target=take, args=(number,)) for number in range(6)]
    for number, thread in enumerate(threads, start=1):
        thread.start()
        assert until(lambda count=number: turns.waiting_count == count, seconds=30)
    turns.release()
    for thread in threads:
        thread.join()

    assert served == list(range(6))


def test_who_lets_go_does_not_go_before_who_waits() -> None:
    turns = Turns()
    assert turns.acquire(timeout=0)
    thread = threading.Thread(target=turns.acquire, kwargs={"timeout": 30})
    thread.start()
    assert until(lambda: turns.waiting_count == 1, seconds=30)

    turns.release()

    assert not turns.acquire(timeout=0)
    thread.join()


def test_who_gave_up_is_passed_over() -> None:
    turns = Turns()
    assert turns.acquire(timeout=0)
    assert not turns.acquire(timeout=0.01)

    turns.release()

    assert turns.acquire(timeout=0)
