"""By which mail address a room is invited, or a desk in a zone: what stands before its @."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from booking.foundation.errors import Conflict, Refused
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.values import Act
from booking.spaces.models import MailName
from booking.spaces.operations import begin_change
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, SpaceKind

NAME_LENGTH_MAX = 40  # 64 by RFC 5321 §4.5.3.1.1
PLAIN = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
OF_THE_HOUSE = frozenset(
    {"abuse", "boeking", "mailer-daemon", "noreply", "no-reply", "postmaster", "root", "woonkamer"}
)


class MailNameTaken(Conflict):
    code = "mail-name-taken"
    sentence = N_("There is a room or zone with this mail address already. Please choose another.")


class NoMailName(Refused):
    code = "no-mail-name"
    sentence = N_(
        "Before the @ stand small letters and digits, with dots or dashes between them, such as "
        "raadzaal or 1-30."
    )


@dataclass(frozen=True, slots=True)
class Invitable:
    """What can be invited: a room, or a zone of which a free desk is asked."""

    space_id: int | None = None
    zone_id: int | None = None


def name_from(number: str) -> str:
    """The name that a room has as long as nobody chose one: 1.30 is 1-30. Pure."""
    plain = unicodedata.normalize("NFKD", number).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:NAME_LENGTH_MAX].strip("-")


def all_names(
    rooms: Iterable[BookableSpace], chosen: Mapping[str, Invitable]
) -> dict[str, Invitable]:
    """Every name that is in use: those ``chosen``, and of other rooms that of their number. Pure.

    Who was named comes first: a new number does not take away an address that people know.
    """
    names = dict(chosen)
    named = {invitable.space_id for invitable in chosen.values()}
    for room in sorted(rooms, key=lambda room: room.id):
        name = name_from(room.number)
        if room.id in named or not name:
            continue
        if name in names or name in OF_THE_HOUSE:
            name = f"{name}-{room.id}"
        names[name] = Invitable(space_id=room.id)
    return names


def names_in_use(session: Session, *, today: date) -> dict[str, Invitable]:
    """Every name of a room that is in use, or will be, and of every zone that has one."""
    rooms = [
        space for space in current_stock(session).spaces.values()
        if space.kind is SpaceKind.ROOM and _has_future(space, today)
    ]  # fmt: skip
    return all_names(rooms, _chosen(session))


def name_of(session: Session, invitable: Invitable, *, today: date) -> str:
    """Empty when it has none: a zone that was not given one, a room that is gone."""
    names = names_in_use(session, today=today)
    return next((name for name, other in names.items() if other == invitable), "")


def chosen_name(session: Session, invitable: Invitable) -> str:
    """The name that somebody gave it; empty when nobody did."""
    row = _row_of(session, invitable)
    return row.name if row is not None else ""


def name_for_mail(session: Session, act: Act, invitable: Invitable, name: str) -> None:
    """Give it this name; with an empty one a room has that of its number again, a zone none.

    Raises :class:`NoMailName` and :class:`MailNameTaken`.
    """
    begin_change(session, act)
    name = name.strip().lower()
    row, before = _row_of(session, invitable), chosen_name(session, invitable)
    if name == before or (not before and name == name_of(session, invitable, today=day_of(act.at))):
        return
    if name:
        _require_free(session, invitable, name, today=day_of(act.at))
    if row is not None:
        session.delete(row)
        session.flush()
    if name:
        session.add(MailName(name=name, space_id=invitable.space_id, zone_id=invitable.zone_id))
    kind, key = ("space", invitable.space_id) if invitable.space_id else ("zone", invitable.zone_id)
    write_down(session, act, "mail-name-changed", (kind, key), before={"name": before},
               after={"name": name})  # fmt: skip


def forget_mail_name(session: Session, invitable: Invitable) -> None:
    """For what is removed."""
    row = _row_of(session, invitable)
    if row is not None:
        session.delete(row)
        session.flush()


def _require_free(session: Session, invitable: Invitable, name: str, *, today: date) -> None:
    if not PLAIN.fullmatch(name) or len(name) > NAME_LENGTH_MAX or name in OF_THE_HOUSE:
        raise NoMailName
    if names_in_use(session, today=today).get(name, invitable) != invitable:
        raise MailNameTaken(f"{name!r} is taken")


def _row_of(session: Session, invitable: Invitable) -> MailName | None:
    of = (
        col(MailName.space_id) == invitable.space_id
        if invitable.space_id is not None
        else col(MailName.zone_id) == invitable.zone_id
    )
    return session.exec(select(MailName).where(of)).one_or_none()


def _chosen(session: Session) -> dict[str, Invitable]:
    rows = session.exec(select(MailName).order_by(col(MailName.name)))
    return {row.name: Invitable(row.space_id, row.zone_id) for row in rows}


def _has_future(space: BookableSpace, today: date) -> bool:
    return any(term.valid_until is None or term.valid_until > today for term in space.terms)
