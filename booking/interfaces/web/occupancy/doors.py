"""The controllers of occupancy, for the list in app.py."""

from booking.interfaces.web.occupancy.desks.routes import DesksNeededController
from booking.interfaces.web.occupancy.report.routes import OccupancyReportController
from booking.interfaces.web.occupancy.rooms.routes import RoomsNeededController
from booking.interfaces.web.occupancy.routes import OccupancyController

OCCUPANCY_DOORS = (
    OccupancyController,
    OccupancyReportController,
    DesksNeededController,
    RoomsNeededController,
)
