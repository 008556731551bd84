"""Build static/vendor from node_modules: `npm ci`, then `python .ci/build_static.py [--check]`.

The application needs no node: what this script writes is committed. `--check` builds in a temporary
folder and fails when the committed files differ, so that "vendored" never drifts from the lock file.
"""

import filecmp
import json
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
THEME = "@nl-design-system-unstable/voorbeeld-design-tokens"
FONT = "@fontsource-variable/source-sans-3"
ICONS = "@tabler/icons"
UTRECHT = (
    "root document breadcrumb-nav alert table form-field form-label form-field-description "
    "form-field-error-message textbox textarea select checkbox radio-button pagination"
).split()
CANDIDATE = "heading paragraph link button skip-link data-badge".split()
# Any token of these families may be used by a page without rebuilding the theme.
ALWAYS_KEPT = re.compile(
    r"--basis-(color-(default|accent-1|positive|negative|warning|info|highlight)-|space-|border-|text-|size-icon|focus-)"
)
ICON_NAMES = """
    accessible adjustments-horizontal alert-triangle armchair arrow-left arrow-right ban bell building
    building-community calendar calendar-event calendar-off calendar-plus calendar-time chart-bar check
    chevron-down chevron-left chevron-right circle-check circle-x clock coffee desk device-desktop
    device-desktop-analytics door dots download ear elevator eye eye-off file-text filter heart help-circle
    history home hourglass id-badge-2 inbox info-circle key language layout-list layout-rows link list-check
    lock login logout mail map-2 map-pin minus pencil phone plant-2 plus presentation printer qrcode refresh
    repeat search settings shield-lock sofa stairs star table timeline tools-kitchen-2 trash upload user
    user-check user-off user-plus users users-group wheelchair x zoom-in zoom-out
""".split()


def main(arguments):
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
    print("static/vendor is what the packages give.")


def build(target):
    target.mkdir(parents=True, exist_ok=True)
    for old in target.iterdir():
        old.unlink()
    licences = {}

    def take(name):
        package = json.loads((PACKAGES / name / "package.json").read_text())
        licences[name] = {"version": package["version"], "licence": licence_of(package)}
        return PACKAGES / name, package["version"]

    components = build_components(take)
    write(target, f"nlds-{own_version()}.css", fonts(take, target) + components, "EUPL-1.2")
    write(target, *theme(take, components))
    folder, version = take("htmx.org")
    script = re.sub(r"\n?//# sourceMappingURL.*", "", (folder / "dist/htmx.min.js").read_text())
    write(target, f"htmx-{version}.min.js", script.strip() + "\n", "0BSD")
    write(target, *sprite(take))
    text = json.dumps(dict(sorted(licences.items())), indent=2) + "\n"
    write(target, "licences.json", text, "CC0-1.0")


def build_components(take):
    parts = []
    for name in [f"@utrecht/{part}-css" for part in UTRECHT]:
        parts.append((name, "index.css"))
    for part in CANDIDATE:
        parts.append((f"@nl-design-system-candidate/{part}-css", f"{part}.css"))
    text = ""
    for name, file in parts:
        folder, version = take(name)
        text += f"/*! {name} {version} EUPL-1.2 */\n" + minify((folder / "dist" / file).read_text()) + "\n"
    return text


def fonts(take, target):
    """The two subsets that Dutch and European names need; the browser loads the second only when used."""
    folder, version = take(FONT)
    text = f"/*! {FONT} {version} OFL-1.1 */\n"
    for subset in ("latin-ext", "latin"):
        name = f"source-sans-3-{subset}-{version}.woff2"
        source = folder / "files" / f"source-sans-3-{subset}-wght-normal.woff2"
        (target / name).write_bytes(source.read_bytes())
        write_licence(target, name, "OFL-1.1")
        face = re.search(rf"/\* source-sans-3-{subset}-wght-normal \*/\s*(@font-face.*?\}})", (folder / "index.css").read_text(), re.S)
        assert face, subset
        rule = re.sub(r"url\([^)]*\) format\('woff2-variations'\)", f'url({name}) format("woff2")', face[1])
        text += minify(rule) + "\n"
    return text


def theme(take, components):
    """Only the tokens that our CSS can reach; the colour ramp gets a name that a municipality can override."""
    folder, version = take(THEME)
    tokens = dict(re.findall(r"^\s*(--[\w-]+):\s*(.*?);", (folder / "dist/theme.css").read_text(), re.M))
    waiting = [token for token in tokens if ALWAYS_KEPT.match(token)]
    waiting += uses(components + (ROOT / "static" / "app.css").read_text())
    kept = set()
    while waiting:
        token = waiting.pop()
        if token in tokens and token not in kept:
            kept.add(token)
            waiting += uses(tokens[token])
    lines = "".join(f"{token}:{value};\n" for token, value in tokens.items() if token in kept)
    lines = lines.replace("--voorbeeld-kleuren-violet-", "--stadhuis-kleuren-")
    text = f"/*! {THEME} {version} EUPL-1.2 */\n.voorbeeld-theme{{\n{lines}}}\n"
    return f"theme-voorbeeld-{version}.css", text, "EUPL-1.2"


def sprite(take):
    folder, version = take(ICONS)
    text = '<svg xmlns="http://www.w3.org/2000/svg">\n'
    for name in sorted(ICON_NAMES):
        drawing = (folder / "icons/outline" / f"{name}.svg").read_text()
        paths = re.findall(r"<(?:path|circle|rect|line|polyline)[^>]*>", drawing)
        shapes = "".join(re.sub(r"\s+/>", "/>", path) for path in paths if 'stroke="none"' not in path)
        text += (
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
            f'stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>\n'
        )
    return f"icons-{version}.svg", text + "</svg>\n", "MIT"


def uses(css):
    return re.findall(r"var\(\s*(--[\w-]+)", css)


def minify(css):
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,])\s*", r"\1", css).replace(";}", "}").strip()


def own_version():
    return json.loads((ROOT / "package.json").read_text())["version"]


def licence_of(package):
    return package.get("license") or package["licenses"][0]["type"]


def write(target, name, text, licence):
    (target / name).write_text(text, encoding="utf-8")
    write_licence(target, name, licence)


def write_licence(target, name, licence):
    holder = "The authors named in licences.json" if licence != "CC0-1.0" else "The authors of Woonkamer"
    text = f"SPDX-FileCopyrightText: {holder}\n\nSPDX-License-Identifier: {licence}\n"
    (target / f"{name}.license").write_text(text, encoding="utf-8")


def compare(built, committed):
    names = {path.name for path in built.iterdir()} | {path.name for path in committed.glob("*")}
    same, _, _ = filecmp.cmpfiles(built, committed, sorted(names), shallow=False)
    return sorted(names - set(same))


if __name__ == "__main__":
    main(sys.argv[1:])
