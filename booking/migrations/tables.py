"""Every table of the house, gathered so that Alembic and the tests see all of them."""

from sqlmodel import SQLModel

import booking.calendars.itip.models
import booking.calendars.models
import booking.calendars.subscriptions.models
import booking.foundation.answered
import booking.foundation.jobs
import booking.foundation.journal
import booking.foundation.uploads
import booking.messages.incoming.models
import booking.messages.models
import booking.occupancy.agreements.models
import booking.occupancy.models
import booking.occupancy.rounds.models
import booking.occupancy.scenarios.models
import booking.people.models
import booking.reservations.imports.models
import booking.reservations.models
import booking.reservations.quota.models
import booking.reservations.seats.models
import booking.reservations.services.models
import booking.reservations.waiting.models
import booking.spaces.models  # noqa: F401 -- imported for their tables

METADATA = SQLModel.metadata
