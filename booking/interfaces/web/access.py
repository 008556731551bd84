"""The authorisation table: every route of the app, and who may use it.

A route that is not here answers nobody: the app does not start. Rights to a single thing
(this reservation, that space) are asked of ``people.permissions.may`` by the operation.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.routes import BaseRoute, HTTPRoute

from booking.interfaces.web.access_upkeep import UPKEEP
from booking.people.permissions import Action, NotThere, may


class Open(StrEnum):
    """For routes that ask for less than a right."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"


Access = Open | Action

ACCESS: dict[str, Access] = {
    # method and path as Litestar shows it
    "GET /": Open.ANYONE,
    "GET /static/{file_path}": Open.ANYONE,
    "GET /gezond": Open.ANYONE,
    "GET /{path}": Open.ANYONE,  # addresses that lead nowhere
    "GET /inloggen": Open.ANYONE,
    "POST /inloggen/demo": Open.ANYONE,
    "POST /inloggen/link": Open.ANYONE,
    "GET /inloggen/link": Open.ANYONE,
    "GET /inloggen/link/{token}": Open.ANYONE,
    "POST /inloggen/link/{token}": Open.ANYONE,
    "POST /inloggen/wachtwoord": Open.ANYONE,
    "GET /inloggen/code": Open.ANYONE,
    "POST /inloggen/code": Open.ANYONE,
    "GET /hulp": Open.ANYONE,
    "GET /privacy": Open.ANYONE,
    "GET /toegankelijkheid": Open.ANYONE,
    "GET /.well-known/security.txt": Open.ANYONE,
    "GET /robots.txt": Open.ANYONE,
    "GET /postvak": Open.ANYONE,  # only there in a demo
    "GET /postvak/{letter_id}": Open.ANYONE,
    "GET /postvak/{letter_id}/opmaak": Open.ANYONE,
    "GET /scherm": Open.ANYONE,  # which display it is says a cookie of its own: see displays
    "GET /scherm/nu": Open.ANYONE,
    "POST /scherm/koppeling": Open.ANYONE,
    "POST /scherm/aanmelding": Open.ANYONE,
    "POST /scherm/einde": Open.ANYONE,
    "POST /scherm/verlenging": Open.ANYONE,
    "POST /scherm/reservering": Open.ANYONE,
    "GET /mijn-gegevens": Open.SIGNED_IN,
    "POST /mijn-gegevens/voorkeuren": Open.SIGNED_IN,
    "POST /mijn-gegevens/gemachtigden/toevoeging": Action.SEE_DESKS,
    "POST /mijn-gegevens/gemachtigden/verwijdering": Action.SEE_DESKS,
    "POST /mijn-gegevens/wachtwoord": Open.SIGNED_IN,
    "POST /mijn-gegevens/sessies/{key}/einde": Open.SIGNED_IN,
    "POST /mijn-gegevens/andere-sessies/einde": Open.SIGNED_IN,
    "POST /uitloggen": Open.SIGNED_IN,
    "POST /taal": Open.ANYONE,
    "GET /vandaag": Open.SIGNED_IN,
    "GET /hier": Action.SEE_HOUSE,
    "GET /hier/{code}": Action.SEE_HOUSE,
    "POST /hier/{code}/reserveringen": Action.SEE_HOUSE,
    "GET /ruimtes": Action.SEE_HOUSE,
    "GET /ruimtes/rooster": Action.SEE_HOUSE,
    "POST /ruimtes/favoriet": Action.SEE_HOUSE,
    "GET /ruimtes/{number}": Action.SEE_HOUSE,
    "GET /ruimtes/{number}/rooster": Action.SEE_HOUSE,
    "POST /ruimtes/{number}/reserveringen": Action.SEE_HOUSE,
    "POST /ruimtes/{number}/reeksen/plan": Action.SEE_HOUSE,
    "POST /ruimtes/{number}/reeksen": Action.SEE_HOUSE,
    "GET /reeksen/{uid}": Open.SIGNED_IN,
    "GET /reeksen/{uid}/wijzigen": Open.SIGNED_IN,
    "POST /reeksen/{uid}/plan": Open.SIGNED_IN,
    "POST /reeksen/{uid}/wijziging": Open.SIGNED_IN,
    "GET /reeksen/{uid}/annuleren": Open.SIGNED_IN,
    "POST /reeksen/{uid}/annulering": Open.SIGNED_IN,
    "POST /reeksen/{uid}/voortzetting": Open.SIGNED_IN,
    "POST /vandaag/dagen": Action.SEE_DESKS,
    "POST /vandaag/ruimte": Action.SEE_DESKS,
    "GET /werkplek": Action.SEE_DESKS,
    "GET /werkplek/{number}": Action.SEE_DESKS,
    "POST /werkplek/{number}/reserveringen": Action.SEE_DESKS,
    "POST /werkplek/{number}/wissel": Action.SEE_DESKS,
    "POST /werkplek/groep": Action.SEE_DESKS,
    "POST /werkplek/favoriet": Action.SEE_DESKS,
    "GET /collegas": Action.SEE_DESKS,
    "POST /collegas": Action.SEE_DESKS,
    "GET /bezetting": Action.SEE_OCCUPANCY,
    "GET /bezetting/cijfers.csv": Action.SEE_OCCUPANCY,
    "GET /mijn-reserveringen": Open.SIGNED_IN,
    "GET /mijn-reserveringen/vakantie": Open.SIGNED_IN,
    "POST /mijn-reserveringen/vakantie/annulering": Open.SIGNED_IN,
    "POST /mijn-reserveringen/agenda": Open.SIGNED_IN,
    "POST /mijn-reserveringen/agenda/intrekking": Open.SIGNED_IN,
    "GET /agenda/{file}": Open.ANYONE,  # the address itself is the secret
    "GET /beheer": Action.MANAGE,
    "GET /beheer/knelpunten": Action.SEE_DAY_LIST,
    "GET /beheer/daglijst": Action.SEE_DAY_LIST,
    "POST /beheer/daglijst/taken": Action.SEE_DAY_LIST,
    "GET /beheer/daglijst/taken.csv": Action.SEE_DAY_LIST,
    "GET /beheer/diensten": Action.MANAGE_HOUSE,
    "GET /beheer/diensten/nieuw": Action.MANAGE_HOUSE,
    "POST /beheer/diensten/nieuw/toevoeging": Action.MANAGE_HOUSE,
    "GET /beheer/diensten/{key}": Action.MANAGE_HOUSE,
    "POST /beheer/diensten/{key}/wijziging": Action.MANAGE_HOUSE,
    "GET /reserveringen/{uid}/diensten": Open.SIGNED_IN,
    "POST /reserveringen/{uid}/diensten": Open.SIGNED_IN,
    "GET /beheer/codes": Action.MANAGE_HOUSE,
    "GET /beheer/plekken": Action.MANAGE_HOUSE,
    "POST /beheer/plekken": Action.MANAGE_HOUSE,
    "GET /beheer/plekken/nieuw": Action.MANAGE_HOUSE,
    "GET /beheer/plekken/{key}": Action.MANAGE_HOUSE,
    "POST /beheer/plekken/{key}/wijziging": Action.MANAGE_HOUSE,
    "GET /beheer/plekken/{key}/einde": Action.MANAGE_HOUSE,
    "POST /beheer/plekken/{key}/einde": Action.MANAGE_HOUSE,
    "POST /beheer/plekken/{key}/hervatting": Action.MANAGE_HOUSE,
    "GET /beheer/voorzieningen": Action.MANAGE_HOUSE,
    "POST /beheer/voorzieningen": Action.MANAGE_HOUSE,
    "GET /beheer/voorzieningen/{code}": Action.MANAGE_HOUSE,
    "POST /beheer/voorzieningen/{code}/wijziging": Action.MANAGE_HOUSE,
    "POST /beheer/voorzieningen/{code}/verwijdering": Action.MANAGE_HOUSE,
    "GET /beheer/gebouw": Action.MANAGE_HOUSE,
    "GET /beheer/gebouw/{kind}/{key}": Action.MANAGE_HOUSE,
    "POST /beheer/gebouw/{kind}/{key}": Action.MANAGE_HOUSE,
    "POST /beheer/gebouw/{kind}/{key}/verwijdering": Action.MANAGE_HOUSE,
    "GET /beheer/huisregels": Action.MANAGE_HOUSE,
    "GET /beheer/huisregels/{kind}": Action.MANAGE_HOUSE,
    "GET /beheer/huisregels/{kind}/gevolg": Action.MANAGE_HOUSE,
    "POST /beheer/huisregels/{kind}": Action.MANAGE_HOUSE,
    "GET /beheer/dagdelen": Action.MANAGE_HOUSE,
    "GET /beheer/dagdelen/gevolg": Action.MANAGE_HOUSE,
    "POST /beheer/dagdelen": Action.MANAGE_HOUSE,
    "GET /beheer/zonetoegang": Action.MANAGE_HOUSE,
    "GET /beheer/zonetoegang/{zone}": Action.MANAGE_HOUSE,
    "GET /beheer/zonetoegang/{zone}/gevolg": Action.MANAGE_HOUSE,
    "POST /beheer/zonetoegang/{zone}": Action.MANAGE_HOUSE,
    "GET /beheer/quota": Action.MANAGE_HOUSE,
    "GET /beheer/quota/nieuw": Action.MANAGE_HOUSE,
    "GET /beheer/quota/gevolg": Action.MANAGE_HOUSE,
    "POST /beheer/quota": Action.MANAGE_HOUSE,
    "GET /beheer/quota/{number}": Action.MANAGE_HOUSE,
    "POST /beheer/quota/{number}/einde": Action.MANAGE_HOUSE,
    "GET /beheer/openingstijden": Action.MANAGE_HOUSE,
    "GET /beheer/openingstijden/week": Action.MANAGE_HOUSE,
    "GET /beheer/openingstijden/week/gevolg": Action.MANAGE_HOUSE,
    "POST /beheer/openingstijden/week": Action.MANAGE_HOUSE,
    "GET /beheer/openingstijden/dag": Action.MANAGE_HOUSE,
    "GET /beheer/openingstijden/dag/gevolg": Action.MANAGE_HOUSE,
    "POST /beheer/openingstijden/dag": Action.MANAGE_HOUSE,
    "GET /beheer/openingstijden/dag/verwijderen": Action.MANAGE_HOUSE,
    "POST /beheer/openingstijden/dag/verwijdering": Action.MANAGE_HOUSE,
    "GET /beheer/openingstijden/feestdagen": Action.MANAGE_HOUSE,
    "GET /beheer/openingstijden/feestdagen/gevolg": Action.MANAGE_HOUSE,
    "POST /beheer/openingstijden/feestdagen": Action.MANAGE_HOUSE,
    "GET /beheer/sluitingen": Action.MANAGE_HOUSE,
    "GET /beheer/sluitingen/nieuw": Action.MANAGE_HOUSE,
    "GET /beheer/sluitingen/gevolg": Action.MANAGE_HOUSE,
    "POST /beheer/sluitingen/nieuw": Action.MANAGE_HOUSE,
    "GET /beheer/sluitingen/{number}/wijzigen": Action.MANAGE_HOUSE,
    "GET /beheer/sluitingen/{number}/gevolg": Action.MANAGE_HOUSE,
    "POST /beheer/sluitingen/{number}/wijziging": Action.MANAGE_HOUSE,
    "POST /beheer/sluitingen/reeksen/{number}/einde": Action.MANAGE_HOUSE,
    "POST /beheer/sluitingen/{number}/einde": Action.MANAGE_HOUSE,
    "POST /beheer/sluitingen/{number}/verwijdering": Action.MANAGE_HOUSE,
    "GET /beheer/agenda-adressen": Action.MANAGE_HOUSE,
    "POST /beheer/agenda-adressen": Action.MANAGE_HOUSE,
    "POST /beheer/agenda-adressen/vervanging": Action.MANAGE_HOUSE,
    "POST /beheer/agenda-adressen/intrekking": Action.MANAGE_HOUSE,
    "GET /wachtlijst/nieuw": Action.SEE_HOUSE,
    "POST /wachtlijst": Action.SEE_HOUSE,
    "GET /wachtlijst/{uid}": Action.SEE_HOUSE,
    "POST /wachtlijst/{uid}/aanvaarding": Action.SEE_HOUSE,
    "POST /wachtlijst/{uid}/afwijzing": Action.SEE_HOUSE,
    "POST /wachtlijst/{uid}/vertrek": Action.SEE_HOUSE,
    "GET /beheer/schermen": Action.MANAGE_HOUSE,
    "POST /beheer/schermen": Action.MANAGE_HOUSE,
    "POST /beheer/schermen/{key}/code": Action.MANAGE_HOUSE,
    "POST /beheer/schermen/{key}/opening": Action.MANAGE_HOUSE,
    "POST /beheer/schermen/{key}/ontkoppeling": Action.MANAGE_HOUSE,
    "POST /beheer/schermen/{key}/verwijdering": Action.MANAGE_HOUSE,
    "GET /reserveringen/{uid}": Open.SIGNED_IN,
    "GET /reserveringen/{uid}/wijzigen": Open.SIGNED_IN,
    "POST /reserveringen/{uid}/wijziging": Open.SIGNED_IN,
    "GET /reserveringen/{uid}/annuleren": Open.SIGNED_IN,
    "GET /reserveringen/{uid}/kopie": Open.SIGNED_IN,
    "POST /reserveringen/{uid}/annulering": Open.SIGNED_IN,
    "POST /reserveringen/{uid}/bevestiging": Open.SIGNED_IN,
    "POST /reserveringen/{uid}/einde": Open.SIGNED_IN,
    "POST /reserveringen/{uid}/verlenging": Open.SIGNED_IN,
    "POST /reserveringen/{uid}/aanmelding": Open.SIGNED_IN,
    "GET /beheer/aanvragen": Action.SEE_REQUESTS,
    "POST /beheer/aanvragen/afwezigheid": Action.SEE_REQUESTS,
    "GET /beheer/beslissers": Action.MANAGE_HOUSE,
    "GET /beheer/beslissers/{key}": Action.MANAGE_HOUSE,
    "POST /beheer/beslissers/{key}": Action.MANAGE_HOUSE,
    "GET /beheer/aanvragen/{uid}": Action.SEE_REQUESTS,
    "POST /beheer/aanvragen/{uid}/goedkeuring": Action.SEE_REQUESTS,
    "POST /beheer/aanvragen/{uid}/afwijzing": Action.SEE_REQUESTS,
    "GET /plattegronden/{floor}/tekening": Action.SEE_HOUSE,
    "GET /beheer/plattegronden": Action.MANAGE_HOUSE,
    "GET /beheer/plattegronden/{floor}": Action.MANAGE_HOUSE,
    "POST /beheer/plattegronden/{floor}/plekken": Action.MANAGE_HOUSE,
    "POST /beheer/plattegronden/{floor}/plekken/verwijdering": Action.MANAGE_HOUSE,
    "POST /beheer/plattegronden/{floor}/herstel": Action.MANAGE_HOUSE,
    "GET /beheer/plattegronden/{floor}/zones": Action.MANAGE_HOUSE,
    "POST /beheer/plattegronden/{floor}/zones": Action.MANAGE_HOUSE,
    "POST /beheer/plattegronden/{floor}/zones/verwijdering": Action.MANAGE_HOUSE,
    "GET /beheer/plattegronden/{floor}/tekening": Action.MANAGE_HOUSE,
    "POST /beheer/plattegronden/{floor}/tekening": Action.MANAGE_HOUSE,
    "POST /beheer/plattegronden/{floor}/tekening/verwijdering": Action.MANAGE_HOUSE,
    "POST /beheer/plattegronden/{floor}/afmetingen": Action.MANAGE_HOUSE,
    "GET /beheer/mensen": Action.MANAGE_PEOPLE,
    "GET /beheer/mensen/nieuw": Action.MANAGE_PEOPLE,
    "POST /beheer/mensen/nieuw/toevoeging": Action.MANAGE_PEOPLE,
    "GET /beheer/mensen/{key}": Action.MANAGE_PEOPLE,
    "POST /beheer/mensen/{key}/wijziging": Action.MANAGE_PEOPLE,
    "GET /beheer/mensen/{key}/uitschakelen": Action.MANAGE_PEOPLE,
    "POST /beheer/mensen/{key}/uitschakeling": Action.MANAGE_PEOPLE,
    "POST /beheer/mensen/{key}/inschakeling": Action.MANAGE_PEOPLE,
    "POST /beheer/mensen/{key}/code-herstel": Action.GIVE_ROLES,
    **UPKEEP,
    "GET /beheer/teams": Action.MANAGE_PEOPLE,
    "GET /beheer/teams/nieuw": Action.MANAGE_PEOPLE,
    "POST /beheer/teams/nieuw/toevoeging": Action.MANAGE_PEOPLE,
    "GET /beheer/teams/{key}": Action.MANAGE_PEOPLE,
    "POST /beheer/teams/{key}/wijziging": Action.MANAGE_PEOPLE,
    "POST /beheer/teams/{key}/verwijdering": Action.MANAGE_PEOPLE,
    "GET /beheer/teams/afdelingen/nieuw": Action.MANAGE_PEOPLE,
    "POST /beheer/teams/afdelingen/nieuw/toevoeging": Action.MANAGE_PEOPLE,
    "GET /beheer/teams/afdelingen/{key}": Action.MANAGE_PEOPLE,
    "POST /beheer/teams/afdelingen/{key}/wijziging": Action.MANAGE_PEOPLE,
    "POST /beheer/teams/afdelingen/{key}/verwijdering": Action.MANAGE_PEOPLE,
    "GET /beheer/partners": Action.MANAGE_PEOPLE,
    "GET /beheer/partners/nieuw": Action.MANAGE_PEOPLE,
    "POST /beheer/partners/nieuw/toevoeging": Action.MANAGE_PEOPLE,
    "GET /beheer/partners/{key}": Action.MANAGE_PEOPLE,
    "POST /beheer/partners/{key}/wijziging": Action.MANAGE_PEOPLE,
    "POST /beheer/partners/{key}/einde": Action.MANAGE_PEOPLE,
    "POST /beheer/partners/{key}/verwijdering": Action.MANAGE_PEOPLE,
    "POST /beheer/partners/{key}/contactpersonen": Action.MANAGE_PEOPLE,
    "POST /beheer/partners/{key}/contactpersonen/{person}/verwijdering": Action.MANAGE_PEOPLE,
    "GET /beheer/overnemen": Action.MANAGE_PEOPLE,
    "GET /beheer/overnemen/{name}": Action.MANAGE_PEOPLE,
    "GET /beheer/overnemen/{name}/voorbeeld/{file}": Action.MANAGE_PEOPLE,
    "POST /beheer/overnemen/{name}/bestand": Action.MANAGE_PEOPLE,
    "GET /beheer/overnemen/{name}/bestanden/{key}": Action.MANAGE_PEOPLE,
    "POST /beheer/overnemen/{name}/bestanden/{key}/bevestiging": Action.MANAGE_PEOPLE,
}


def enforce_access(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Let in whom the table lets in.

    A stranger is asked to sign in; to the signed-in what is not theirs does not exist.
    Which methods an address knows (OPTIONS) is no secret: it is the table above.
    """
    if connection.scope.get("method") == "OPTIONS":
        return
    access = ACCESS[f"{_method(connection)} {connection.scope['path_template']}"]
    if access is Open.ANYONE:
        return
    if connection.user is None:
        raise NotAuthorizedException
    if isinstance(access, Action) and not may(connection.user, access):
        raise NotThere(f"{access} by {connection.user.id}")


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


def _method(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    method = str(connection.scope.get("method"))
    return "GET" if method == "HEAD" else method


def _names(route: BaseRoute) -> Iterable[str]:
    methods = {"GET" if method == "HEAD" else method for method in route.methods}
    return (f"{method} {route.path_format}" for method in methods - {"OPTIONS"})
