"""Calendar programs that are not ours: vdirsyncer fetches a calendar, khal reads what it wrote."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(sys.executable).parent
SYNC = """\
[general]
status_path = "{folder}/status/"

[pair rooms]
a = "woonkamer"
b = "mine"
collections = null

[storage woonkamer]
type = "http"
url = "{address}"

[storage mine]
type = "filesystem"
path = "{folder}/calendar/"
fileext = ".ics"
"""
READ = """\
[calendars]
[[woonkamer]]
path = {folder}/calendar/
readonly = True

[locale]
local_timezone = Europe/Amsterdam
default_timezone = Europe/Amsterdam
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M

[sqlite]
path = {folder}/khal.db
"""
LINE = "{start} {end-time} {title} ({status})"


@dataclass(frozen=True)
class OtherCalendar:
    """Somebody's calendar program, subscribed to one address; it knows nothing of us."""

    folder: Path
    address: str

    def subscribe(self) -> None:
        (self.folder / "calendar").mkdir(parents=True)
        (self.folder / "sync.conf").write_text(
            SYNC.format(folder=self.folder, address=self.address)
        )
        (self.folder / "khal.conf").write_text(READ.format(folder=self.folder))
        answer = self._run("vdirsyncer", "-c", "sync.conf", "discover", said="y\n" * 5)
        assert answer.returncode == 0, answer.stderr

    def sync(self) -> subprocess.CompletedProcess[str]:
        return self._run("vdirsyncer", "-c", "sync.conf", "sync")

    def shown(self, first: str, days: int) -> list[str]:
        """What the person sees from ``first`` on: begin, end, title, status."""
        answer = self._run("khal", "-c", "khal.conf", "list", "--day-format", "", "--format", LINE,
                           first, f"{days}d")  # fmt: skip
        assert answer.returncode == 0, answer.stderr
        return [line.strip() for line in answer.stdout.splitlines() if line.strip()]

    def _run(
        self, program: str, *arguments: str, said: str = ""
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PROGRAMS / program, *arguments], cwd=self.folder, input=said, capture_output=True,
            text=True, timeout=120, check=False,
            env={"HOME": str(self.folder), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
