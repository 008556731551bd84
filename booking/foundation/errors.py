"""The four ways the domain says no, and the one way the machine does."""

from typing import ClassVar

from booking.foundation.texts import N_


class DomainError(Exception):
    """Something a person asked for and cannot have.

    ``sentence`` is what people read, in English and with placeholders that ``facts`` fill;
    doors translate it. ``code`` names the kind of error to programs. The exception's own
    message is for the log.
    """

    code: ClassVar[str]
    sentence: ClassVar[str]

    def __init__(self, message: str = "", **facts: object) -> None:
        super().__init__(message or self.code)
        self.facts = facts


class NotFound(DomainError):
    """The thing does not exist, or not for this person."""


class Refused(DomainError):
    """A rule forbids it; the person may ask differently."""


class Conflict(DomainError):
    """It was possible a moment ago; someone or something came first."""


class Forbidden(DomainError):
    """This person may never do this."""


class Unavailable(Exception):
    """The house cannot answer now (database away, disk full, lock not had in time).

    Nothing was stored. The door answers "try again in a moment" (HTTP 503).
    """

    code: ClassVar[str] = "unavailable"
    sentence: ClassVar[str] = N_(
        "This does not work at the moment. Nothing was changed. Please try again in a minute."
    )


class StorageFull(Unavailable):
    """The disk is full or cannot be written; reading goes on."""

    code = "storage-full"
    sentence = N_(
        "Nothing can be stored at the moment because the storage is full. You can still look "
        "things up. The administrator has been told."
    )


class Contended(Unavailable):
    """Another transaction won the race for a lock; doing it again usually works."""

    code = "contended"
