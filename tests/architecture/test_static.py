"""What the browser gets: vendored files as built, a small script, nothing inline or remote."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "mail" not in path.relative_to(ROOT / "templates").parts]
INLINE = re.compile(
    r"<script(?![^>]*\ssrc=)|<style\b|\sstyle\s*=|\son[a-z]+\s*=|\shx-on|javascript:"
)
REMOTE = re.compile(r"(?:url\(|@import\s*)\s*[\"']?(?:[a-z]+:|//)", re.IGNORECASE)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
SCRIPT_BYTES_MAX = 5000


def test_our_script_stays_small() -> None:
    assert (STATIC / "app.js").stat().st_size < SCRIPT_BYTES_MAX


def test_our_script_needs_no_evaluation() -> None:
    assert not re.search(r"\beval\(|new Function|innerHTML", (STATIC / "app.js").read_text())


def test_templates_hold_nothing_inline() -> None:
    """The content security policy would block it."""
    found = {str(path): INLINE.findall(COMMENT.sub("", path.read_text())) for path in PAGES}
    assert {path: inline for path, inline in found.items() if inline} == {}


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.css")), ids=lambda path: path.name)
def test_styles_come_from_here(path: Path) -> None:
    assert not REMOTE.findall(path.read_text())


def test_our_styles_read_the_shared_layer_of_tokens() -> None:
    """A theme of another town drops in because app.css reads --basis-* only."""
    text = (STATIC / "app.css").read_text()
    own = set(re.findall(r"(--[\w-]+)\s*:", text))
    read = set(re.findall(r"var\(\s*(--[\w-]+)", text))
    assert not {token for token in read - own if not token.startswith("--basis-")}


def test_tokens_that_our_styles_read_are_in_the_theme() -> None:
    text = (STATIC / "app.css").read_text()
    theme = "".join(path.read_text() for path in (STATIC / "vendor").glob("theme-*.css"))
    known = set(re.findall(r"(--[\w-]+)\s*:", theme + text))
    assert not set(re.findall(r"var\(\s*(--[\w-]+)", text)) - known


def test_static_files_that_templates_name_exist() -> None:
    for path in TEMPLATES:
        for name in re.findall(r"static\(\s*[\"']([^\"']+)[\"']\s*\)", path.read_text()):
            assert (STATIC / name).is_file(), f"{path.name} names static/{name}"


def test_icons_that_templates_name_are_in_the_sprite() -> None:
    sprite = next((STATIC / "vendor").glob("icons-*.svg")).read_text()
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    for path in TEMPLATES:
        named = set(re.findall(r"\bicon\(\s*[\"']([\w-]+)[\"']", path.read_text()))
        assert named <= drawn, f"{path.name}: {sorted(named - drawn)}"


def test_lock_file_names_no_registry() -> None:
    text = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text()


@pytest.mark.slow
def test_vendored_files_are_what_the_packages_give() -> None:
    if not (ROOT / "node_modules").is_dir():
        npm = shutil.which("npm")
        assert npm, "npm is needed to compare static/vendor with its packages"
        subprocess.run([npm, "ci"], cwd=ROOT, check=True, capture_output=True)
    command = [sys.executable, ROOT / ".ci" / "build_static.py", "--check"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
