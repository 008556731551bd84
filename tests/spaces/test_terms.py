"""Terms: what is said of some days leaves all other days as they were."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from booking.spaces.terms import Terms, ended, holds_until, overlaid
from booking.spaces.values import Term

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(40)]
days = st.sampled_from(DAYS)


@st.composite
def new_terms(draw: st.DrawFn) -> Term:
    begins = draw(days)
    length = draw(st.none() | st.integers(1, 15))
    until = begins + timedelta(days=length) if length else None
    return Term(begins, until, zone_id=draw(st.integers(1, 2)), capacity=draw(st.integers(1, 3)))


@st.composite
def histories(draw: st.DrawFn) -> Terms:
    terms: Terms = ()
    for new in draw(st.lists(new_terms(), min_size=1, max_size=6)):
        terms = overlaid(terms, new)
    return terms


def said_of(terms: Terms, day: date) -> tuple[int, int] | None:
    found = [(term.zone_id, term.capacity) for term in terms if term.holds_on(day)]
    assert len(found) <= 1, f"two terms hold on {day}"
    return found[0] if found else None


@given(histories(), new_terms())
def test_what_is_said_holds_on_its_days_and_on_no_other(terms: Terms, new: Term) -> None:
    after = overlaid(terms, new)
    for day in DAYS:
        if new.holds_on(day):
            assert said_of(after, day) == (new.zone_id, new.capacity)
        else:
            assert said_of(after, day) == said_of(terms, day)


@given(histories())
def test_neighbours_never_say_the_same(terms: Terms) -> None:
    for one, other in pairwise(terms):
        assert one.valid_until is not None
        assert one.valid_until <= other.valid_from
        is_same = (one.zone_id, one.capacity) == (other.zone_id, other.capacity)
        assert not is_same or one.valid_until < other.valid_from


@given(histories(), days)
def test_an_end_takes_the_days_after_it_and_none_before(terms: Terms, end: date) -> None:
    after = ended(terms, end)
    for day in DAYS:
        assert said_of(after, day) == (said_of(terms, day) if day < end else None)


@given(histories(), days)
def test_something_new_holds_until_the_next_change_that_is_known(terms: Terms, day: date) -> None:
    until = holds_until(terms, day)
    said = said_of(terms, day)
    stays = [each for each in DAYS if day <= each and (until is None or each < until)]
    assert all(said_of(terms, each) == said for each in stays)
    if until is not None and until in DAYS:
        assert said_of(terms, until) != said
