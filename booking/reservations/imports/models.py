"""What came from another system, so that it comes once."""

from sqlmodel import Field, SQLModel

from booking.foundation.columns import word
from booking.reservations.imports.values import System


class Imported(SQLModel, table=True):
    """A reservation of another system, and which one of ours it became.

    ``digest`` is of what that system said of it, ``rev`` the version ours had then: who changed
    it here since does not lose that.
    """

    system: System = Field(sa_type=word(System), primary_key=True)
    key: str = Field(primary_key=True)
    reservation_id: int = Field(foreign_key="reservation.id", unique=True)
    digest: str
    rev: int = 1
