"""Mail in its turn: whose fault it was counts, and other work does not wait for it."""

from typing import Any

import pytest
from sqlmodel import select

from booking.foundation.errors import Unavailable
from booking.foundation.jobs import enqueue
from booking.interfaces.jobs import mail_in
from booking.interfaces.jobs.mail_in import handle_mail
from booking.interfaces.jobs.registry import HANDLERS
from booking.interfaces.jobs.workplace import Workplace
from booking.messages.incoming.models import IncomingMail
from booking.messages.incoming.operations import ATTEMPTS_MAX, HANDLE_MAIL, take_in
from booking.messages.incoming.understanding import understand_mail
from booking.messages.incoming.values import MailDoor, MailState
from tests.interfaces.jobs.conftest import Clock, do_all


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is stored is the same on both engines."""
    return sqlite_url


def fails(*_: Any, **__: Any) -> None:
    raise Unavailable("the disk is slow")


def stored(workplace: Workplace) -> IncomingMail:
    with workplace.database.reading() as session:
        return session.exec(select(IncomingMail)).one()


def test_trouble_of_the_house_is_not_counted_against_a_mail(
    workplace: Workplace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_in, "read_apart", understand_mail)  # no process of its own is needed
    with workplace.database.writing() as session:
        take_in(session, door=MailDoor.LMTP, recipients=["1-14@ruimtes.example"], raw=b"Hallo",
                envelope_sender="", now=clock())  # fmt: skip
    number = stored(workplace).id
    with monkeypatch.context() as slow:
        slow.setattr(mail_in, "handle", fails)
        for _ in range(ATTEMPTS_MAX + 1):
            with pytest.raises(Unavailable):
                handle_mail(workplace, {"mail_id": number}, clock())
    assert (stored(workplace).state, stored(workplace).attempt_count) == (MailState.WAITING, 0)

    monkeypatch.setattr(mail_in, "settle_due", fails)
    handle_mail(workplace, {"mail_id": number}, clock())
    assert stored(workplace).state is MailState.DONE


def test_other_work_does_not_wait_for_mail(
    workplace: Workplace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    for kind in (HANDLE_MAIL, "work"):
        monkeypatch.setitem(HANDLERS, kind, lambda _place, task, _now: done.append(task["what"]))
    with workplace.database.writing() as session:
        for what in ("first", "second"):
            enqueue(session, HANDLE_MAIL, {"what": what}, due_at=clock.now)
    clock.move(seconds=1)
    with workplace.database.writing() as session:
        enqueue(session, "work", {"what": "other"}, due_at=clock.now)

    do_all(workplace)

    assert done == ["other", "first", "second"]
