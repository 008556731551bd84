"""Text of a single line: names and titles stand in mails and calendars."""

import re
import unicodedata

# C0, DEL, C1, and the two Unicode line ends: one of them in a name breaks a calendar feed
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def one_line(value: str) -> str:
    """``value`` as one line of NFC text: control characters become one space, ends trimmed."""
    return unicodedata.normalize("NFC", CONTROL.sub(" ", value)).strip()
