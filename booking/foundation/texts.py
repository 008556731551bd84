"""Every sentence in the reader's language: English in the code, translations beside it.

The English sentence is its own key. Dutch lives in ``locale/nl/*.po``, a file per part of
the house, read once at start (Babel reads .po itself, so nothing is compiled). The
language is that of the one who reads: a door sets it with :func:`speaking`.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("nl", "en")
LOCALE = Path(__file__).parent / "locale"

_language: ContextVar[str] = ContextVar("language", default="nl")


def N_(sentence: str) -> str:  # noqa: N802 -- gettext's own name for "translate this later"
    """Mark a sentence for translation where it is defined; it is translated where it is shown."""
    return sentence


def language() -> str:
    return _language.get()


@contextmanager
def speaking(language: str) -> Generator[None]:
    """Texts within the block are in ``language``, one of LANGUAGES."""
    token = _language.set(language if language in LANGUAGES else LANGUAGES[0])
    try:
        yield
    finally:
        _language.reset(token)


def text(sentence: str, **facts: object) -> str:
    """``sentence`` in the reader's language, its ``%(name)s`` placeholders filled."""
    translated = catalogue(language()).get(sentence, sentence)
    assert isinstance(translated, str), f"{sentence!r} has a plural: use plural_text()"
    return translated % facts if facts else translated


def plural_text(one: str, many: str, count: int, **facts: object) -> str:
    """``one`` for a count of 1, else ``many``; both languages count alike."""
    forms = catalogue(language()).get(one, (one, many))
    assert not isinstance(forms, str), f"{one!r} has no plural: use text()"
    return forms[0 if count == 1 else 1] % {"count": count, "num": count, **facts}


@cache
def catalogue(language: str) -> dict[str, str | tuple[str, str]]:
    """Translations by English sentence; a sentence with a plural has both forms."""
    sentences: dict[str, str | tuple[str, str]] = {}
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if isinstance(message.id, str):
                    if message.id and message.string:
                        sentences[message.id] = str(message.string)
                elif message.string:
                    sentences[message.id[0]] = (message.string[0], message.string[1])
    return sentences
