"""Uploaded drawings of floors: read with suspicion, written anew from allow lists.

defusedxml reads (no document types, entities or fetching), tinycss2 knows the grammar of
styles; what is stored is a new tree that holds only names from ``drawing_names``. A file
that tries to do something is refused in words; what is merely no drawing, such as the
notes of an editor, is left out and counted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from booking.spaces import drawing_names as names
from booking.spaces.drawing_refusals import (
    AnimatesLink,
    HasDocumentType,
    HasInstruction,
    HasNoNamespace,
    HasNoSize,
    HoldsHandler,
    HoldsLink,
    HoldsPicture,
    HoldsScript,
    HoldsWebPage,
    NotReadable,
    NotSvg,
    RefersOutside,
    TooDeep,
    TooLarge,
    TooManyParts,
)
from booking.spaces.drawing_styles import cleaned_declarations, cleaned_sheet, require_inside

BYTES_MAX = 1_000_000
PARTS_MAX = 20_000
DEPTH_MAX = 60
SHOWN_PARTS_MAX = 100_000  # with every repetition by reference counted
REFERENCE_DEPTH_MAX = 8
PIXELS_BY_UNIT = {"": 1, "px": 1, "pt": 96 / 72, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54,
                  "in": 96}  # fmt: skip
LENGTH = re.compile(r"\s*([0-9.]+(?:[eE][+-]?[0-9]+)?)\s*([a-z]*)\s*")
OWN_PART = re.compile(r"#[^\s()\"'<>\\]+")
CALL = re.compile(r"([^\s(),;:]*)\(")
MAY_FETCH = re.compile(r"\\|(?:url|src|image)[^(]*\(", re.IGNORECASE)
REFERENCE = re.compile(r"url\(\s*[\"']?#([^\s()\"']+)")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing that may be stored; ``width`` and ``height`` in whatever it was drawn in."""

    svg: str
    width: float
    height: float
    left_out_count: int
    """Parts that are not drawing: notes of an editor, comments, animations."""


def cleaned(content: bytes) -> Drawing:
    """The drawing in ``content``. Raises a :class:`DrawingRefused` that says what is wrong."""
    if len(content) > BYTES_MAX:
        raise TooLarge(kilobytes=BYTES_MAX // 1000)
    cleaner = _Cleaner()
    parser = DefusedXMLParser(target=cleaner, forbid_dtd=True)
    try:
        parser.feed(content)
        parser.close()
    except ParseError as error:
        raise NotReadable(line=error.position[0]) from error
    except DefusedXmlException as error:
        raise HasDocumentType from error
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        raise NotReadable(line=1) from error
    except RecursionError as error:  # brackets inside brackets in a style
        raise TooDeep(count=DEPTH_MAX) from error
    root = cleaner.root
    assert root is not None, "a document without a root is a ParseError"
    width, height = _size(root)
    _require_modest(root)
    return Drawing(tostring(root, encoding="unicode"), width, height, cleaner.left_out_count)


class _Cleaner:
    """A target of the parser: builds the new tree while the old one is read."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element | None] = []
        """The elements we are in, the outermost first; None for what is left out."""
        self.count = 0
        self.left_out_count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > PARTS_MAX:
            raise TooManyParts(count=PARTS_MAX)
        if len(self.open) >= DEPTH_MAX:
            raise TooDeep(count=DEPTH_MAX)
        namespace, name = _split(tag)
        _refuse_hostile(namespace, name, attributes)
        if not self.open:
            _require_root(namespace, name)
        self.open.append(self._kept(namespace, name, attributes))

    def _kept(self, namespace: str, name: str, attributes: dict[str, str]) -> Element | None:
        parent = self.open[-1] if self.open else None
        if self.open and parent is None:
            return None
        if namespace != names.SVG or name not in names.ELEMENTS:
            self.left_out_count += 1
            return None
        kept = dict(_kept_attributes(name, attributes))
        if parent is not None:
            return SubElement(parent, name, kept)
        self.root = Element(name, {"xmlns": names.SVG, **kept})
        return self.root

    def data(self, text: str) -> None:
        here = self.open[-1] if self.open else None
        if here is None or here.tag not in names.WORDS | {"style"}:
            return
        if len(here):
            here[-1].tail = (here[-1].tail or "") + text
        else:
            here.text = (here.text or "") + text

    def end(self, _tag: str) -> None:
        element = self.open.pop()
        if element is not None and element.tag == "style":
            element.text = cleaned_sheet(element.text or "")

    def comment(self, _text: str) -> None:
        self.left_out_count += 1

    def pi(self, target: str, _text: str | None = None) -> None:
        raise HasInstruction(part=f"<?{target}?>")

    def close(self) -> None: ...


def _split(tag: str) -> tuple[str, str]:
    """Namespace and name of ``{namespace}name``."""
    namespace, _, name = tag.rpartition("}")
    return namespace.removeprefix("{"), name


def _require_root(namespace: str, name: str) -> None:
    if name != "svg":
        raise NotSvg(part=f"<{name}>")
    if namespace != names.SVG:
        raise HasNoNamespace(attribute=f'xmlns="{names.SVG}"')


def _refuse_hostile(namespace: str, name: str, attributes: dict[str, str]) -> None:
    """Whatever it stands in: also in parts that would be left out."""
    part = f"<{name}>"
    lowered = name.lower()
    if lowered in names.SCRIPTS:
        raise HoldsScript(part=part)
    if namespace == names.XHTML or lowered in {word.lower() for word in names.WEB_PAGES}:
        raise HoldsWebPage(part=part)
    if namespace != names.SVG:
        return
    if name in names.PICTURES:
        raise HoldsPicture(part=part)
    if name in names.LINKS:
        raise HoldsLink(part=part)
    target = attributes.get("attributeName", "").strip().lower()
    if name in names.ANIMATIONS and (target.endswith("href") or target.startswith("on")):
        raise AnimatesLink(part=part)
    for attribute, value in attributes.items():
        _refuse_hostile_attribute(part, attribute, value)


def _refuse_hostile_attribute(part: str, attribute: str, value: str) -> None:
    if attribute.lower().startswith("on"):
        raise HoldsHandler(part=part, attribute=attribute)
    if re.sub(r"[\s\x00-\x1f]", "", value).lower().startswith(("javascript:", "vbscript:")):
        raise HoldsScript(part=part)
    if _split(attribute)[1].lower() in {"href", "src"} and not OWN_PART.fullmatch(value.strip()):
        raise RefersOutside(part=part, reference=value.strip()[:60])
    if MAY_FETCH.search(value):
        require_inside(part, value)


def _kept_attributes(name: str, attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
    for attribute, value in attributes.items():
        if attribute == "style":
            yield "style", cleaned_declarations(value)
        elif attribute in {"href", names.XLINK_HREF}:
            if name in names.MAY_REFER:
                yield "href", value.strip()
        elif attribute in names.ATTRIBUTES and _is_plain(value):
            yield attribute, value


def _is_plain(value: str) -> bool:
    calls = {call.lower() for call in CALL.findall(value)}
    return "\\" not in value and "://" not in value and calls <= names.FUNCTIONS


def _size(root: Element) -> tuple[float, float]:
    """By the viewBox, else by width and height, which then become the viewBox."""
    box = [_number(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip()) if part]
    if len(box) == 4 and None not in box:  # noqa: PLR2004 -- x, y, width, height
        width, height = box[2] or 0.0, box[3] or 0.0
    else:
        width, height = (_pixels(root.get(side, "")) for side in ("width", "height"))
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    if width <= 0 or height <= 0:
        raise HasNoSize
    root.set("preserveAspectRatio", "none")
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    return width, height


def _pixels(length: str) -> float:
    """A CSS length in pixels; 0 for what is none, such as 100%."""
    found = LENGTH.fullmatch(length)
    return (_number(found[1]) or 0.0) * PIXELS_BY_UNIT.get(found[2], 0) if found else 0.0


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _require_modest(root: Element) -> None:
    """Refuse what draws itself a million times over by references to references."""
    parts = {part.get("id", ""): part for part in root.iter()}
    count, still = 0, [(root, 0)]
    while still:
        part, depth = still.pop()
        count += 1
        if count > SHOWN_PARTS_MAX:
            raise TooManyParts(count=SHOWN_PARTS_MAX)
        if depth > REFERENCE_DEPTH_MAX:
            raise TooDeep(count=REFERENCE_DEPTH_MAX)
        still += [(child, depth) for child in part]
        still += [(parts[name], depth + 1) for name in _references(part) if name in parts]


def _references(part: Element) -> Iterator[str]:
    for name, value in part.attrib.items():
        if name == "href":
            yield value.removeprefix("#")
        else:
            yield from REFERENCE.findall(value)
