"""Why a file could not be fetched from an address, in words."""

from booking.foundation.errors import Refused
from booking.foundation.texts import N_


class NotFetched(Refused):
    """The file could not be had, and why."""


class NoAddress(NotFetched):
    code = "fetch-no-address"
    sentence = N_(
        "This is no address of a calendar. It begins with https:// or webcal:// and has no name "
        "and password in it."
    )


class NotPublic(NotFetched):
    code = "fetch-not-public"
    sentence = N_(
        "%(host)s is not on the public internet. For safety only public addresses are fetched. "
        "Upload the calendar as a file instead."
    )


class NoHost(NotFetched):
    code = "fetch-no-host"
    sentence = N_("%(host)s cannot be found. Is the address right?")


class NoConnection(NotFetched):
    code = "fetch-no-connection"
    sentence = N_("%(host)s gives no answer, or stopped halfway.")


class NotTrusted(NotFetched):
    code = "fetch-not-trusted"
    sentence = N_("%(host)s does not prove that it is who it says: its certificate is not right.")


class TooSlow(NotFetched):
    code = "fetch-too-slow"
    sentence = N_("%(host)s did not give the whole file within %(seconds)s seconds.")


class TooMuch(NotFetched):
    code = "fetch-too-much"
    sentence = N_("This file is larger than %(megabytes)s MB.")


class SentElsewhere(NotFetched):
    code = "fetch-sent-elsewhere"
    sentence = N_(
        "This address sends on to another. For safety that is not followed: fill in the address "
        "where the calendar itself is."
    )


class AsksSignIn(NotFetched):
    code = "fetch-asks-sign-in"
    sentence = N_("This address asks to sign in. Use the secret address that the calendar offers.")


class NotAtAddress(NotFetched):
    code = "fetch-not-at-address"
    sentence = N_("There is no calendar at this address (any more).")


class WrongAnswer(NotFetched):
    code = "fetch-wrong-answer"
    sentence = N_("%(host)s answers with error %(status)s.")
