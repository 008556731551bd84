"""What goes in the columns of a file, for people."""

from typing import Any

from booking.foundation.texts import N_, text
from booking.interfaces.taking_over import FileKind

YES_OR_NO = N_("ja or nee; empty is nee.")

SPACES: dict[str, str] = {
    "nummer": N_("By this number a place is known; one that is in the house changes."),
    "naam": N_("Empty: the number is the name."),
    "soort": N_("werkplek or ruimte."),
    "gebouw": N_("A building that is not there yet is made, open on working days from 8 to 18."),
    "verdieping": N_("A whole number; 0 is the ground floor."),
    "zone": N_("A zone that is not there yet is made."),
    "soort zone": N_("For a new zone: open, team, stilte, publiek or overleg."),
    "plaatsen": N_("For how many people; empty is 1."),
    "stap": N_("In steps of how many minutes it is reserved: 5, 10, 15, 30 or 60; empty is 15."),
    "tijd vooraf": N_("Minutes to set up before each reservation; empty is 0."),
    "tijd achteraf": N_("Minutes to clear up after each reservation; empty is 0."),
    "goedkeuring": N_("Whether a reservation must be approved: ja or nee; empty is nee."),
    "partners": N_("Whether partners may ask for it: ja or nee; empty is nee."),
    "toegankelijk": YES_OR_NO,
    "voorzieningen": N_("Separated by commas, such as: scherm, ringleiding."),
    "opstellingen": N_(
        "Each with its seats, and minutes before and after if it has them: "
        "tafel 8, theater 12 (30/15)."
    ),
    "vanaf": N_("From which day zone and seats are so, such as 2027-01-01; empty is today."),
}
PEOPLE: dict[str, str] = {
    "e-mail": N_("By this address a person is known; somebody who is in the house changes."),
    "naam": N_("First name and last name."),
    "afdeling": N_("Must be filled in with a team. A new department is made."),
    "team": N_("May be empty. A new team is made."),
    "rollen": N_(
        "medewerker, receptie, facilitair or beheerder, separated by commas; empty leaves them as "
        "they are. Only an administrator can fill this in."
    ),
    "taal": N_("nl or en; empty is nl."),
    "partner": N_("For a contact of a partner: the name of the partner, as it is in the house."),
}
ROUNDS: dict[str, str] = {
    "datum": N_("The day of the round, such as 2026-11-17."),
    "tijd": N_("When it was counted, such as 10:00. Lines of one moment are one round."),
    "plek": N_("The number of the desk or the room, as it is in the house."),
    "gezien": N_("gebruikt, verlaten (things there, nobody in) or leeg."),
    "mensen": N_("How many people; may be empty for a desk."),
}


def explained(kind: FileKind, words: dict[str, str]) -> dict[str, Any]:
    """The table of what goes in each column, with the cell of the example."""
    return {
        "labels": [
            {"label": text("Column")}, {"label": text("What goes in it")},
            {"label": text("Example")},
        ],
        "rows": [
            {"cells": [heading, text(words[heading]), cell or "–"]}
            for heading, cell in zip(kind.headings, kind.example, strict=True)
        ],
    }  # fmt: skip
