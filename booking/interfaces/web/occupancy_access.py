"""Who may see the pages of occupancy; a part of the table in web/access.py."""

from booking.people.permissions import Action

OCCUPANCY_ACCESS = {
    "GET /bezetting": Action.SEE_OCCUPANCY,
    "GET /bezetting/cijfers.csv": Action.SEE_OCCUPANCY,
    "GET /bezetting/pieken": Action.SEE_OCCUPANCY,
    "GET /bezetting/plekken": Action.SEE_OCCUPANCY,
    "GET /bezetting/vraag": Action.SEE_OCCUPANCY,
    "GET /bezetting/reserveringen": Action.SEE_OCCUPANCY,
    "GET /bezetting/begrippen": Action.SEE_OCCUPANCY,
    "GET /bezetting/inzage": Action.SEE_OCCUPANCY,
    "GET /bezetting/werkplekken": Action.SEE_OCCUPANCY,
    "GET /bezetting/wat-als": Action.SEE_OCCUPANCY,
    "GET /bezetting/wat-als/nieuw": Action.SEE_OCCUPANCY,
    "GET /bezetting/wat-als/vooraf": Action.SEE_OCCUPANCY,
    "POST /bezetting/wat-als": Action.SEE_OCCUPANCY,
    "GET /bezetting/wat-als/{number}": Action.SEE_OCCUPANCY,
    "POST /bezetting/wat-als/{number}/herhaling": Action.SEE_OCCUPANCY,
    "POST /bezetting/wat-als/{number}/stop": Action.SEE_OCCUPANCY,
    "POST /bezetting/wat-als/{number}/verwijdering": Action.SEE_OCCUPANCY,
    "GET /bezetting/fasering": Action.SEE_OCCUPANCY,
    "GET /bezetting/fasering/nieuw": Action.SEE_OCCUPANCY,
    "POST /bezetting/fasering": Action.SEE_OCCUPANCY,
    "GET /bezetting/ruimtes": Action.SEE_OCCUPANCY,
    "GET /bezetting/ruimtes/cijfers.csv": Action.SEE_OCCUPANCY,
}
