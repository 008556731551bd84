"""Styles of a drawing, read by the grammar of CSS and written anew from the allow lists."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import tinycss2
from tinycss2.ast import Declaration

from booking.spaces.drawing_names import FUNCTIONS, PROPERTIES
from booking.spaces.drawing_refusals import ImportsStyle, RefersOutside


@lru_cache(maxsize=256)
def cleaned_declarations(content: str) -> str:
    """``fill:red;behavior:url(#x)`` without what is not allowed, so ``fill:red``.

    Raises :class:`RefersOutside` for a url() that leads out of the file.
    """
    nodes = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return _declared(nodes)


def cleaned_sheet(content: str) -> str:
    """The rules of a ``<style>`` that only draw.

    Raises :class:`ImportsStyle` or :class:`RefersOutside`.
    """
    rules: list[Any] = tinycss2.parse_stylesheet(content, skip_comments=True, skip_whitespace=True)
    kept = []
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword == "import":
            raise ImportsStyle
        _require_inside("style", [*(rule.prelude or []), *(rule.content or [])]
                        if rule.type != "error" else [])  # fmt: skip
        if rule.type == "qualified-rule":
            nodes = tinycss2.parse_blocks_contents(
                rule.content, skip_comments=True, skip_whitespace=True
            )
            kept.append(f"{tinycss2.serialize(rule.prelude).strip()}{{{_declared(nodes)}}}")
    return "\n".join(kept)


def require_inside(part: str, value: str) -> None:
    """Raise :class:`RefersOutside` when a presentation attribute fetches from elsewhere."""
    if "(" in value:
        _require_inside(part, tinycss2.parse_component_value_list(value))


def _declared(nodes: Iterable[Any]) -> str:
    kept = []
    for node in nodes:
        if not isinstance(node, Declaration):
            continue
        _require_inside("style", node.value)
        if node.lower_name in PROPERTIES and _only_draws(node.value):
            mark = "!important" if node.important else ""
            kept.append(f"{node.lower_name}:{tinycss2.serialize(node.value).strip()}{mark}")
    return ";".join(kept)


def _require_inside(part: str, nodes: Iterable[Any]) -> None:
    for node in nodes:
        if node.type == "url":
            _require_own(part, node.value)
        elif node.type == "function" and node.lower_name in {"url", "src", "image", "image-set"}:
            for inner in node.arguments:
                if inner.type in {"string", "url"}:
                    _require_own(part, inner.value)
        for inner in _inside(node):
            _require_inside(part, [inner])


def _require_own(part: str, reference: str) -> None:
    if not reference.strip().startswith("#"):
        raise RefersOutside(part=part, reference=reference.strip()[:60])


def _only_draws(nodes: Iterable[Any]) -> bool:
    return all(
        node.type not in {"error", "{} block", "[] block"}
        and (node.type != "function" or node.lower_name in FUNCTIONS)
        and _only_draws(_inside(node))
        for node in nodes
    )


def _inside(node: Any) -> list[Any]:
    inside: list[Any] = getattr(node, "arguments", None) or getattr(node, "content", None) or []
    return inside
