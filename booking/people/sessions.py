"""Signed-in browsers: kept on the server, so that they can be seen and ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from booking.foundation.ids import new_token, token_hash
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.people.models import WebSession
from booking.people.queries import principal_of
from booking.people.values import Principal

FRESH_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """``idle``: without an act or a page; ``longest``: whatever happens (ASVS 5.0 7.3)."""

    idle: timedelta
    longest: timedelta


def session_limits(settings: Settings) -> SessionLimits:
    return SessionLimits(
        idle=timedelta(minutes=settings.session_idle_minutes),
        longest=timedelta(days=settings.session_days_max),
    )


def start_session(
    session: Session, person_id: int, *, browser: str, limits: SessionLimits, now: datetime
) -> str:
    """Sign this browser in; returns the token for its cookie. Always a new one (ASVS 7.2.4)."""
    token = new_token()
    session.add(
        WebSession(
            token_hash=token_hash(token),
            person_id=person_id,
            browser=browser[:200],
            created_at=now,
            seen_at=now,
            expires_at=now + limits.longest,
        )
    )
    session.flush()
    return token


def person_behind(
    session: Session, token: str, *, limits: SessionLimits, now: datetime
) -> Principal | None:
    """Who is signed in with ``token``; None when the session ended or the person may not."""
    row = session.get(WebSession, token_hash(token))
    if row is None or row.expires_at <= now or row.seen_at + limits.idle <= now:
        return None
    return principal_of(session, row.person_id, today=day_of(now))


def mark_seen(session: Session, token: str, *, now: datetime) -> None:
    session.execute(
        update(WebSession)
        .where(col(WebSession.token_hash) == token_hash(token))
        .values(seen_at=now)
    )


def end_session(session: Session, token: str) -> None:
    session.execute(delete(WebSession).where(col(WebSession.token_hash) == token_hash(token)))


def end_sessions_of(session: Session, person_id: int) -> None:
    """Sign this person out everywhere."""
    session.execute(delete(WebSession).where(col(WebSession.person_id) == person_id))


def forget_ended_sessions(session: Session, *, limits: SessionLimits, now: datetime) -> None:
    session.execute(
        delete(WebSession).where(
            or_(col(WebSession.expires_at) <= now, col(WebSession.seen_at) <= now - limits.idle)
        )
    )


def sessions_of(
    session: Session, person_id: int, *, limits: SessionLimits, now: datetime
) -> Sequence[WebSession]:
    """The browsers in which this person is signed in now, the last used first."""
    statement = (
        select(WebSession)
        .where(WebSession.person_id == person_id)
        .where(col(WebSession.expires_at) > now, col(WebSession.seen_at) > now - limits.idle)
        .order_by(col(WebSession.seen_at).desc(), col(WebSession.token_hash))
    )
    return session.exec(statement).all()


def end_one_session(session: Session, person_id: int, key: str) -> None:
    """End the session with this hash, if it is this person's."""
    session.execute(
        delete(WebSession).where(
            col(WebSession.token_hash) == key, col(WebSession.person_id) == person_id
        )
    )


def end_other_sessions(session: Session, person_id: int, token: str) -> None:
    """Sign this person out everywhere but here."""
    session.execute(
        delete(WebSession).where(
            col(WebSession.person_id) == person_id,
            col(WebSession.token_hash) != token_hash(token),
        )
    )


def is_fresh(session: Session, token: str, *, now: datetime) -> bool:
    """Whether this browser signed in just now: then it is surely still the same person."""
    row = session.get(WebSession, token_hash(token))
    return row is not None and now - row.created_at <= FRESH_FOR


def end_all_sessions(session: Session) -> None:
    """Sign everybody out: after a backup was put back, sessions may live that were ended since."""
    session.execute(delete(WebSession))
