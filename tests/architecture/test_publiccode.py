"""publiccode.yml says what the standard asks (https://yml.publiccode.tools, 0.4)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = ("publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus",
            "softwareType", "description", "legal", "maintenance", "localisation")  # fmt: skip
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}


@pytest.fixture(scope="module")
def code() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    return content


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    content: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return content


def test_what_is_required_is_there(code: dict[str, Any]) -> None:
    assert not [name for name in REQUIRED if not code.get(name)]
    assert code["publiccodeYmlVersion"].startswith("0.")
    assert code["developmentStatus"] in STATUSES
    assert code["softwareType"] == "standalone/web"
    assert code["url"].startswith("https://")


def test_it_agrees_with_the_package(code: dict[str, Any], project: dict[str, Any]) -> None:
    assert code["legal"]["license"] == project["license"] == "EUPL-1.2"
    assert code["softwareVersion"] == project["version"]
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in (ROOT / "LICENSE").read_text()
    [python] = [need for need in code["dependsOn"]["open"] if need["name"] == "Python"]
    assert project["requires-python"] == f">={python['versionMin']}"


def test_somebody_keeps_it(code: dict[str, Any]) -> None:
    assert code["maintenance"]["type"] in {"internal", "community"}
    assert all(contact["name"] for contact in code["maintenance"]["contacts"])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_is_described_in_both_languages(code: dict[str, Any], language: str) -> None:
    assert language in code["localisation"]["availableLanguages"]
    description = code["description"][language]
    assert 1 <= len(description["shortDescription"]) <= 150
    assert 150 <= len(description["longDescription"]) <= 10_000
    assert description["features"]


def test_the_documents_that_it_names_are_there(code: dict[str, Any]) -> None:
    for description in code["description"].values():
        path = description["documentation"].partition("/blob/main/")[2]
        assert (ROOT / path).is_file()
    for name in ("README.md", "LICENSE", "SECURITY.md", "CHANGELOG.md"):
        assert (ROOT / name).stat().st_size > 500
