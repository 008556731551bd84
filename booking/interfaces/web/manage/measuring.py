"""The controllers of what the facility manager keeps for the figures, for the list in app.py."""

from booking.interfaces.web.manage.agreements.routes import AgreementsController
from booking.interfaces.web.manage.rounds.routes import RoundsController

MEASURING_DOORS = (RoundsController, AgreementsController)
