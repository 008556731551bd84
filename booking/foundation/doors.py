"""Where a request comes in."""

from enum import StrEnum


class Door(StrEnum):
    WEB = "web"
    API = "api"
    CALDAV = "caldav"
    MAIL = "mail"
    JOB = "job"
    CLI = "cli"
