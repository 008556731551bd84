"""The rows of the table: what is promised, what comparable software did, how it is measured."""

import gzip
import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any

from booking.foundation.doors import Door
from booking.foundation.ids import new_token
from booking.foundation.local_time import local_day, local_period
from booking.foundation.periods import Period
from booking.interfaces.clock import system_clock
from booking.interfaces.web.reserving import reserve_once
from booking.interfaces.web.rooms.answer import CLOCK_STEP_MINUTES
from booking.occupancy.facts import rebuild
from booking.people.queries import principal_of
from booking.people.values import Act, Principal
from booking.reservations.search import free_spaces
from booking.reservations.values import Needs, Wish
from booking.spaces.values import SpaceKind
from tests.benchmarks.agenda import all_are_in_use, change_an_event, feed_requests
from tests.benchmarks.building import FACILITY_MANAGER
from tests.benchmarks.history import MEASURED_LEVEL
from tests.benchmarks.load import (
    HEAD_END,
    Answers,
    ask,
    ask_all_at_once,
    ask_once,
    get_request,
)
from tests.benchmarks.towns import VISITORS, Slot, Town, open_bare
from tests.races.inspection import doubles

NONE = "–"
PRESSERS = 50
PAGE_BYTES_MAX, PAGE_MILLISECONDS_MAX = 40_000, 10
GROWTH_MAX = 1.3
LONGEST_TURN_SECONDS = 15
OCCUPANCY_MILLISECONDS_MAX = 100


@dataclass
class Row:
    what: str
    promised: str
    measured: str
    peers: str = NONE
    holds: bool | None = None
    """None when it could not be measured."""


@dataclass
class Bench:
    """Two town halls that differ in their history only, the bare server, and the crowd."""

    small: Town
    large: Town
    bare: int
    crowd: ProcessPoolExecutor
    seconds: float
    """Of each turn."""
    turns: int
    rounds: int = 20
    """Of many who press at once."""
    postgresql: Town | None = None
    medians: dict[tuple[str, int], float] = field(default_factory=dict)
    """p50 in milliseconds by row and by number of reservations."""

    def ask(self, port: int, requests: Sequence[bytes], status: int, **how: Any) -> Answers:
        """Ask from the other process; every answer must have ``status``."""
        how = {"visitors": VISITORS, "seconds": self.seconds, **how}
        once = how.pop("once", False)
        answers = self.crowd.submit(ask_once if once else ask, port, requests, **how).result()
        assert set(answers.statuses) == {status}, f"{answers.statuses}: {answers.sample[:300]!r}"
        return answers

    def in_turns(
        self, town: Town, requests: Callable[[Town], Sequence[bytes]], bare: str, status: int
    ) -> tuple[float, Answers]:
        """The median of ours to the bare server's rate, in turns so that noise meets both.

        ``requests`` is asked anew for each turn: a version in them ends as the clock goes on.
        """
        ratios, all_ours, at = [], Answers(), 0
        for _ in range(self.turns):
            now = requests(town)
            ours = self.ask(town.port, [*now[at:], *now[:at]], status)
            theirs = self.ask(self.bare, [get_request(bare)], status)
            ratios.append(ours.per_second / theirs.per_second)
            all_ours.add(ours)
            at = (at + len(ours.milliseconds)) % len(now)
        return median(ratios), all_ours

    def note(self, name: str, town: Town, answers: Answers) -> None:
        self.medians[name, town.history.reservations] = answers.p50

    @property
    def towns(self) -> tuple[Town, Town]:
        return self.small, self.large


def cached_grid(bench: Bench) -> Row:
    ratios = []
    for town in bench.towns:
        kept = town.read(town.grid_path())
        ratio, ours = bench.in_turns(town, _kept_grids, "/answer", 200)
        assert abs(len(_body(ours)) - len(kept)) < 20, "not the same grid"
        bench.note("cached grid", town, ours)
        ratios.append((ratio, ours.per_second))
    return _ratio_row("day grid of 50 rooms, signed in, kept", 0.35, ratios,
                      "day data 74/s at best")  # fmt: skip


def uncached_grid(bench: Bench) -> Row:
    ratios = []
    for town in bench.towns:
        ratio, ours = bench.in_turns(town, _new_grids, "/answer", 200)
        bench.note("uncached grid", town, ours)
        ratios.append((ratio, ours.per_second))
    return _ratio_row("the same, drawn anew each time", 0.03, ratios, "day data 74/s at best")


def poll(bench: Bench) -> Row:
    ratios = []
    for town in bench.towns:
        town.open_pages()
        ratio, ours = bench.in_turns(town, _polls, "/nothing", 204)
        bench.note("poll", town, ours)
        ratios.append((ratio, ours.per_second))
    return _ratio_row("an open page asks for news, 204", 0.5, ratios, NONE)


def _kept_grids(town: Town) -> list[bytes]:
    return town.gets([town.grid_path()])


def _new_grids(town: Town) -> list[bytes]:
    """More days than pictures are kept of, and more questions than fragments: never seen before."""
    return town.gets([
        f"/ruimtes/rooster?verdieping={MEASURED_LEVEL}&datum={day}&personen={people}"
        for people in range(1, 11) for day in town.history.near_days()
    ])  # fmt: skip


def _polls(town: Town) -> list[bytes]:
    """At the version of this moment, when it does not end within the turn: that would be news."""
    step = CLOCK_STEP_MINUTES * 60
    left = step - system_clock().timestamp() % step
    if left < LONGEST_TURN_SECONDS:
        sleep(left)
    return town.gets([town.poll_path()])


def _ratio_row(what: str, promised: float, ratios: list[tuple[float, float]], peers: str) -> Row:
    (small, _), (large, rate) = ratios
    return Row(
        what, f"{promised} of bare", f"{small:.2f}, at most history {large:.2f} ({rate:.0f}/s)",
        peers, holds=min(small, large) >= promised,
    )  # fmt: skip


def search(bench: Bench) -> Row:
    """The promise is of the operation in its own transaction; over HTTP a list is drawn as well."""
    rates, sent = [], []
    for town in bench.towns:
        paths = _searches(town)
        took = _time_searches(town, seconds=bench.seconds * bench.turns)
        bench.note("search", town, took)
        rates.append(took.per_second)
        anew = bench.ask(town.port, town.gets(paths), 200)
        again = bench.ask(town.port, town.gets(paths[:1]), 200)
        sent.append((anew.per_second, again.per_second))
    return Row(
        "free-room search over 200 rooms: the function, without HTTP", "500/s, flat",
        f"function {rates[0]:.0f}/s, at most history {rates[1]:.0f}/s; its page over HTTP "
        f"{sent[1][0]:.0f}/s drawn anew, {sent[1][1]:.0f}/s kept",
        "25/s, to set beside the page", holds=min(rates) >= 500,
    )  # fmt: skip


def _searches(town: Town) -> list[str]:
    return [
        f"/ruimtes/rooster?weergave=lijst&datum={day}&van={hour:02}:00&tot={hour + 1:02}:00"
        for hour in range(9, 17) for day in town.history.near_days()
    ]  # fmt: skip


def _time_searches(town: Town, *, seconds: float) -> Answers:
    person, now, took = _person(town, 2), system_clock(), Answers()
    questions = [
        Needs(local_period(day, time(hour), time(hour + 1)), people)
        for people in (2, 6, 10) for hour in range(9, 17) for day in town.history.near_days()[:20]
    ]  # fmt: skip
    for needs in questions:  # once before the clock runs, as in a process that runs all day
        _search_once(town, needs, person, now)
    begun = perf_counter()
    for needs in cycle(questions):
        before = perf_counter()
        _search_once(town, needs, person, now)
        took.milliseconds.append((perf_counter() - before) * 1000)
        if perf_counter() - begun > seconds:
            break
    took.seconds = perf_counter() - begun
    return took


def _search_once(town: Town, needs: Needs, person: Principal, now: Any) -> None:
    with town.database.reading() as session:
        found = free_spaces(session, needs, kind=SpaceKind.ROOM, person=person, now=now)
    assert found, "in every hour some room is free"


def _person(town: Town, number: int) -> Principal:
    with town.database.reading() as session:
        person = principal_of(session, number, today=town.history.today)
    assert person is not None
    return person


def reserve_on_sqlite(bench: Bench) -> Row:
    figures = [_time_reserving(bench, town) for town in bench.towns]
    return _reserving_row("SQLite (synchronous=FULL)", 300, figures)


def reserve_on_postgresql(bench: Bench) -> Row:
    if bench.postgresql is None:
        return Row("reserving through the form, PostgreSQL", "200/s", "not measured", "135/s")
    return _reserving_row("PostgreSQL", 200, [_time_reserving(bench, bench.postgresql)])


def _reserving_row(where: str, least: int, figures: list[tuple[float, Answers]]) -> Row:
    ratio = min(ratio for ratio, _ in figures)
    rate = min(answers.per_second for _, answers in figures)
    p99 = max(answers.p99 for _, answers in figures)
    return Row(
        f"reserving through the form, 8 clients, {where}",
        f"0.5 of the transaction alone, {least}/s, p99 ≤ 60 ms",
        f"{ratio:.2f}, {rate:.0f}/s, p99 {p99:.0f} ms", "135/s",
        holds=ratio >= 0.5 and rate >= least and p99 <= 60,
    )  # fmt: skip


def _time_reserving(bench: Bench, town: Town) -> tuple[float, Answers]:
    ratios, all_ours = [], Answers()
    forms_a_turn = int(600 * bench.seconds) + VISITORS
    for _ in range(bench.turns):
        town.open_pages()
        forms = town.forms(list(islice(town.slots, forms_a_turn)))
        ours = bench.ask(town.port, forms, 303, once=True)
        alone = _reserve_alone(town, seconds=bench.seconds)
        ratios.append(ours.per_second / alone)
        all_ours.add(ours)
    if not town.database.is_sqlite:
        return median(ratios), all_ours
    bench.note("reserving", town, all_ours)
    return median(ratios), all_ours


def _reserve_alone(town: Town, *, seconds: float) -> float:
    """How many a second when eight threads do the guarded transaction and nothing else."""
    people = [_person(town, number) for number in range(1, VISITORS + 1)]
    lock, done = threading.Lock(), [0] * VISITORS
    begun = perf_counter()

    def go_on(number: int) -> None:
        while perf_counter() - begun < seconds:
            with lock:
                slot = next(town.slots)
            act = Act(people[number], system_clock(), Door.WEB)
            reserve_once(town.database, act, _wish(slot), token=new_token())
            done[number] += 1

    threads = [threading.Thread(target=go_on, args=(number,)) for number in range(VISITORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (perf_counter() - begun)


def _wish(slot: Slot) -> Wish:
    begin, end = time.fromisoformat(slot.begin), time.fromisoformat(slot.until)
    return Wish((slot.room_id,), local_period(slot.day, begin, end), attendee_count=2,
                title="Meting")  # fmt: skip


def feed(bench: Bench) -> Row:
    """The file of 1,000 events, as it was kept: against sending the same bytes from memory."""
    ratios = []
    for town in bench.towns:
        first = bench.ask(town.port, feed_requests(town)[:1], 200, visitors=1, once=True)
        all_are_in_use(town)
        bench.ask(town.port, feed_requests(town), 200, seconds=30 * bench.seconds, once=True)
        with TemporaryDirectory() as folder, open_bare(_body(first), Path(folder)) as bare:
            ratio, ours = replace(bench, bare=bare).in_turns(town, feed_requests, "/answer", 200)
        ratios.append((ratio, ours.per_second))
    return _ratio_row("a calendar of 1,000 events, kept", 0.2, ratios, NONE)


def _body(answers: Answers) -> bytes:
    return answers.sample.partition(HEAD_END)[2]


def feed_known(bench: Bench) -> Row:
    """Against an empty answer, in turns."""
    ratios = []
    for town in bench.towns:
        [first, *_] = feed_requests(town)
        sample = bench.ask(town.port, [first], 200, visitors=1, once=True).sample
        all_are_in_use(town)
        etag = re.search(rb'etag: ("[^"]+")', sample)
        assert etag, "a calendar has a tag"
        known, rates = feed_requests(town, etag[1].decode()), []
        bench.ask(town.port, known, 304, seconds=30 * bench.seconds, once=True)
        for _ in range(bench.turns):
            ours = bench.ask(town.port, known, 304)
            theirs = bench.ask(bench.bare, [get_request("/nothing")], 204)
            rates.append((ours.per_second / theirs.per_second, ours.per_second))
        ratios.append((median(ratio for ratio, _ in rates), median(rate for _, rate in rates)))
    return _ratio_row("a calendar that has nothing new, 304", 0.2, ratios, NONE)


def feed_changed(bench: Bench) -> Row:
    """One client asks again after each change of one event of 1,000."""
    town, took = bench.large, Answers()
    for request in feed_requests(town)[: 5 * bench.turns]:
        change_an_event(town)
        took.add(bench.ask(town.port, [request], 200, visitors=1, once=True))
    return Row("a calendar of 1,000 events after one of them changed", "150 ms",
               f"{took.p50:.0f} ms", holds=took.p50 <= 150)  # fmt: skip


def occupancy(bench: Bench) -> Row:
    """The year that went by, counted first by the app itself; with the whole history behind it."""
    for town in bench.towns:
        alone = bench.ask(town.port, [_year_of_occupancy(town)], 200, visitors=1)
        bench.note("occupancy", town, alone)
    return Row("occupancy over a year", f"{OCCUPANCY_MILLISECONDS_MAX} ms at most history",
               f"{alone.p50:.0f} ms", holds=alone.p50 <= OCCUPANCY_MILLISECONDS_MAX)  # fmt: skip


def _year_of_occupancy(town: Town) -> bytes:
    last = town.history.today - timedelta(days=1)
    first = last - timedelta(days=min(364, town.history.days_back - 1))
    year = Period(local_day(first).starts_at, local_day(last).ends_at)
    with town.database.writing() as session:
        rebuild(session, year, today=town.history.today)
    path = f"/bezetting?van={first}&tot={last}"
    return get_request(path, cookie=town.cookies[FACILITY_MANAGER - 1])


def page_alone(bench: Bench) -> Row:
    """The whole page over one connection: styles and scripts come once and are kept."""
    for town in bench.towns:
        requests = [get_request(town.page_path(), cookie=town.cookies[0])]
        alone = bench.ask(town.port, requests, 200, visitors=1)
        bench.note("page", town, alone)
    head, _, body = alone.sample.partition(HEAD_END)
    html = gzip.decompress(body) if b"content-encoding: gzip" in head else body
    packed = len(gzip.compress(html, 5))
    extra = [address for address in re.findall(rb'(?:src|<link[^>]+href)="(/[^"]*)"', html)
             if not address.startswith(b"/static/")]  # fmt: skip
    requests_count = 1 + len(extra)
    return Row(
        "whole day page of 50 rooms, one client alone", "10 ms, 1 dynamic request, 40 kB",
        f"{alone.p50:.1f} ms, {requests_count}, {packed / 1000:.0f} kB compressed",
        "41 ms",
        holds=alone.p50 <= PAGE_MILLISECONDS_MAX and requests_count == 1
        and packed <= PAGE_BYTES_MAX,
    )  # fmt: skip


def growth(bench: Bench) -> Row:
    small, large = (town.history.reservations for town in bench.towns)
    grown = {name: bench.medians[name, large] / bench.medians[name, small]
             for name, size in bench.medians if size == large and large != small}  # fmt: skip
    worst = ", ".join(f"{name} {ratio:.2f}" for name, ratio in grown.items())
    return Row(
        f"p50 at {large:,} reservations against {small:,}", f"≤ {GROWTH_MAX} each",
        worst or "not measured",
        holds=max(grown.values()) <= GROWTH_MAX if grown else None,
    )  # fmt: skip


def memory(bench: Bench) -> Row:
    largest = max(town.worker_mebibytes() for town in bench.towns)
    return Row("memory of a worker after all this (PSS)", "≤ 160 MiB", f"{largest:.0f} MiB",
               holds=largest <= 160)  # fmt: skip


def race(bench: Bench) -> Row:
    town, statuses, rounds_with_double = bench.small, set[int](), 0
    for _ in range(bench.rounds):
        forms = town.forms([next(town.slots)] * PRESSERS)
        answers = bench.crowd.submit(ask_all_at_once, town.port, forms).result()
        rounds_with_double += answers.statuses[303] != 1
        statuses |= set(answers.statuses)
    assert statuses <= {303, 409, 422}, statuses
    stored = doubles(town.database)
    return Row(
        f"rounds of {PRESSERS} at once for one slot that store it twice", f"0 of {bench.rounds}",
        f"{rounds_with_double} of {bench.rounds}, {len(stored)} in the database",
        "8 to 19 of 20", holds=not rounds_with_double and not stored,
    )  # fmt: skip


ROWS: dict[str, Callable[[Bench], Row]] = {
    "grid": cached_grid,
    "uncached": uncached_grid,
    "poll": poll,
    "search": search,
    "sqlite": reserve_on_sqlite,
    "postgresql": reserve_on_postgresql,
    "feed": feed,
    "feed-known": feed_known,
    "feed-changed": feed_changed,
    "occupancy": occupancy,
    "page": page_alone,
    "growth": growth,
    "memory": memory,
    "race": race,
}
"""In the order of the table: growth looks at what the rows before it measured."""
