"""Whether every way into the app leads past the authorisation table: asked when it starts."""

from collections.abc import Callable, Iterable
from typing import Any

from litestar.routes import BaseRoute, HTTPRoute

from booking.interfaces.web.access import ACCESS


def unlisted(routes: Iterable[BaseRoute]) -> set[str]:
    """Routes that nobody gave a place in the table."""
    return {name for route in routes for name in _names(route)} - ACCESS.keys()


def passing_by(routes: Iterable[BaseRoute], doorkeeper: Callable[..., Any]) -> set[str]:
    """Routes with a way in that does not lead past ``doorkeeper``, asked before each request."""
    return {
        route.path
        for route in routes
        if not isinstance(route, HTTPRoute)
        or any(way.resolve_before_request() is not doorkeeper for way in route.route_handlers)
    }


def _names(route: BaseRoute) -> Iterable[str]:
    methods = {"GET" if method == "HEAD" else method for method in route.methods}
    return (f"{method} {route.path_format}" for method in methods - {"OPTIONS"})
