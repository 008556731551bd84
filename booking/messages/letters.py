"""Letters: what we write to people, in their own language, as plain text and as HTML.

A letter is two templates: ``mail/<name>.txt``, whose first line is the subject, and
``mail/<name>.html``. Addresses in them start with the configured base address, never with
what a request says of its host.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from booking import data
from booking.foundation.formats import FILTERS
from booking.foundation.lines import one_line
from booking.foundation.settings import Settings
from booking.foundation.texts import plural_text, speaking, text


class Addressee(Protocol):
    """To whom a letter goes: a person, or a visitor who has no account."""

    @property
    def email(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def language(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Written:
    """A letter on paper; the subject says first what happened."""

    subject: str
    text: str
    html: str


def write_letter(
    settings: Settings, name: str, *, to: Addressee, facts: Mapping[str, object]
) -> Written:
    """Letter ``name`` (``mail/<name>.txt`` and ``.html``) for ``to``, with its ``facts`` in."""
    context = {
        "to": to,
        "base": settings.base_address,
        "municipality": settings.municipality,
        "help_text": settings.help_text,
        "language": to.language,
        **facts,
    }
    with speaking(to.language):
        plain = paper().get_template(f"mail/{name}.txt").render(context)
        subject, _, body = plain.partition("\n")
        subject = one_line(subject)
        html = paper().get_template(f"mail/{name}.html").render(context, subject=subject)
    return Written(subject, body.strip() + "\n", html)


@cache
def paper() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(data("templates")),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"_": text, "ngettext": plural_text}
    environment.filters |= FILTERS
    return environment
