"""The stock of spaces for a door that asks nothing else of the database."""

from booking.foundation.database import Database
from booking.spaces.queries import STOCK, current_stock
from booking.spaces.values import Stock

VERSION = "SELECT COALESCE(MAX(v), 0) FROM stock_version"


def stock_at_hand(database: Database) -> Stock:
    """The stock as it stands at this moment: a glance tells whether what is remembered holds."""
    known: tuple[int, Stock] | None = database.memory.get(STOCK)
    if known is not None and database.glance(VERSION) == known[:1]:
        return known[1]
    with database.reading() as session:
        return current_stock(session)
