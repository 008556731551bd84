"""On what the house decides before somebody has it: on a place, or on all that a partner asks."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from booking.spaces.values import BookableSpace


class Asker(Protocol):
    """Somebody, or the partner they come for, as far as approval goes."""

    @property
    def needs_approval(self) -> bool: ...


def offered_to(spaces: Iterable[BookableSpace], asker: Asker) -> list[BookableSpace]:
    """``spaces`` as they are for ``asker``. Pure.

    Every rule asks of a space alone whether it needs approval: so it is of the asker here,
    and nowhere else.
    """
    if not asker.needs_approval:
        return list(spaces)
    return [space if space.needs_approval else replace(space, needs_approval=True)
            for space in spaces]  # fmt: skip
