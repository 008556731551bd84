"""A document to read and to print: tagged for screen readers (PDF/UA-1, ISO 14289-1)."""

from booking.foundation.apart import Died, TookTooMuch, do_apart
from booking.foundation.errors import Refused
from booking.foundation.formats import show_number, show_share
from booking.foundation.lines import one_line
from booking.foundation.texts import N_, speaking
from booking.interfaces.files.document import Column, Document, Value
from booking.interfaces.files.layout import lay_out
from booking.interfaces.files.opening import opening
from booking.messages.letters import paper

CPU_SECONDS_MAX = 60


class CannotWrite(Refused):
    code = "cannot-write-file"
    sentence = N_(
        "This installation cannot make files as PDF: the administrator finds with booking "
        "check what is missing. Choose another form."
    )


class TooManyPages(Refused):
    code = "too-many-pages"
    sentence = N_(
        "These figures are too many for a file as PDF. Choose fewer days or spaces, "
        "or another form."
    )


def as_pdf(document: Document) -> bytes:
    """Raises TooManyPages, and CannotWrite where the system lacks what it needs, or it breaks."""
    with speaking(document.language):
        html = paper().get_template("files/report.html").render(
            it=document, opening=opening(document)[1:], language=document.language, told=_told
        )  # fmt: skip
    try:
        return do_apart(lay_out, html, cpu_seconds=CPU_SECONDS_MAX, tells=(OSError,))
    except (OSError, Died) as error:
        raise CannotWrite(str(error)) from error
    except TookTooMuch as error:
        raise TooManyPages(str(error)) from error


def _told(value: Value, column: Column) -> str:
    """A share always has one decimal, so that those of a column stand under each other."""
    if value is None or isinstance(value, str):
        return one_line(value or "")
    return show_share(value) if column.unit == "%" else show_number(value)
