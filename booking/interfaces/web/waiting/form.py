"""The form with which one joins the waiting list."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from sqlmodel import Session

from booking.foundation.local_time import MissingHour
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import InvalidForm, as_list
from booking.interfaces.web.moments import Clock, Day
from booking.interfaces.web.turns import TurnForm
from booking.interfaces.web.waiting_address import KINDS
from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.reservations.side_by_side import TOGETHER_MAX
from booking.reservations.values import Needs
from booking.reservations.waiting.values import Wanted
from booking.spaces.queries import SpaceNotFound, current_stock, space_by_number
from booking.spaces.values import BookableSpace, LayoutKind, SpaceKind

PEOPLE_MAX = 9999
FIELDS = ("soort", "datum", "van", "tot", "van_keer", "tot_keer", "duur", "personen", "opstelling",
          "toegankelijk", "nummer")  # fmt: skip
END_FIRST = N_("Choose an end after the start.")
TOO_LONG = N_("That is longer than the time between the two.")
ANY_DESKS = N_("Several desks together are looked for among all desks that fit.")
TOO_MANY_DESKS = N_("At most %(count)s desks go into one reservation.")
DAY_MINUTES = 24 * 60


Codes = Annotated[tuple[str, ...], BeforeValidator(as_list), Field(max_length=50)]


class WaitForm(TurnForm):
    soort: Literal["ruimte", "werkplek"]
    datum: Day
    van: Clock
    tot: Clock
    duur: Annotated[int, Field(ge=15, lt=DAY_MINUTES)] | None = None
    """Minutes; without, all of it."""
    personen: Annotated[int, Field(ge=1, le=PEOPLE_MAX)] = 1
    voorziening: Codes = ()
    opstelling: LayoutKind | None = None
    toegankelijk: Literal["ja"] | None = None
    nummer: Annotated[str, Field(max_length=60)] = ""
    waar: Literal["elke", "deze"] = "elke"

    def wanted(self, session: Session, person: Principal) -> Wanted:
        """Raises :class:`InvalidForm`, or :class:`SpaceNotFound` for what is not for them."""
        kind, count = KINDS[self.soort], self.personen
        people, desks = (1, count) if kind is SpaceKind.DESK else (count, 1)
        if desks > TOGETHER_MAX:
            raise InvalidForm({"personen": text(TOO_MANY_DESKS, count=TOGETHER_MAX)}, {})
        if self.waar == "deze" and desks > 1:
            raise InvalidForm({"waar": text(ANY_DESKS)}, {})
        needs = Needs(self._period(), people, frozenset(self.voorziening),
                      self.opstelling, self.toegankelijk is not None)  # fmt: skip
        space = space_for(session, person, self) if self.waar == "deze" else None
        return Wanted(kind, needs, space.id if space else None, self._length(needs.period), desks)

    def _length(self, period: Period) -> timedelta | None:
        length = timedelta(minutes=self.duur or 0) or period.duration
        if length > period.duration:
            raise InvalidForm({"duur": text(TOO_LONG)}, {})
        return length if length < period.duration else None

    def _period(self) -> Period:
        try:
            return self.period_meant(self.datum, self.van, self.tot, {})
        except ValueError as error:
            raise InvalidForm({"tot": text(END_FIRST)}, {}) from error
        except MissingHour as missing:
            raise InvalidForm({"van": text(missing.sentence)}, {}) from missing


def space_for(session: Session, person: Principal, form: WaitForm) -> BookableSpace:
    """The one space that was wanted. Raises :class:`SpaceNotFound`."""
    space = space_by_number(current_stock(session), form.nummer, form.datum)
    if not may(person, Action.RESERVE, space) or space.kind is not KINDS[form.soort]:
        raise SpaceNotFound(f"no {form.soort} {form.nummer!r} for {person.id}")
    return space
