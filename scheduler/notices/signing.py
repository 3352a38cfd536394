"""
Signatures of webhooks, by the public convention Standard Webhooks 1.0.0.

See https://www.standardwebhooks.com: HMAC-SHA256 over id, time of the attempt and
body, with a secret that is written as ``whsec_`` and base64.
"""

import base64
import hmac
import secrets

PREFIX = "whsec_"

_BYTES = 32
"""Of chance; the convention asks for 24 to 64."""


def new_secret() -> str:
    """A secret that nobody can guess."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def headers_of(id: str, timestamp: int, body: bytes, secret: str) -> dict[str, str]:
    """
    The headers by which a receiver knows who has sent a body, and whether it is new.

    Parameters
    ----------
    timestamp
        Of the attempt, in seconds since 1970 [s].
    """
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    signed = b"%s.%d.%s" % (id.encode(), timestamp, body)
    digest = hmac.digest(key, signed, "sha256")
    return {
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
