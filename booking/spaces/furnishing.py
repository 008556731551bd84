"""What the facility manager does with the kinds of equipment that spaces can have."""

import re
import unicodedata

from sqlmodel import Session, col, select

from booking.foundation.errors import Conflict
from booking.foundation.texts import N_, speaking, text
from booking.people.acts import write_down
from booking.people.queries import stored
from booking.people.values import Act
from booking.spaces.models import Equipment, Space, SpaceEquipment
from booking.spaces.operations import begin_change

CODE_LENGTH_MAX = 30
SHOWN_MAX = 5


class EquipmentNameTaken(Conflict):
    code = "equipment-name-taken"
    sentence = N_("There is equipment called %(name)s already. Please choose another name.")


class EquipmentInUse(Conflict):
    code = "equipment-in-use"
    sentence = N_(
        "%(name)s cannot be removed: %(spaces)s still have it. Take it off those spaces first."
    )


def add_equipment(session: Session, act: Act, *, name: str, icon: str) -> str:
    """Its code."""
    begin_change(session, act)
    known = {row.code: row for row in session.exec(select(Equipment))}
    _require_free(known, name)
    code = _new_code(name, set(known))
    session.add(Equipment(code=code, name=name, icon=icon))
    write_down(session, act, "equipment-added", ("equipment", code),
               after={"name": name, "icon": icon})  # fmt: skip
    return code


def change_equipment(session: Session, act: Act, code: str, *, name: str, icon: str) -> None:
    begin_change(session, act)
    row = stored(session, Equipment, code)
    others = {each.code: each for each in session.exec(select(Equipment)) if each.code != code}
    _require_free(others, name)
    before = {"name": row.name, "icon": row.icon}
    # a name we translate stays what it is when it comes back in somebody's own language
    row.name, row.icon = (row.name if name.lower() in _names(row) else name), icon
    after = {"name": row.name, "icon": row.icon}
    if after != before:
        write_down(session, act, "equipment-changed", ("equipment", code), before=before,
                   after=after)  # fmt: skip


def remove_equipment(session: Session, act: Act, code: str) -> None:
    """Only what no space has, in use or not."""
    begin_change(session, act)
    row = stored(session, Equipment, code)
    numbers = spaces_with(session, code)
    if numbers:
        raise EquipmentInUse(name=text(row.name), spaces=shortly(numbers))
    session.delete(row)
    write_down(session, act, "equipment-removed", ("equipment", code),
               before={"name": row.name, "icon": row.icon})  # fmt: skip


def spaces_with(session: Session, code: str) -> list[str]:
    """The numbers of the spaces that have this equipment."""
    statement = (
        select(Space.number)
        .join(SpaceEquipment, col(SpaceEquipment.space_id) == Space.id)
        .where(SpaceEquipment.equipment_code == code)
        .order_by(col(Space.number))
    )
    return list(session.exec(statement))


def shortly(names: list[str]) -> str:
    """1.12, 1.14 … (23): the first few, and how many there are when that is not all."""
    shown = ", ".join(names[:SHOWN_MAX])
    return shown if len(names) <= SHOWN_MAX else f"{shown} … ({len(names)})"


def _require_free(known: dict[str, Equipment], name: str) -> None:
    if any(name.lower() in _names(row) for row in known.values()):
        raise EquipmentNameTaken(name=name)


def _names(row: Equipment) -> set[str]:
    """What it is called, in every language."""
    found = set()
    for language in ("nl", "en"):
        with speaking(language):
            found.add(text(row.name).lower())
    return found


def _new_code(name: str, known: set[str]) -> str:
    """Small letters and _: it stands in addresses, and in lists separated by spaces."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:CODE_LENGTH_MAX] or "voorziening"
    names = (stem, *(f"{stem}_{n}" for n in range(2, len(known) + 3)))
    return next(code for code in names if code not in known)
