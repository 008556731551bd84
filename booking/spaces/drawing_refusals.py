"""Why a drawing was not taken: what is in it, and what to do about that."""

from booking.foundation.errors import Refused
from booking.foundation.texts import N_


class DrawingRefused(Refused):
    """``part`` is the element at fault as it stands in the file."""


class HoldsScript(DrawingRefused):
    code = "drawing-holds-script"
    sentence = N_(
        "This file holds a script (%(part)s). A drawing does nothing but show, so it was not "
        "stored. Save it as “plain SVG” without scripts and send it again."
    )


class HoldsHandler(DrawingRefused):
    code = "drawing-holds-handler"
    sentence = N_(
        "In this file something is started by %(attribute)s on %(part)s. A drawing does nothing "
        "but show, so it was not stored. Save it as “plain SVG” and send it again."
    )


class HoldsWebPage(DrawingRefused):
    code = "drawing-holds-web-page"
    sentence = N_(
        "This file holds a piece of a web page (%(part)s), so it was not stored. Turn that part "
        "into shapes or text, or remove it, and send the file again."
    )


class HoldsPicture(DrawingRefused):
    code = "drawing-holds-picture"
    sentence = N_(
        "This file holds a photo or a scan (%(part)s), so it was not stored. Only lines, shapes "
        "and text can be taken: trace the picture or remove it, and send the file again."
    )


class HoldsLink(DrawingRefused):
    code = "drawing-holds-link"
    sentence = N_(
        "This file holds a link (%(part)s), so it was not stored. Remove the link, keep the "
        "shapes inside it, and send the file again."
    )


class RefersOutside(DrawingRefused):
    code = "drawing-refers-outside"
    sentence = N_(
        "%(part)s in this file fetches something from elsewhere (%(reference)s), so it was not "
        "stored. Put that in the drawing itself or remove it, and send the file again."
    )


class AnimatesLink(DrawingRefused):
    code = "drawing-animates-link"
    sentence = N_(
        "This file changes where something points to while it is shown (%(part)s), so it was not "
        "stored. Save it without animations and send it again."
    )


class ImportsStyle(DrawingRefused):
    code = "drawing-imports-style"
    sentence = N_(
        "The styles in this file import others (@import), so it was not stored. Save it as "
        "“plain SVG” with its styles inside and send it again."
    )


class HasDocumentType(DrawingRefused):
    code = "drawing-has-document-type"
    sentence = N_(
        "This file begins with a document type (DOCTYPE) or defines abbreviations (ENTITY), so "
        "it was not stored. Save it as “plain SVG”, or delete those lines, and send it again."
    )


class HasInstruction(DrawingRefused):
    code = "drawing-has-instruction"
    sentence = N_(
        "This file holds an instruction to other programs (%(part)s), so it was not stored. "
        "Delete that line, or save it as “plain SVG”, and send it again."
    )


class NotSvg(DrawingRefused):
    code = "drawing-not-svg"
    sentence = N_(
        "This is not an SVG drawing: it begins with %(part)s. Save or export the drawing as SVG "
        "and send that file."
    )


class HasNoNamespace(DrawingRefused):
    code = "drawing-has-no-namespace"
    sentence = N_(
        "This drawing does not say that it is SVG: its first element lacks %(attribute)s. Save "
        "or export it as SVG in your drawing program and send that file."
    )


class NotReadable(DrawingRefused):
    code = "drawing-not-readable"
    sentence = N_(
        "This file cannot be read as SVG: something is wrong in line %(line)s. Open it in your "
        "drawing program, save or export it as SVG, and send that file."
    )


class TooLarge(DrawingRefused):
    code = "drawing-too-large"
    sentence = N_(
        "This file is too large: at most %(kilobytes)s kB. Remove what the plan does not need, "
        "such as furniture and hatching, and send it again."
    )


class TooManyParts(DrawingRefused):
    code = "drawing-too-many-parts"
    sentence = N_(
        "This drawing has too many parts: at most %(count)s, repeated ones included. Remove what "
        "the plan does not need, such as furniture and hatching, and send it again."
    )


class TooDeep(DrawingRefused):
    code = "drawing-too-deep"
    sentence = N_(
        "The parts of this drawing stand inside each other too deeply: at most %(count)s levels. "
        "Ungroup them in your drawing program and send it again."
    )


class HasNoSize(DrawingRefused):
    code = "drawing-has-no-size"
    sentence = N_(
        "This drawing does not say how large it is. Give it a viewBox, or a width and a height, "
        "in your drawing program and send it again."
    )
