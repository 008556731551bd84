"""What kind of browser it is, in two words, for people who look over their sessions."""

from booking.foundation.texts import N_, text

# the first that occurs: Edge also says Chrome, and Chrome also says Safari
BROWSERS = {"Edg": "Edge", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
MACHINES = {"Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad",
            "Mac OS": "Mac", "Linux": "Linux"}  # fmt: skip


def name_of_browser(user_agent: str) -> str:
    """Firefox, Windows: for what a browser says of itself."""
    known = [
        next((name for sign, name in names.items() if sign in user_agent), None)
        for names in (BROWSERS, MACHINES)
    ]
    return ", ".join(name for name in known if name) or text(N_("Unknown browser"))
