"""Secret addresses at which calendar programs read: of a person, or of a room for the house."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from booking.calendars.models import FeedToken
from booking.foundation.errors import Refused
from booking.foundation.ids import token_hash
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.permissions import Action, NotThere, require_may
from booking.people.values import Act, Principal
from booking.spaces.values import BookableSpace

FEEDS_MAX = 10
USED_AGAIN_AFTER = timedelta(hours=1)
NAME_LENGTH = 16  # of a hash, enough to tell one feed from all others


class TooManyFeeds(Refused):
    code = "too-many-feeds"
    sentence = N_("You have %(count)s calendar addresses. Revoke one that you do not use first.")


class TooManyRoomFeeds(Refused):
    code = "too-many-room-feeds"
    sentence = N_(
        "%(room)s has %(count)s calendar addresses. Revoke one that is not used any more first."
    )


def open_feed(session: Session, act: Act, token: str) -> None:
    """Make ``token`` an address for the one who asks. The same one twice is one address."""
    if _is_known(session, token):
        return
    count = len(feeds_of(session, act.by))
    if count >= FEEDS_MAX:
        raise TooManyFeeds(count=count)
    _open(session, act, FeedToken(token_hash=token_hash(token), person_id=act.by.id,
                                  creator_id=act.by.id, created_at=act.at))  # fmt: skip


def open_room_feed(session: Session, act: Act, room: BookableSpace, token: str) -> None:
    """Make ``token`` an address of ``room``. The same one twice is one address."""
    require_may(act.by, Action.MANAGE_HOUSE)
    if _is_known(session, token):
        return
    count = sum(feed.space_id == room.id for feed in room_feeds(session))
    if count >= FEEDS_MAX:
        raise TooManyRoomFeeds(count=count, room=room.name)
    _open_for_room(session, act, room.id, token)


def replace_room_feed(session: Session, act: Act, name: str, token: str) -> FeedToken:
    """Close the address with this name and make ``token`` one of the same room.

    Returns the one that was closed; raises :class:`NotThere` when it is not open.
    """
    require_may(act.by, Action.MANAGE_HOUSE)
    old = _room_feed(session, name)
    if _is_known(session, token):
        return old
    assert old.space_id is not None, "an address of a room"
    _close(session, act, old)
    _open_for_room(session, act, old.space_id, token)
    return old


def revoke_feed(session: Session, act: Act, name: str) -> None:
    """Close the address with this name; raises :class:`NotThere` when it is not the asker's."""
    feed = next((feed for feed in feeds_of(session, act.by) if name_of(feed) == name), None)
    if feed is None:
        raise NotThere(f"no open feed {name}")
    _close(session, act, feed)


def revoke_room_feed(session: Session, act: Act, name: str) -> None:
    """Close the address with this name; raises :class:`NotThere` when no room has it open."""
    require_may(act.by, Action.MANAGE_HOUSE)
    feed = _room_feed(session, name)
    if feed.revoked_at is not None:
        raise NotThere(f"room feed {name} is closed")
    _close(session, act, feed)


def feeds_of(session: Session, person: Principal) -> Sequence[FeedToken]:
    """The addresses of a person that are open, the newest first."""
    statement = (
        select(FeedToken)
        .where(FeedToken.person_id == person.id, col(FeedToken.revoked_at).is_(None))
        .order_by(col(FeedToken.created_at).desc(), col(FeedToken.token_hash))
    )
    return session.exec(statement).all()


def room_feeds(session: Session) -> Sequence[FeedToken]:
    """The addresses of rooms that are open, the newest first."""
    statement = (
        select(FeedToken)
        .where(col(FeedToken.space_id).is_not(None), col(FeedToken.revoked_at).is_(None))
        .order_by(col(FeedToken.created_at).desc(), col(FeedToken.token_hash))
    )
    return session.exec(statement).all()


def open_address(session: Session, token: str) -> FeedToken:
    """What this token opens. Raises :class:`NotThere`: unknown, or revoked."""
    feed = session.get(FeedToken, token_hash(token))
    if feed is None or feed.revoked_at is not None:
        raise NotThere("no open feed with this token")
    return feed


def name_of(feed: FeedToken) -> str:
    """How a feed is named on screen and in the journal: it opens nothing."""
    return feed.token_hash[:NAME_LENGTH]


def is_use_noted(feed: FeedToken, *, now: datetime) -> bool:
    """Whether it is on record that the address was read within the last hour."""
    return feed.used_at is not None and now < feed.used_at + USED_AGAIN_AFTER


def note_use(session: Session, token: str, *, now: datetime) -> None:
    session.execute(
        update(FeedToken).where(col(FeedToken.token_hash) == token_hash(token)).values(used_at=now)
    )


def _is_known(session: Session, token: str) -> bool:
    return session.get(FeedToken, token_hash(token)) is not None


def _room_feed(session: Session, name: str) -> FeedToken:
    """Open or closed, so that a form that is sent twice is understood twice."""
    known = select(FeedToken).where(
        col(FeedToken.space_id).is_not(None),
        col(FeedToken.token_hash).startswith(name, autoescape=True),
    )
    found = [feed for feed in session.exec(known) if name_of(feed) == name]
    if not found:
        raise NotThere(f"no room feed {name}")
    return found[0]


def _open_for_room(session: Session, act: Act, space_id: int, token: str) -> None:
    _open(session, act, FeedToken(token_hash=token_hash(token), space_id=space_id,
                                  creator_id=act.by.id, created_at=act.at))  # fmt: skip


def _open(session: Session, act: Act, feed: FeedToken) -> None:
    session.add(feed)
    write_down(session, act, "open-feed", ("feed", name_of(feed)), after=_facts(feed))


def _close(session: Session, act: Act, feed: FeedToken) -> None:
    feed.revoked_at = act.at
    write_down(session, act, "revoke-feed", ("feed", name_of(feed)), after=_facts(feed))


def _facts(feed: FeedToken) -> dict[str, Any] | None:
    return {"space_id": feed.space_id} if feed.space_id else None
