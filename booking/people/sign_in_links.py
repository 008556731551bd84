"""One-time links: whoever reads a person's mail, in the browser that asked, is that person.

The token goes out once, in a letter; here rests only its hash. It works once, for LINK_LIFE,
and only together with the cookie of the browser that asked, so neither a mail scanner nor
somebody who reads along can use it.
"""

from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, update
from sqlmodel import Session, col

from booking.foundation.errors import Refused
from booking.foundation.ids import new_token, token_hash
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_
from booking.people.models import SignInLink
from booking.people.queries import principal_of
from booking.people.values import Principal

LINK_LIFE = timedelta(minutes=10)  # ASVS 5.0 6.5.5


class LinkRefused(Refused):
    """The link does not let in; its sentence says why, and what to do."""


class LinkUnknown(LinkRefused):
    code = "link-unknown"
    sentence = N_("This link does not work any more. Ask for a new one; it comes by mail.")


class LinkUsed(LinkRefused):
    code = "link-used"
    sentence = N_("This link was used before, and works only once. Ask for a new one.")


class LinkExpired(LinkRefused):
    code = "link-expired"
    sentence = N_("This link is too old: it works for %(minutes)s minutes. Ask for a new one.")


class OtherBrowser(LinkRefused):
    code = "link-other-browser"
    sentence = N_(
        "This link only works in the browser in which you asked for it. Open it there, or ask "
        "for a new one here."
    )


def browser_mark(browser_token: str) -> str:
    """What is kept of the browser that asked. "link" keeps it apart from other one-time rows."""
    return token_hash(f"link {browser_token}")


def issue_link(session: Session, person_id: int, *, browser_hash: str, now: datetime) -> str:
    """A new link for this person; returns the token that goes into the letter."""
    token = new_token()
    session.add(
        SignInLink(
            token_hash=token_hash(token),
            person_id=person_id,
            browser_hash=browser_hash,
            expires_at=now + LINK_LIFE,
        )
    )
    session.flush()
    return token


def check_link(session: Session, token: str, *, browser_token: str, now: datetime) -> SignInLink:
    """The link, untouched. Raises the reason why it does not work (here, any more, at all)."""
    link = session.get(SignInLink, token_hash(token))
    if link is None:
        raise LinkUnknown
    if link.browser_hash != browser_mark(browser_token):
        raise OtherBrowser
    if link.used_at is not None:
        raise LinkUsed
    if link.expires_at <= now:
        raise LinkExpired(minutes=LINK_LIFE // timedelta(minutes=1))
    return link


def use_link(session: Session, token: str, *, browser_token: str, now: datetime) -> Principal:
    """Burn the link; returns who it was for. Of two at once, one is told it was used."""
    link = check_link(session, token, browser_token=browser_token, now=now)
    burn(session, link, now=now)
    person = principal_of(session, link.person_id, today=day_of(now))
    if person is None:
        raise LinkUnknown
    return person


def burn(session: Session, link: SignInLink, *, now: datetime) -> None:
    burned: CursorResult[tuple[()]] = session.execute(  # type: ignore[assignment]  # an UPDATE
        update(SignInLink)
        .where(col(SignInLink.token_hash) == link.token_hash, col(SignInLink.used_at).is_(None))
        .values(used_at=now)
    )
    if not burned.rowcount:
        raise LinkUsed


def forget_links_of(session: Session, person_id: int) -> None:
    """No link that is on its way lets this person in any more; nor a first step just taken."""
    session.execute(delete(SignInLink).where(col(SignInLink.person_id) == person_id))


def forget_expired_links(session: Session, *, now: datetime) -> None:
    session.execute(delete(SignInLink).where(col(SignInLink.expires_at) <= now - LINK_LIFE))
