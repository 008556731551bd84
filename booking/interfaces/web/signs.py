"""Small things that a page shows by the hundred: for templates, each drawn once and kept."""

from functools import lru_cache

from markupsafe import Markup

from booking.interfaces.web.static import static

SPRITE = "vendor/icons-3.51.0.svg"
ICON = Markup('<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>')
BADGE = Markup('<span class="badge badge--{}">{}{}</span>')


@lru_cache(maxsize=1_000)
def drawn_icon(name: str, style: str = "") -> Markup:
    """An ornament from the sprite, with ``style`` as one more class."""
    return ICON.format(f"icon {style}".rstrip(), static(SPRITE), name)


@lru_cache(maxsize=1_000)
def drawn_badge(words: str, tone: str = "neutral", sign: str = "") -> Markup:
    """A state in one or two words."""
    return BADGE.format(tone, drawn_icon(sign) if sign else "", words)
