"""Which report pages there are."""

from enum import StrEnum

from booking.people.permissions import NotThere


class Report(StrEnum):
    """A page; the value stands in its address."""

    PEAKS = "pieken"
    SPACES = "plekken"
    DEMAND = "vraag"
    COURSES = "reserveringen"

    @property
    def path(self) -> str:
        return f"/bezetting/{self.value}"


def page_path(word: str) -> str:
    """Of the page that the word in an address is of. Raises NotThere if there is none."""
    if word not in set(Report):
        raise NotThere
    return Report(word).path
