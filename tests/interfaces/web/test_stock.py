"""What a door knows of the stock without a session is never older than the database."""

from booking.foundation.database import Database
from booking.interfaces.web.stock import stock_at_hand
from booking.spaces.models import Space
from booking.spaces.operations import raise_stock_version
from booking.spaces.queries import current_stock
from booking.spaces.values import Stock
from tests.together import all_at_once
from tests.town_hall import TownHall


def test_the_stock_at_hand_is_remembered_until_it_changes(
    database: Database, hall: TownHall
) -> None:
    before = stock_at_hand(database)
    assert stock_at_hand(database) is before

    with database.writing() as session:
        raise_stock_version(session)
        session.get_one(Space, hall.spaces["beuk"]).name = "De Berk"

    after = stock_at_hand(database)
    assert after.version > before.version
    assert after.spaces[hall.spaces["beuk"]].name == "De Berk"


def test_all_who_look_after_a_change_share_one_reading_of_it(
    database: Database, hall: TownHall
) -> None:
    """Each for itself they stood in each other's way for seconds."""
    with database.writing() as session:
        raise_stock_version(session)

    def look(_: int) -> Stock:
        with database.reading() as session:
            return current_stock(session)

    seen = all_at_once(range(8), look)

    assert all(stock is seen[0] for stock in seen)


def test_who_changes_the_stock_sees_that_in_the_same_transaction(
    database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        before = current_stock(session)
        raise_stock_version(session)
        session.get_one(Space, hall.spaces["beuk"]).name = "De Berk"
        seen = current_stock(session)

    assert before.spaces[hall.spaces["beuk"]].name == "De Beuk"
    assert (seen.version, seen.spaces[hall.spaces["beuk"]].name) == (before.version + 1, "De Berk")
