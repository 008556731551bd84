"""Every sentence is there in Dutch, once, with the same places to fill, in the house's words."""

import re
from collections import Counter
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract, extract_python
from babel.messages.pofile import read_po

from booking.foundation.texts import LOCALE

ROOT = Path(__file__).resolve().parents[2]
IN_CODE = {"text": None, "plural_text": (1, 2), "N_": None}
IN_TEMPLATES = {"_": None, "ngettext": (1, 2)}
CATALOGUES = sorted((LOCALE / "nl").glob("*.po"))
PLACES = re.compile(r"%\((\w+)\)[sd]")
NOT_OUR_WORDS = re.compile(
    r"\b(boeking\w*|afspra(?:ak|ken)\w*|boekt?|geboekt|e-?mailtje)\b", re.IGNORECASE
)

Sentence = str | tuple[str, ...]


@cache
def asked_for() -> dict[Sentence, list[str]]:
    """Every sentence in code and templates, with where it stands."""
    found: dict[Sentence, list[str]] = {}
    for path in sorted((ROOT / "booking").rglob("*.py")):
        content = BytesIO(path.read_bytes())
        for line, sentence, _, _ in extract(extract_python, content, keywords=IN_CODE):
            found.setdefault(sentence, []).append(f"{path.relative_to(ROOT)}:{line}")
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.is_file():
            content = BytesIO(path.read_bytes())
            for line, sentence, _, _ in extract("jinja2", content, keywords=IN_TEMPLATES):
                found.setdefault(sentence, []).append(f"{path.relative_to(ROOT)}:{line}")
    return found


@cache
def translated() -> dict[Sentence, list[tuple[str, Sentence]]]:
    """Every translation by its sentence, with the file it stands in."""
    found: dict[Sentence, list[tuple[str, Sentence]]] = {}
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    sentence = message.id if isinstance(message.id, str) else tuple(message.id)
                    dutch = message.string if isinstance(message.string, str) else tuple(
                        message.string)  # fmt: skip
                    found.setdefault(sentence, []).append((path.name, dutch))
    return found


def forms(sentence: Sentence) -> tuple[str, ...]:
    return (sentence,) if isinstance(sentence, str) else sentence


def test_sentences_are_found() -> None:
    assert len(asked_for()) > 100
    assert any(isinstance(sentence, tuple) for sentence in asked_for())


def test_every_sentence_is_there_in_dutch() -> None:
    done = {sentence for sentence, found in translated().items() if all(forms(found[0][1]))}
    missing = {sentence: places[0] for sentence, places in asked_for().items()
               if sentence not in done}  # fmt: skip
    assert not missing, "\n".join(f"{place}: {sentence}" for sentence, place in missing.items())


def test_no_translation_is_left_over() -> None:
    unused = {sentence: found[0][0] for sentence, found in translated().items()
              if sentence not in asked_for()}  # fmt: skip
    assert not unused, "\n".join(f"{name}: {sentence}" for sentence, name in unused.items())


def test_a_sentence_stands_in_one_catalogue() -> None:
    twice = {sentence: [name for name, _ in found] for sentence, found in translated().items()
             if len(found) > 1}  # fmt: skip
    assert not twice


def test_a_sentence_has_one_plural() -> None:
    """The catalogue is read by the singular: one singular with two plurals would lose one."""
    singulars = Counter(forms(sentence)[0] for sentence in translated())
    assert not [sentence for sentence, count in singulars.items() if count > 1]


def test_dutch_has_the_same_places_to_fill() -> None:
    wrong = [
        (name, sentence, dutch)
        for sentence, found in translated().items() for name, dutch in found
        if set().union(*(PLACES.findall(form) for form in forms(sentence)))
        != set().union(*(PLACES.findall(form) for form in forms(dutch)))
    ]  # fmt: skip
    assert not wrong


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_dutch_uses_the_words_of_the_house(path: Path) -> None:
    """A reservation is a reservering; an afspraak is what a citizen makes at the counter."""
    with path.open("rb") as file:
        said = [form for message in read_po(file) if message.id
                for form in forms(message.string if isinstance(message.string, str)
                                  else tuple(message.string))]  # fmt: skip
    assert not [form for form in said if NOT_OUR_WORDS.search(form)]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_people_are_addressed_as_u(path: Path) -> None:
    informal = re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.IGNORECASE)
    with path.open("rb") as file:
        said = [str(message.string) for message in read_po(file) if message.id]
    assert not [sentence for sentence in said if informal.search(sentence)]
