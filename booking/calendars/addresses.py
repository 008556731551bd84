"""Secret addresses at which calendar programs read: one's own, or made by the house for others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from booking.calendars.models import FeedToken
from booking.foundation.errors import Refused
from booking.foundation.ids import token_hash
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.permissions import Action, NotThere, require_may
from booking.people.values import Act, Principal
from booking.spaces.values import SpaceKind

FEEDS_MAX = 10
USED_AGAIN_AFTER = timedelta(hours=1)
SECOND = timedelta(seconds=1)
NAME_LENGTH = 16  # of a hash, enough to tell one feed from all others


class TooManyFeeds(Refused):
    code = "too-many-feeds"
    sentence = N_("You have %(count)s calendar addresses. Revoke one that you do not use first.")


class TooManySharedFeeds(Refused):
    code = "too-many-shared-feeds"
    sentence = N_(
        "%(name)s has %(count)s calendar addresses. Revoke one that is not used any more first."
    )


@dataclass(frozen=True, slots=True)
class Shared:
    """Whose calendar others may have: of a room, of the desks or rooms of a zone, of a partner."""

    name: str
    space_id: int | None = None
    zone_id: int | None = None
    space_kind: SpaceKind | None = None
    partner_id: int | None = None

    @property
    def key(self) -> tuple[int | None, int | None, SpaceKind | None, int | None]:
        return self.space_id, self.zone_id, self.space_kind, self.partner_id


def open_feed(session: Session, act: Act, token: str) -> None:
    """Make ``token`` an address for the one who asks. The same one twice is one address."""
    if _is_known(session, token):
        return
    count = len(feeds_of(session, act.by))
    if count >= FEEDS_MAX:
        raise TooManyFeeds(count=count)
    _open(session, act, token, person_id=act.by.id)


def replace_feed(session: Session, act: Act, name: str, token: str) -> None:
    """Close one's own address with this name and make ``token`` one; raises :class:`NotThere`."""
    if _is_known(session, token):
        return
    revoke_feed(session, act, name)
    _open(session, act, token, person_id=act.by.id)


def open_shared_feed(session: Session, act: Act, shared: Shared, token: str) -> None:
    """Make ``token`` an address of ``shared``. The same one twice is one address."""
    require_may(act.by, Action.MANAGE_HOUSE)
    if _is_known(session, token):
        return
    count = sum(key_of(feed) == shared.key for feed in shared_feeds(session))
    if count >= FEEDS_MAX:
        raise TooManySharedFeeds(count=count, name=shared.name)
    _open(session, act, token, space_id=shared.space_id, zone_id=shared.zone_id,
          space_kind=shared.space_kind, partner_id=shared.partner_id)  # fmt: skip


def replace_shared_feed(session: Session, act: Act, name: str, token: str) -> FeedToken:
    """Close the address with this name and make ``token`` one of the same calendar.

    Returns the one that was closed; raises :class:`NotThere` when it is not open.
    """
    require_may(act.by, Action.MANAGE_HOUSE)
    old = _shared_feed(session, name)
    if not _is_known(session, token):
        _close(session, act, old)
        _open(session, act, token, space_id=old.space_id, zone_id=old.zone_id,
              space_kind=old.space_kind, partner_id=old.partner_id)  # fmt: skip
    return old


def revoke_feed(session: Session, act: Act, name: str) -> None:
    """Close the address with this name; raises :class:`NotThere` when it is not the asker's."""
    feed = next((feed for feed in feeds_of(session, act.by) if name_of(feed) == name), None)
    if feed is None:
        raise NotThere(f"no open feed {name}")
    _close(session, act, feed)


def revoke_shared_feed(session: Session, act: Act, name: str) -> None:
    """Close the address with this name; raises :class:`NotThere` when it is not open."""
    require_may(act.by, Action.MANAGE_HOUSE)
    feed = _shared_feed(session, name)
    if feed.revoked_at is not None:
        raise NotThere(f"shared feed {name} is closed")
    _close(session, act, feed)


def feeds_of(session: Session, person: Principal) -> Sequence[FeedToken]:
    """The addresses of a person that are open, the newest first."""
    statement = (
        select(FeedToken)
        .where(FeedToken.person_id == person.id, col(FeedToken.revoked_at).is_(None))
        .order_by(col(FeedToken.created_at).desc(), col(FeedToken.token_hash))
    )
    return session.exec(statement).all()


def shared_feeds(session: Session) -> Sequence[FeedToken]:
    """The addresses of rooms, zones and partners that are open, the newest first."""
    statement = (
        select(FeedToken)
        .where(col(FeedToken.person_id).is_(None), col(FeedToken.revoked_at).is_(None))
        .order_by(col(FeedToken.created_at).desc(), col(FeedToken.token_hash))
    )
    return session.exec(statement).all()


def key_of(feed: FeedToken) -> tuple[int | None, int | None, SpaceKind | None, int | None]:
    """As of :class:`Shared`."""
    return feed.space_id, feed.zone_id, feed.space_kind, feed.partner_id


def open_address(session: Session, token: str) -> FeedToken:
    """What this token opens. Raises :class:`NotThere`: unknown, or revoked."""
    feed = session.get(FeedToken, token_hash(token))
    if feed is None or feed.revoked_at is not None:
        raise NotThere("no open feed with this token")
    return feed


def name_of(feed: FeedToken) -> str:
    """How a feed is named on screen and in the journal: it opens nothing."""
    return feed.token_hash[:NAME_LENGTH]


def is_use_noted(feed: FeedToken, version: str, *, now: datetime) -> bool:
    """Whether it is on record that this version was read, and so within the last hour."""
    is_recent = feed.used_at is not None and now < feed.used_at + USED_AGAIN_AFTER
    return is_recent and feed.version == version


def note_use(session: Session, token: str, version: str, *, now: datetime) -> datetime | None:
    """Returns since when ``version`` is given out, in whole seconds: each later than the last."""
    feed = session.get_one(FeedToken, token_hash(token))
    feed.used_at = now
    if feed.version != version:
        after_the_last = feed.version_at + SECOND if feed.version_at else now
        feed.version, feed.version_at = version, max(now, after_the_last).replace(microsecond=0)
    return feed.version_at


def _is_known(session: Session, token: str) -> bool:
    return session.get(FeedToken, token_hash(token)) is not None


def _shared_feed(session: Session, name: str) -> FeedToken:
    """Open or closed, so that a form that is sent twice is understood twice."""
    known = select(FeedToken).where(
        col(FeedToken.person_id).is_(None),
        col(FeedToken.token_hash).startswith(name, autoescape=True),
    )
    found = [feed for feed in session.exec(known) if name_of(feed) == name]
    if not found:
        raise NotThere(f"no shared feed {name}")
    return found[0]


def _open(session: Session, act: Act, token: str, **whose: Any) -> None:
    feed = FeedToken(token_hash=token_hash(token), creator_id=act.by.id, created_at=act.at,
                     language=act.by.language, **whose)  # fmt: skip
    session.add(feed)
    write_down(session, act, "open-feed", ("feed", name_of(feed)), after=_facts(feed))


def _close(session: Session, act: Act, feed: FeedToken) -> None:
    feed.revoked_at = act.at
    write_down(session, act, "revoke-feed", ("feed", name_of(feed)), after=_facts(feed))


def _facts(feed: FeedToken) -> dict[str, Any] | None:
    facts = {"space_id": feed.space_id, "zone_id": feed.zone_id, "kind": feed.space_kind,
             "partner_id": feed.partner_id}  # fmt: skip
    return {name: fact for name, fact in facts.items() if fact} or None
