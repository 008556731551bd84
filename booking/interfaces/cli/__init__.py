"""The command line: installing, running and looking after the house.

A command's module is read only when that command is asked for, so that each starts fast.
Whatever goes wrong is said in one line, with exit code 1; a command that was typed wrong
ends with 2.
"""

import importlib
import logging

import click
from typing_extensions import override

from booking.foundation.errors import DomainError, Unavailable
from booking.foundation.texts import speaking, text

COMMANDS = {
    "admin": "Make the first administrator.",
    "backup": "Write a copy of the database, also while the app runs.",
    "check": "Say what is right and what is not in this installation.",
    "demo": "Show the demo town hall on this machine.",
    "facts": "Count the occupancy again, or check that it is counted right.",
    "import": "Take over spaces, people, counts or reservations from a file.",
    "migrate": "Make the database, or bring it up to date.",
    "restore": "Put a backup back.",
    "serve": "Serve the app.",
}
MODULES = {"import": "importing"}  # a word that Python keeps for itself


def trouble(message: object) -> click.ClickException:
    """One clear line for the person at the keyboard; exit code 1."""
    return click.ClickException(" ".join(str(message).split()))


class Commands(click.Group):
    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"{__name__}.{MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        return command

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    @override
    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except DomainError as error:
            with speaking("en"):
                sentence = text(error.sentence, **error.facts)
            raise trouble(sentence) from error
        except Unavailable as error:
            raise trouble(f"{error} ({error.code}). Nothing was changed.") from error


@click.group(cls=Commands)
@click.version_option(package_name="woonkamer", prog_name="booking")
def main() -> None:
    """Woonkamer: desks and rooms of the town hall."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
