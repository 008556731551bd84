"""The controllers of occupancy, for the list in app.py."""

from booking.interfaces.web.occupancy.agreements.routes import AgreementsKeptController
from booking.interfaces.web.occupancy.desks.routes import DesksNeededController
from booking.interfaces.web.occupancy.open_data.routes import OpenDataController
from booking.interfaces.web.occupancy.programme.routes import ProgrammeController
from booking.interfaces.web.occupancy.report.routes import OccupancyReportController
from booking.interfaces.web.occupancy.rooms.routes import RoomsNeededController
from booking.interfaces.web.occupancy.rounds.routes import RoundFiguresController
from booking.interfaces.web.occupancy.routes import OccupancyController
from booking.interfaces.web.occupancy.what_if.phases_routes import PhasesController
from booking.interfaces.web.occupancy.what_if.routes import WhatIfController

OCCUPANCY_DOORS = (
    OccupancyController,
    OccupancyReportController,
    DesksNeededController,
    RoomsNeededController,
    WhatIfController,
    PhasesController,
    ProgrammeController,
    OpenDataController,
    RoundFiguresController,
    AgreementsKeptController,
)
