"""What the page of the desks needed shows, as plain data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from booking.foundation.formats import show_day, show_number
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.occupancy.cells import Cell, FigureTable, Heading, Row, Unit, count_of
from booking.interfaces.web.occupancy.desks.question import LEVELS, PATH, DesksQuestion
from booking.interfaces.web.occupancy.documents import file_choices
from booking.interfaces.web.occupancy.periods import STRETCHES, show_days
from booking.interfaces.web.occupancy.tables import weekday_name
from booking.interfaces.web.occupancy.views import table_data, why_no_need
from booking.occupancy.measures import P95_DAYS_MIN, PeakStatistics
from booking.occupancy.sizing.desks import DeskDay, DeskNeed, desk_need, desks_for, short_days

METHOD = N_(
    "Of each open day we take the minute at which most desks were in use, and count what was "
    "refused that day on top. Of those days, from quiet to busy, we take the one that the agreed "
    "share of days lies at or under. Where people are asked to check in, only who did counts."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """``days``: those that were open and are over; ``desks_now`` on the last of them."""

    question: DesksQuestion
    buildings: Mapping[int, str]
    days: Sequence[DeskDay]
    desks_now: int


def page_data(answer: Answer) -> dict[str, Any]:
    """Everything for desks.html."""
    question = answer.question
    found = {
        **_filter_data(answer),
        "files": file_choices(PATH, question.address()),
        "lead": filter_words(answer),
        "problem": text(question.when.problem) if question.when.problem else "",
        "has_figures": bool(answer.days),
    }
    if not answer.days:
        return found | why_no_need(question.when) | {"unmeasured": None}
    need = desk_need(answer.days, question.terms)
    return found | {
        "sentences": list(_in_words(answer, need)),
        "numbers": _numbers(answer, need),
        "by_part": table_data(weekdays_table(answer, need)),
        "levels": table_data(levels_table(answer)),
        "lines": [],
        "formula": None,
        "keep": None,
        "particulars": [{"term": term, "text": said} for term, said in particulars(answer, need)],
    }


def filter_words(answer: Answer) -> str:
    asked = answer.question.when.asked
    opened = plural_text("%(count)s open day", "%(count)s open days", len(answer.days))
    return " · ".join([show_days(asked.first, asked.last), opened])


def _in_words(answer: Answer, need: DeskNeed) -> Iterator[str]:
    days, count = answer.days, len(answer.days)
    yield text("With %(desks)s everybody would have had a desk on %(served)s of %(days)s days.",
               desks=_desks(need.desks), served=count - len(need.short), days=count)  # fmt: skip
    short = len(short_days(days, answer.question.terms, answer.desks_now))
    yield text("Now there are %(desks)s. With those it would have been so on %(served)s of "
               "%(days)s days.",
               desks=_desks(answer.desks_now), served=count - short, days=count)  # fmt: skip
    busiest = max(days, key=lambda it: it.wanted(0))
    yield text("The busiest day was %(day)s: %(count)s desks wanted at one moment.",
               day=show_day(busiest.day), count=busiest.wanted(0))  # fmt: skip


def _desks(count: int) -> str:
    return plural_text("%(count)s desk", "%(count)s desks", count)


def _numbers(answer: Answer, need: DeskNeed) -> list[dict[str, Any]]:
    question, (low, high) = answer.question, need.interval
    area, area_now = (count * question.area for count in (need.desks, answer.desks_now))
    found = [
        {"label": text("Desks needed"), "figure": show_number(need.desks), "sign": "armchair",
         "note": text("Between %(low)s and %(high)s, when other such weeks are drawn. Now: "
                      "%(count)s.", low=low, high=high, count=answer.desks_now)},
        {"label": text("Floor needed"), "figure": f"{show_number(area)} m²", "sign": "map-2",
         "note": text("Now: %(count)s.", count=f"{show_number(area_now)} m²")},
    ]  # fmt: skip
    if question.price:
        cost, now = (f"€ {show_number(it * question.price)}" for it in (area, area_now))
        found.append({"label": text("Cost a year"), "figure": cost, "sign": "chart-bar",
                      "note": text("Now: %(count)s.", count=now)})  # fmt: skip
    return found


def weekdays_table(answer: Answer, need: DeskNeed) -> FigureTable:
    labels = [text("Days (n)"), "P50", "P90", "P95", text("Highest"), text("Days short")]
    weekdays = sorted({day.day.weekday() for day in answer.days})
    return FigureTable(
        id="weekdagen",
        title=text("Desks wanted at the busiest minute, by weekday"),
        headings=[Heading(text("Weekday"), is_numeric=False), *map(Heading, labels)],
        rows=[_weekday_row(answer, need, weekday) for weekday in weekdays],
    )


def _weekday_row(answer: Answer, need: DeskNeed, weekday: int) -> Row:
    growth = answer.question.terms.growth_percent
    peaks = PeakStatistics.of(
        day.wanted(growth) for day in answer.days if day.day.weekday() == weekday
    )
    assert peaks is not None, "only weekdays that were open are asked for"
    return Row(weekday_name(weekday), [
        Cell(peaks.day_count, Unit.SIZE), Cell(peaks.p50, Unit.PEOPLE),
        Cell(peaks.p90, Unit.PEOPLE),
        Cell(text("too few days")) if peaks.p95 is None else Cell(peaks.p95, Unit.PEOPLE),
        Cell(peaks.highest, Unit.PEOPLE),
        Cell(sum(day.day.weekday() == weekday for day in need.short), Unit.SIZE),
    ])  # fmt: skip


def levels_table(answer: Answer) -> FigureTable:
    price = answer.question.price
    labels = [N_("Desks"), N_("m²"), *([N_("€ a year")] if price else []), N_("Days short")]
    return FigureTable(
        id="zekerheid-tabel",
        title=text("What certainty costs"),
        headings=[Heading(text("Days on which everybody has a desk"), is_numeric=False),
                  *(Heading(text(it)) for it in labels)],
        rows=[_level_row(answer, percent) for percent in LEVELS],
    )  # fmt: skip


def _level_row(answer: Answer, percent: int) -> Row:
    question = answer.question
    terms = replace(question.terms, service_percent=percent)
    desks = desks_for(answer.days, terms)
    area = desks * question.area
    is_chosen = percent == question.terms.service_percent
    return Row(
        f"{percent}\N{NO-BREAK SPACE}%",
        [Cell(desks, Unit.SIZE), Cell(area, Unit.SIZE),
         *([Cell(area * question.price, Unit.SIZE)] if question.price else []),
         Cell(len(short_days(answer.days, terms, desks)), Unit.SIZE)],
        note=text("this answer") if is_chosen else "",
    )  # fmt: skip


def particulars(answer: Answer, need: DeskNeed) -> Iterator[tuple[str, str]]:
    refused = sum(day.refused for day in answer.days)
    yield text("Measured over"), text(
        "%(days)s open days, and %(refused)s wishes for a desk that found nothing.",
        days=len(answer.days), refused=count_of(refused),
    )  # fmt: skip
    if need.weeks_more:
        yield text("Measured long enough"), plural_text(
            "No: measure about %(count)s more week before you decide.",
            "No: measure about %(count)s more weeks before you decide.", need.weeks_more,
        )  # fmt: skip
    elif len(answer.days) >= P95_DAYS_MIN:
        yield text("Measured long enough"), text("Yes: other such weeks give nearly the same.")
    yield text("How it was reckoned"), text(METHOD)
    yield text("More people, in percent"), str(answer.question.terms.growth_percent)
    yield text("Desks taken at most, in percent"), str(answer.question.terms.fill_percent)
    yield text("m² a desk"), str(answer.question.area)


def _filter_data(answer: Answer) -> dict[str, Any]:
    question, buildings = answer.question, answer.buildings
    asked = question.when.asked
    return {
        "stretches": [
            {"url": question.address(stretch=it), "label": text(label),
             "is_current": question.when.stretch is it}
            for it, label in STRETCHES.items()
        ],
        "buildings": list(buildings.items()) if len(buildings) > 1 else [],
        "services": [(it, f"{it} %") for it in LEVELS],
        "values": {
            "van": asked.first.isoformat(), "tot": asked.last.isoformat(),
            "gebouw": asked.building_id, "zekerheid": question.terms.service_percent,
            "vulling": question.terms.fill_percent, "groei": question.terms.growth_percent,
            "m2": question.area, "euro": question.price or "",
        },
    }  # fmt: skip
