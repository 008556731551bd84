"""Build static/vendor from node_modules: `npm ci`, then `python .ci/build_static.py [--check]`.

The application needs no node: what this script writes is committed. `--check` builds in a temporary
folder and fails when the committed files differ, so that "vendored" never drifts from the lock file.
"""

import filecmp
import json
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
# `icon("name")` in a template draws one of these; add a name there and build again.
ICON_NAMES = (ROOT / ".ci" / "icons.txt").read_text().split()
THEME = "@nl-design-system-unstable/voorbeeld-design-tokens"
FONT = "@fontsource-variable/source-sans-3"
ICONS = "@tabler/icons"
UTRECHT = """
    root document breadcrumb-nav alert table form-field form-label form-field-description
    form-field-error-message textbox textarea select checkbox radio-button pagination
""".split()  # noqa: SIM905
CANDIDATE = ["heading", "paragraph", "link", "button", "skip-link", "data-badge"]
PEN = (
    'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
    'stroke-linecap="round" stroke-linejoin="round"'
)
# Any token of these families may be used by app.css without building the theme again.
ALWAYS_KEPT = re.compile(
    r"--basis-(space|border|text|size-icon|focus)-"
    r"|--basis-color-(default|accent-1|positive|negative|warning|info|highlight)-"
)

Take = Callable[[str], tuple[Path, str]]


def main(arguments: list[str]) -> None:
    if not PACKAGES.is_dir():
        sys.exit("node_modules is missing: run `npm ci` first.")
    if "--check" not in arguments:
        build(VENDOR)
        return
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        differences = compare(Path(folder), VENDOR)
    if differences:
        sys.exit("static/vendor differs from what the packages give:\n" + "\n".join(differences))
    sys.stdout.write("static/vendor is what the packages give.\n")


def build(target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for old in target.iterdir():
        old.unlink()
    licences: dict[str, dict[str, str]] = {}

    def take(name: str) -> tuple[Path, str]:
        package = json.loads((PACKAGES / name / "package.json").read_text())
        licences[name] = {"version": package["version"], "licence": package["license"]}
        return PACKAGES / name, package["version"]

    rules = components(take)
    write(target, f"nlds-{own_version()}.css", fonts(take, target) + rules, "EUPL-1.2")
    write(target, *theme(take, rules))
    write(target, *htmx(take))
    write(target, *sprite(take))
    text = json.dumps(dict(sorted(licences.items())), indent=2) + "\n"
    write(target, "licences.json", text, "EUPL-1.2")


def components(take: Take) -> str:
    parts = [(f"@utrecht/{part}-css", "index.css") for part in UTRECHT]
    parts += [(f"@nl-design-system-candidate/{part}-css", f"{part}.css") for part in CANDIDATE]
    text = ""
    for name, file in parts:
        folder, version = take(name)
        rules = minify((folder / "dist" / file).read_text())
        text += f"/*! {name} {version} EUPL-1.2 */\n{rules}\n"
    return text


def fonts(take: Take, target: Path) -> str:
    """Two subsets, for Dutch and for other European names; the second is loaded only when used."""
    folder, version = take(FONT)
    faces = (folder / "index.css").read_text()
    text = f"/*! {FONT} {version} OFL-1.1 */\n"
    for subset in ("latin-ext", "latin"):
        name = f"source-sans-3-{subset}-{version}.woff2"
        source = folder / "files" / f"source-sans-3-{subset}-wght-normal.woff2"
        (target / name).write_bytes(source.read_bytes())
        write_licence(target, name, "OFL-1.1")
        face = re.search(rf"/\* {source.stem} \*/\s*(@font-face.*?\}})", faces, re.DOTALL)
        assert face, subset
        file = f'url({name}) format("woff2")'
        rule = re.sub(r"url\([^)]*\) format\('woff2-variations'\)", file, face[1])
        text += minify(rule) + "\n"
    return text


def theme(take: Take, rules: str) -> tuple[str, str, str]:
    """Only the tokens that our CSS can reach; the colour ramp gets a name for a town to override."""
    folder, version = take(THEME)
    source = (folder / "dist/theme.css").read_text()
    tokens = dict(re.findall(r"^\s*(--[\w-]+):\s*(.*?);", source, re.MULTILINE))
    waiting = [token for token in tokens if ALWAYS_KEPT.match(token)]
    waiting += uses(rules + (ROOT / "static" / "app.css").read_text())
    kept: set[str] = set()
    while waiting:
        token = waiting.pop()
        if token in tokens and token not in kept:
            kept.add(token)
            waiting += uses(tokens[token])
    lines = "".join(f"{token}:{value};\n" for token, value in tokens.items() if token in kept)
    lines = lines.replace("--voorbeeld-kleuren-violet-", "--stadhuis-kleuren-")
    text = f"/*! {THEME} {version} EUPL-1.2 */\n.voorbeeld-theme{{\n{lines}}}\n"
    return f"theme-voorbeeld-{version}.css", text, "EUPL-1.2"


def htmx(take: Take) -> tuple[str, str, str]:
    folder, version = take("htmx.org")
    script = (folder / "dist/htmx.min.js").read_text()
    text = re.sub(r"\n?//# sourceMappingURL.*", "", script).strip() + "\n"
    return f"htmx-{version}.min.js", text, "0BSD"


def sprite(take: Take) -> tuple[str, str, str]:
    folder, version = take(ICONS)
    text = '<svg xmlns="http://www.w3.org/2000/svg">\n'
    for name in ICON_NAMES:
        drawing = (folder / "icons/outline" / f"{name}.svg").read_text()
        paths = re.findall(r"<(?:path|circle|rect|line|polyline)[^>]*>", drawing)
        shapes = [re.sub(r"\s+/>", "/>", path) for path in paths if 'stroke="none"' not in path]
        text += f'<symbol id="{name}" {PEN}>{"".join(shapes)}</symbol>\n'
    return f"icons-{version}.svg", text + "</svg>\n", "MIT"


def uses(css: str) -> list[str]:
    return re.findall(r"var\(\s*(--[\w-]+)", css)


def minify(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,])\s*", r"\1", css).replace(";}", "}").strip()


def own_version() -> str:
    return str(json.loads((ROOT / "package.json").read_text())["version"])


def write(target: Path, name: str, text: str, licence: str) -> None:
    (target / name).write_text(text, encoding="utf-8")
    write_licence(target, name, licence)


def write_licence(target: Path, name: str, licence: str) -> None:
    holder = "The authors of the packages that licences.json names"
    text = f"SPDX-FileCopyrightText: {holder}\n\nSPDX-License-Identifier: {licence}\n"
    (target / f"{name}.license").write_text(text, encoding="utf-8")


def compare(built: Path, committed: Path) -> list[str]:
    names = {path.name for folder in (built, committed) for path in folder.iterdir()}
    same, _, _ = filecmp.cmpfiles(built, committed, sorted(names), shallow=False)
    return sorted(names - set(same))


if __name__ == "__main__":
    main(sys.argv[1:])
