"""Who may do what: the whole table, with the person who must not in every row."""

from dataclasses import dataclass

import pytest

from booking.people.permissions import Action, NotAllowed, NotThere, may, require_may
from booking.people.values import AtTheDoor, Principal, Role

FATIMA, JOOST, NOOR, ELS, SAMIR, BRAM, RAVI, RAVIS_COLLEAGUE, PIA, DISPLAY, HANNA, WIM = range(
    1, 13
)

HER_ZONE, ANOTHER_OF_HERS, OTHER_ZONE = 1, 2, 3


def person(number: int, *roles: Role, partner_id: int | None = None) -> Principal:
    return Principal(number, "", frozenset(roles), partner_id=partner_id)


PEOPLE = {
    "a stranger": None,
    "fatima": Principal(
        FATIMA, "", frozenset({Role.EMPLOYEE}), decides_in=frozenset({HER_ZONE, ANOTHER_OF_HERS})
    ),
    "joost": person(JOOST, Role.EMPLOYEE),
    "noor": person(NOOR, Role.EMPLOYEE, Role.RECEPTIONIST),
    "els": person(ELS, Role.EMPLOYEE, Role.FACILITY_MANAGER),
    "samir": person(SAMIR, Role.EMPLOYEE, Role.ADMINISTRATOR),
    "bram": person(BRAM, Role.EMPLOYEE),
    "ravi": person(RAVI, Role.PARTNER_CONTACT, partner_id=1),
    "ravi's colleague": person(RAVIS_COLLEAGUE, Role.PARTNER_CONTACT, partner_id=1),
    "pia": Principal(
        PIA, "", frozenset({Role.PARTNER_CONTACT}), partner_id=2, decides_in=frozenset({HER_ZONE})
    ),
    "hanna": person(HANNA, Role.COUNCIL),
    "wim": person(WIM, Role.WORKS_COUNCIL),
    "display": Principal(DISPLAY, "", frozenset(), at_the_door=AtTheDoor(7, frozenset({"here"}))),
}
STAFF = {"fatima", "joost", "noor", "els", "samir", "bram"}


@dataclass(frozen=True)
class Place:
    is_open_to_partners: bool
    is_desk: bool
    id: int = 1
    needs_approval: bool = False


@dataclass(frozen=True)
class Held:
    visibility: str
    holder_id: int = FATIMA
    creator_id: int = FATIMA
    host_id: int | None = JOOST
    partner_id: int | None = None
    uid: str = "elsewhere"


OPEN_ROOM = Place(is_open_to_partners=True, is_desk=False)
STAFF_ROOM = Place(is_open_to_partners=False, is_desk=False)
DESK = Place(is_open_to_partners=False, is_desk=True)
OPEN_DESK = Place(is_open_to_partners=True, is_desk=True)
COLLEAGUES, PRIVATE, PUBLIC = Held("colleagues"), Held("private"), Held("public")
RAVIS = Held("private", holder_id=RAVI, creator_id=RAVI, host_id=None, partner_id=1)
HERE = Held("private", uid="here")
ITS_ROOM = Place(is_open_to_partners=False, is_desk=False, id=7)
ITS_HALL = Place(is_open_to_partners=False, is_desk=False, id=7, needs_approval=True)
OF_DISPLAY = Held("private", holder_id=DISPLAY, creator_id=DISPLAY)
THEIRS = {"fatima", "joost"}
HOUSE = {"noor", "els"}

TABLE = [
    (Action.RESERVE, OPEN_ROOM, STAFF | {"ravi", "ravi's colleague", "pia"}),
    (Action.RESERVE, STAFF_ROOM, STAFF),
    (Action.RESERVE, DESK, STAFF),
    (Action.RESERVE, OPEN_DESK, STAFF),
    (Action.SEE_RESERVATION, PRIVATE, THEIRS | HOUSE),
    (Action.CHANGE_RESERVATION, PUBLIC, THEIRS | HOUSE),
    (Action.SEE_RESERVATION, RAVIS, {"ravi", "ravi's colleague"} | HOUSE),
    (Action.CHANGE_RESERVATION, RAVIS, {"ravi", "ravi's colleague"} | HOUSE),
    (Action.SEE_TITLE, PRIVATE, THEIRS),
    (Action.SEE_TITLE, COLLEAGUES, STAFF),
    (Action.SEE_TITLE, PUBLIC, set(PEOPLE) - {"a stranger"}),
    (Action.RESERVE, ITS_ROOM, STAFF | {"display"}),
    (Action.RESERVE, ITS_HALL, STAFF),
    (Action.BE_THERE, PUBLIC, THEIRS | HOUSE),
    (Action.BE_THERE, RAVIS, {"ravi", "ravi's colleague"} | HOUSE),
    (Action.BE_THERE, HERE, THEIRS | HOUSE | {"display"}),
    (Action.SEE_RESERVATION, HERE, THEIRS | HOUSE | {"display"}),
    (Action.SEE_TITLE, HERE, THEIRS),
    (Action.CHANGE_RESERVATION, HERE, THEIRS | HOUSE),
    (Action.BE_THERE, OF_DISPLAY, HOUSE | {"joost"}),
    (Action.SEE_TITLE, RAVIS, {"ravi", "ravi's colleague"}),
    (Action.KEEP_RESERVATIONS, None, STAFF | {"ravi", "ravi's colleague", "pia"}),
    (Action.RESERVE_FOR_OTHERS, None, HOUSE),
    (Action.DECIDE_REQUEST, None, {"els"}),
    (Action.DECIDE_REQUEST, frozenset({HER_ZONE}), {"els", "fatima"}),
    (Action.DECIDE_REQUEST, frozenset({HER_ZONE, ANOTHER_OF_HERS}), {"els", "fatima"}),
    (Action.DECIDE_REQUEST, frozenset({HER_ZONE, OTHER_ZONE}), {"els"}),
    (Action.DECIDE_REQUEST, frozenset({OTHER_ZONE}), {"els"}),
    (Action.SEE_REQUESTS, None, {"els", "fatima"}),
    (Action.SEE_HOUSE, None, STAFF | {"ravi", "ravi's colleague", "pia"}),
    (Action.SEE_DESKS, None, STAFF),
    (Action.SEE_DAY_LIST, None, HOUSE),
    (Action.MANAGE_HOUSE, None, {"els"}),
    (Action.MANAGE_PEOPLE, None, {"els", "samir"}),
    (Action.GIVE_ROLES, None, {"samir"}),
    (Action.GRANT_EXCEPTION, None, {"els"}),
    (Action.COUNT_ROUNDS, None, HOUSE),
    (Action.SEE_LETTERS, None, {"els", "samir"}),
    (Action.TAKE_OVER_RESERVATIONS, None, {"els", "samir"}),
    (Action.ENTER_ANY_ZONE, None, HOUSE),
    (Action.TEND_JOBS, None, {"samir"}),
    (Action.MANAGE, None, {"noor", "els", "samir"}),
    (Action.SEE_OCCUPANCY, None, {"els", "samir", "hanna", "wim"}),
    (Action.SEE_PARTY_NAMES, None, {"els", "samir", "wim"}),
    (Action.SEE_WHO_LOOKED, None, {"els", "samir", "wim"}),
    (Action.PLAN_THE_HOUSE, None, {"els"}),
]


@pytest.mark.parametrize(
    ("action", "thing", "allowed"), TABLE, ids=[f"{n} {row[0]}" for n, row in enumerate(TABLE)]
)
def test_exactly_these_people_may(
    action: Action, thing: Place | Held | frozenset[int] | None, allowed: set[str]
) -> None:
    assert {name for name, who in PEOPLE.items() if may(who, action, thing)} == allowed


def test_every_action_is_in_the_table() -> None:
    assert {action for action, _, _ in TABLE} == set(Action)


def test_what_one_may_not_see_does_not_exist() -> None:
    with pytest.raises(NotThere):
        require_may(PEOPLE["bram"], Action.CHANGE_RESERVATION, PRIVATE)
    with pytest.raises(NotAllowed):
        require_may(PEOPLE["bram"], Action.MANAGE_HOUSE)
