"""How many rooms when there is no history yet, and what was asked of rooms that were full, pure.

Erlang's loss formula (1917): meetings begin at random moments, and who is turned away stays away.
"""


def erlang_b(rooms: int, load: float) -> float:
    """The share that is refused, 0–1; ``load`` is hours of meetings asked for per hour."""
    share = 1.0
    for count in range(1, rooms + 1):
        share = load * share / (count + load * share)
    return share


def rooms_for(load: float, *, refusal_percent: float = 2) -> int:
    """The fewest rooms with which at most so many percent are refused."""
    rooms = 0
    while erlang_b(rooms, load) * 100 > refusal_percent:
        rooms += 1
    return rooms


def offered_load(carried: float, rooms: int) -> float:
    """What was asked for, when ``rooms`` carried so much and the rest was turned away.

    Solves C = A(1 − B(A, m)) by bisection; ``carried`` must be under ``rooms``. A model: what
    people were refused, where it was written down, is better (occupancy.md section 4.8).
    """
    assert 0 <= carried < rooms, "no room is in use for more than all of the time"
    low, high = carried, carried + 1
    while high * (1 - erlang_b(rooms, high)) < carried:
        high *= 2
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        if middle * (1 - erlang_b(rooms, middle)) < carried:
            low = middle
        else:
            high = middle
    return high
