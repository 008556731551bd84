"""A plan as people read it: what happens on which date, what clashes, and what to choose."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from booking.foundation.formats import show_day_short, show_span
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.series.date_notes import Names, names_in, notes_on, who_loses
from booking.interfaces.web.series.forms import ALL_OR_NOTHING, FOR_ALL, ON, chosen_in
from booking.interfaces.web.series.instead import choices, desk_choices
from booking.interfaces.web.series.words import left_out, rule_in_words
from booking.people.permissions import Action, may
from booking.people.queries import names_readable_by
from booking.people.values import Act, Principal
from booking.reservations.in_words import sentences
from booking.reservations.models import Reservation
from booking.reservations.series.clashing import (
    ALTERNATIVES_MAX,
    alternatives_in,
    takers_in,
)
from booking.reservations.series.desk_clashing import desk_alternatives_in
from booking.reservations.series.values import PlannedDate, SeriesPlan, SeriesWish, Step
from booking.reservations.values import Reason, Wish
from booking.reservations.whose_rule import whose_rule
from booking.spaces.queries import current_stock
from booking.spaces.values import Stock

STEPS: dict[Step, tuple[str, str]] = {
    Step.RESERVE: (N_("To reserve"), "plus"),
    Step.CHANGE: (N_("Becomes different"), "pencil"),
    Step.CANCEL: (N_("Is cancelled"), "calendar-off"),
    Step.KEEP: (N_("Stays as it is"), "check"),
    Step.STAY_OUT: (N_("Stays out"), "circle-x"),
}
TOO_FEW_TOGETHER = N_("There are no %(count)s desks free together on this floor then.")
CLOSED = {Reason.SHUT, Reason.CLOSED, Reason.NOT_THERE}


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who reads the plan, for whom it is, and with what was filled in."""

    session: Session
    act: Act
    holder_id: int
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def viewer(self) -> Principal:
        return self.act.by

    @property
    def asks_for_all(self) -> bool:
        """Whether others are looked for on more dates than the first."""
        return bool(self.data.get(FOR_ALL))

    @property
    def stock(self) -> Stock:
        return current_stock(self.session)


def plan_data(eyes: Eyes, plan: SeriesPlan, wish: SeriesWish) -> dict[str, Any]:
    """For series/_plan.html: the clashes with their choices, then what happens, by kind."""
    done = sum(1 for planned in plan.dates if planned.is_done)
    names = names_in(eyes.session, plan)
    return {
        "rule": rule_in_words(wish.recurrence),
        "left_out": left_out(wish.recurrence),
        "clashes": _clashes(eyes, plan),
        "whose": whose_rule(o for planned in plan.clashes for o in planned.objections),
        "groups": list(_groups(plan, wish, eyes.stock, names)),
        "losing": who_loses(plan, names),
        "summary": _summary(plan, done),
        "alles": eyes.data.get(ALL_OR_NOTHING, ""),
        "asks_for_all": eyes.asks_for_all,
        "is_cut": not eyes.asks_for_all and len(plan.clashes) > ALTERNATIVES_MAX,
    }


def where_and_when(wish: Wish, stock: Stock) -> str:
    names = ", ".join(stock.spaces[number].name for number in wish.space_ids)
    return f"{show_span(wish.period)}, {names}"


def _summary(plan: SeriesPlan, done: int) -> str:
    clashes = len(plan.clashes)
    possible = plural_text("%(count)s date can be done", "%(count)s dates can be done", done)
    if not clashes:
        return possible + "."
    cannot = plural_text("%(count)s date cannot", "%(count)s dates cannot", clashes)
    return f"{possible}, {cannot}."


def _groups(
    plan: SeriesPlan, wish: SeriesWish, stock: Stock, names: Names
) -> Iterator[dict[str, Any]]:
    for step, (title, sign) in STEPS.items():
        dates = [p for p in plan.dates if p.step is step and not p.objections]
        if dates:
            lines = [_line(p, stock) | {"notes": list(notes_on(p, wish, stock, names))}
                     for p in dates]  # fmt: skip
            yield {
                "title": text(title),
                "sign": sign,
                "dates": lines,
                "is_open": step in {Step.CHANGE, Step.CANCEL} or any(d["notes"] for d in lines),
            }


def _line(planned: PlannedDate, stock: Stock) -> dict[str, Any]:
    held = planned.before.wish if planned.before else None
    line = {"day": show_day_short(planned.day), "text": "", "was": ""}
    wish = planned.wish or held
    if wish is not None:
        line["text"] = where_and_when(wish, stock)
    if held is not None and planned.is_moved:
        was = f"{show_day_short(planned.before.day)} " if planned.before else ""
        line["was"] = text("It was %(before)s", before=was + where_and_when(held, stock))
    return line


def _clashes(eyes: Eyes, plan: SeriesPlan) -> list[dict[str, Any]]:
    if not plan.clashes:
        return []
    offered = _offered(eyes, plan)
    # who sits at which desk is no news
    takers = {} if _is_of_desks(eyes, plan) else takers_in(eyes.session, plan)
    chosen = chosen_in(eyes.data)
    names = _names(eyes, takers)
    return [
        {
            "field": f"{ON}{planned.day}",
            "day": show_day_short(planned.day),
            "kind": _kind(planned),
            "reasons": _reasons(planned),
            "takers": _taken_by(eyes, takers.get(planned.day, ()), names),
            "choices": [_left_as_it_is(planned, eyes.stock), *offered.get(planned.day, ())],
            "chosen": chosen.get(planned.day, ""),
        }
        for planned in plan.clashes
    ]


def _is_of_desks(eyes: Eyes, plan: SeriesPlan) -> bool:
    wishes = (planned.wish for planned in plan.clashes if planned.wish)
    return any(eyes.stock.spaces[wish.space_ids[0]].is_desk for wish in wishes)


def _offered(eyes: Eyes, plan: SeriesPlan) -> dict[date, list[tuple[str, str]]]:
    """Value and words of each thing that can be chosen, by day."""
    planned = {each.day: each for each in plan.clashes}
    if _is_of_desks(eyes, plan):
        desks = desk_alternatives_in(eyes.session, eyes.act, plan, holder_id=eyes.holder_id,
                                     is_for_all=eyes.asks_for_all)  # fmt: skip
        return {day: list(desk_choices(planned[day], found, eyes.stock))
                for day, found in desks.items()}  # fmt: skip
    rooms = alternatives_in(eyes.session, eyes.act, plan, holder_id=eyes.holder_id,
                            is_for_all=eyes.asks_for_all)  # fmt: skip
    return {day: list(choices(planned[day], found)) for day, found in rooms.items()}


def _reasons(planned: PlannedDate) -> list[str]:
    """Of a group not which desks are taken: that as many together are not free on the floor."""
    if planned.wish is None or len(planned.wish.space_ids) == 1:
        return sentences(planned.objections)
    others = [o for o in planned.objections if o.reason is not Reason.TAKEN]
    count = len(planned.wish.space_ids)
    too_few = text(TOO_FEW_TOGETHER, count=count)
    is_full = len(others) < len(planned.objections)
    return [*([too_few] if is_full else []), *sentences(others)]


def _kind(planned: PlannedDate) -> dict[str, str]:
    reasons = {objection.reason for objection in planned.objections}
    if Reason.QUOTA in reasons:
        return {"text": text(N_("Quota")), "tone": "error", "sign": "circle-x"}
    if reasons & CLOSED:
        return {"text": text(N_("Closed")), "tone": "neutral", "sign": "calendar-off"}
    if reasons & {Reason.TAKEN, Reason.ELSEWHERE}:
        return {"text": text(N_("Taken")), "tone": "warning", "sign": "clock"}
    return {"text": text(N_("Not possible")), "tone": "error", "sign": "circle-x"}


def _names(eyes: Eyes, takers: Mapping[date, Sequence[Reservation]]) -> dict[int, str]:
    numbers = {row.holder_id for rows in takers.values() for row in rows}
    return names_readable_by(eyes.session, eyes.viewer, sorted(numbers))


def _taken_by(eyes: Eyes, rows: Sequence[Reservation], names: Mapping[int, str]) -> str:
    """Whose it is, as far as this person may know; nothing of what is private or of others."""
    readable = [row for row in rows if may(eyes.viewer, Action.SEE_TITLE, row)]
    found = [
        ", ".join(part for part in (row.title, names.get(row.holder_id, "")) if part)
        for row in readable
    ]
    said = "; ".join(dict.fromkeys(part for part in found if part))
    return text("Taken by: %(who)s", who=said) if said else ""


def _left_as_it_is(planned: PlannedDate, stock: Stock) -> tuple[str, str]:
    held = planned.before.wish if planned.before else None
    if held is None:
        return "", text("Leave this date out")
    return "", text("Leave it at %(before)s", before=where_and_when(held, stock))
