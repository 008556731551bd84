"""A link that somebody asked for: found out here, out of sight, whether they are known."""

from datetime import datetime
from urllib.parse import urlencode

from booking.foundation.database import retried
from booking.foundation.local_time import day_of
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.messages.outbox import post_letter
from booking.people.queries import person_by_email, principal_of
from booking.people.sign_in_links import LINK_LIFE, issue_link

MAIL_SIGN_IN_LINK = "mail_sign_in_link"


@retried
def mail_sign_in_link(workplace: Workplace, task: Task, now: datetime) -> None:
    """Write to whom may come in; nobody hears from this whether an address is known."""
    asked_at = datetime.fromisoformat(task["asked_at"])
    if now >= asked_at + LINK_LIFE:
        return
    with workplace.database.writing() as session:
        person = person_by_email(session, task["email"])
        if person is None or person.id is None:
            return
        if principal_of(session, person.id, today=day_of(now)) is None:
            return
        token = issue_link(session, person.id, browser_hash=task["browser_hash"], now=asked_at)
        post_letter(
            session, workplace.settings, "sign_in_link", to=person, now=now,
            stale_at=asked_at + LINK_LIFE, minutes=int(LINK_LIFE.total_seconds()) // 60,
            address=_address(workplace, token, task["onward"]),
        )  # fmt: skip


def _address(workplace: Workplace, token: str, onward: str) -> str:
    query = urlencode({"verder": onward})
    return f"{workplace.settings.base_address}/inloggen/link/{token}?{query}"
