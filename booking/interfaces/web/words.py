"""Words for choices that several pages offer or show, as people read them."""

from booking.foundation.texts import N_, text
from booking.people.values import PartnerKind
from booking.reservations.services.models import Service
from booking.reservations.services.values import ServiceKind, TickState
from booking.reservations.values import Visibility
from booking.spaces.values import LayoutKind

LAYOUTS: dict[LayoutKind, str] = {
    LayoutKind.TABLE: N_("Around a table"),
    LayoutKind.U_SHAPE: N_("U-shape"),
    LayoutKind.CLASSROOM: N_("Classroom"),
    LayoutKind.THEATRE: N_("Theatre"),
    LayoutKind.RECEPTION: N_("Reception, standing"),
}

VISIBILITIES: dict[Visibility, tuple[str, str]] = {
    Visibility.PRIVATE: (N_("Only those involved"), N_("Others see that the place is taken.")),
    Visibility.COLLEAGUES: (N_("Colleagues"), N_("Everyone who works at the town hall.")),
    Visibility.PUBLIC: (
        N_("Everyone"),
        N_("Also visitors, on the screens in the house."),
    ),
}
"""Who may read the title: in a word, and what that means."""

PARTNER_KINDS: dict[PartnerKind, str] = {
    PartnerKind.CHAIN_PARTNER: N_("Chain partner"),
    PartnerKind.RELATED_PARTY: N_("Related party"),
    PartnerKind.TEMPORARY_ALLIANCE: N_("Temporary alliance"),
}

SERVICE_KINDS: dict[ServiceKind, str] = {
    ServiceKind.CATERING: N_("Catering"),
    ServiceKind.AV: N_("Sound and vision"),
    ServiceKind.MESSENGER: N_("Messenger"),
    ServiceKind.TABLE_PLAN: N_("Table plan"),
}

TICK_STATES: dict[TickState | None, tuple[str, str, str]] = {
    None: (N_("Ordered"), "info", "clock"),
    TickState.SEEN: (N_("Seen"), "own", "eye"),
    TickState.DONE: (N_("Ready"), "ok", "circle-check"),
}
"""How far a service is: a word, its tone and sign."""


def provider_of(service: Service | None) -> str:
    """Who does it; what is not of a service is set up by the house."""
    return service.provider if service and service.provider else text("Facility team")
