"""What happened to a reservation, told from the journal in plain words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from booking.foundation.doors import Door
from booking.foundation.formats import show_day_short, show_span, show_time
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.people.values import Principal
from booking.spaces.values import Stock

DEEDS: dict[str, str] = {
    "reserve": N_("Reserved by %(who)s"),
    "change": N_("Changed by %(who)s"),
    "cancel": N_("Cancelled by %(who)s"),
    "house-move": N_("Moved by %(who)s, because the old place cannot be used then"),
    "house-cancel": N_("Cancelled by %(who)s, because the place cannot be used then"),
    "end": N_("Ended early by %(who)s"),
    "name-seats": N_("Desks given to people by %(who)s"),
    "give-back-seats": N_("Desks given back by %(who)s"),
    "release-seats": N_("Desks released by %(who)s, because nobody came to them"),
    "check-in": N_("Checked in by %(who)s"),
    "approve": N_("Approved by %(who)s"),
    "decline": N_("Declined by %(who)s"),
    "release": N_("Released by %(who)s, because nobody checked in"),
    "expire": N_("Expired: nobody answered in time"),
    "escalate": N_("The answer is late: the deputy and the facility team were told"),
    "remind": N_("Reminder sent: the option ends soon"),
    "confirm": N_("Option confirmed by %(who)s"),
    "import": N_("Taken over from another system by %(who)s"),
    "offer": N_("Offered from the waiting list by %(who)s"),
    "withdraw": N_("Offered to the next in line by %(who)s"),
    "lapse": N_("Expired: the option was not confirmed in time"),
}
"""By the journal's action."""
OTHERWISE = N_("Updated by %(who)s")

FOR = N_("%(deed)s for %(whom)s")
YOU = N_("you")
SOMEONE_HERE = N_("an employee of the town hall")
THE_HOUSE = N_("the reservation system")


def told(
    entries: Sequence[JournalEntry], *, reader: Principal, names: Mapping[int, str], stock: Stock
) -> list[dict[str, Any]]:
    """The story, oldest first: when, what and by whom, and what was different afterwards.

    ``names``: of those whose name ``reader`` may know; others are somebody of the town hall.
    """
    return [
        {
            "when": f"{show_day_short(day_of(entry.at))} {show_time(entry.at)}",
            "text": _deed(entry, reader=reader, names=names),
            "details": _differences(entry, stock),
        }
        for entry in entries
    ]


def people_in(entries: Sequence[JournalEntry]) -> list[int]:
    """Whose names the story may need."""
    found = {n for entry in entries for n in (entry.actor_id, entry.on_behalf_of_id)}
    return sorted(number for number in found if number is not None)


def _deed(entry: JournalEntry, *, reader: Principal, names: Mapping[int, str]) -> str:
    """What was done and by whom; of a reservation for somebody else also for whom."""
    deed = text(DEEDS.get(entry.action, OTHERWISE), who=_who(entry, reader=reader, names=names))
    holder = entry.on_behalf_of_id
    if entry.action not in {"reserve", "import"} or holder is None:
        return deed
    whom = text(YOU) if holder == reader.id else names.get(holder, "")
    return text(FOR, deed=deed, whom=whom) if whom else deed


def _who(entry: JournalEntry, *, reader: Principal, names: Mapping[int, str]) -> str:
    if entry.actor_id is None or entry.door is Door.JOB:
        return text(THE_HOUSE)
    if entry.actor_id == reader.id:
        return text(YOU)
    return names.get(entry.actor_id) or text(SOMEONE_HERE)


def _differences(entry: JournalEntry, stock: Stock) -> list[str]:
    before, after = entry.before, entry.after
    if before is None or after is None or entry.action != "change":
        return []
    shown = ((_place, "spaces"), (_when, "until"), (_when, "from"), (_people, "people"))
    lines = [
        text("%(old)s became %(new)s", old=show(before, stock), new=show(after, stock))
        for show, fact in shown
        if fact in before and before[fact] != after[fact]
    ]
    return list(dict.fromkeys(lines))


def _place(facts: Mapping[str, Any], stock: Stock) -> str:
    return ", ".join(stock.spaces[number].name for number in facts["spaces"])


def _when(facts: Mapping[str, Any], stock: Stock) -> str:
    period = Period(datetime.fromisoformat(facts["from"]), datetime.fromisoformat(facts["until"]))
    return f"{show_day_short(day_of(period.starts_at))} {show_span(period)}"


def _people(facts: Mapping[str, Any], stock: Stock) -> str:
    return text("for %(count)s people", count=facts["people"])
