"""The rows in a dump of MySQL, MariaDB or PostgreSQL. Nothing in it is ever run. Pure.

Read as text: INSERT (mysqldump, pg_dump --inserts), COPY (pg_dump as it comes) and, for the names
of columns, CREATE TABLE; all else is passed over. Not by a parser of SQL: those know no COPY, and
take a minute and half a gigabyte for what is read here in five seconds.
"""

import codecs
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

Cells = dict[str, str | None]
"""A row by column, as the dump writes it; None is NULL."""

SKIP = r"\s+|--[^\n]*|\#[^\n]*|/\*.*?\*/"
NAME = r"`(?:[^`]|``)*`|\"(?:[^\"]|\"\")*\""
VALUE = r"[A-Za-z_][\w$.]*|[-+]?[\d.][\w.+-]*"
MYSQL_TEXT = r"(?:_\w+\s+)?'(?:[^'\\]|\\.|'')*'"
POSTGRESQL_TEXT = r"[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'"
"""There a backslash is a backslash, but in E'…' (standard_conforming_strings)."""
ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "0": "", "Z": ""}
KEYWORDS = {"PRIMARY", "KEY", "UNIQUE", "CONSTRAINT", "FOREIGN", "INDEX", "FULLTEXT", "CHECK",
            "SPATIAL", "EXCLUDE"}  # fmt: skip
COPY_END = "\n\\."
FIRST_PART = 4000
WHOLE = ("Dump completed", "database dump complete")
BY_A_PROGRAM = re.compile(r"(?:MySQL|MariaDB|PostgreSQL database) dump")


@dataclass(slots=True)
class Dump:
    """Rows by table; names of tables without their schema."""

    tables: dict[str, list[Cells]] = field(default_factory=lambda: defaultdict(list))
    encoding: str = "utf-8"
    torn_at_line: int | None = None
    """Where it stops in the middle of something; what comes before is whole."""
    is_whole: bool = True
    """False also where only the line is missing with which such a program ends."""


def decoded(raw: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8, or what older programs in the Netherlands write."""
    is_wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1"), "latin-1"


def read_dump(raw: bytes) -> Dump:
    """All rows of all tables, as far as it is whole."""
    text, encoding = decoded(raw)
    dump = Dump(encoding=encoding)
    reader = _Reader(text.replace("\0", ""), dump)
    try:
        reader.read()
    except _TornError:
        dump.torn_at_line = text.count("\n", 0, reader.at) + 1
    is_signed = any(words in text[-FIRST_PART:] for words in WHOLE)
    is_by_program = BY_A_PROGRAM.search(text[:FIRST_PART]) is not None
    dump.is_whole = dump.torn_at_line is None and (is_signed or not is_by_program)
    return dump


class _TornError(Exception):
    """The dump ends, or is no SQL any more."""


class _Reader:
    """Goes through the text once, from sign to sign."""

    def __init__(self, text: str, dump: Dump) -> None:
        is_postgresql = "PostgreSQL" in text[:FIRST_PART] or "standard_conforming" in text
        kind = POSTGRESQL_TEXT if is_postgresql else MYSQL_TEXT
        self._token = re.compile(f"(?P<skip>{SKIP})|(?P<text>{kind})|(?P<name>{NAME})"
                                 rf"|(?P<value>{VALUE})|(?P<sign>[^'\"`])", re.DOTALL)  # fmt: skip
        self._is_escaped = not is_postgresql
        self._text, self._dump = text, dump
        self._columns: dict[str, list[str]] = {}
        self.at = 0

    def read(self) -> None:
        while True:
            try:
                first = self._next()[1].upper()
            except _TornError:
                if self.at >= len(self._text):
                    return
                raise
            if first == "INSERT":
                self._insert()
            elif first == "COPY":
                self._copy()
            elif first == "CREATE":
                self._create()
            elif first != ";":
                self._pass_over()

    def _next(self) -> tuple[str, str]:
        """The next sign: what kind it is, and how it is written."""
        while (found := self._token.match(self._text, self.at)) is not None:
            self.at = found.end()
            kind = found.lastgroup or ""
            if kind != "skip":
                return kind, found.group()
        raise _TornError

    def _pass_over(self) -> None:
        while self._next()[1] != ";":
            pass

    def _insert(self) -> None:
        """As ``INSERT INTO table (columns) VALUES (…), (…);``, with or without the columns."""
        while self._next()[1].upper() != "INTO":
            pass
        table, columns, sign = self._table_and_columns()
        if sign.upper() != "VALUES":
            if sign != ";":
                self._pass_over()
            return
        while True:
            kind, written = self._next()
            if written == "(" and kind == "sign":
                cells = list(self._cells())
                self._dump.tables[table].append(dict(zip(columns, cells, strict=False)))
            elif written == ";":
                return

    def _table_and_columns(self) -> tuple[str, Sequence[str], str]:
        """Also the sign that comes after them."""
        parts = [_bare(self._next()[1])]
        sign = self._next()[1]
        while sign == ".":
            parts.append(_bare(self._next()[1]))
            sign = self._next()[1]
        table = parts[-1].rpartition(".")[2].lower()
        columns: Sequence[str] = self._columns.get(table, ())
        if sign == "(":
            columns = [_bare(name or "").lower() for name in self._cells()]
            sign = self._next()[1]
        return table, columns, sign

    def _cells(self) -> Iterator[str | None]:
        """Up to the bracket that closes; of a call, as ``from_unixtime(1)``, what is in it."""
        cell: str | None = None
        depth = 1
        while depth:
            kind, written = self._next()
            if kind == "sign" and written in "()":
                depth += 1 if written == "(" else -1
            elif kind == "sign" and written == "," and depth == 1:
                yield cell
                cell = None
            elif kind == "text":
                cell = self._said(written)
            elif kind == "name" or written.upper() != "NULL":
                cell = written
        yield cell

    def _said(self, written: str) -> str:
        begin = written.index("'")
        said = written[begin + 1 : -1]
        if self._is_escaped or written[0] in "eE":
            return ESCAPED.sub(lambda m: "'" if m[1] is None else ESCAPES.get(m[1], m[1]), said)
        return said.replace("''", "'")

    def _create(self) -> None:
        """As ``CREATE TABLE table (column type, …);``; what else is created is passed over."""
        words = [self._next()[1].upper()]
        if words != ["TABLE"]:
            if words != [";"]:
                self._pass_over()
            return
        begin = self.at
        if [self._next()[1].upper() for _ in range(3)] != ["IF", "NOT", "EXISTS"]:
            self.at = begin
        parts = [_bare(self._next()[1])]
        while (sign := self._next()[1]) == ".":
            parts.append(_bare(self._next()[1]))
        if sign != "(":
            self._pass_over()
            return
        self._columns[parts[-1].rpartition(".")[2].lower()] = list(self._defined())
        self._pass_over()

    def _defined(self) -> Iterator[str]:
        """The names of columns: what stands first between two commas, and is no key."""
        depth, is_first = 1, True
        while depth:
            kind, written = self._next()
            if kind == "sign" and written in "()":
                depth += 1 if written == "(" else -1
            elif is_first and (kind == "name" or written.upper() not in KEYWORDS):
                yield _bare(written).lower()
            is_first = kind == "sign" and written == "," and depth == 1

    def _copy(self) -> None:
        r"""As ``COPY table (columns) FROM stdin;``, and lines of cells up to ``\.``."""
        table, columns, sign = self._table_and_columns()
        if sign != ";":
            self._pass_over()
        begin = self._text.find("\n", self.at)
        end = self._text.find(COPY_END, begin)
        if begin < 0 or end < 0:
            raise _TornError
        for line in islice(self._text[begin:end].split("\n"), 1, None):
            cells = [None if cell == "\\N" else ESCAPED.sub(
                lambda m: ESCAPES.get(m[1] or "", m[1] or "''"), cell)
                for cell in line.split("\t")]  # fmt: skip
            self._dump.tables[table].append(dict(zip(columns, cells, strict=False)))
        self.at = end + len(COPY_END)


def _bare(name: str) -> str:
    if name[:1] in {"`", '"'}:
        return name[1:-1].replace(name[0] * 2, name[0])
    return name
