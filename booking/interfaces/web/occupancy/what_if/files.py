"""A what-if as a document to take away: its figures in fives, with all that they rest on."""

from booking.foundation.texts import text
from booking.interfaces.files.document import Document
from booking.interfaces.web.occupancy.documents import Stamp, document_of, table_of
from booking.interfaces.web.occupancy.periods import show_days
from booking.interfaces.web.occupancy.what_if.phases_views import plan_tables
from booking.interfaces.web.occupancy.what_if.views import particulars, scenario_tables
from booking.occupancy.scenarios.models import WhatIfKind
from booking.occupancy.scenarios.queries import Kept
from booking.spaces.values import Stock


def what_if_document(kept: Kept, stock: Stock, *, by_party: bool, municipality: str) -> Document:
    """The conclusions stay on the page: they name numbers that a file may only hold in fives."""
    is_plan = kept.kind is WhatIfKind.PHASES
    tables = plan_tables(kept) if is_plan else scenario_tables(kept, by_party=by_party)
    version = "-".join(map(str, kept.version or ()))
    home = text("Phases") if is_plan else text("What if")
    return document_of(
        Stamp(version, None), title=f"{home}: {kept.name}", municipality=municipality,
        filter_words=show_days(*kept.days),
        particulars=particulars(kept, stock), tables=map(table_of, tables),
        sentences=[] if tables else [text("No figures to show")], seed=kept.asked.basis.seed,
    )  # fmt: skip
