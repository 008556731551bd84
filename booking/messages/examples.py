"""Every kind of letter with an example in it, for who wants to see what the house writes.

Nothing of it is stored or sent, and nobody in it exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from booking.foundation.local_time import day_of, local_period
from booking.foundation.periods import Period
from booking.foundation.settings import Settings
from booking.foundation.texts import N_, speaking, text
from booking.messages.letters import Written, write_letter


@dataclass(frozen=True, slots=True)
class Example:
    """A kind of letter: when it is written, and what is in it beside the example reservation."""

    when: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Somebody:
    language: str
    name: str = "Anna de Vries"
    email: str = "anna@voorbeeld.example"


TO_WHO_RESERVES, TO_WHO_DECIDES = N_("To who reserves"), N_("To who decides and helps")
WAITING, GROUP = N_("Waiting list and options"), N_("Groups and series")
OTHERWISE = N_("Invitations by mail, and signing in")
OWN: dict[str, object] = {"is_own": True, "actor": ""}

KINDS: dict[str, dict[str, Example]] = {
    # group: the letters in it, by the name of their template
    TO_WHO_RESERVES: {
        "reserved_for_you": Example(N_("Reserved"), OWN),
        "changed_for_you": Example(N_("Changed by somebody else"), {}),
        "cancelled_for_you": Example(N_("Cancelled by somebody else"), {"is_held": False}),
        "as_it_is": Example(N_("Told once more, as it is now"), {}),
        "request_received": Example(N_("Request received"), OWN),
        "request_approved": Example(N_("Request approved"), {}),
        "request_declined": Example(N_("Request declined"), {"is_held": False}),
        "request_lapsed": Example(N_("Request not answered in time"), {"is_held": False}),
        "place_released": Example(N_("Nobody came: released"), {"is_held": False}),
        "begins_soon": Example(N_("Reminder of what was reserved"), OWN),
        "house_changed": Example(N_("The house moves or cancels"), {}),
        "you_are_host": Example(N_("Named as the host"), {"is_host": True}),
        "host_no_more": Example(N_("No longer the host"), {"is_host": False}),
        "move_it_here": Example(N_("Another time proposed from a calendar"), OWN),
    },
    WAITING: {
        "option_ends": Example(N_("Option ends soon"), {"is_option": True}),
        "option_lapsed": Example(N_("Option lapsed"), {"is_held": False}),
        "offer_made": Example(N_("A place is free for who waits"), {}),
        "offer_lapsed": Example(N_("Offer not taken"), {"is_held": False}),
        "given_to_another": Example(N_("It went to somebody else"), {}),
    },
    GROUP: {
        "seat_given": Example(N_("A desk in a group"), {"people": 1}),
        "seat_changed": Example(N_("Another desk in a group"), {"people": 1}),
        "seat_gone": Example(N_("No desk in a group any more"), {"people": 1}),
        "seats_released": Example(N_("Desks that nobody took"), {}),
        "series_missed": Example(N_("Nobody comes to a series"), {}),
        "series_cut": Example(N_("A series is changed from some date on"), {"is_left": True}),
    },
    TO_WHO_DECIDES: {
        "request_waits": Example(N_("A request waits"), {}),
        "request_late": Example(N_("An answer is late"), {}),
        "service_list": Example(N_("Services of a day"), {}),
        "service_changed": Example(N_("Services changed"), {}),
        "monthly_report": Example(
            N_("Occupancy of a month"),
            {
                "rows": [
                    {
                        "what": "Stadskantoor",
                        "used": "42 %",
                        "booked": "51 %",
                        "peak": "85",
                        "spaces": "120",
                    }
                ],
                "page": "/bezetting",
            },
        ),
    },
    OTHERWISE: {
        "sign_in_link": Example(N_("Sign-in link"), {}),
        "room_answer": Example(N_("What a room answers"), {}),
        "mail_not_understood": Example(N_("A mail that is no invitation"), {}),
        "mail_of_stranger": Example(N_("An invitation of a stranger"), {}),
    },
}


def example_named(name: str) -> Example | None:
    return next((letters[name] for letters in KINDS.values() if name in letters), None)


def written_example(settings: Settings, name: str, *, language: str, today: date) -> Written:
    """Letter ``name`` as it would be written about an example reservation next week."""
    example = example_named(name)
    assert example is not None, "a letter that is in KINDS"
    facts: dict[str, Any] = {**_facts(settings, language, today), **example.facts}
    if name == "room_answer":
        facts["title"] = facts["outcome"]
    return write_letter(settings, name, to=Somebody(language), facts=facts)


def _facts(settings: Settings, language: str, today: date) -> dict[str, Any]:
    """All that any letter asks for, about one meeting."""
    day = today + timedelta(days=7)
    period, before = _at(day, 10), _at(today + timedelta(days=2), 17)
    with speaking(language):
        words = {
            "title": text(N_("Quarterly meeting")),
            "place": text(N_("Beech (1.14), first floor, Town hall")),
            "other": text(N_("Linden (1.16), first floor, Town hall")),
            "reason": text(N_("The council meets in this room then.")),
            "outcome": text(N_("Accepted: %(title)s"), title=text(N_("Quarterly meeting"))),
            "lead": text(N_("%(room)s is reserved for you."), room=text(N_("Beech"))),
            "coffee": text(N_("Coffee and tea, 8 people")),
        }
    return {
        **{name: words[name] for name in ("title", "place", "reason", "outcome")},
        **_moments(period, before, day),
        "people": 8, "also": [], "actor": "Els Janssen", "asker": "Anna de Vries",
        "organisation": "", "is_own": False, "is_host": False, "is_held": True, "is_option": False,
        "page": "/mijn-reserveringen", "decide_page": "/beheer/aanvragen",
        "alternative": {"place": words["other"], "day": day, "period": _at(day, 13)},
        "instead": [(words["other"], period)], "released": ["2.11", "2.12"],
        "month": today.replace(day=1),
        "missed": [(on, _at(on, 10)) for on in (day - timedelta(weeks=n) for n in (3, 2, 1))],
        "moved": [_row(words, day, period)], "cancelled": [],
        "rows": [{"ready_by": "09:45", "what": words["coffee"], "place": words["place"],
                  "note": "", "cost_centre": "4711"}],
        "minutes": 15, "address": f"{settings.base_address}/inloggen/voorbeeld",
        "invited": "1-14@ruimtes.voorbeeld.example", "kind": "no-calendar", "sentence": "",
        "words": words["lead"],
    }  # fmt: skip


def _moments(period: Period, before: Period, day: date) -> dict[str, Any]:
    moment, its_day = before.starts_at, day_of(before.starts_at)
    return {
        "day": day, "period": period, "since": day + timedelta(weeks=2),
        "answer_by": moment, "answer_day": its_day, "expires_at": moment, "expires_day": its_day,
        "until": moment, "until_day": its_day,
        "proposed": _at(day, 14), "proposed_day": day,
    }  # fmt: skip


def _row(words: Mapping[str, str], day: date, period: Period) -> dict[str, Any]:
    return {"title": words["title"], "day": day, "period": period, "place": words["other"],
            "was": words["place"], "page": "/mijn-reserveringen"}  # fmt: skip


def _at(day: date, hour: int) -> Period:
    return local_period(day, time(hour), time(hour + 1))
