"""Random names and secrets: unguessable where they open something, hashed where they rest."""

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any
from uuid import uuid4

TOKEN_BYTES = 32  # 256 bits; ASVS 5.0 11.5.1 asks for at least 128


def new_uid() -> str:
    """A name for life that says nothing about host or person (RFC 7986 §5.3)."""
    return str(uuid4())


def new_token() -> str:
    """A secret for an address, cookie or link; give it out once, keep only its hash."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def derived_token(secret: str, purpose: str, seed: str) -> str:
    """A secret that is the same for the same ``seed``: a form sent twice makes one address."""
    digest = hmac.digest(secret.encode(), f"{purpose} {seed}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def token_hash(token: str) -> str:
    """What is stored of a token. It is random and long, so a plain SHA-256 suffices."""
    return hashlib.sha256(token.encode()).hexdigest()


def fingerprint(description: Any) -> str:
    """Changes when anything of the description does: a form carries it to see what it saw."""
    written = json.dumps(description, sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:16]
