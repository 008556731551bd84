"""Asking what if: a form that is new or a copy of one that was kept, and what is sent with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from booking.foundation.settings import Settings
from booking.interfaces.web.errand import Answer, Errand, Screen
from booking.interfaces.web.forms import FormData, as_list
from booking.interfaces.web.moments import number_in
from booking.interfaces.web.occupancy.question import ID_MAX
from booking.interfaces.web.occupancy.what_if.form import BasisForm, form_data
from booking.interfaces.web.occupancy.what_if.parties import tells_parties
from booking.interfaces.web.occupancy.what_if.views import PATH
from booking.occupancy.scenarios.operations import keep
from booking.occupancy.scenarios.queries import Kept, what_ifs
from booking.spaces.queries import current_stock
from booking.spaces.values import Stock

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    form: type[BasisForm]
    lists: Sequence[str]
    """Which fields may be sent more than once."""
    template: str
    usual: Callable[[date], Values]
    filled_in: Callable[[Kept], Values]
    more: Callable[[Stock, Values, date], Values]
    """What its template shows besides, of the values that stand in it."""

    def screen(self, errand: Errand) -> Screen:
        """New, or a copy of the one that the address names."""
        copied = number_in(errand.request.query_params, "als", least=1, most=ID_MAX)

        def look(session: Session) -> Values:
            stock, values = current_stock(session), self.usual(errand.today)
            for it in what_ifs(session, [copied] if copied else []):
                values |= self.filled_in(it)
            shown = form_data(session, stock, errand.today)
            return {**shown, "values": values, **self.more(stock, values, errand.today)}

        return errand.screen(self.template, look)

    def keep(self, errand: Errand, settings: Settings, data: FormData) -> Answer:
        def work(session: Session, form: BasisForm) -> str:
            is_told = tells_parties(session, settings)
            asked = form.asked(errand.today, tells_parties=is_told)
            return f"{PATH}/{keep(session, errand.act, form.naam, form.of, asked)}"

        lists = {name: as_list(data.get(name, [])) for name in self.lists}
        return errand.take_in({**data, **lists}, self.form, work, self.screen(errand),
                              flash="what-if-kept")  # fmt: skip
