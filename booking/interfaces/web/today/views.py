"""Vandaag as plain data: my desk, my meetings, my colleagues, the rooms that are free now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from booking.foundation.formats import show_day, show_duration, show_span, week_number
from booking.foundation.local_time import day_of, local_day, to_local
from booking.foundation.periods import Period
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.answers import recent_answers
from booking.interfaces.web.desks.search import WHOLE_DAY, period_asked, why_no_desks
from booking.interfaces.web.desks.snippet import snippet
from booking.interfaces.web.desks.views import look_at_desks, place_in_words, proposal_card
from booking.interfaces.web.presence import Colleague, colleagues_in
from booking.interfaces.web.tickets import address_of, tickets_of, title_of
from booking.interfaces.web.today.coming_days import coming_days
from booking.interfaces.web.today.rooms_now import COMPANIES, rooms_now
from booking.interfaces.web.waiting.view import offers_to
from booking.people.queries import names_of
from booking.people.values import Principal
from booking.reservations.desk_days import desk_hours, open_days_after
from booking.reservations.desks import HeldDesk, own_desks
from booking.reservations.models import Reservation
from booking.reservations.queries import reservations_of, space_ids_of
from booking.reservations.values import HOLDING, ReservationState
from booking.spaces.values import Stock

MORNING_ENDS, AFTERNOON_ENDS = time(12), time(18)
COMING_DAYS = 42
COMING_MAX = 10
ASKED_DAYS = 366


@dataclass(frozen=True, slots=True)
class TodayPage:
    """What the page of one person at one instant is made with."""

    session: Session
    viewer: Principal
    stock: Stock
    now: datetime

    @property
    def day(self) -> date:
        return day_of(self.now)

    def heading(self) -> dict[str, str]:
        clock = to_local(self.now).time()
        greeting = N_("Good evening, %(name)s")
        if clock < AFTERNOON_ENDS:
            greeting = N_("Good afternoon, %(name)s")
        if clock < MORNING_ENDS:
            greeting = N_("Good morning, %(name)s")
        return {
            "title": text(greeting, name=self.viewer.name.split()[0]),
            "lead": text(
                "%(day)s, week %(week)s", day=show_day(self.day), week=week_number(self.day)
            ),
        }

    def staff(self, company: int) -> dict[str, Any]:
        """For who works here: a desk, the meetings, a room now, the week ahead, the team."""
        meetings = self._meetings()
        hours = desk_hours(self.stock, self.day)
        return {
            "heading": self.heading(),
            "desk": self.desk(),
            "offers": offers_to(self.session, self.viewer, now=self.now),
            "next_meeting": self._next(meetings),
            "meetings": self._tickets(meetings, with_day=False),
            "is_open_now": hours is not None and hours.contains(self.now),
            "company": company,
            "companies": COMPANIES,
            "rooms": rooms_now(self.session, self.viewer, company, stock=self.stock, now=self.now),
            "days": coming_days(self.session, self.viewer, stock=self.stock, now=self.now),
            "colleagues": colleagues_in(
                self.session, self.viewer, local_day(self.day), stock=self.stock
            ),
            "has_team": self.viewer.team_id is not None,
        }

    def partner(self) -> dict[str, Any]:
        """For a partner's contact: what their organisation has here, today and later."""
        today = self._held(local_day(self.day).starts_at, 1)
        later = self._held(local_day(self.day).ends_at, COMING_DAYS)
        return {
            "heading": self.heading(),
            "offers": offers_to(self.session, self.viewer, now=self.now),
            "answers": recent_answers(
                self.session, self._asked(), viewer=self.viewer, now=self.now
            ),
            "meetings": self._tickets(today, with_day=False),
            "coming": self._tickets(later[:COMING_MAX], with_day=True),
        }

    def desk(self) -> dict[str, Any]:
        """Where I sit today; or where I could; or why not, and the next day on which I can."""
        held = [h for h in own_desks(self.session, self.viewer, local_day(self.day))
                if h.reservation.ends_at > self.now
                and h.reservation.state is not ReservationState.OPTION]  # fmt: skip
        if held:
            return {"kind": "held", "desks": self._held_desks(held)}
        offer = self._offer(self.day)
        if offer is not None:
            return {"kind": "offer", **offer}
        full = period_asked(self.day, None, stock=self.stock, now=self.now) is not None
        why = text("All desks are taken today.") if full else why_no_desks(
            self.day, stock=self.stock, now=self.now
        )  # fmt: skip
        coming = open_days_after(self.stock, self.day, 1)
        later = self._offer(coming[0]) if coming else None
        return {"kind": "full" if full else "closed", "why": why, "later": later}

    def _offer(self, day: date) -> dict[str, Any] | None:
        """The best desk for what is left of ``day``, and the form that reserves it."""
        period = period_asked(day, None, stock=self.stock, now=self.now)
        if period is None or own_desks(self.session, self.viewer, period):
            return None
        view = look_at_desks(self.session, self.viewer, period, stock=self.stock, now=self.now)
        if not view.proposals:
            return None
        return {
            "proposal": proposal_card(view, view.proposals[0]),
            "snippet": snippet(self.stock, view.proposals[0].desk, day, state="free",
                               colleagues=view.colleagues),
            "fields": {"datum": day.isoformat(), "dagdeel": WHOLE_DAY},
            "free": plural_text("%(count)s desk is free", "%(count)s desks are free",
                                len(view.proposals)),
            "all_url": f"/werkplek?datum={day.isoformat()}",
        }  # fmt: skip

    def _held_desks(self, held: Sequence[HeldDesk]) -> list[dict[str, Any]]:
        team = colleagues_in(self.session, self.viewer, local_day(self.day), stock=self.stock)
        return [self._held_desk(each, team) for each in held]

    def _held_desk(self, seat: HeldDesk, team: Sequence[Colleague]) -> dict[str, Any]:
        desk, held = self.stock.spaces[seat.space_id], seat.reservation
        return {
            "number": desk.number,
            "place": place_in_words(self.stock, desk, self.day),
            "when": show_span(held.period),
            "uid": held.uid,
            "href": address_of(seat),
            "is_of_group": seat.is_of_group,
            "is_running": held.period.contains(self.now),
            "is_checked_in": seat.checked_in_at is not None,
            "snippet": snippet(self.stock, desk, self.day, state="mine", colleagues=team),
        }

    def _meetings(self) -> list[Reservation]:
        """Rooms of today that are mine in some way and not over."""
        return [r for r in self._held(local_day(self.day).starts_at, 1)
                if r.ended_at is None and r.ends_at > self.now]  # fmt: skip

    def _held(self, begin: datetime, days: int) -> list[Reservation]:
        """Of ``days`` from ``begin``: rooms that I hold or host, a partner's contact: of us."""
        last = day_of(begin) + timedelta(days=days - 1)
        within = Period(begin, local_day(last).ends_at)
        found = [r for r in reservations_of(self.session, self.viewer, within)
                 if r.state in HOLDING and self._is_mine(r)]  # fmt: skip
        space_ids = space_ids_of(self.session, [r.id or 0 for r in found])
        return [r for r in found if not self.stock.spaces[space_ids[r.id or 0][0]].is_desk]

    def _asked(self) -> Sequence[Reservation]:
        within = Period(self.now, self.now + timedelta(days=ASKED_DAYS))
        return reservations_of(self.session, self.viewer, within)

    def _is_mine(self, reservation: Reservation) -> bool:
        """What I only made for somebody else is no meeting of mine."""
        if self.viewer.partner_id is not None:
            return reservation.partner_id == self.viewer.partner_id
        return self.viewer.id in {reservation.holder_id, reservation.host_id}

    def _tickets(self, reservations: list[Reservation], *, with_day: bool) -> list[dict[str, Any]]:
        return tickets_of(
            reservations, space_ids_of(self.session, [r.id or 0 for r in reservations]),
            stock=self.stock, viewer=self.viewer, now=self.now, with_day=with_day,
            names=names_of(self.session, [r.holder_id for r in reservations]),
        )  # fmt: skip

    def _next(self, meetings: list[Reservation]) -> dict[str, Any] | None:
        """The meeting that runs or comes first: when, with how many, and how to get there."""
        if not meetings:
            return None
        first = meetings[0]
        ids = space_ids_of(self.session, [first.id or 0])[first.id or 0]
        spaces = [self.stock.spaces[space_id] for space_id in ids]
        hosts = [n for n in (first.holder_id, first.host_id) if n and n != self.viewer.id]
        names = names_of(self.session, hosts)
        return {
            "title": title_of(first, spaces, self.viewer),
            "is_running": first.period.contains(self.now),
            "wait": show_duration(first.starts_at - self.now) if first.starts_at > self.now else "",
            "when": show_span(first.period),
            "room": f"{spaces[0].name} ({spaces[0].number})",
            "route": place_in_words(self.stock, spaces[0], self.day),
            "who": ", ".join(dict.fromkeys(names.values())),
            "people": plural_text("%(count)s person", "%(count)s people", first.attendee_count),
            "href": f"/reserveringen/{first.uid}",
        }
