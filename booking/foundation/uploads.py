"""Files between their preview and their confirmation: kept for an hour, for their owner only."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Field, Session, SQLModel, col

from booking.foundation.columns import OneLine
from booking.foundation.errors import Refused
from booking.foundation.ids import new_uid
from booking.foundation.texts import N_

KEPT_FOR = timedelta(hours=1)


class Upload(SQLModel, table=True):
    """What was sent, byte for byte; nothing has read it yet."""

    id: str = Field(default_factory=new_uid, primary_key=True)
    person_id: int
    kind: str
    name: str = Field(sa_type=OneLine)
    content: bytes
    at: datetime


class UploadGone(Refused):
    code = "upload-gone"
    sentence = N_("This file is not here any more: after an hour it is thrown away. Send it again.")


def keep_upload(
    session: Session, person_id: int, kind: str, *, name: str, content: bytes, at: datetime
) -> Upload:
    """Store a file until it is confirmed; the earlier one of this person and kind is dropped."""
    session.execute(
        delete(Upload).where(col(Upload.person_id) == person_id, col(Upload.kind) == kind)
    )
    upload = Upload(person_id=person_id, kind=kind, name=name, content=content, at=at)
    session.add(upload)
    session.flush()
    return upload


def kept_upload(session: Session, number: str, person_id: int, kind: str) -> Upload:
    """Raises :class:`UploadGone`: too old, or somebody else's."""
    upload = session.get(Upload, number)
    if upload is None or (upload.person_id, upload.kind) != (person_id, kind):
        raise UploadGone(f"no {kind} upload of {person_id}")
    return upload


def drop_upload(session: Session, upload: Upload) -> None:
    session.delete(upload)
    session.flush()


def forget_uploads(session: Session, *, now: datetime) -> None:
    session.execute(delete(Upload).where(col(Upload.at) <= now - KEPT_FOR))
