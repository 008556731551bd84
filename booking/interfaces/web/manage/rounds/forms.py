"""The forms of a round: when it is planned, and what was seen in a zone."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from pydantic import ConfigDict

from booking.foundation.local_time import MissingHour, local_instant
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import Form, Id, InvalidForm
from booking.interfaces.web.moments import Clock, Day
from booking.occupancy.rounds.operations import CountedTooEarly, RoundInThePast, RoundThereAlready
from booking.occupancy.rounds.rules import sight_of, with_rest_empty
from booking.occupancy.rounds.values import Seen, Sight
from booking.spaces.values import BookableSpace

IN_FORM = {"gebruikt": Seen.USED, "verlaten": Seen.VACANT, "leeg": Seen.EMPTY}
SEEN_LABELS = {
    "gebruikt": N_("In use"), "verlaten": N_("Left for a while"), "leeg": N_("Empty"),
}  # fmt: skip
NUMBER = re.compile(r"0{0,9}[0-9]{1,3}")
NO_COUNT = N_("Please give the number of people, 0 or more.")
NOT_ONE = N_("Please choose one of the options.")


class PlanForm(Form):
    refused_at: ClassVar = {RoundInThePast: "tijd", RoundThereAlready: "tijd", MissingHour: "tijd"}

    gebouw: Id
    datum: Day
    tijd: Clock

    @property
    def at(self) -> datetime:
        return local_instant(self.datum, self.tijd)


class StartForm(Form):
    gebouw: Id


class ZoneForm(Form):
    """Of a desk ``plek-7``; of a room ``mensen-7`` and ``verlaten-7``.

    What is said of spaces that the zone does not have any more is passed over: somebody who
    walked around with it for an hour loses nothing else.
    """

    model_config = ConfigDict(extra="allow", str_strip_whitespace=True)
    refused_at: ClassVar = {CountedTooEarly: "tijd", MissingHour: "tijd"}

    tijd: Clock
    rest: str = ""
    """``leeg``: whatever was not pressed was empty."""

    def sights(self, spaces: Sequence[BookableSpace], day: date) -> list[Sight]:
        """Raises :class:`InvalidForm` with a sentence for every mistake."""
        at, errors = local_instant(day, self.tijd), dict[str, str]()
        found = [it for space in spaces if (it := self._sight(space, at, errors)) is not None]
        if errors:
            raise InvalidForm(errors, {})
        return with_rest_empty(spaces, found, at) if self.rest == "leeg" else found

    def _sight(self, space: BookableSpace, at: datetime, errors: dict[str, str]) -> Sight | None:
        said = self.model_extra or {}
        if space.is_desk:
            word = str(said.get(f"plek-{space.id}", ""))
            if word and word not in IN_FORM:
                errors[f"plek-{space.id}"] = text(NOT_ONE)
            return sight_of(space, at, seen=IN_FORM.get(word), person_count=None)
        seen = Seen.VACANT if said.get(f"verlaten-{space.id}") else None
        written = str(said.get(f"mensen-{space.id}", "")).strip()
        if written and not NUMBER.fullmatch(written):
            errors[f"mensen-{space.id}"] = text(NO_COUNT)
            return None
        return sight_of(space, at, seen=seen, person_count=int(written) if written else None)


def filled_in(spaces: Iterable[BookableSpace], sights: Mapping[int, Sight]) -> dict[str, Any]:
    """The form of a zone as it was counted so far."""
    return dict(
        pair for space in spaces if space.id in sights for pair in _fields(space, sights[space.id])
    )


def _fields(space: BookableSpace, sight: Sight) -> Iterator[tuple[str, str]]:
    if space.is_desk:
        yield f"plek-{space.id}", next(it for it, seen in IN_FORM.items() if seen is sight.seen)
        return
    yield f"mensen-{space.id}", str(sight.person_count)
    if sight.seen is Seen.VACANT:
        yield f"verlaten-{space.id}", "ja"
