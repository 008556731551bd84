"""The package as others install it: built, put in an empty place, and started there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import Installation, wait_for
from tests.plain_http import ask
from tests.postgresql import free_port

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]


def uv(*arguments: str | Path, cwd: Path) -> None:
    subprocess.run([ROOT / ".ci" / "uv", *arguments], cwd=cwd, check=True, capture_output=True,
                   env={name: value for name, value in os.environ.items()
                        if name != "VIRTUAL_ENV"})  # fmt: skip


def test_the_wheel_serves_pages_and_their_styles_outside_the_checkout(
    tmp_path: Path, sqlite_url: str
) -> None:
    uv("build", "--wheel", "--quiet", "--build-constraints", ROOT / "requirements-build.txt",
       "--out-dir", tmp_path / "dist", ROOT, cwd=tmp_path)  # fmt: skip
    [wheel] = (tmp_path / "dist").glob("*.whl")
    place = tmp_path / "place"
    uv("venv", "--quiet", "--python", sys.executable, place, cwd=tmp_path)
    uv("pip", "install", "--quiet", "--python", place, "--require-hashes", "-r",
       ROOT / "requirements.txt", cwd=tmp_path)  # fmt: skip
    uv("pip", "install", "--quiet", "--python", place, "--no-deps", wheel, cwd=tmp_path)

    installation, port, log = Installation(tmp_path, sqlite_url), free_port(), tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [place / "bin" / "booking", "serve", "--port", str(port)],
            cwd=tmp_path, env=installation.env, stdin=subprocess.DEVNULL,
            stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/inloggen", process, log)
        page = ask(f"{address}/inloggen", headers={"Accept-Language": "nl"})
        assert page.status_code == 200
        assert "Gemeente" in page.text
        styles = re.findall(r'href="(/static/[^"]+\.css[^"]*)"', page.text)
        assert styles
        for path in styles:
            assert ask(f"{address}{path}").status_code == 200
    finally:
        process.terminate()
        process.wait(20)
    assert str(ROOT) not in log.read_text()
