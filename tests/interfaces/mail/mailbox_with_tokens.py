"""pymap, into which one comes with a token as with a password, by the mechanisms named first.

``python -m tests.interfaces.mail.mailbox_with_tokens XOAUTH2 --host …``
"""

import re
import sys
from collections.abc import Sequence

from pymap.config import IMAPConfig
from pymap.main import main
from pysasl import SASLAuth
from pysasl.creds.plain import PlainCredentials
from pysasl.exception import InvalidResponse
from pysasl.mechanism import ChallengeResponse, ServerChallenge, ServerMechanism
from typing_extensions import override

SAID = {
    "XOAUTH2": rb"user=(?P<user>[^\x01]+)\x01auth=Bearer (?P<token>[^\x01]+)\x01\x01",
    "OAUTHBEARER": rb"n,a=(?P<user>[^\x01]+),\x01auth=Bearer (?P<token>[^\x01]+)\x01\x01",
}
"""https://developers.google.com/workspace/gmail/imap/xoauth2-protocol and RFC 7628 §3.1."""


class WithToken(ServerMechanism):
    @override
    def server_attempt(
        self, responses: Sequence[ChallengeResponse]
    ) -> tuple[PlainCredentials, None]:
        if not responses:
            raise ServerChallenge(b"")
        found = re.fullmatch(SAID[self.name.decode()], responses[0].response)
        if found is None:
            raise InvalidResponse
        return PlainCredentials(found["user"].decode(), found["token"].decode()), None


if __name__ == "__main__":
    name = sys.argv.pop(1)
    plain = [SASLAuth.defaults().get_server(each) for each in (b"PLAIN", b"LOGIN")]
    auth = SASLAuth([WithToken(name.encode()), *filter(None, plain)])
    IMAPConfig.tls_auth = property(lambda _: auth)  # type: ignore[assignment,method-assign]
    main()
