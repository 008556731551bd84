"""A checker of calendar files, written from the RFCs and independent of any library.

    assert complaints(content) == []

Section numbers are those of RFC 5545 unless another RFC is named. It looks at bytes and
lines, never at objects: what a strict client sees. It knows what a town hall sends (VEVENT
with METHOD:PUBLISH, one VTIMEZONE); to anything else it says "not known".
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

LINE_OCTETS_MAX = 75  # §3.1
NAME = re.compile(r"[A-Za-z0-9-]+")
PARAM = re.compile(
    r';([A-Za-z0-9-]+)=("[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)'
)
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")  # §3.1: CONTROL is all of these but HTAB
# Unicode line ends are no control characters of §3.1, but Outlook and JavaScript break on them
LINE_ENDS = re.compile("[\x85\u2028\u2029]")


@dataclass
class Line:
    name: str
    parameters: dict[str, str]
    value: str


@dataclass
class Component:
    kind: str
    lines: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def values(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]


def complaints(content: bytes) -> list[str]:
    """Everything wrong with the file, in words; nothing when it is right."""
    found = [*_about_bytes(content)]
    try:
        lines = [_read_line(text) for text in _unfolded(content)]
        calendars = _tree(lines)
    except ValueError as error:
        return [*found, str(error)]
    for calendar in calendars:
        found += _about_calendar(calendar)
    return found


def _about_bytes(content: bytes) -> Iterator[str]:
    if not content.endswith(b"\r\n"):
        yield "§3.1: the file does not end with CRLF"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", content):
        yield "§3.1: a line ends with a bare CR or LF"
    for number, line in enumerate(content.split(b"\r\n"), 1):
        if len(line) > LINE_OCTETS_MAX:
            yield f"§3.1: line {number} has {len(line)} octets"
        try:
            line.decode()
        except UnicodeDecodeError:
            yield f"§3.1.4: line {number} is not whole UTF-8 characters"


def _unfolded(content: bytes) -> list[str]:
    text = re.sub(rb"\r\n[ \t]", b"", content).decode("utf-8", "replace")
    return [line for line in text.split("\r\n") if line]


def _read_line(text: str) -> Line:
    if CONTROL.search(text) or LINE_ENDS.search(text):
        raise ValueError(f"§3.1: control character in {text[:40]!r}")
    name = NAME.match(text)
    if name is None:
        raise ValueError(f"§3.1: no property name in {text[:40]!r}")
    parameters: dict[str, str] = {}
    position = name.end()
    while found := PARAM.match(text, position):
        key = found[1].upper()
        if key in parameters:
            raise ValueError(f"§3.2: parameter {key} twice in {text[:40]!r}")
        parameters[key] = found[2].strip('"')
        position = found.end()
    if text[position : position + 1] != ":":
        raise ValueError(f"§3.1: no colon after the name in {text[:40]!r}")
    return Line(name[0].upper(), parameters, text[position + 1 :])


def _tree(lines: list[Line]) -> list[Component]:
    root = Component("")
    open_components = [root]
    for line in lines:
        if line.name == "BEGIN":
            component = Component(line.value.upper())
            open_components[-1].parts.append(component)
            open_components.append(component)
        elif line.name == "END":
            if open_components[-1].kind != line.value.upper():
                raise ValueError(f"§3.4: END:{line.value} closes {open_components[-1].kind}")
            open_components.pop()
        else:
            open_components[-1].lines.append(line)
    if len(open_components) > 1:
        raise ValueError(f"§3.4: {open_components[-1].kind} is never closed")
    if root.lines or not root.parts:
        raise ValueError("§3.4: something stands outside VCALENDAR")
    return root.parts


# how often a property may or must stand: (least, most)
ONE, MAYBE, ANY = (1, 1), (0, 1), (0, 999)

PROPERTIES: dict[str, dict[str, tuple[int, int]]] = {
    "VCALENDAR": {  # §3.6; RFC 7986 §4
        "PRODID": ONE, "VERSION": ONE, "CALSCALE": MAYBE, "METHOD": MAYBE, "UID": MAYBE,
        "NAME": ANY, "DESCRIPTION": ANY, "LAST-MODIFIED": MAYBE, "URL": MAYBE,
        "REFRESH-INTERVAL": MAYBE, "SOURCE": MAYBE, "COLOR": MAYBE, "CATEGORIES": ANY,
    },
    "VEVENT": {  # §3.6.1
        "DTSTAMP": ONE, "UID": ONE, "DTSTART": ONE, "CLASS": MAYBE, "CREATED": MAYBE,
        "DESCRIPTION": MAYBE, "GEO": MAYBE, "LAST-MODIFIED": MAYBE, "LOCATION": MAYBE,
        "ORGANIZER": MAYBE, "PRIORITY": MAYBE, "SEQUENCE": MAYBE, "STATUS": MAYBE,
        "SUMMARY": MAYBE, "TRANSP": MAYBE, "URL": MAYBE, "RECURRENCE-ID": MAYBE, "RRULE": MAYBE,
        "DTEND": MAYBE, "DURATION": MAYBE, "ATTENDEE": ANY, "CATEGORIES": ANY, "COMMENT": ANY,
        "EXDATE": ANY, "COLOR": MAYBE, "REQUEST-STATUS": ANY,
    },
    "VTIMEZONE": {"TZID": ONE, "LAST-MODIFIED": MAYBE, "TZURL": MAYBE},  # §3.6.5
    "STANDARD": {"DTSTART": ONE, "TZOFFSETTO": ONE, "TZOFFSETFROM": ONE, "RRULE": MAYBE,
                 "TZNAME": ANY, "COMMENT": ANY, "RDATE": ANY},
}  # fmt: skip
PROPERTIES["DAYLIGHT"] = PROPERTIES["STANDARD"]

UTC = re.compile(r"\d{8}T\d{6}Z")
LOCAL = re.compile(r"\d{8}T\d{6}")
OFFSET = re.compile(r"[+-]\d{4}(\d{2})?")
DURATION = re.compile(r"[+-]?P(\d+W|(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?)")
TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")  # §3.3.11
TEXTS = re.compile(r"(?:[^\\;]|\\[\\;,nN])*")  # comma-separated
ADDRESS = re.compile(r"(mailto:[^\s@]+@[^\s@]+|urn:uuid:[0-9a-f-]{36})", re.IGNORECASE)
URI = re.compile(r"[a-z][a-z0-9+.-]*:[!-~]+", re.IGNORECASE)
RRULE = re.compile(r"(FREQ|UNTIL|COUNT|INTERVAL|BY[A-Z]+|WKST)=[0-9A-Z,+-]+"
                   r"(;(FREQ|UNTIL|COUNT|INTERVAL|BY[A-Z]+|WKST)=[0-9A-Z,+-]+)*")  # fmt: skip

SHAPES: dict[str, re.Pattern[str]] = {
    "DTSTAMP": UTC, "CREATED": UTC, "LAST-MODIFIED": UTC,  # §3.8.7: MUST be in UTC
    "SUMMARY": TEXT, "LOCATION": TEXT, "DESCRIPTION": TEXT, "NAME": TEXT, "X-WR-CALNAME": TEXT,
    "UID": TEXT, "PRODID": TEXT, "CATEGORIES": TEXTS,
    "ORGANIZER": ADDRESS, "ATTENDEE": ADDRESS, "URL": URI,
    "SEQUENCE": re.compile(r"\d+"), "RRULE": RRULE, "COMMENT": TEXT,
    "REQUEST-STATUS": re.compile(rf"\d(\.\d+){{1,2}};{TEXT.pattern}"),
    "TZOFFSETFROM": OFFSET, "TZOFFSETTO": OFFSET,
    "REFRESH-INTERVAL": DURATION, "X-PUBLISHED-TTL": DURATION, "DURATION": DURATION,
    "VERSION": re.compile(r"2\.0"), "CALSCALE": re.compile("GREGORIAN"),
    "METHOD": re.compile("PUBLISH|REQUEST|CANCEL|REPLY"),
    "STATUS": re.compile("TENTATIVE|CONFIRMED|CANCELLED"),
    "CLASS": re.compile("PUBLIC|PRIVATE|CONFIDENTIAL"),
    "TRANSP": re.compile("OPAQUE|TRANSPARENT"),
    "X-MICROSOFT-CDO-BUSYSTATUS": re.compile("FREE|TENTATIVE|BUSY|OOF"),
}  # fmt: skip


def _about_calendar(calendar: Component) -> Iterator[str]:
    if calendar.kind != "VCALENDAR":
        yield f"§3.4: {calendar.kind} stands where VCALENDAR must"
    yield from _about_properties(calendar)
    zones = [part for part in calendar.parts if part.kind == "VTIMEZONE"]
    # a TEXT, so its commas are escaped; those of the parameter are not
    zone_names = [re.sub(r"\\(.)", r"\1", line.value)
                  for zone in zones for line in zone.values("TZID")]  # fmt: skip
    used = {
        line.parameters["TZID"]
        for part in calendar.parts
        for line in part.lines
        if "TZID" in line.parameters
    }
    yield from (f"§3.2.19: no VTIMEZONE for {name}" for name in used - set(zone_names))
    yield from (f"§3.6.5: VTIMEZONE {name} twice"
                for name, count in Counter(zone_names).items() if count > 1)  # fmt: skip
    method = next((line.value for line in calendar.values("METHOD")), "")
    for part in calendar.parts:
        yield from CHECKS.get(part.kind, _not_known)(part, method)
    yield from _about_uids(calendar)
    yield from _about_overrides(calendar)


def _about_overrides(calendar: Component) -> Iterator[str]:
    """A place in a series has the form of the series itself, wherever its date has gone."""
    whole = {
        event.values("UID")[0].value: [line.parameters for line in event.values("DTSTART")]
        for event in calendar.parts
        if event.values("UID") and not event.values("RECURRENCE-ID")
    }
    for event in calendar.parts:
        own = [line.parameters for line in event.values("DTSTART")]
        for line, uid in zip(event.values("RECURRENCE-ID"), event.values("UID"), strict=False):
            if line.parameters not in whole.get(uid.value, own):
                yield "§3.8.4.4: RECURRENCE-ID has another form than DTSTART of its series"


def _about_uids(calendar: Component) -> Iterator[str]:
    names = Counter(
        (line.value, tuple(r.value for r in part.values("RECURRENCE-ID")))
        for part in calendar.parts
        for line in part.values("UID")
    )
    yield from (f"§3.8.4.7: UID {uid} twice" for (uid, _), count in names.items() if count > 1)


def _about_properties(component: Component) -> Iterator[str]:
    counts = Counter(line.name for line in component.lines)
    limits = PROPERTIES.get(component.kind, {})
    for name, (least, most) in limits.items():
        if not least <= counts[name] <= most:
            yield f"§3.6: {name} stands {counts[name]} times in {component.kind}"
    for line in component.lines:
        if line.name not in limits and not line.name.startswith("X-"):
            yield f"§3.6: {line.name} does not belong in {component.kind}"
        shape = SHAPES.get(line.name)
        if shape is not None and not shape.fullmatch(line.value):
            yield f"§3.3: {line.name} cannot be {line.value!r}"
    for line in component.values("REFRESH-INTERVAL"):
        if line.parameters.get("VALUE") != "DURATION":
            yield "RFC 7986 §5.7: REFRESH-INTERVAL without VALUE=DURATION"


def _about_event(event: Component, method: str) -> Iterator[str]:
    yield from _about_properties(event)
    if event.values("DTEND") and event.values("DURATION"):
        yield "§3.6.1: DTEND and DURATION exclude each other"
    if method == "PUBLISH":
        yield from _about_publish(event)
    for name in ("DTSTART", "DTEND", "EXDATE", "RECURRENCE-ID"):
        for line in event.values(name):
            yield from _about_moment(line)
    yield from _about_recurrence(event)
    yield from _about_order(event)
    for line in event.values("ORGANIZER"):
        if re.search(r"\^['n^]", line.parameters.get("CN", "")):
            yield "RFC 6868 escapes in CN, which Outlook shows as they are"


def _about_publish(event: Component) -> Iterator[str]:
    if event.values("ATTENDEE"):
        yield "RFC 5546 §3.2.1: ATTENDEE must not be in PUBLISH"
    if not event.values("ORGANIZER"):
        yield "RFC 5546 §3.2.1: ORGANIZER must be in PUBLISH"


def _about_moment(line: Line) -> Iterator[str]:
    if line.parameters.get("VALUE") == "DATE":
        shape, says = re.compile(r"\d{8}"), "a date"
    elif "TZID" in line.parameters:
        shape, says = LOCAL, "a local time (§3.3.5 form 3)"
    else:
        shape, says = UTC, "UTC (§3.3.5 form 2)"
    if not shape.fullmatch(line.value):
        yield f"§3.3.5: {line.name} {line.value!r} is not {says}"


def _about_recurrence(event: Component) -> Iterator[str]:
    form = [line.parameters for line in event.values("DTSTART")]
    for line in event.values("EXDATE"):
        if line.parameters not in form:
            yield "§3.8.5.1: EXDATE has another form than DTSTART"
    for line in event.values("RRULE"):
        if "TZID" in form[0] and not re.search(r"UNTIL=\d{8}T\d{6}Z(;|$)|COUNT=", line.value):
            yield "§3.3.10: UNTIL must be UTC where DTSTART has a zone"


def _about_order(event: Component) -> Iterator[str]:
    starts, ends = event.values("DTSTART"), event.values("DTEND")
    if not starts or not ends or starts[0].parameters != ends[0].parameters:
        return
    try:
        start, end = (datetime.fromisoformat(line.value) for line in (starts[0], ends[0]))
        if end <= start:
            yield "§3.8.2.2: DTEND is not later than DTSTART"
    except (ValueError, TypeError):
        yield "§3.3.5: DTSTART and DTEND are no moments of one kind"


def _about_zone(zone: Component, method: str) -> Iterator[str]:
    yield from _about_properties(zone)
    if not zone.parts:
        yield "§3.6.5: VTIMEZONE without STANDARD or DAYLIGHT"
    for part in zone.parts:
        if part.kind not in {"STANDARD", "DAYLIGHT"}:
            yield f"§3.6.5: {part.kind} in VTIMEZONE"
        yield from _about_properties(part)
        for line in part.values("DTSTART"):
            if not LOCAL.fullmatch(line.value) or line.parameters:
                yield "§3.6.5: DTSTART in VTIMEZONE must be local time"


def _not_known(component: Component, method: str) -> Iterator[str]:
    yield f"{component.kind} is not known to this checker"


CHECKS: dict[str, Callable[[Component, str], Iterator[str]]] = {
    "VEVENT": _about_event,
    "VTIMEZONE": _about_zone,
}
