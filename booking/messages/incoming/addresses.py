"""Whose mail is taken in here: of rooms and zones, of replies to what we sent, of postmaster."""

import re
from datetime import date

from sqlmodel import Session, select

from booking.foundation.settings import Settings
from booking.messages.incoming.values import Recipient
from booking.messages.models import SentEvent
from booking.spaces.mail_names import Invitable, name_of, names_in_use

REPLY = re.compile(r"boeking\+([A-Za-z0-9_-]{8,64})")


def recipient_of(
    session: Session, settings: Settings, address: str, *, today: date
) -> Recipient | None:
    """None for whom nothing is taken in."""
    local, _, domain = address.strip().rpartition("@")
    if not settings.mail_in.domain or domain.lower() != settings.mail_in.domain:
        return None
    reply = REPLY.fullmatch(local)
    plain = f"{local}@{settings.mail_in.domain}" if reply else address.strip().lower()
    if reply:
        return Recipient(plain, token=reply[1]) if _was_sent(session, reply[1]) else None
    if local.lower() == "postmaster":  # RFC 5321 §4.5.1 asks for one
        return Recipient(plain, is_postmaster=True)
    found = names_in_use(session, today=today).get(local.lower())
    return Recipient(plain, found.space_id, found.zone_id) if found else None


def _was_sent(session: Session, token: str) -> bool:
    """Whether an event of ours went out with it."""
    statement = select(SentEvent.uid).where(SentEvent.token == token).limit(1)
    return session.exec(statement).first() is not None


def address_of(session: Session, settings: Settings, invitable: Invitable, *, today: date) -> str:
    """The address by which it is invited; empty when it has none."""
    domain = settings.mail_in.domain
    name = name_of(session, invitable, today=today) if domain else ""
    return f"{name}@{domain}" if name else ""
