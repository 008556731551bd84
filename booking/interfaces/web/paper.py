"""The HTML of a letter, in a frame of its own that can do nothing but show it."""

from litestar.response import Response, Template

from booking.interfaces.web.headers import POLICY

# the letter may carry its own style, and its links lead out of the frame; nothing else
PAPER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)


def framing(answer: Template) -> Template:
    """A page with such a frame in it."""
    answer.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return answer


def on_paper(html: str) -> Response[str]:
    return Response(
        html.replace("<head>", '<head>\n  <base target="_top">', 1),
        media_type="text/html",
        headers={"Content-Security-Policy": PAPER_POLICY, "X-Frame-Options": "SAMEORIGIN"},
    )
