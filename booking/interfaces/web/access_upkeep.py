"""The part of the authorisation table that is about what the house does by itself."""

from booking.people.permissions import Action

UPKEEP: dict[str, Action] = {
    "GET /beheer/achtergrondwerk": Action.TEND_JOBS,
    "POST /beheer/achtergrondwerk/{key}/herhaling": Action.TEND_JOBS,
    "GET /beheer/berichten": Action.SEE_LETTERS,
    "GET /beheer/berichten/{name}": Action.SEE_LETTERS,
    "GET /beheer/berichten/{name}/opmaak": Action.SEE_LETTERS,
    "GET /beheer/post-in": Action.TEND_JOBS,
    "GET /beheer/post-in/{key}": Action.TEND_JOBS,
    "POST /beheer/post-in/{key}/herhaling": Action.TEND_JOBS,
    "POST /beheer/post-in/{key}/verwijdering": Action.TEND_JOBS,
    "GET /beheer/post-uit": Action.TEND_JOBS,
    "POST /beheer/post-uit/{key}/herhaling": Action.TEND_JOBS,
    "POST /beheer/post-uit/{key}/nieuw": Action.TEND_JOBS,
}
