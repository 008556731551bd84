"""Changing the rest of a series: the form, what it does to each date, and storing it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.errors import Conflict, DomainError, Refused
from booking.foundation.formats import show_day
from booking.foundation.recurrence import dates_of
from booking.foundation.texts import text
from booking.interfaces.web.asking import asked_again_note
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.forms import FormData, InvalidForm, read_form
from booking.interfaces.web.moments import day_in, time_options
from booking.interfaces.web.once import do_once
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.interfaces.web.repeating import repeat_choices, rule_values
from booking.interfaces.web.rooms.day_grid import seats
from booking.interfaces.web.series.forms import (
    SeriesForm,
    choice_in,
    series_wish,
    without_choices,
)
from booking.interfaces.web.series.plan_view import Eyes, plan_data
from booking.interfaces.web.series.starting import kept_fields
from booking.interfaces.web.series.view import SeriesSeen, look_at_series, summary_of_series
from booking.interfaces.web.words import LAYOUTS, VISIBILITIES
from booking.people.permissions import Action, may, require_may
from booking.people.values import Act
from booking.reservations.series.operations import Choice, NothingToCome, change_series
from booking.reservations.series.queries import plan_change, state_of, tail_of, wish_of_series
from booking.reservations.series.values import Occurrence, SeriesPlan, SeriesWish
from booking.reservations.series.whose import NotForTheirs, holder_for
from booking.spaces.queries import SpaceNotFound, space_by_number
from booking.spaces.rules import opening_periods
from booking.spaces.values import SpaceKind


@dataclass(frozen=True, slots=True)
class SeriesChanging:
    """One request about the rest of a series, from a date on or all that is to come.

    Of a series in a room; :class:`booking.interfaces.web.series.desks_changing.DesksChanging`
    does the same for desks.
    """

    form: ClassVar[type[SeriesForm]] = SeriesForm
    request: AnyRequest
    uid: str
    database: Database
    act: Act

    def ask(self, since: date | None) -> Template:
        with self.database.reading() as session:
            seen = self._seen(session)
            shown = self._form(seen, self.values(seen, since), since)
        return page(self.request, "series/change.html", errors={}, **shown)

    def plan(self, data: FormData) -> Template:
        try:
            return self._plan_page(read_form(self.form, without_choices(data)), data)
        except InvalidForm as invalid:
            return self._again(invalid)

    def change(self, data: FormData) -> Template | Redirect:
        try:
            return self._changed(read_form(self.form, without_choices(data)), data)
        except InvalidForm as invalid:
            return self._again(invalid)

    def _changed(self, form: SeriesForm, data: FormData) -> Template | Redirect:
        try:
            path = self._change_once(form, data)
        except NothingToCome:
            raise
        except (Refused, Conflict) as error:
            return self._plan_page(form, data, error)
        return go(path, flash="series-changed")

    def _change_once(self, form: SeriesForm, data: FormData) -> str:
        def work(session: Session) -> str:
            seen = self._seen(session)
            wish, choice = self.chosen(seen, form, data)
            changed = change_series(session, self.act, self.uid, wish, choice, since=form.vanaf,
                                    state=form.stand)  # fmt: skip
            return f"/reeksen/{changed.uid}"

        return do_once(self.database, self.act, data, work)

    def planned(
        self, seen: SeriesSeen, form: SeriesForm
    ) -> tuple[SeriesWish, SeriesPlan, dict[str, str]]:
        """What is asked, what would happen, and what the page sends along to say what it showed."""
        return *self._planned(seen, form), {}

    def chosen(
        self, seen: SeriesSeen, form: SeriesForm, data: FormData
    ) -> tuple[SeriesWish, Choice]:
        wish, plan = self._planned(seen, form)
        return wish, choice_in(data, plan, seen.stock, self.act.by)

    def _planned(self, seen: SeriesSeen, form: SeriesForm) -> tuple[SeriesWish, SeriesPlan]:
        try:
            room = space_by_number(seen.stock, form.plek, form.datum)
        except SpaceNotFound as error:
            raise InvalidForm({"plek": text(error.sentence)}, dict(form)) from error
        if room.kind is not SpaceKind.ROOM or not may(self.act.by, Action.RESERVE, room):
            raise InvalidForm({"plek": text(SpaceNotFound.sentence)}, dict(form))
        wish = replace(series_wish(form, room.id), host_id=seen.series.host_id)
        plan = plan_change(seen.session, self.act, seen.series, wish, since=form.vanaf, instead={})
        return wish, plan

    def _plan_page(
        self, form: SeriesForm, data: FormData, error: DomainError | None = None
    ) -> Template:
        with self.database.reading() as session:
            seen = self._seen(session)
            wish, plan, showing = self.planned(seen, form)
            error = error or self._refusal(seen, plan)
            shown = plan_data(Eyes(session, self.act, seen.series.holder_id, data), plan, wish)
            note = asked_again_note(session, seen.stock.spaces[wish.space_id], self.act.by,
                                    wish.first_on, now=self.act.at,
                                    holder_id=seen.series.holder_id)  # fmt: skip
            sent = {"stand": state_of(session, seen.series), **showing}
            kept = [(n, v) for n, v in kept_fields(data) if n not in sent] + [*sent.items()]
            top = summary_of_series(seen)
        status, trouble = said(error) if error else (200, [])
        asked = f"?vanaf={form.vanaf}" if form.vanaf else ""
        return page(
            self.request, "series/plan.html", status=status, trouble=trouble, room=None,
            action=f"{top['here']}/wijziging", again=f"{top['here']}/plan",
            back=f"{top['here']}/wijzigen{asked}",
            here=f"{top['here']}/wijzigen{asked}", title=top["title"], crumb=top, request_note=note,
            kept=kept, **shown,
        )  # fmt: skip

    def _refusal(self, seen: SeriesSeen, plan: SeriesPlan) -> NotForTheirs | None:
        """Said with the plan, and not only after it."""
        try:
            holder_for(seen.session, self.act, seen.series, plan)
        except NotForTheirs as refusal:
            return refusal
        return None

    def _again(self, invalid: InvalidForm) -> Template:
        with self.database.reading() as session:
            seen = self._seen(session)
            since = _since(invalid.values)
            values = {**self.values(seen, since), **invalid.values}
            shown = self._form(seen, values, since)
        return page(self.request, "series/change.html", status=422, errors=invalid.errors, **shown)

    def _seen(self, session: Session) -> SeriesSeen:
        seen = look_at_series(session, self.uid, viewer=self.act.by, now=self.act.at)
        require_may(self.act.by, Action.CHANGE_RESERVATION, seen.series)
        return seen

    def _form(self, seen: SeriesSeen, values: dict[str, Any], since: date | None) -> dict[str, Any]:
        stock, series = seen.stock, seen.series
        first = day_in(values, otherwise=tail_to_change(seen, since)[0].day)
        own = stock.spaces[series.space_id]
        hours = opening_periods(stock, own, first)
        times = time_options(hours, grain_minutes=own.grain_minutes)
        scope = text("All dates from %(day)s on", day=show_day(first))
        top = summary_of_series(seen)
        return {
            "series": top,
            "action": f"{top['here']}/plan",
            "here": f"{top['here']}/wijzigen",
            "scope": scope,
            "values": values,
            "times": sorted({*times, str(values["van"]), str(values["tot"])}),
            "repeat": repeat_choices(),
            **self.places(seen, first, values),
        }

    def places(self, seen: SeriesSeen, day: date, values: Mapping[str, Any]) -> dict[str, Any]:
        """What one can choose of a place, and how it is used."""
        rooms = [room for room in seen.stock.spaces_on(day, SpaceKind.ROOM)
                 if may(self.act.by, Action.RESERVE, room)]  # fmt: skip
        return {
            "rooms": [(room.number, f"{room.name} ({room.number}), {seats(room, day)}")
                      for room in rooms],
            "layouts": [(kind.value, text(LAYOUTS[kind])) for kind in LAYOUTS
                        if any(kind in room.layouts for room in rooms)],
            "visibilities": [(kind.value, text(label), text(note))
                             for kind, (label, note) in VISIBILITIES.items()],
        }  # fmt: skip

    def values(self, seen: SeriesSeen, since: date | None) -> dict[str, Any]:
        """The form as the series stands; its first date is the first that can still change."""
        return values_of(seen, tail_to_change(seen, since), since)


def tail_to_change(seen: SeriesSeen, since: date | None) -> list[Occurrence]:
    """Raises NothingToCome."""
    tail = tail_of(seen.session, seen.series, since=since, now=seen.now)
    if not tail:
        raise NothingToCome(seen.series.uid)
    return tail


def values_of(seen: SeriesSeen, tail: list[Occurrence], since: date | None) -> dict[str, Any]:
    series, first = seen.series, tail[0].day
    rule = wish_of_series(series).recurrence
    if rule.count is not None:
        past = [day for day in dates_of(rule, series.first_on) if day < first]
        rule = replace(rule, count=rule.count - len(past))
    return {
        **rule_values(rule),
        "datum": first.isoformat(),
        "van": f"{series.begins:%H:%M}",
        "tot": f"{series.ends:%H:%M}",
        "plek": seen.stock.spaces[series.space_id].number,
        "personen": series.attendee_count,
        "opstelling": series.layout or "",
        "onderwerp": series.title,
        "zichtbaarheid": series.visibility,
        "notitie": series.note,
        "vanaf": since.isoformat() if since else "",
        "stand": state_of(seen.session, series),
    }


def _since(values: Any) -> date | None:
    try:
        return date.fromisoformat(str(values.get("vanaf") or ""))
    except ValueError:
        return None
