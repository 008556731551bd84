"""Drawings: what is hostile is refused in words, what is drawing is kept, the rest is dropped."""

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.errors import Refused
from booking.foundation.texts import text
from booking.spaces import drawing_names as names
from booking.spaces.drawing_refusals import (
    AnimatesLink,
    DrawingRefused,
    HasDocumentType,
    HasInstruction,
    HasNoNamespace,
    HasNoSize,
    HoldsHandler,
    HoldsLink,
    HoldsPicture,
    HoldsScript,
    HoldsWebPage,
    ImportsStyle,
    NotReadable,
    NotSvg,
    RefersOutside,
    TooDeep,
    TooLarge,
    TooManyParts,
)
from booking.spaces.drawings import BYTES_MAX, Drawing, cleaned

SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'

INKSCAPE = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape (http://www.inkscape.org/) -->
<svg width="600mm" height="320mm" viewBox="0 0 600 320" version="1.1" id="svg5"
   inkscape:version="1.2.2 (b0a8486541, 2022-12-01)" sodipodi:docname="eerste.svg"
   xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
   xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg"
   xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
   xmlns:cc="http://creativecommons.org/ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <title id="title1">Eerste verdieping</title>
  <sodipodi:namedview id="n7" inkscape:zoom="0.5"><inkscape:grid id="g9"/></sodipodi:namedview>
  <metadata id="m1"><rdf:RDF><cc:Work rdf:about=""><dc:type
    rdf:resource="http://purl.org/dc/dcmitype/StillImage"/></cc:Work></rdf:RDF></metadata>
  <defs id="defs2">
    <linearGradient id="lg1" inkscape:swatch="solid"><stop style="stop-color:#888;stop-opacity:1;"
      offset="0" id="s1"/></linearGradient>
    <linearGradient id="lg2" xlink:href="#lg1" inkscape:collect="always"/>
    <g id="deur"><path d="M0 0v12" style="fill:none;stroke:#555"/></g>
  </defs>
  <style>.muur { fill: none; stroke: #222 } .kern { fill: #ddd; -inkscape-stroke: none }</style>
  <g inkscape:label="Muren" inkscape:groupmode="layer" id="layer1">
    <path class="muur" d="M2 2H598V318H2Z" sodipodi:nodetypes="ccccc"/>
    <rect x="256" y="105" width="44" height="50" style="fill:url(#lg2);stroke-width:1"/>
    <text xml:space="preserve" style="font-size:9px;font-family:sans-serif" x="262" y="180"><tspan
      sodipodi:role="line" x="262" y="180">Trappen en liften</tspan></text>
    <use xlink:href="#deur" transform="translate(270,240)" width="100%" height="100%"/>
  </g>
</svg>"""


def drawing(body: str, attributes: str = 'viewBox="0 0 60 32"', before: str = "") -> bytes:
    return f"{before}<svg {SPACES} {attributes}>{body}</svg>".encode()


HOSTILE: dict[str, tuple[bytes, type[DrawingRefused], str]] = {
    "script": (drawing("<script>alert(1)</script>"), HoldsScript, "<script>"),
    "script by address": (drawing('<script href="x.js"/>'), HoldsScript, "<script>"),
    "script of another namespace": (
        drawing('<x:script xmlns:x="urn:x"/>'), HoldsScript, "<script>"),
    "script inside editor notes": (
        drawing("<metadata><script>1</script></metadata>"), HoldsScript, "<script>"),
    "onload": (drawing("", 'viewBox="0 0 1 1" onload="alert(1)"'), HoldsHandler, "onload"),
    "onclick": (drawing('<g ONclick="alert(1)"/>'), HoldsHandler, "ONclick"),
    "onbegin": (drawing('<animate onbegin="alert(1)"/>'), HoldsHandler, "onbegin"),
    "foreignObject": (drawing("<foreignObject/>"), HoldsWebPage, "<foreignObject>"),
    "a web page inside": (
        drawing('<p xmlns="http://www.w3.org/1999/xhtml">x</p>'), HoldsWebPage, "<p>"),
    "iframe": (drawing("<iframe/>"), HoldsWebPage, "<iframe>"),
    "picture": (drawing('<image href="data:image/png;base64,AAAA"/>'), HoldsPicture, "<image>"),
    "picture in a filter": (
        drawing('<filter><feImage href="#a"/></filter>'), HoldsPicture, "<feImage>"),
    "link": (drawing('<a href="#x"><rect/></a>'), HoldsLink, "<a>"),
    "javascript in a link": (drawing('<a xlink:href="javascript:alert(1)"/>'), HoldsLink, "<a>"),
    "javascript elsewhere": (drawing('<use href=" java\nscript:alert(1)"/>'), HoldsScript, "<use>"),
    "use from outside": (
        drawing('<use href="https://evil.example/a.svg#b"/>'), RefersOutside, "evil.example"),
    "use of a file": (drawing('<use xlink:href="a.svg#b"/>'), RefersOutside, "a.svg#b"),
    "use of data": (
        drawing('<use href="data:image/svg+xml;base64,AAAA#x"/>'), RefersOutside, "data:"),
    "fill from outside": (drawing('<rect fill="url(//evil.example)"/>'), RefersOutside, "evil"),
    "fill with escapes": (
        drawing('<rect fill="\\75 rl(https://evil.example)"/>'), RefersOutside, "evil"),
    "style from outside": (
        drawing("<rect style=\"fill:url('https://evil.example/a')\"/>"), RefersOutside, "evil"),
    "style with escapes": (
        drawing('<rect style="fill:u\\72l(https://evil.example)"/>'), RefersOutside, "evil"),
    "image-set": (
        drawing("<rect style=\"mask:image-set('https://evil.example' 1x)\"/>"),
        RefersOutside, "evil"),
    "sheet from outside": (
        drawing("<style>rect{fill:url(https://evil.example)}</style>"), RefersOutside, "evil"),
    "font from outside": (
        drawing("<style>@font-face{src:url(https://evil.example)}</style>"),
        RefersOutside, "evil"),
    "import": (drawing('<style>@import "a.css";</style>'), ImportsStyle, "@import"),
    "import with escapes": (drawing('<style>@\\69mport "a";</style>'), ImportsStyle, "@import"),
    "animated href": (
        drawing('<use href="#a"><set attributeName="href" to="#b"/></use>'),
        AnimatesLink, "<set>"),
    "animated xlink:href": (
        drawing('<animate attributeName="xlink:href" values="#b"/>'), AnimatesLink, "<animate>"),
    "document type": (drawing("", before="<!DOCTYPE svg>"), HasDocumentType, "DOCTYPE"),
    "billion laughs": (
        drawing("&b;", before='<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'),
        HasDocumentType, "ENTITY"),
    "file by entity": (
        drawing("&x;", before='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        HasDocumentType, "ENTITY"),
    "style sheet by instruction": (
        drawing("", before='<?xml-stylesheet href="a.css"?>'), HasInstruction, "xml-stylesheet"),
    "php": (drawing("<?php system(1) ?>"), HasInstruction, "<?php?>"),
    "html": (b"<html><body/></html>", NotSvg, "<html>"),
    "no namespace": (b'<svg viewBox="0 0 1 1"/>', HasNoNamespace, "xmlns="),
    "another namespace": (b'<svg xmlns="urn:x" viewBox="0 0 1 1"/>', HasNoNamespace, "xmlns="),
    "nothing": (b"", NotReadable, "1"),
    "no XML": (b"\x89PNG\r\n", NotReadable, "1"),
    "broken off": (drawing("<g>")[:-6], NotReadable, "1"),
    "unknown encoding": (
        drawing("", before='<?xml version="1.0" encoding="nope"?>'), NotReadable, "1"),
    "too large": (drawing(" " * BYTES_MAX), TooLarge, "1000"),
    "too many parts": (drawing("<g/>" * 20_001), TooManyParts, "20000"),
    "too deep": (drawing("<g>" * 100 + "</g>" * 100), TooDeep, "60"),
    "a thousand million by reference": (
        drawing("".join(f'<g id="g{n}">' + f'<use href="#g{n + 1}"/>' * 30 + "</g>"
                        for n in range(6)) + '<rect id="g6"/>'), TooManyParts, "100000"),
    "a circle of references": (
        drawing('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'), TooDeep, "8"),
    "brackets in brackets": (drawing(f'<rect style="fill:{"(" * 90_000}"/>'), TooDeep, "60"),
    "no size": (drawing("", ""), HasNoSize, "viewBox"),
    "no area": (drawing("", 'viewBox="0 0 0 5"'), HasNoSize, "viewBox"),
    "size in percent": (drawing("", 'width="100%" height="100%"'), HasNoSize, "viewBox"),
    "endless size": (drawing("", 'viewBox="0 0 inf nan"'), HasNoSize, "viewBox"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words(name: str) -> None:
    content, kind, part = HOSTILE[name]

    with pytest.raises(kind) as refusal:
        cleaned(content)

    sentence = text(refusal.value.sentence, **refusal.value.facts)
    assert part in sentence
    assert "%(" not in sentence


def test_a_drawing_of_inkscape_is_kept_and_its_notes_are_counted() -> None:
    found = cleaned(INKSCAPE.encode())

    assert (found.width, found.height) == (600, 320)
    assert found.left_out_count == 4  # a comment, a title, a view and metadata
    assert "Trappen en liften" in found.svg
    assert '<use href="#deur"' in found.svg
    assert ".kern{fill:#ddd}" in found.svg
    assert "fill:url(#lg2)" in found.svg
    for dropped in ("inkscape", "sodipodi", "metadata", "Created", "rdf"):
        assert dropped not in found.svg


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 60 32"', (60, 32)),
        ('viewBox="-5,-5,60.5,32" width="1cm"', (60.5, 32)),
        ('width="600" height="320px"', (600, 320)),
        ('width="2in" height="96"', (192, 96)),
    ],
)
def test_a_drawing_says_how_large_it_is(attributes: str, size: tuple[float, float]) -> None:
    found = cleaned(drawing("", attributes))

    assert (found.width, found.height) == size
    root = fromstring(found.svg)
    assert root.get("viewBox")
    assert root.get("width") == f"{size[0]:g}"


def test_what_moves_but_points_nowhere_is_left_out() -> None:
    found = cleaned(drawing('<rect><animate attributeName="opacity" to="0"/></rect>'))

    assert "animate" not in found.svg
    assert found.left_out_count == 1


def assert_only_draws(found: Drawing) -> None:
    """Read again by another eye: only names of the lists, only references to own parts."""
    for part in fromstring(found.svg).iter():
        namespace, _, name = part.tag.rpartition("}")
        assert namespace == "{http://www.w3.org/2000/svg"
        assert name in names.ELEMENTS
        for attribute, value in part.attrib.items():
            assert attribute in names.ATTRIBUTES | {"style", "href"}
            if attribute == "href":
                assert value.startswith("#")
            assert "javascript" not in value.lower()
            assert "http" not in value.lower()
        if name == "style":
            assert "http" not in (part.text or "")
            assert "@" not in (part.text or "")


ELEMENT_NAMES = st.sampled_from(
    [*sorted(names.ELEMENTS), "script", "image", "a", "foreignObject", "animate", "filter", "title"]
)
VALUES = st.sampled_from(
    ["#a", "url(#a)", "url(http://e.example)", "javascript:alert(1)", "red", "1 2 3", "fill:red",
     "fill:url(#a);behavior:url(#b)", "\\75rl(http://e.example)", "expression(alert(1))",
     "rgb(1,2,3)", "translate(1)", "http://e.example", "a{fill:red}", "@import 'http://e.example'"]
)  # fmt: skip
ATTRIBUTE_NAMES = st.sampled_from(
    ["href", "xlink:href", "style", "fill", "class", "id", "onload", "d", "transform", "mask",
     "attributeName", "data-x", "filter", "xml:space", "xml:base"]
)  # fmt: skip


def _part(name: str, attributes: dict[str, str], inside: list[str]) -> str:
    said = " ".join(f'{key}="{value}"' for key, value in attributes.items())
    return f"<{name} {said}>{''.join(inside)}</{name}>"


PARTS = st.recursive(
    st.builds(
        _part,
        ELEMENT_NAMES,
        st.dictionaries(ATTRIBUTE_NAMES, VALUES, max_size=4),
        st.lists(VALUES, max_size=1),
    ),
    lambda inside: st.builds(
        _part,
        ELEMENT_NAMES,
        st.dictionaries(ATTRIBUTE_NAMES, VALUES, max_size=4),
        st.lists(inside, max_size=4),
    ),
    max_leaves=12,
)


@given(PARTS)
def test_whatever_is_kept_only_draws(part: str) -> None:
    try:
        found = cleaned(drawing(part))
    except Refused:
        return
    assert_only_draws(found)


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_a_drawing_or_refused(content: bytes) -> None:
    for file in (content, drawing("") + content, drawing("")[:-6] + content + b"</svg>"):
        try:
            found = cleaned(file)
        except Refused:
            continue
        assert_only_draws(found)


def test_what_was_kept_once_is_kept_again() -> None:
    once = cleaned(INKSCAPE.encode())

    assert cleaned(once.svg.encode()).svg == once.svg


def test_the_names_do_not_allow_what_is_hostile() -> None:
    hostile = names.SCRIPTS | names.WEB_PAGES | names.PICTURES | names.LINKS | names.ANIMATIONS
    assert not names.ELEMENTS & hostile
    assert not [name for name in names.ATTRIBUTES if name.lower().startswith("on")]
    assert "href" not in names.ATTRIBUTES
