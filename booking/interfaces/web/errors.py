"""The one place where an error becomes an answer for people."""

import logging
from typing import Any
from urllib.parse import quote

from litestar import Request
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.response import Redirect, Response, Template

from booking.foundation.errors import (
    Conflict,
    DomainError,
    Forbidden,
    NotFound,
    Refused,
    Unavailable,
)
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import InvalidForm
from booking.interfaces.web.pages import is_fragment, page
from booking.interfaces.web.security_log import note
from booking.people.permissions import NotAllowed, NotThere

log = logging.getLogger("booking.web")

STATUS_BY_ERROR: dict[type[DomainError], int] = {
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    Refused: 422,
}
RETRY_AFTER_SECONDS = 5

SENTENCES: dict[int, tuple[str, str]] = {
    400: (N_("We did not understand that"), N_("Please go back and try once more.")),
    403: (
        N_("This form is no longer valid"),
        N_("Nothing was changed. Go back, reload the page and send the form again."),
    ),
    404: (
        N_("This page does not exist"),
        N_("Or it is not for you. Check the address, or start again from today."),
    ),
    405: (N_("This page cannot do that"), N_("Start again from today.")),
    408: (N_("That took too long"), N_("Please send it again.")),
    413: (N_("That is too large"), N_("Please send less at once.")),
    429: (N_("That was a bit much at once"), N_("Wait a minute, then try again.")),
    500: (
        N_("Something went wrong on our side"),
        N_("Nothing was changed. We have been told. Please try again in a minute."),
    ),
    503: (N_("We cannot answer at the moment"), N_("Please try again in a minute.")),
}


def answer_domain_error(request: Request[Any, Any, Any], error: DomainError) -> Template:
    status = next(code for kind, code in STATUS_BY_ERROR.items() if isinstance(error, kind))
    if isinstance(error, NotThere | NotAllowed):
        note(request, error.code)
    return _answer(request, status, text(error.sentence, **error.facts))


def answer_unavailable(request: Request[Any, Any, Any], error: Unavailable) -> Template:
    log.error("unavailable", extra={"code": error.code, "cause": str(error)})
    answer = _answer(request, 503, text(error.sentence))
    answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def answer_stranger(
    request: Request[Any, Any, Any], _error: NotAuthorizedException
) -> Response[Any]:
    """A page asks a stranger to sign in and then goes on; anything else is refused."""
    if request.method in {"GET", "HEAD"} and not is_fragment(request):
        here = quote(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
        return Redirect(f"/inloggen?verder={here}", status_code=303)
    return _answer(request, 401, text(N_("Please sign in first.")))


def answer_invalid_form(request: Request[Any, Any, Any], _error: InvalidForm) -> Template:
    """A form that no page of ours sends: one that people fill in shows its mistakes itself."""
    return _answer(request, 400)


def answer_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Template:
    status = error.status_code if error.status_code in SENTENCES else 400
    if status == 403:  # noqa: PLR2004 -- only a form without its token
        note(request, "form-without-token")
    answer = _answer(request, status)
    answer.headers.update(error.headers or {})
    return answer


def answer_bug(request: Request[Any, Any, Any], error: Exception) -> Template:
    log.error("unexpected error", exc_info=error)
    return _answer(request, 500)


def _answer(request: Request[Any, Any, Any], status: int, sentence: str | None = None) -> Template:
    title, advice = SENTENCES.get(status, SENTENCES[400])
    name = "errors/_notice.html" if is_fragment(request) else "errors/index.html"
    return page(
        request, name, status=status, code=status, error_title=text(title),
        sentence=sentence or text(advice),
    )  # fmt: skip


HANDLERS: dict[int | type[Exception], Any] = {
    NotAuthorizedException: answer_stranger,
    HTTPException: answer_http_error,
    DomainError: answer_domain_error,
    InvalidForm: answer_invalid_form,
    Unavailable: answer_unavailable,
    Exception: answer_bug,
}
