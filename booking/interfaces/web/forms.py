"""Forms: what the browser sends, read with all its mistakes at once, nothing lost."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, TypeVar

from litestar.enums import RequestEncodingType
from litestar.params import Body
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from booking.foundation.errors import DomainError
from booking.foundation.ids import new_token
from booking.foundation.texts import N_, text

FormData = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]
"""What a handler takes: names and raw values; read_form() makes sense of them."""

Id = Annotated[int, Field(ge=1, le=999_999_999)]
"""The number of a row; whether there is one is seen where it is used."""
TOKEN_FIELD = "formulier"  # noqa: S105 -- the name of a field
SEEN_FIELD = "gezien"
"""What the form stood like when it was shown: see errand.Screen."""
OUR_FIELDS = {TOKEN_FIELD, SEEN_FIELD, "_csrf_token"}


class Form(BaseModel):
    """Base of every form: names no field it does not know (no mass assignment, ASVS 15.3.3)."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    refused_at: ClassVar[Mapping[type[DomainError], str]] = {}
    """At which field a refusal belongs; what is not here is about the whole form."""

    @classmethod
    def field_of(cls, error: DomainError) -> str:
        return next((name for kind, name in cls.refused_at.items() if isinstance(error, kind)), "")


F = TypeVar("F", bound=Form)


class InvalidForm(Exception):
    """What was filled in does not make sense; ``errors`` is a sentence by field."""

    def __init__(self, errors: Mapping[str, str], values: Mapping[str, Any]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)
        self.values = dict(values)


SENTENCES = {
    "missing": N_("Please fill this in."),
    "string_too_short": N_("Please fill this in."),
    "string_too_long": N_("This is too long."),
    "int_parsing": N_("Please give a whole number."),
    "greater_than_equal": N_("This number is too small."),
    "less_than_equal": N_("This number is too large."),
    "date_from_datetime_parsing": N_("Please give a date as day, month and year."),
    "time_parsing": N_("Please give a time as 14:05."),
    "enum": N_("Please choose one of the options."),
    "extra_forbidden": N_("This field does not belong in this form."),
}
OTHERWISE = N_("This is not filled in the way we understand.")


def read_form(form: type[F], data: Mapping[str, Any]) -> F:
    """The form in ``data``, or :class:`InvalidForm` with a sentence for every mistake."""
    values = {name: value for name, value in data.items() if name not in OUR_FIELDS}
    filled = {name: value for name, value in values.items() if value != ""}
    try:
        return form.model_validate(filled)
    except ValidationError as error:
        raise InvalidForm(_sentences(error), values) from error


def as_list(value: object) -> object:
    """A name that a form sends once or more is always a list."""
    return [value] if isinstance(value, str) else value


def form_token_of(data: Mapping[str, Any]) -> str:
    """The one-time token of this form; a form without one gets one that nobody has seen."""
    token = data.get(TOKEN_FIELD)
    return token if isinstance(token, str) and token else new_token()


def form_token() -> Markup:
    """For templates: the hidden field that makes a double click one effect."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN_FIELD, new_token())


def _sentences(error: ValidationError) -> dict[str, str]:
    found: dict[str, str] = {}
    for mistake in error.errors():
        field = str(mistake["loc"][0]) if mistake["loc"] else ""
        said = str(mistake["ctx"]["error"]) if mistake["type"] == "value_error" else None
        found.setdefault(field, text(said or SENTENCES.get(mistake["type"], OTHERWISE)))
    return found
