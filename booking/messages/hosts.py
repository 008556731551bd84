"""Letters to who receives the visitors: that they do, and that they no longer do."""

from booking.foundation.journal import JournalEntry
from booking.reservations.models import Reservation

HOST, HOST_NO_MORE = "you_are_host", "host_no_more"


def has_other_host(entry: JournalEntry) -> bool:
    """Whether a change made somebody else the host, or nobody."""
    return (entry.before or {}).get("host") != (entry.after or {}).get("host")


def new_host(entry: JournalEntry, reservation: Reservation) -> int | None:
    """Who became the host by this act, and is it still; not who knows of it already."""
    host = reservation.host_id
    is_named = has_other_host(entry) and (entry.after or {}).get("host") == host
    knows = {reservation.holder_id, entry.actor_id}
    return host if (is_named or entry.action == "reserve") and host not in knows else None
