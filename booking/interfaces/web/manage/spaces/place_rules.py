"""The limits that each place has of its own, in words: on which times, and how long around it.

They hold from the moment they are set, for all that is reserved afterwards; what they change for
what is reserved already, ``reservations.buffers`` does.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from booking.foundation.formats import show_duration
from booking.foundation.texts import plural_text, text
from booking.interfaces.web.manage.spaces.listing import LIST
from booking.interfaces.web.words import LAYOUTS
from booking.spaces.values import BookableSpace, LayoutKind, SpaceKind, Stock

NAMED_MAX = 5
Minutes = tuple[int, int]
"""Before and after."""


def of_places(stock: Stock, kind: SpaceKind, today: date) -> dict[str, Any]:
    """For manage/house_rules/_places.html."""
    spaces = stock.spaces_on(today, kind)
    return {
        "sentences": [*_grains(spaces), *_buffers(spaces), *_layouts(spaces)],
        "href": f"{LIST}?{urlencode({'soort': kind.value})}",
    }


def _grains(spaces: Iterable[BookableSpace]) -> Iterator[str]:
    for minutes, those in _by((space.grain_minutes, space) for space in spaces).items():
        yield text("Times to begin and end go by %(step)s: %(places)s.", step=_shown(minutes),
                   places=_named(those))  # fmt: skip


def _buffers(spaces: Iterable[BookableSpace]) -> Iterator[str]:
    for minutes, those in _by((space.buffers(None), space) for space in spaces).items():
        if any(minutes):
            yield text("%(before)s before it and %(after)s after it stay free: %(places)s.",
                       **_around(minutes), places=_named(those))  # fmt: skip


def _layouts(spaces: Iterable[BookableSpace]) -> Iterator[str]:
    found: list[tuple[tuple[LayoutKind, Minutes], BookableSpace]] = [
        ((kind, (layout.before_minutes, layout.after_minutes)), space)
        for space in spaces
        for kind, layout in space.layouts.items()
        if layout.before_minutes or layout.after_minutes
    ]
    for (kind, minutes), those in _by(found).items():
        yield text("Set up as %(layout)s: %(before)s more before and %(after)s more after: "
                   "%(places)s.", layout=text(LAYOUTS[kind]).lower(), **_around(minutes),
                   places=_named(those))  # fmt: skip


def _by(pairs: Iterable[tuple[Any, BookableSpace]]) -> Mapping[Any, list[BookableSpace]]:
    """Those with the same, most places first."""
    found: dict[Any, list[BookableSpace]] = {}
    for key, space in pairs:
        found.setdefault(key, []).append(space)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _named(spaces: list[BookableSpace]) -> str:
    if len(spaces) <= NAMED_MAX:
        return ", ".join(space.name for space in spaces)
    return plural_text("%(count)s place", "%(count)s places", len(spaces))


def _around(minutes: Minutes) -> dict[str, str]:
    return dict(zip(("before", "after"), map(_shown, minutes), strict=True))


def _shown(minutes: int) -> str:
    return show_duration(timedelta(minutes=minutes))
