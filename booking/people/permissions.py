"""Who may do what: the one place, pure, asked by every operation and every page.

What a person may not see does not exist for them: doors answer 404, not 403.
"""

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Protocol

from booking.foundation.errors import Forbidden, NotFound
from booking.foundation.texts import N_
from booking.people.values import AtTheDoor, Principal, Role


class Action(StrEnum):
    """What can be asked. The thing it is asked of stands behind each."""

    RESERVE = "reserve"  # a space (Bookable)
    RESERVE_FOR_OTHERS = "reserve_for_others"
    SEE_RESERVATION = "see_reservation"  # a reservation (Held)
    SEE_TITLE = "see_title"  # a reservation (Held)
    CHANGE_RESERVATION = "change_reservation"  # a reservation (Held)
    BE_THERE = "be_there"  # a reservation (Held): check in, leave early, stay longer
    KEEP_RESERVATIONS = "keep_reservations"  # have a list of their own
    DECIDE_REQUEST = "decide_request"  # in zones (their numbers); without them: in any
    SEE_REQUESTS = "see_requests"  # those at least that wait for this person
    SEE_HOUSE = "see_house"  # the spaces, their plan and when they are taken
    SEE_DESKS = "see_desks"  # the desks, and colleagues who share that they are in
    SEE_DAY_LIST = "see_day_list"
    MANAGE_HOUSE = "manage_house"  # spaces, opening hours, closures
    MANAGE_PEOPLE = "manage_people"  # people, teams, partners
    GIVE_ROLES = "give_roles"  # more than working here; and change people who have more
    SEE_LETTERS = "see_letters"  # what the house writes, as examples
    TEND_JOBS = "tend_jobs"  # what the house does by itself
    MANAGE = "manage"  # one thing at least behind Beheer
    SEE_OCCUPANCY = "see_occupancy"
    SEE_PARTY_NAMES = "see_party_names"  # beside figures, of partners and teams of few people
    SEE_WHO_LOOKED = "see_who_looked"  # at the figures
    PLAN_THE_HOUSE = "plan_the_house"  # make and throw away what-ifs and plans of works
    ENTER_ANY_ZONE = "enter_any_zone"  # reserve in a zone that is for others, or not open yet
    TAKE_OVER_RESERVATIONS = "take_over_reservations"  # of everybody, from another system
    COUNT_ROUNDS = "count_rounds"  # walk through the house and count what is in use
    GRANT_EXCEPTION = "grant_exception"  # reserve for somebody beyond their quota


class Bookable(Protocol):
    """A space, as far as rights go."""

    @property
    def id(self) -> int: ...
    @property
    def needs_approval(self) -> bool: ...
    @property
    def is_open_to_partners(self) -> bool: ...
    @property
    def is_desk(self) -> bool: ...


class Held(Protocol):
    """A reservation, as far as rights go."""

    @property
    def uid(self) -> str: ...
    @property
    def holder_id(self) -> int: ...
    @property
    def creator_id(self) -> int: ...
    @property
    def host_id(self) -> int | None: ...
    @property
    def partner_id(self) -> int | None: ...
    @property
    def visibility(self) -> str: ...


class NotAllowed(Forbidden):
    code = "not-allowed"
    sentence = N_("You are not allowed to do this. Ask the facility team if you need it.")


class NotThere(NotFound):
    code = "not-there"
    sentence = N_("This does not exist, or not for you.")


Zones = frozenset[int]
"""All the zones of what a request asks for."""


def may(
    person: Principal | None, action: Action, thing: Bookable | Held | Zones | None = None
) -> bool:
    """Whether ``person`` may do ``action``, to ``thing`` where the action has one."""
    if person is None:
        return False
    if person.at_the_door is not None:
        return _may_at_the_door(person.at_the_door, action, thing)
    judge = JUDGES.get(action)
    if judge is not None:
        return judge(person, thing)
    return not person.roles.isdisjoint(ROLES_BY_ACTION[action])


ROLES_BY_ACTION: dict[Action, frozenset[Role]] = {
    Action.RESERVE_FOR_OTHERS: frozenset({Role.RECEPTIONIST, Role.FACILITY_MANAGER}),
    Action.DECIDE_REQUEST: frozenset({Role.FACILITY_MANAGER}),
    Action.SEE_HOUSE: frozenset({Role.EMPLOYEE, Role.PARTNER_CONTACT}),
    Action.SEE_DESKS: frozenset({Role.EMPLOYEE}),
    Action.SEE_DAY_LIST: frozenset({Role.RECEPTIONIST, Role.FACILITY_MANAGER}),
    Action.MANAGE_HOUSE: frozenset({Role.FACILITY_MANAGER}),
    Action.MANAGE_PEOPLE: frozenset({Role.FACILITY_MANAGER, Role.ADMINISTRATOR}),
    Action.GIVE_ROLES: frozenset({Role.ADMINISTRATOR}),
    Action.SEE_LETTERS: frozenset({Role.FACILITY_MANAGER, Role.ADMINISTRATOR}),
    Action.TEND_JOBS: frozenset({Role.ADMINISTRATOR}),
    Action.MANAGE: frozenset({Role.RECEPTIONIST, Role.FACILITY_MANAGER, Role.ADMINISTRATOR}),
    Action.ENTER_ANY_ZONE: frozenset({Role.RECEPTIONIST, Role.FACILITY_MANAGER}),
    Action.TAKE_OVER_RESERVATIONS: frozenset({Role.FACILITY_MANAGER, Role.ADMINISTRATOR}),
    Action.GRANT_EXCEPTION: frozenset({Role.FACILITY_MANAGER}),
    Action.COUNT_ROUNDS: frozenset({Role.RECEPTIONIST, Role.FACILITY_MANAGER}),
    Action.SEE_OCCUPANCY: frozenset(
        {Role.FACILITY_MANAGER, Role.ADMINISTRATOR, Role.COUNCIL, Role.WORKS_COUNCIL}
    ),
    Action.SEE_PARTY_NAMES: frozenset(
        {Role.FACILITY_MANAGER, Role.ADMINISTRATOR, Role.WORKS_COUNCIL}
    ),
    Action.SEE_WHO_LOOKED: frozenset(
        {Role.FACILITY_MANAGER, Role.ADMINISTRATOR, Role.WORKS_COUNCIL}
    ),
    Action.PLAN_THE_HOUSE: frozenset({Role.FACILITY_MANAGER}),
}


def require_may(
    person: Principal | None, action: Action, thing: Bookable | Held | Zones | None = None
) -> None:
    """Raise :class:`NotAllowed`, or :class:`NotThere` for what this person may not even see."""
    if may(person, action, thing):
        return
    if action in {Action.SEE_RESERVATION, Action.CHANGE_RESERVATION, Action.BE_THERE}:
        raise NotThere(f"{action} by {person.id if person else 'a stranger'}")
    raise NotAllowed(f"{action} by {person.id if person else 'a stranger'}")


ORDINARY_ROLES = frozenset({Role.EMPLOYEE, Role.PARTNER_CONTACT})
"""What everybody has who may come in; more than that only an administrator gives or touches."""


def may_change_access(person: Principal | None, roles: Collection[Role]) -> bool:
    """Whether ``person`` may change how somebody with ``roles`` comes in: e-mail, disabled.

    Whoever sets somebody's e-mail address can sign in as that person.
    """
    if not may(person, Action.MANAGE_PEOPLE):
        return False
    return ORDINARY_ROLES.issuperset(roles) or may(person, Action.GIVE_ROLES)


def may_reserve_for(by: Principal, holder: Principal, *, is_delegate: bool) -> bool:
    """Whether ``by`` may hold places for ``holder``, who made them a delegate or not.

    Reception and facility managers do so for everybody; colleagues when they were named.
    """
    if by.id == holder.id or may(by, Action.RESERVE_FOR_OTHERS):
        return True
    return is_delegate and by.is_staff and holder.is_staff


def _may_at_the_door(door: AtTheDoor, action: Action, thing: object) -> bool:
    """A display stands in a public corridor and nobody knows who presses it: only this."""
    held: Held = thing  # type: ignore[assignment]  # the action says what the thing is
    space: Bookable = thing  # type: ignore[assignment]
    match action:
        case Action.RESERVE:
            return space.id == door.space_id and not space.needs_approval
        case Action.SEE_RESERVATION | Action.BE_THERE:
            return held.uid in door.uids
        case Action.SEE_TITLE:
            return held.visibility == "public"
        case _:
            return False


def _may_reserve(person: Principal, thing: object) -> bool:
    space: Bookable = thing  # type: ignore[assignment]  # the action says what the thing is
    if person.is_staff:
        return True
    return person.is_partner and space.is_open_to_partners and not space.is_desk


def is_theirs(person: Principal, thing: object) -> bool:
    """Whether a reservation is this person's own: held, made or hosted; or their organisation's."""
    held: Held = thing  # type: ignore[assignment]  # the action says what the thing is
    if person.partner_id is not None:
        return held.partner_id == person.partner_id
    return person.id in {held.holder_id, held.creator_id, held.host_id}


def _may_decide(person: Principal, thing: object) -> bool:
    """Facility managers everywhere; an approver and their deputy where each zone is theirs."""
    zones: Zones = thing or frozenset()  # type: ignore[assignment]  # the action says what it is
    if not person.roles.isdisjoint(ROLES_BY_ACTION[Action.DECIDE_REQUEST]):
        return True
    return person.is_staff and bool(zones) and zones <= person.decides_in


def _may_see_requests(person: Principal, _thing: object) -> bool:
    return _may_decide(person, person.decides_in)


def _may_see_title(person: Principal, thing: object) -> bool:
    held: Held = thing  # type: ignore[assignment]  # the action says what the thing is
    if is_theirs(person, held) or held.visibility == "public":
        return True
    return held.visibility == "colleagues" and person.is_staff


def _may_keep(person: Principal, _thing: object) -> bool:
    return not person.comes_for_figures


def _runs_the_house(person: Principal) -> bool:
    return not person.roles.isdisjoint({Role.RECEPTIONIST, Role.FACILITY_MANAGER})


def _is_theirs_or_of_the_house(person: Principal, thing: object) -> bool:
    return is_theirs(person, thing) or _runs_the_house(person)


JUDGES: dict[Action, Callable[[Principal, object], bool]] = {
    Action.RESERVE: _may_reserve,
    Action.SEE_RESERVATION: _is_theirs_or_of_the_house,
    Action.CHANGE_RESERVATION: _is_theirs_or_of_the_house,
    Action.BE_THERE: _is_theirs_or_of_the_house,
    Action.SEE_TITLE: _may_see_title,
    Action.KEEP_RESERVATIONS: _may_keep,
    Action.DECIDE_REQUEST: _may_decide,
    Action.SEE_REQUESTS: _may_see_requests,
}
"""Of what is not answered by roles alone."""
