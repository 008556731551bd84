"""Changing the rest of a series of desks: which desks, when, and how they come back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from typing_extensions import override

from booking.foundation.database import Database
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.desks.views import place_in_words
from booking.interfaces.web.forms import FormData, as_list
from booking.interfaces.web.series.changing import SeriesChanging, tail_to_change, values_of
from booking.interfaces.web.series.desks import DeskSeriesForm, PlannedDesks, plan_changed_desks
from booking.interfaces.web.series.forms import SeriesForm
from booking.interfaces.web.series.view import SeriesSeen, look_at_series
from booking.people.values import Act
from booking.reservations.series.desks import as_mostly_held
from booking.reservations.series.operations import Choice
from booking.reservations.series.queries import wish_of_series
from booking.reservations.series.values import SeriesPlan, SeriesWish
from booking.spaces.values import SpaceKind


def changing(request: AnyRequest, uid: str, database: Database, act: Act) -> SeriesChanging:
    """The request as it is done for the series with this ``uid``."""
    with database.reading() as session:
        seen = look_at_series(session, uid, viewer=act.by, now=act.at)
        is_of_desks = seen.stock.spaces[seen.series.space_id].is_desk
    return (DesksChanging if is_of_desks else SeriesChanging)(request, uid, database, act)


@dataclass(frozen=True, slots=True)
class DesksChanging(SeriesChanging):
    form: ClassVar[type[SeriesForm]] = DeskSeriesForm

    @override
    def planned(
        self, seen: SeriesSeen, form: SeriesForm
    ) -> tuple[SeriesWish, SeriesPlan, dict[str, str]]:
        found = self._desks(seen, form)
        return found.wish, found.plan, {"getoond": found.shown}

    @override
    def chosen(
        self, seen: SeriesSeen, form: SeriesForm, data: FormData
    ) -> tuple[SeriesWish, Choice]:
        found = self._desks(seen, form)
        assert isinstance(form, DeskSeriesForm)
        return found.wish, found.choice_in(data, form, seen.stock, self.act.by)

    @override
    def places(self, seen: SeriesSeen, day: date, values: Mapping[str, Any]) -> dict[str, Any]:
        """The desks of the zones where those stand that are chosen."""
        stock, chosen = seen.stock, as_list(values["nummer"])
        assert isinstance(chosen, list)
        desks = stock.spaces_on(day, SpaceKind.DESK)
        places = {desk.number: place_in_words(stock, desk, day) for desk in desks}
        zones = {place for number, place in places.items() if number in chosen}
        return {
            "desks": [(number, number) for number, place in places.items() if place in zones],
            "zones": "; ".join(sorted(zones)),
        }

    @override
    def values(self, seen: SeriesSeen, since: date | None) -> dict[str, Any]:
        tail = tail_to_change(seen, since)
        held = as_mostly_held(wish_of_series(seen.series), tail, seen.stock)
        numbers = [seen.stock.spaces[n].number for n in (held.space_id, *held.more_space_ids)]
        return {**values_of(seen, tail, since), "nummer": numbers}

    def _desks(self, seen: SeriesSeen, form: SeriesForm) -> PlannedDesks:
        assert isinstance(form, DeskSeriesForm)
        return plan_changed_desks(seen.session, self.act, seen.series, form)
