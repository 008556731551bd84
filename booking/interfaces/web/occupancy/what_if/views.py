"""What the pages of what-ifs show, as plain data."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from booking.foundation.formats import show_date, show_number, show_time
from booking.foundation.local_time import minutes_as_clock
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.live import VERSION
from booking.interfaces.web.occupancy.cells import FigureTable
from booking.interfaces.web.occupancy.documents import file_choices
from booking.interfaces.web.occupancy.periods import show_days
from booking.interfaces.web.occupancy.tables import weekday_name, zone_label
from booking.interfaces.web.occupancy.views import table_data
from booking.interfaces.web.occupancy.what_if.form import CHOICES, NO_SHOWS
from booking.interfaces.web.occupancy.what_if.tables import (
    beside_table,
    sizes_table,
    weekdays_table,
)
from booking.occupancy.scenarios.asking import Asked
from booking.occupancy.scenarios.models import WhatIfKind, WhatIfState
from booking.occupancy.scenarios.queries import Kept
from booking.occupancy.scenarios.values import WEEK, Outcome, Scenario
from booking.spaces.values import Stock

PATH = "/bezetting/wat-als"
PHASES_PATH = "/bezetting/fasering"
NOW = N_("As it was")
STATES = {
    WhatIfState.WAITING: (N_("being reckoned"), "info", "clock"),
    WhatIfState.DONE: (N_("reckoned"), "ok", "check"),
    WhatIfState.REFUSED: (N_("could not be reckoned"), "warning", "alert-triangle"),
    WhatIfState.STOPPED: (N_("stopped"), "neutral", "x"),
}


def home_of(kind: WhatIfKind) -> str:
    return PHASES_PATH if kind is WhatIfKind.PHASES else PATH


def address_of(kept: Kept) -> str:
    return f"{PATH}/{kept.number}"


def listed(kept: Sequence[Kept]) -> list[dict[str, Any]]:
    return [
        {"number": it.number, "href": address_of(it), "name": it.name,
         "days": show_days(*it.days), "state": _state(it), "is_done": it.found is not None}
        for it in kept
    ]  # fmt: skip


def _state(kept: Kept) -> dict[str, str]:
    label, tone, sign = STATES[kept.state]
    return {"label": text(label), "tone": tone, "sign": sign}


def head_data(kept: Kept, stock: Stock, *, is_out_of_date: bool) -> dict[str, Any]:
    """What each page of one has, whatever came of it."""
    return {
        "number": kept.number,
        "title": kept.name,
        "home": home_of(kept.kind),
        "is_plan": kept.kind is WhatIfKind.PHASES,
        "lead": show_days(*kept.days),
        "is_busy": kept.state is WhatIfState.WAITING,
        "is_stopped": kept.state is WhatIfState.STOPPED,
        "percent": kept.percent,
        "here": address_of(kept),
        "poll": f"{address_of(kept)}?{VERSION}={kept.percent}",
        "refusal": text(kept.refusal[0], **kept.refusal[1]) if kept.refusal else "",
        "particulars": [{"term": term, "text": words} for term, words in particulars(kept, stock)],
        "files": file_choices(address_of(kept), address_of(kept)) if kept.found else [],
        "notices": list(_notices(kept, is_out_of_date=is_out_of_date)),
    }


def _notices(kept: Kept, *, is_out_of_date: bool) -> Iterator[str]:
    if is_out_of_date:
        yield text("Since this was reckoned, days were counted anew or the house changed: "
                   "reckoned again, the figures may be others.")  # fmt: skip
    if kept.is_same is True:
        yield text("Reckoned again, with the same figures.")
    elif kept.is_same is False:
        yield text("Reckoned again, with other figures than before: the data had changed.")


def scenario_data(kept: Kept, *, by_party: bool) -> dict[str, Any]:
    """The answer to one scenario; nothing as long as there is none."""
    found = kept.found
    if found is None or found.outcome is None or found.reality is None:
        return {"has_figures": False}
    return {
        "has_figures": True,
        "sentences": list(_in_words(kept.asked.scenario, found.outcome, found.reality)),
        "tables": [table_data(it) for it in scenario_tables(kept, by_party=by_party)],
    }


def scenario_tables(kept: Kept, *, by_party: bool) -> list[FigureTable]:
    found = kept.found
    if found is None or found.outcome is None or found.reality is None:
        return []
    outcome = found.outcome
    tables = [beside_table([(text(NOW), found.reality), (kept.name, outcome)]),
              weekdays_table(outcome)]  # fmt: skip
    if outcome.missed:
        tables.append(sizes_table(outcome, by_party=by_party))
    return tables


def _in_words(scenario: Scenario, outcome: Outcome, reality: Outcome) -> Iterator[str]:
    yield text("%(missed)s of %(meetings)s meetings find no room; as it was: %(before)s.",
               missed=show_number(outcome.missed_count), meetings=show_number(
                   outcome.meeting_count), before=show_number(reality.missed_count))  # fmt: skip
    yield text("On %(short)s of %(days)s days desks are lacking, %(most)s on the worst; as it was: "
               "on %(before)s days.",
               short=outcome.desk_days_short, days=outcome.day_count,
               most=max((it.missing_most for it in outcome.desks.values()), default=0),
               before=reality.desk_days_short)  # fmt: skip
    if scenario.hours is not None:
        yield text(
            "Other opening hours count for meetings only. Who comes for part of the day needs "
            "a desk as much: of desks the days on which the house is open count."
        )
    yield from _saved(outcome, reality)
    yield from _by_turns(outcome, reality)
    if outcome.too_large_count:
        yield text("%(count)s meetings were larger than the largest size and are left out.",
                   count=outcome.too_large_count)  # fmt: skip
    if outcome.rooms_needed is None:
        yield text("How many rooms are needed could not be reckoned: there are too many "
                   "possibilities. Choose a shorter period.")  # fmt: skip


def _saved(outcome: Outcome, reality: Outcome) -> Iterator[str]:
    """What it does to the need: the effect of a policy in desks, rooms and square metres."""
    if outcome.rooms_needed is None or reality.rooms_needed is None:
        return
    yield text("Needed: %(rooms)s rooms (%(area)s m²) and %(desks)s desks; as it was %(rooms_now)s "
               "rooms (%(area_now)s m²) and %(desks_now)s desks.",
               rooms=sum(outcome.rooms_needed), area=show_number(outcome.area_needed or 0),
               desks=outcome.desks_needed, rooms_now=sum(reality.rooms_needed),
               area_now=show_number(reality.area_needed or 0),
               desks_now=reality.desks_needed)  # fmt: skip
    if outcome.area_between:
        low, high = map(show_number, outcome.area_between)
        yield text("When other such weeks are drawn, the m² of rooms needed lie between %(low)s "
                   "and %(high)s.", low=low, high=high)  # fmt: skip


def _by_turns(outcome: Outcome, reality: Outcome) -> Iterator[str]:
    """What the choice of a room does to the need: nobody plans, who asks first goes first."""
    found, before = outcome.rooms_by_turns, reality.rooms_by_turns
    if found and before:
        yield text("When nobody plans and who asks first goes first: %(rooms)s rooms (%(area)s m²) "
                   "are needed; %(rooms_now)s (%(area_now)s m²) as it was, when each takes the "
                   "smallest room that fits.",
                   rooms=sum(found), area=show_number(outcome.area_by_turns or 0),
                   rooms_now=sum(before),
                   area_now=show_number(reality.area_by_turns or 0))  # fmt: skip


def particulars(kept: Kept, stock: Stock) -> list[tuple[str, str]]:
    """All that its figures rest on, as terms and values."""
    basis = kept.asked.basis
    return [
        *assumptions_in_words(kept.asked, stock),
        *_prices(kept),
        (text("Days wholly served"), f"{basis.service_percent}\N{NO-BREAK SPACE}%"),
        (text("Chairs filled at most"), f"{basis.terms.comfort_percent}\N{NO-BREAK SPACE}%"),
        (text("Minutes between meetings"), str(basis.terms.minutes_between)),
        (text("m² a chair"), show_number(basis.terms.seat_area)),
        (
            text("Wishes that found nothing"),
            text("counted") if basis.terms.with_refused else text("left out"),
        ),
        (text("Drawn by chance with"), str(basis.seed)),
        (text("Data"), _data(kept)),
    ]


def _prices(kept: Kept) -> Iterator[tuple[str, str]]:
    prices = kept.asked.prices
    if prices.desk_a_month:
        yield text("€ a month for a temporary desk"), show_number(prices.desk_a_month)
    if prices.room_an_hour:
        yield text("€ an hour for a hired room"), show_number(prices.room_an_hour)


def _data(kept: Kept) -> str:
    if kept.version is None or kept.reckoned_at is None:
        return text("not reckoned yet")
    return text("%(moment)s, version %(version)s", moment=_moment(kept.reckoned_at),
                version="-".join(map(str, kept.version)))  # fmt: skip


def _moment(at: datetime) -> str:
    return f"{show_date(at)} {show_time(at)}"


def assumptions_in_words(asked: Asked, stock: Stock) -> list[tuple[str, str]]:
    """Of a scenario what is different, of a plan which zones are shut in each phase."""
    if not asked.phases:
        return changes_in_words(asked.scenario, stock)
    return [(it.name, _zones(it.zones_out, stock)) for it in asked.phases if it.zones_out]


def changes_in_words(scenario: Scenario, stock: Stock) -> list[tuple[str, str]]:
    """What is different, as terms and values; nothing of what is as it was."""
    if scenario == Scenario():
        return [(text("Different"), text("nothing: this is how it was"))]
    return [(text(term), words) for term, words in _changes(scenario, stock) if words]


def _changes(scenario: Scenario, stock: Stock) -> Iterator[tuple[str, str]]:
    spaces = (stock.spaces[it].name for it in scenario.spaces_out if it in stock.spaces)
    yield N_("Rooms that go"), ", ".join(sorted(spaces))
    yield N_("Zones that are shut"), _zones(scenario.zones_out, stock)
    yield N_("Rooms that come"), ", ".join(text("for %(count)s", count=it)
                                           for it in scenario.rooms_in)  # fmt: skip
    yield N_("More desks"), _signed(scenario.desks_more)
    if scenario.hours:
        opens, closes = scenario.hours
        end = f"{minutes_as_clock(closes % (24 * 60)):%H:%M}"
        yield N_("Open"), f"{minutes_as_clock(opens):%H:%M}–{end}"
    if scenario.weekdays != WEEK:
        yield N_("Weekdays"), ", ".join(map(weekday_name, sorted(scenario.weekdays)))
    for term, percent in (
        (N_("More staff"), scenario.staff_percent),
        (N_("More office days"), scenario.office_percent),
        (N_("More meetings of partners"), scenario.partner_percent),
        (N_("Busy days levelled"), scenario.spread_percent),
    ):  # fmt: skip
        yield term, f"{_signed(percent)}\N{NO-BREAK SPACE}%" if percent else ""
    if scenario.no_show_minutes is not None:
        yield N_("No-shows"), _label(NO_SHOWS.values(), scenario.no_show_minutes)
    yield N_("People take"), _label(CHOICES.values(), scenario.choice)


def _zones(zone_ids: Iterable[int], stock: Stock) -> str:
    return ", ".join(sorted(zone_label(stock, stock.zones[it])
                            for it in zone_ids if it in stock.zones))  # fmt: skip


def _label(choices: Iterable[tuple[str, object]], wanted: object) -> str:
    return next((text(label) for label, value in choices if value == wanted), "")


def _signed(number: int) -> str:
    return f"{number:+d}".replace("-", "\N{MINUS SIGN}") if number else ""


def beside_data(kept: Sequence[Kept]) -> dict[str, Any]:
    """Up to four side by side, each with its reality where that differs from the first's."""
    columns: list[tuple[str, Outcome]] = []
    for it in kept:
        found = it.found
        if found is None or found.outcome is None or found.reality is None:
            continue
        if all(found.reality != outcome for _, outcome in columns):
            of = f" ({show_days(*it.days)})" if columns else ""
            columns.append((f"{text(NOW)}{of}", found.reality))
        columns.append((it.name, found.outcome))
    return {
        "beside": table_data(beside_table(columns)) if columns else None,
        "beside_note": plural_text("%(count)s scenario beside how it was.",
                                   "%(count)s scenarios beside how it was.", len(kept)),
    }  # fmt: skip
