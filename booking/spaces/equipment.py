"""The kinds of equipment that a house starts with."""

from booking.foundation.texts import N_, speaking, text

EQUIPMENT = {
    "adjustable": (N_("Height-adjustable desk"), "arrows-vertical"),
    "docking": (N_("Docking station"), "device-laptop"),
    "dual_monitor": (N_("Two monitors"), "device-desktop"),
    "hearing_loop": (N_("Hearing loop"), "ear"),
    "power": (N_("Sockets at the table"), "plug"),
    "quiet": (N_("Quiet place"), "volume-off"),
    "screen": (N_("Screen"), "screen-share"),
    "sound": (N_("Sound system"), "volume"),
    "video": (N_("Video meeting"), "video"),
    "whiteboard": (N_("Whiteboard"), "presentation"),
}
"""Name and icon by code."""


def equipment_words(names: dict[str, str]) -> dict[str, str]:
    """Code by every word people use for it: the code, and its name in Dutch and English."""
    words = {code: code for code in names}
    for code, name in names.items():
        for language in ("nl", "en"):
            with speaking(language):
                words[text(name).lower()] = code
    return words
