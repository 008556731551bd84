"""Tables of people, the organisations they belong to, and how they sign in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Index, Integer
from sqlmodel import Field, SQLModel

from booking.foundation.columns import OneLine, word
from booking.people.values import Invitations, PartnerKind, Reminder, Role, Sharing


class Department(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_type=OneLine, unique=True)


class Team(SQLModel, table=True):
    """``home_zone_id``: where the team likes to sit (a zone; see spaces)."""

    id: int | None = Field(default=None, primary_key=True)
    department_id: int = Field(foreign_key="department.id")
    name: str = Field(sa_type=OneLine, unique=True)
    home_zone_id: int | None = Field(default=None)


class Partner(SQLModel, table=True):
    """An organisation outside the town hall, welcome from ``term_from`` to ``term_until``."""

    __table_args__ = (
        CheckConstraint("term_until IS NULL OR term_from < term_until", name="partner_term_runs"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_type=OneLine, unique=True)
    kind: PartnerKind = Field(sa_type=word(PartnerKind))
    term_from: date
    term_until: date | None = None
    needs_approval: bool = False
    """Whether the house decides on all that they ask for, also where a room needs no approval."""


class Person(SQLModel, table=True):
    """Staff or a partner's contact. ``email`` is kept in lower case and is how they are known."""

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="person_email_lower"),
        Index("person_by_team", "team_id"),
        Index("person_by_partner", "partner_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(sa_type=OneLine, unique=True)
    name: str = Field(sa_type=OneLine)
    language: str = "nl"
    team_id: int | None = Field(default=None, foreign_key="team.id")
    partner_id: int | None = Field(default=None, foreign_key="partner.id")
    sharing: Sharing = Field(default=Sharing.NOBODY, sa_type=word(Sharing))
    invitations: Invitations = Field(default=Invitations.ROOMS, sa_type=word(Invitations))
    reminder: Reminder | None = Field(default=None, sa_type=word(Reminder))
    """None until they choose: see ``preferences.reminder_of``."""
    password_hash: str | None = None
    totp_secret: str | None = None
    totp_last_step: int | None = None
    disabled_at: datetime | None = None


class PersonRole(SQLModel, table=True):
    __tablename__ = "person_role"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    role: Role = Field(sa_type=word(Role), primary_key=True)


class FavouriteSpace(SQLModel, table=True):
    """A place (see spaces) that this person wants to be offered first."""

    __tablename__ = "favourite_space"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    space_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))


class Delegation(SQLModel, table=True):
    """``person_id`` lets ``delegate_id`` reserve for them."""

    __table_args__ = (
        CheckConstraint("person_id <> delegate_id", name="delegation_to_another"),
        Index("delegation_by_delegate", "delegate_id"),
    )

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    delegate_id: int = Field(foreign_key="person.id", primary_key=True)
    named_at: datetime


class ZoneApprover(SQLModel, table=True):
    """Who answers requests for the rooms of a zone (see spaces), and who does in their absence.

    Through ``away_until`` the approver is away, and the deputy hears of what is asked.
    """

    __tablename__ = "zone_approver"
    __table_args__ = (
        CheckConstraint("approver_id <> deputy_id", name="deputy_is_another"),
        Index("zone_approver_by_approver", "approver_id"),
        Index("zone_approver_by_deputy", "deputy_id"),
    )

    zone_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    approver_id: int = Field(foreign_key="person.id")
    deputy_id: int | None = Field(default=None, foreign_key="person.id")
    away_until: date | None = None


class SignInLink(SQLModel, table=True):
    """A mailed one-time link; works once, for minutes, in the browser that asked for it."""

    __tablename__ = "sign_in_link"

    token_hash: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    browser_hash: str
    expires_at: datetime
    used_at: datetime | None = None


class Display(SQLModel, table=True):
    """A screen at the door of a room, or in the hall of a building (see spaces).

    Its number is that of an account with which nobody can sign in: under it stands in the
    journal what was pressed there, and for it is held what is reserved there. ``token_hash``
    is of the cookie of the tablet that is paired, ``code_hash`` of the code that pairs one.
    """

    __table_args__ = (
        CheckConstraint("(space_id IS NULL) <> (building_id IS NULL)", name="display_of_one"),
    )

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    space_id: int | None = None
    building_id: int | None = None
    code_hash: str | None = Field(default=None, unique=True)
    code_expires_at: datetime | None = None
    token_hash: str | None = Field(default=None, unique=True)
    paired_at: datetime | None = None
    seen_at: datetime | None = None


class WebSession(SQLModel, table=True):
    """A signed-in browser. The cookie holds the token, the table only its hash."""

    __tablename__ = "web_session"
    __table_args__ = (Index("web_session_by_person", "person_id"),)

    token_hash: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    browser: str = Field(default="", sa_type=OneLine)
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
