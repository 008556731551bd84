"""What became of each row of another system: a file for a spreadsheet, and a line to end with."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from booking.foundation.texts import N_, speaking, text
from booking.interfaces.csv_file import csv_file
from booking.reservations.imports.values import (
    FATE_WORDS,
    NOT_DONE,
    Fate,
    Foreign,
    Outcome,
    Reading,
    show_when,
)

SHOWN_MAX = 20
REPORT_HEADINGS = (
    N_("where in the file"), N_("number there"), N_("room there"), N_("when it is"),
    N_("for whom over there"), N_("what became of it"), N_("for what reason"),
    N_("reservation here"),
)  # fmt: skip


def write_report(outcomes: Sequence[Outcome], reading: Reading, file: Path | None) -> None:
    """In the language of who did it."""
    if file is None:
        return
    about = [Outcome(remark, Fate.LEFT_OUT, (remark.why,)) for remark in reading.remarks]
    lines = [_line(outcome, reading.room_names) for outcome in (*about, *outcomes)]
    file.write_bytes(csv_file([[text(word) for word in REPORT_HEADINGS], *lines]))


def _line(outcome: Outcome, names: Mapping[str, str]) -> list[str]:
    row = outcome.row
    when, who = "", ""
    if isinstance(row, Foreign):
        when, who = show_when(row.period), row.email or row.person
    because = " ".join(str(said) for said in outcome.said)
    return [row.place, row.key, names.get(row.room, row.room), when, who,
            text(FATE_WORDS[outcome.fate]), because, outcome.uid]  # fmt: skip


def conclude(
    outcomes: Sequence[Outcome], reading: Reading, *, is_shown: bool, is_trial: bool
) -> None:
    """Say how many became what; exit code 1 where somebody has to look at a row."""
    counts = Counter(outcome.fate for outcome in outcomes)
    with speaking("en"):
        for remark in reading.remarks:
            click.echo(str(remark.why), err=True)
        not_done = [outcome for outcome in outcomes if outcome.fate in NOT_DONE]
        if is_shown:
            for outcome in not_done[:SHOWN_MAX]:
                because = " ".join(str(said) for said in outcome.said)
                click.echo(f"{outcome.row.place}: {because}", err=True)
            if len(not_done) > SHOWN_MAX:
                click.echo(f"and {len(not_done) - SHOWN_MAX} more: see --report", err=True)
        said = ", ".join(f"{counts[fate]} {text(FATE_WORDS[fate])}" for fate in Fate)
    click.echo(f"{said}. Nothing was stored." if is_trial else said)
    if not_done:
        raise SystemExit(1)
