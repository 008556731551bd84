"""What an installation decides: by environment (BOOKING_...) or in one TOML file."""

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from typing_extensions import override

SECRET_LENGTH_MIN = 32
EXAMPLES_OF_SECRETS = ("change", "example", "secret", "wijzig")


def _is_no_example(secret: SecretStr) -> SecretStr:
    value = secret.get_secret_value()
    if len(value) < SECRET_LENGTH_MIN:
        raise ValueError(f"must be at least {SECRET_LENGTH_MIN} characters")
    if value.lower().startswith(EXAMPLES_OF_SECRETS) or len(set(value)) < SECRET_LENGTH_MIN // 4:
        raise ValueError("is an example, not a secret; make one with: openssl rand -hex 32")
    return secret


def _is_web_address(address: str) -> str:
    local = ("http://127.0.0.1", "http://localhost", "http://[::1]")
    if not address.startswith(("https://", *local)):
        raise ValueError("must start with https://")
    return address.rstrip("/")


def _is_token_address(address: str) -> str:
    if address:
        _is_web_address(address)  # and stays as it is: a slash at its end may belong to it
    return address


def _is_network(address: str) -> str:
    ip_network(address)  # raises ValueError with a sentence
    return address


def _is_listening_address(address: str) -> str:
    host, _, port = address.rpartition(":")
    if address and not (host and port.isdecimal()):
        raise ValueError("is an address to listen on, such as 127.0.0.1:2424")
    return address


class Mail(BaseModel):
    """How letters leave. Without a host they wait in the outbox."""

    host: str = ""
    port: int = Field(default=25, ge=1, le=65535)
    user: str = ""
    password: SecretStr = SecretStr("")
    use_starttls: bool = True
    sender: str = "woonkamer@localhost"
    is_freed_by_decline: bool = False
    """Whether who declines, in their own calendar, what is reserved for them gives it back."""


class OAuth(BaseModel):
    """By what a program of its own gets tokens (RFC 6749 §4.4), where nobody has a password."""

    token_address: Annotated[str, AfterValidator(_is_token_address)] = ""
    """Without one the mailbox opens with a password."""
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    scope: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.token_address and not (self.client_id and self.client_secret.get_secret_value()):
            raise ValueError("tokens need a client_id and a client_secret")
        return self


class Imap(BaseModel):
    """A mailbox that is read for those who cannot hand us their mail."""

    host: str = ""
    port: int = Field(default=993, ge=1, le=65535)
    use_tls: bool = True
    user: str = ""
    password: SecretStr = SecretStr("")
    oauth: OAuth = OAuth()
    folder: str = "INBOX"
    afterwards: Literal["move", "delete", "seen"] = "move"
    """What is done there with a mail once it is stored here."""
    handled_folder: str = "Woonkamer"
    """Where ``move`` puts it."""

    @model_validator(mode="after")
    def _has_one_way_in(self) -> Self:
        if self.oauth.token_address and self.password.get_secret_value():
            raise ValueError("the mailbox opens with a password or with tokens: take one out")
        return self


class MailIn(BaseModel):
    """How mail to rooms comes in. Without a domain rooms have no address."""

    domain: Annotated[str, AfterValidator(str.lower)] = ""
    """Behind the @ of every room; nothing else lives there."""
    authserv_id: Annotated[str, AfterValidator(str.lower)] = ""
    """The name by which our own mail server signs its Authentication-Results (RFC 8601)."""
    lmtp: Annotated[str, AfterValidator(_is_listening_address)] = ""
    smtp: Annotated[str, AfterValidator(_is_listening_address)] = ""
    imap: Imap = Imap()
    bytes_max: int = Field(default=5_000_000, ge=100_000, le=50_000_000)
    kept_days: int = Field(default=30, ge=1, le=365)
    """How long mail that was not understood is kept, with the names in it."""
    understood_kept_days: int = Field(default=30, ge=0, le=365)
    """How long what was understood is kept as it came, for who disputes the answer; no longer
    than ``kept_days``. 0: it goes as soon as it is answered."""

    @model_validator(mode="after")
    def _can_tell_who_writes(self) -> Self:
        has_door = self.lmtp or self.smtp or self.imap.host
        if has_door and not (self.domain and self.authserv_id):
            raise ValueError("mail that comes in needs mail_in.domain and mail_in.authserv_id")
        return self


class RoomInvitations(BaseModel):
    """How many dates of a series that a room is invited to may be taken by others.

    Within both limits the other dates are held; beyond, the room declines the series.
    """

    clash_count_max: int = Field(default=0, ge=0, le=400)
    clash_percentage_max: int = Field(default=0, ge=0, le=100)


class Settings(BaseSettings):
    """Everything that differs between installations.

    There is no default for the secret, the base address and the security contact: the app
    refuses to start without them (ASVS 5.0 13.3.1; RFC 9116 asks for the contact).
    """

    model_config = SettingsConfigDict(
        env_prefix="BOOKING_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    secret: Annotated[SecretStr, AfterValidator(_is_no_example)]
    base_address: Annotated[str, AfterValidator(_is_web_address)]
    security_contact: str = Field(min_length=3, description="mailto: or https: address")
    database_url: str = "sqlite:///woonkamer.db"
    municipality: str = Field(default="Gemeente", min_length=1)
    help_text: str = "Facilitair, 14 030"
    accessibility_address: str = "/toegankelijkheid"
    mail: Mail = Mail()
    mail_in: MailIn = MailIn()
    room_invitations: RoomInvitations = RoomInvitations()
    trusted_proxies: tuple[Annotated[str, AfterValidator(_is_network)], ...] = ()
    session_idle_minutes: int = Field(default=60 * 12, ge=5)
    session_days_max: int = Field(default=14, ge=1)
    sharing_at_first: Literal["team", "nobody"] = "team"
    """Who sees where a new colleague sits, until they choose for themselves."""
    group_size_min: int = Field(default=10, ge=10)
    fetches_calendars: bool = False
    """Whether rooms may follow calendars at addresses elsewhere; files always may be sent."""
    is_demo: bool = False

    @model_validator(mode="before")
    @classmethod
    def _day_parts_moved(cls, given: dict[str, Any]) -> dict[str, Any]:
        if "day_parts" in given or "BOOKING_DAY_PARTS" in os.environ:
            raise ValueError(
                "day_parts is no longer a setting; take it out. The facility manager sets the "
                "parts of the day, at Beheer > Huisregels > Dagdelen"
            )
        return given

    @model_validator(mode="after")
    def _demo_stays_at_home(self) -> Self:
        local = ("http://127.0.0.1", "http://localhost", "http://[::1]")
        if self.is_demo and not self.base_address.startswith(local):
            raise ValueError("a demo, where anyone signs in as anyone, only runs on this machine")
        return self

    @property
    def is_secure(self) -> bool:
        """Whether people reach it over TLS; cookies then carry Secure and __Host-."""
        return self.base_address.startswith("https://")

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        path = Path(os.environ.get("BOOKING_SETTINGS", "booking.toml"))
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, path)
