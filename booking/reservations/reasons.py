"""Why not, in words: a sentence with its facts, or a word or two."""

from booking.foundation.local_time import MissingHour
from booking.foundation.texts import N_
from booking.reservations.values import Reason

SENTENCES: dict[Reason, str] = {
    Reason.NOT_THERE: N_("This space is not there on that day."),
    Reason.NOT_FOR_YOU: N_("You cannot reserve %(space)s."),
    Reason.FOR_OTHERS: N_("%(space)s stands in %(zone)s, which is for others on that day."),
    Reason.OPENS_LATER: N_(
        "%(space)s stands in %(zone)s, which is open to you for that day from %(opens)s on."
    ),
    Reason.MISSING_HOUR: MissingHour.sentence,
    Reason.PAST: N_("The start lies in the past."),
    Reason.TOO_LATE: N_("Please reserve at least %(notice)s ahead: that is from %(earliest)s on."),
    Reason.NO_TIME_TO_ANSWER: N_(
        "This has to be approved first, and nobody can answer before it begins. You can ask for it "
        "from %(earliest)s on."
    ),
    Reason.TOO_FAR_AHEAD: N_(
        "You can reserve at most %(ahead)s ahead: up to %(latest)s. "
        "This can be reserved from %(opens)s on."
    ),
    Reason.TOO_SHORT: N_("A reservation lasts %(shortest)s at least."),
    Reason.TOO_LONG: N_("A reservation lasts %(longest)s at most."),
    Reason.OFF_GRAIN: N_("Start and end must be on a multiple of %(minutes)s minutes."),
    Reason.SHUT: N_("%(space)s is open %(hours)s on that day."),
    Reason.CLOSED: N_("%(space)s cannot be used then: %(why)s."),
    Reason.TOO_MANY_PEOPLE: N_("%(space)s seats %(capacity)s, and you come with %(people)s."),
    Reason.LAYOUT_UNKNOWN: N_("%(space)s cannot be set up that way."),
    Reason.HAS_DESK_ALREADY: N_("You already have desk %(desk)s at that time."),
    Reason.QUOTA: N_(
        "The house rules allow %(quota)s for %(whom)s. That is used up for %(window)s."
    ),
    Reason.ELSEWHERE: N_(
        "%(space)s is taken %(span)s by another calendar that the facility team follows. Is that "
        "not right? Then ask them."
    ),
    Reason.TAKEN: N_("%(space)s is taken %(span)s."),
}

SHORT_WORDS: dict[Reason, str] = {
    Reason.NOT_THERE: N_("not there on that day"),
    Reason.NOT_FOR_YOU: N_("not for you"),
    Reason.FOR_OTHERS: N_("for others"),
    Reason.OPENS_LATER: N_("not open to you yet"),
    Reason.MISSING_HOUR: N_("the clocks skip that time"),
    Reason.PAST: N_("in the past"),
    Reason.TOO_LATE: N_("too short notice"),
    Reason.NO_TIME_TO_ANSWER: N_("too soon for an answer"),
    Reason.TOO_FAR_AHEAD: N_("too far ahead"),
    Reason.TOO_LONG: N_("too long"),
    Reason.TOO_SHORT: N_("too short"),
    Reason.OFF_GRAIN: N_("not on a whole quarter"),
    Reason.SHUT: N_("outside opening hours"),
    Reason.CLOSED: N_("closed"),
    Reason.TOO_MANY_PEOPLE: N_("too many people"),
    Reason.LAYOUT_UNKNOWN: N_("not that layout"),
    Reason.HAS_DESK_ALREADY: N_("already a desk"),
    Reason.QUOTA: N_("quota used up"),
    Reason.ELSEWHERE: N_("taken by another calendar"),
    Reason.TAKEN: N_("taken"),
}
"""The same in a word or two, without the facts: what is kept of a date that could not be had."""
