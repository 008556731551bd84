"""What a drawing of a floor may be made of: the allow lists of its cleaning.

Elements, attributes and properties of SVG 2 (https://www.w3.org/TR/SVG2/) that only draw.
What is not here is left out; what is in HOSTILE makes the whole file refused.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SVG = "http://www.w3.org/2000/svg"
XHTML = "http://www.w3.org/1999/xhtml"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
WORDS = {"text", "tspan", "textPath"}
STRUCTURE = {"svg", "g", "defs", "symbol", "use", "switch", "style"}
PAINT = {"linearGradient", "radialGradient", "stop", "pattern", "clipPath", "mask", "marker"}
ELEMENTS = frozenset(SHAPES | WORDS | STRUCTURE | PAINT)

MAY_REFER = frozenset({"use", "textPath", "linearGradient", "radialGradient", "pattern"})
"""To another part of the same file, by href."""

SCRIPTS = frozenset({"script", "handler", "listener"})
WEB_PAGES = frozenset({"foreignObject", "iframe", "object", "embed", "audio", "video", "canvas"})
PICTURES = frozenset({"image", "feImage", "cursor", "font-face-uri", "color-profile"})
LINKS = frozenset({"a"})
ANIMATIONS = frozenset(
    {"animate", "set", "animateTransform", "animateMotion", "animateColor", "discard"}
)

PROPERTIES = _words(
    """
    alignment-baseline baseline-shift clip-path clip-rule color direction display
    dominant-baseline fill fill-opacity fill-rule font font-family font-size font-stretch
    font-style font-variant font-weight isolation letter-spacing marker marker-end marker-mid
    marker-start mask mix-blend-mode opacity overflow paint-order shape-rendering stop-color
    stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
    stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration text-rendering
    transform vector-effect visibility word-spacing writing-mode
    """
)
"""Both as attributes and in styles."""

FUNCTIONS = _words(
    """
    rgb rgba hsl hsla matrix translate translatex translatey scale scalex scaley rotate skewx
    skewy url
    """
)
"""That may stand in a style; url() only to another part of the same file."""

GEOMETRY = _words(
    """
    clipPathUnits cx cy d dx dy fr fx fy gradientTransform gradientUnits height id class
    lengthAdjust markerHeight markerUnits markerWidth maskContentUnits maskUnits offset orient
    pathLength patternContentUnits patternTransform patternUnits points preserveAspectRatio r
    refX refY rotate rx ry spreadMethod startOffset textLength viewBox width x x1 x2 y y1 y2
    """
)
ATTRIBUTES = PROPERTIES | GEOMETRY | {XML_SPACE}
"""Besides these: ``style``, and ``href`` on what MAY_REFER."""
