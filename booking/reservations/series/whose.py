"""For whom the new dates of a series are: always for whom the series is."""

from sqlmodel import Session

from booking.foundation.errors import Refused
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_
from booking.people.delegates import require_may_reserve_for
from booking.people.permissions import NotAllowed
from booking.people.queries import principal_of
from booking.people.values import Act, Principal
from booking.reservations.series.models import Series
from booking.reservations.series.values import SeriesPlan, Step


class NotForTheirs(Refused):
    code = "not-for-theirs"
    sentence = N_(
        "This change asks for new dates, and you cannot reserve for the person whose series this "
        "is. Keep to the dates it has, or ask that person or the facility team."
    )


def holder_for(session: Session, act: Act, series: Series, plan: SeriesPlan) -> Principal:
    """Who holds the new dates of ``plan``.

    Raises :class:`NotForTheirs` where it has some and ``act.by`` may not reserve for them.
    """
    holder = principal_of(session, series.holder_id, today=day_of(act.at))
    if not plan.taking(Step.RESERVE):
        return holder or act.by
    if holder is None:
        raise NotForTheirs(f"{series.holder_id} reserves no more")
    try:
        require_may_reserve_for(session, act.by, holder)
    except NotAllowed as error:
        raise NotForTheirs(str(error)) from error
    return holder
