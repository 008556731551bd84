"""A real PostgreSQL of our own on loopback, from the Debian package, thrown away afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path

SUPERUSER = "postgres"


def binaries() -> Path:
    """Where initdb and pg_ctl are. Raises when PostgreSQL is not installed: tests never skip it."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1].parent if found else Path(str(on_path)).parent


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class Cluster:
    """One server in ``folder``; may be stopped and started again in the middle of a test.

    One that is not durable waits for no disk: only a machine that stops could tell.
    """

    def __init__(self, folder: Path, *, is_durable: bool = True) -> None:
        self.folder = folder
        self.port = free_port()
        self.bin = binaries()
        folder.mkdir(parents=True)
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, SUPERUSER)
        self._run("initdb", "-D", str(folder / "data"), "-U", SUPERUSER, "-A", "trust",
                  "-E", "UTF8", "--locale=C")  # fmt: skip
        self.options = "" if is_durable else " -c fsync=off -c full_page_writes=off"

    def url(self, name: str) -> str:
        return f"postgresql://{SUPERUSER}@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        settings = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 "
            f"-c unix_socket_directories={self.folder}{self.options}"
        )
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-t", "60", "-o", settings,
                  "-l", str(self.folder / "log"), "start")  # fmt: skip

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", mode, "stop")

    def _run(self, command: str, *arguments: str) -> None:
        as_postgres = os.geteuid() == 0
        user = pwd.getpwnam(SUPERUSER) if as_postgres else None
        subprocess.run(
            [str(self.bin / command), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            cwd=self.folder,
        )
