"""What the page of the rooms needed shows, as plain data."""

from collections.abc import Iterator, Mapping
from typing import Any

from booking.foundation.formats import show_number
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.occupancy.documents import file_choices
from booking.interfaces.web.occupancy.periods import STRETCHES, show_days
from booking.interfaces.web.occupancy.rooms.curve import curve_lines
from booking.interfaces.web.occupancy.rooms.formula import MODEL, busiest_table, unmeasured_table
from booking.interfaces.web.occupancy.rooms.question import PARTIES, PATH, RoomsQuestion
from booking.interfaces.web.occupancy.rooms.reckoning import RoomsAnswer
from booking.interfaces.web.occupancy.rooms.tables import (
    area_now,
    assumptions,
    filter_in_words,
    levels_table,
    rooms_in_words,
    sizes_table,
)
from booking.interfaces.web.occupancy.views import table_data, why_no_need
from booking.occupancy.scenarios.models import NAME_MAX
from booking.occupancy.sizing.report import LEVELS, Need

METHOD = N_(
    "Exact: all mixes were tried from small to large, and this is the first with which enough "
    "days are wholly served. A meeting may sit in a room that is larger than it needs."
)


def page_data(answer: RoomsAnswer, buildings: Mapping[int, str]) -> dict[str, Any]:
    """Everything for rooms.html."""
    question, need = answer.question, answer.need
    found = {
        **_filter_data(answer, buildings),
        "lead": filter_in_words(question, need),
        "problem": text(question.when.problem) if question.when.problem else "",
        "files": file_choices(PATH, question.address()),
        "has_figures": need is not None,
    }
    if need is None:
        unmeasured = {"unmeasured": table_data(unmeasured_table()), "model": text(MODEL)}
        return found | why_no_need(question.when) | unmeasured
    return found | {
        "sentences": list(in_words(answer)),
        "numbers": _numbers(need, question.price),
        "by_part": table_data(sizes_table(need)),
        "levels": table_data(levels_table(need, question.price)),
        "lines": curve_lines(need.curve),
        "formula": table_data(busiest_table(need)) if need.busiest else None,
        "model": text(MODEL),
        "keep": _kept_as(question),
        "particulars": [
            {"term": term, "text": said} for term, said in _particulars(question, need)
        ],
    }


def _kept_as(question: RoomsQuestion) -> dict[str, Any] | None:
    """The fields of a scenario in which nothing differs; None where none can ask the same."""
    of = question.when.of
    if question.party or of.weekdays:
        return None
    name = text("Rooms needed, %(days)s", days=show_days(of.first, of.last))
    return {
        "naam": name[:NAME_MAX], "van": of.first.isoformat(), "tot": of.last.isoformat(),
        "gebouw": of.building_id, "zekerheid": question.service_percent,
        "vulling": question.comfort_percent, "tussen": question.minutes_between,
        "m2": question.seat_area, "wensen": "ja" if question.with_refused else "nee",
        "dag": list(range(1, 8)),
    }  # fmt: skip


def in_words(answer: RoomsAnswer) -> Iterator[str]:
    need = answer.need
    assert need is not None, "there are figures"
    chosen, day_count = need.chosen, len(need.demand.days)
    if not need.demand.meeting_count:
        yield text("Nobody met in this period, so no rooms were needed.")
        return
    yield text("With %(rooms)s (%(area)s m²) everybody would have had a fitting room on "
               "%(served)s of %(days)s days: %(mix)s.",
               rooms=_rooms(sum(chosen.mix)), area=show_number(chosen.area),
               served=chosen.served_count, days=day_count,
               mix=rooms_in_words(chosen.mix, need))  # fmt: skip
    yield text("Now there are %(rooms)s (%(area)s m²). With those it would have been so on "
               "%(served)s of %(days)s days.",
               rooms=_rooms(sum(need.rooms_now)), area=show_number(area_now(need)),
               served=need.served_now, days=day_count)  # fmt: skip
    if not answer.has_partners:
        return
    saved = chosen.area - need.without_partners.area
    yield text("Without partners it would be %(rooms)s (%(area)s m²): their meetings ask for "
               "%(more)s m².", rooms=_rooms(sum(need.without_partners.mix)),
               area=show_number(need.without_partners.area), more=show_number(saved))  # fmt: skip


def _rooms(count: int) -> str:
    return plural_text("%(count)s room", "%(count)s rooms", count)


def _numbers(need: Need, price: int) -> list[dict[str, Any]]:
    chosen = need.chosen
    found = [
        {"label": text("Rooms needed"), "figure": show_number(sum(chosen.mix)), "sign": "door",
         "note": text("Now: %(count)s.", count=sum(need.rooms_now))},
        {"label": text("Floor needed"), "figure": f"{show_number(chosen.area)} m²", "sign": "map-2",
         "note": text("No mix with less than %(area)s m² can do it: with less, too many days see "
                      "more meetings of a size at one minute than it has rooms.",
                      area=show_number(chosen.bound_area))},
        {"label": text("Days wholly served"), "sign": "calendar",
         "figure": text("%(part)s of %(whole)s", part=chosen.served_count, whole=chosen.day_count),
         "note": text("On the other days at least one meeting would have found no room.")},
    ]  # fmt: skip
    if price:
        cost = show_number(chosen.area * price)
        now = show_number(area_now(need) * price)
        found.append({"label": text("Cost a year"), "figure": f"€ {cost}", "sign": "chart-bar",
                      "note": text("Now: %(count)s.", count=f"€ {now}")})  # fmt: skip
    return found


def _particulars(question: RoomsQuestion, need: Need) -> list[tuple[str, str]]:
    found = [
        (text("Measured over"), _measured_over(need)),
        (text("First come, first served"), _by_turns(need)),
        (text("How it was reckoned"), text(METHOD)),
        *assumptions(question),
    ]
    if need.demand.too_large_count:
        beyond = text("%(count)s meetings were larger than the largest size and are left out.",
                      count=need.demand.too_large_count)  # fmt: skip
        found.append((text("Too large"), beyond))
    if need.chosen.unproven_count:
        unproven = text("Of %(count)s days it could not be proved in time that they are served; "
                        "they count as not served.", count=need.chosen.unproven_count)  # fmt: skip
        found.append((text("Not proved"), unproven))
    return found


def _measured_over(need: Need) -> str:
    demand = need.demand
    return text("%(meetings)s meetings on %(days)s open days, %(refused)s of them wishes that "
                "found nothing. What nobody came to is left out.",
                meetings=show_number(demand.meeting_count), days=len(demand.days),
                refused=show_number(demand.refused_count))  # fmt: skip


def _by_turns(need: Need) -> str:
    by = {it.name.lower(): show_number(count) for it, count in need.turned_away_by.items()}
    return text("When who asks first takes the smallest room that fits, %(best_fit)s of "
                "%(meetings)s meetings find no room, since nobody knows who comes later. When "
                "each takes a room of the size that was taken then: %(as_chosen)s; any room that "
                "is large enough: %(random)s; the largest that is free: %(biggest)s.",
                meetings=show_number(need.demand.meeting_count), **by)  # fmt: skip


def _filter_data(answer: RoomsAnswer, buildings: Mapping[int, str]) -> dict[str, Any]:
    question = answer.question
    asked = question.when.asked
    return {
        "stretches": [
            {"url": question.address(stretch=it), "label": text(label),
             "is_current": question.when.stretch is it}
            for it, label in STRETCHES.items()
        ],
        "buildings": list(buildings.items()) if len(buildings) > 1 else [],
        "services": [(it, f"{it} %") for it in LEVELS],
        "parties": [(name, text(label)) for name, (label, _) in PARTIES.items()
                    if answer.has_partners or not name],
        "values": {
            "van": asked.first.isoformat(), "tot": asked.last.isoformat(),
            "gebouw": asked.building_id, "zekerheid": question.service_percent,
            "vulling": question.comfort_percent, "tussen": question.minutes_between,
            "m2": question.seat_area, "euro": question.price or "", "wie": question.party,
            "wensen": "ja" if question.with_refused else "nee",
        },
    }  # fmt: skip
