"""The floors and zones of the demo house, drawn around one core of stairs and lifts."""

from booking.demo.plan import Feature, Floor, Rectangle, Zone, ZoneKind

WIDTH, HEIGHT = 600, 320  # plan units of 10 cm

FLOORS = (
    Floor(0, "Begane grond", WIDTH, HEIGHT),
    Floor(1, "Eerste verdieping", WIDTH, HEIGHT),
    Floor(2, "Tweede verdieping", WIDTH, HEIGHT),
    Floor(3, "Derde verdieping", WIDTH, HEIGHT),
)


def _zone(key: str, name: str, kind: ZoneKind, *corner_and_size: int) -> Zone:
    return Zone(key, name, kind, int(key[0]), Rectangle(*corner_and_size))


ZONES = (
    _zone("0-plein", "Publieksplein", "public", 0, 0, 250, HEIGHT),
    _zone("0-linde", "De Linde", "meeting", 310, 0, 290, 80),
    _zone("0-trouw", "Trouwzaal", "public", 360, 100, 240, 220),
    _zone("1-noord", "Vergadercentrum", "meeting", 0, 0, WIDTH, 80),
    _zone("1-a", "Werkveld Dom", "team", 0, 100, 120, 150),
    _zone("1-b", "Werkveld Singel", "team", 125, 100, 120, 150),
    _zone("1-open", "Open werkplein", "open", 0, 256, 245, 64),
    _zone("1-raad", "Raadzaal", "public", 360, 100, 240, 220),
    _zone("2-noord", "Overleg noord", "meeting", 0, 0, 340, 80),
    _zone("2-stil", "Stiltegebied tweede", "silence", 350, 0, 250, 80),
    _zone("2-a", "Werkveld Markt", "team", 0, 100, 120, 220),
    _zone("2-b", "Werkveld Haven", "team", 125, 100, 120, 220),
    _zone("2-c", "Werkveld Wal", "team", 355, 100, 120, 150),
    _zone("2-d", "Werkveld Poort", "team", 480, 100, 120, 150),
    _zone("2-zuid", "Overleg zuid", "meeting", 350, 256, 250, 64),
    _zone("3-noord", "Overleg noord", "meeting", 0, 0, 340, 80),
    _zone("3-stil", "Stiltegebied derde", "silence", 350, 0, 250, 80),
    _zone("3-a", "Werkveld Linnen", "team", 0, 100, 120, 220),
    _zone("3-b", "Werkveld Molen", "team", 125, 100, 120, 220),
    _zone("3-c", "Werkveld Park", "team", 355, 100, 120, 150),
    _zone("3-d", "Werkveld Brink", "team", 480, 100, 120, 150),
    _zone("3-zuid", "Overleg zuid", "meeting", 350, 256, 250, 64),
)


def _core(level: int) -> tuple[Feature, ...]:
    """Stairs, lifts, toilets and pantry stand above each other on every floor."""
    return (
        Feature("stairs", "Trap", level, Rectangle(256, 105, 44, 50)),
        Feature("lift", "Liften", level, Rectangle(304, 105, 44, 50)),
        Feature("toilets", "Toiletten", level, Rectangle(256, 160, 44, 40)),
        Feature("toilets", "Toegankelijk toilet", level, Rectangle(304, 160, 44, 40)),
        Feature("pantry", "Pantry", level, Rectangle(268, 205, 64, 30)),
    )


FEATURES = (
    Feature("entrance", "Hoofdingang", 0, Rectangle(265, 300, 75, 20)),
    Feature("counter", "Receptie en loket", 0, Rectangle(120, 130, 100, 30)),
    Feature("waiting", "Wachtruimte", 0, Rectangle(20, 110, 70, 60)),
    Feature("restaurant", "Stadscafé", 1, Rectangle(420, 5, 170, 65)),
    Feature("coffee", "Koffiehoek", 1, Rectangle(256, 256, 88, 60)),
    Feature("lockers", "Kluisjes en printer", 2, Rectangle(245, 5, 85, 60)),
    Feature("coffee", "Koffiehoek", 2, Rectangle(256, 256, 88, 60)),
    Feature("lockers", "Kluisjes en printer", 3, Rectangle(245, 5, 85, 60)),
    Feature("coffee", "Koffiehoek", 3, Rectangle(256, 256, 88, 60)),
    *(feature for level in range(len(FLOORS)) for feature in _core(level)),
)
