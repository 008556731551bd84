"""What each place says of itself stands with the house rules, in sentences."""

from collections.abc import Callable

from booking.foundation.database import Database
from booking.spaces.models import Space, SpaceLayout
from booking.spaces.operations import raise_stock_version
from booking.spaces.values import LayoutKind
from tests.interfaces.web.conftest import Browser
from tests.town_hall import TownHall

Browse = Callable[..., Browser]


def test_steps_and_time_around_are_read_where_the_house_rules_are(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        raise_stock_version(session)
        session.get_one(Space, hall.spaces["beuk"]).grain_minutes = 30
        layout = session.get_one(SpaceLayout, (hall.spaces["raadzaal"], LayoutKind.THEATRE))
        layout.before_minutes = 45
    page = browse("els").get("/beheer/huisregels").text
    for sentence in (
        "Begin- en eindtijden gaan per 30 min: De Beuk.",
        "Begin- en eindtijden gaan per 15 min: Raadzaal, De Linde, De Linde A, De Linde B.",
        "Begin- en eindtijden gaan per 15 min: 6 plekken.",
        "Ervoor blijft 30 min vrij en erna 30 min: Raadzaal.",
        "In de opstelling theater komt er ervoor 45 min bij en erna 0 min: Raadzaal.",
    ):
        assert sentence in page
    assert 'href="/beheer/plekken?soort=room"' in page
