"""The form that adds a calendar from outside: a file or an address, and what it does."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body
from pydantic import Field

from booking.calendars.ical_lines import NotRead
from booking.calendars.subscriptions.values import Copy, Effect, Proposed
from booking.foundation.errors import Refused
from booking.foundation.texts import N_, text
from booking.interfaces.fetch_refusals import NotFetched, TooMuch
from booking.interfaces.fetching import BYTES_MAX, address_in
from booking.interfaces.following import FetchingIsOff, ask_address, first_copy_at, read_at
from booking.interfaces.web.errand import Errand
from booking.interfaces.web.forms import OUR_FIELDS, Form, InvalidForm, read_form
from booking.interfaces.web.house import house_of
from booking.interfaces.web.manage.external.view import EFFECTS, PACES, pace_in_words

SentForm = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]
REQUEST_BYTES_MAX = BYTES_MAX + 1_000_000  # a file that is a little too large gets a sentence
NO_SOURCE = N_("Choose a file, or fill in an address.")
TWO_SOURCES = N_("Choose a file or fill in an address, not both.")
FIRST = {"effect": Effect.HOLD.value, "hoe_vaak": "60"}


class CalendarForm(Form):
    naam: Annotated[str, Field(max_length=80)]
    effect: Effect
    adres: Annotated[str, Field(max_length=2_000)] = ""
    hoe_vaak: Annotated[int, Field(ge=PACES[0], le=PACES[-1])] = 60


def choices() -> dict[str, Any]:
    return {
        "effects": [(e.value, text(label), text(note)) for e, (label, note) in EFFECTS.items()],
        "paces": [(minutes, pace_in_words(minutes)) for minutes in PACES],
    }


def filled_in(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in {*OUR_FIELDS, "bestand"}}


def proposed_in(errand: Errand, space_id: int, data: Mapping[str, Any]) -> tuple[Proposed, Copy]:
    """What the form asks for, and the calendar itself, fetched and read: outside a transaction.

    Raises InvalidForm with every mistake.
    """
    sent, upload = filled_in(data), _upload_in(data)
    form = read_form(CalendarForm, sent)
    if bool(form.adres) is (upload is not None):
        raise InvalidForm({"bestand": text(TWO_SOURCES if form.adres else NO_SOURCE)}, sent)
    field = "adres" if form.adres else "bestand"
    try:
        address = address_in(form.adres) if form.adres else ""
        copy = _copy_at(errand, address) if upload is None else _copy_in(errand, upload)
    except (NotFetched, NotRead) as refusal:
        raise InvalidForm({field: _said(refusal)}, sent) from refusal
    file_name = (upload.filename or "")[:200] if upload else ""
    return Proposed(space_id, form.naam, form.effect, form.hoe_vaak, address, file_name), copy


def _upload_in(data: Mapping[str, Any]) -> UploadFile | None:
    """A browser sends an empty file where none was chosen."""
    file = data.get("bestand")
    return file if isinstance(file, UploadFile) and file.filename else None


def _copy_at(errand: Errand, address: str) -> Copy:
    if not house_of(errand.request).settings.fetches_calendars:
        raise FetchingIsOff
    return first_copy_at(address, errand.act.at, ask=ask_address)


def _copy_in(errand: Errand, upload: UploadFile) -> Copy:
    content = upload.file.read(BYTES_MAX + 1)
    if len(content) > BYTES_MAX:
        raise TooMuch(megabytes=BYTES_MAX // 1_000_000)
    return Copy(content, read_at(content, errand.act.at))


def _said(refusal: Refused) -> str:
    return text(refusal.sentence, **refusal.facts)
