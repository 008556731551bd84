"""Stretches of whole minutes, pure: put together, cut and measured."""

from collections.abc import Iterable, Sequence

from booking.foundation.periods import Span

Spans = Sequence[Span]
"""In order, without overlap."""


def united(spans: Iterable[Span]) -> Spans:
    """``spans`` (any order, may overlap) as one sequence; neighbours become one."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((begin, end))
    return found


def common(one: Spans, other: Spans) -> Spans:
    """What lies in both."""
    return [(max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) < min(b, d)]


def without(spans: Spans, taken: Spans) -> Spans:
    """``spans`` less what lies in ``taken``."""
    found: list[Span] = []
    for begin, end in spans:
        at = begin
        for cut_begin, cut_end in taken:
            if at < cut_begin < end:
                found.append((at, cut_begin))
            if cut_begin < end:
                at = max(at, cut_end)
        if at < end:
            found.append((at, end))
    return found


def length(spans: Spans) -> int:
    return sum(end - begin for begin, end in spans)
