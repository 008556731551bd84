"""Rules of this house that no tool knows; what ruff, mypy and import-linter hold is in .ci/test."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ROOT / "booking" / "migrations" / "versions"
SOURCES = [path for path in sorted((ROOT / "booking").rglob("*.py"))
           if GENERATED not in path.parents]  # fmt: skip
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 40
FUNCTION_LINES_MEDIAN_MAX = 10
TEMPLATE_LINES_MAX = 60
HANDLER_LINES_MAX = 20  # 15 is what we aim for
THE_CLOCK = ROOT / "booking" / "interfaces" / "clock.py"
READS_OF_THE_CLOCK = {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"),
                      ("date", "today"), ("time", "time"), ("time", "localtime")}  # fmt: skip
NAMES_THAT_SAY_NOTHING = re.compile(
    r"(^|_)(utils?|helpers?|common|managers?|misc|stuff)(_|$)|\w_services?$"
)
ROUTES = {"get", "post", "put", "patch", "delete"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """The classes, functions and attributes in a file, which is read once for all tests."""
    return [node for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ClassDef | Function | ast.Attribute)]  # fmt: skip


def functions_in(path: Path) -> Iterator[Function]:
    return (node for node in nodes_of(path) if isinstance(node, Function))


def longer_than(lines_max: int, paths: list[Path]) -> dict[str, int]:
    """How long each of these files is that is too long."""
    assert paths
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in paths}
    return {name: lines for name, lines in lengths.items() if lines > lines_max}


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def work_length(node: Function) -> int:
    """Lines of what a function does: without its signature and its docstring."""
    work = node.body[1:] if ast.get_docstring(node) else node.body
    return (work[-1].end_lineno or 0) - work[0].lineno + 1 if work else 0


def is_handler(node: Function) -> bool:
    return any(
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id in ROUTES
        for decorator in node.decorator_list
    )


def test_a_file_can_be_read_in_one_go() -> None:
    assert longer_than(FILE_LINES_MAX, SOURCES) == {}


def test_no_function_is_long() -> None:
    long = {f"{name_of(path)}:{node.lineno} {node.name}": length(node)
            for path in SOURCES for node in functions_in(path)
            if length(node) > FUNCTION_LINES_MAX}  # fmt: skip
    assert not long


def test_most_functions_are_short() -> None:
    lengths = [length(node) for path in SOURCES for node in functions_in(path)]
    assert median(lengths) < FUNCTION_LINES_MEDIAN_MAX


def test_a_door_only_translates() -> None:
    long = {f"{name_of(path)}:{node.lineno} {node.name}": work_length(node)
            for path in SOURCES for node in functions_in(path)
            if is_handler(node) and work_length(node) > HANDLER_LINES_MAX}  # fmt: skip
    assert not long


def test_a_template_fits_on_a_screen() -> None:
    assert longer_than(TEMPLATE_LINES_MAX, TEMPLATES) == {}


def test_only_one_place_reads_the_clock() -> None:
    reads = [
        f"{name_of(path)}:{node.lineno}"
        for path in SOURCES if path != THE_CLOCK
        for node in nodes_of(path)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in READS_OF_THE_CLOCK
    ]  # fmt: skip
    assert not reads


def test_names_say_what_a_thing_is() -> None:
    modules = {part for path in SOURCES for part in path.relative_to(ROOT).with_suffix("").parts}
    classes = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", node.name).lower()
               for path in SOURCES for node in nodes_of(path)
               if isinstance(node, ast.ClassDef)}  # fmt: skip
    assert not {name for name in modules | classes if NAMES_THAT_SAY_NOTHING.search(name)}


def test_nothing_of_a_machine_is_in_the_texts() -> None:
    """No home directories and no registries: the project speaks only of itself."""
    private = re.compile(r"/(?:root|home/\w+)/|\bartifactory\b|\bnexus\b|--index-url http")
    paths = [*SOURCES, *TEMPLATES, *ROOT.glob("*.md"), *ROOT.glob("*.txt"), *ROOT.glob("*.toml"),
             *(ROOT / ".ci").iterdir()]  # fmt: skip
    assert not [name_of(path) for path in paths if path.is_file()
                and private.search(path.read_text(errors="ignore"))]  # fmt: skip
