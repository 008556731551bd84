"""The button that makes a desk or a room one's favourite, or no longer."""

from typing import Annotated

from pydantic import Field

from booking.interfaces.web.forms import Form


class FavouriteForm(Form):
    nummer: str
    keuze: Annotated[str, Field(pattern="^(ja|nee)$")]
