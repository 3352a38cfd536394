"""An identity provider for tests: signs tokens, and shows its keys on loopback."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from jwt import PyJWS
from jwt.algorithms import ECAlgorithm

from scheduler.config import Provider

ISSUER = "https://people.example"
AUDIENCE = "tracerplan"


@lru_cache
def private_key(key_id: str) -> ec.EllipticCurvePrivateKey:
    """A key of the provider, made once per id."""
    return ec.generate_private_key(ec.SECP256R1())


def public_form(key_id: str, **more: Any) -> dict[str, Any]:
    """A key as the provider shows it."""
    told = ECAlgorithm.to_jwk(private_key(key_id).public_key(), as_dict=True)
    return {**told, "kid": key_id, "use": "sig", "alg": "ES256"} | more


def token(claims: dict[str, Any], key_id: str = "k1", **headers: Any) -> str:
    """A token with these claims, signed by a key of the provider."""
    key = private_key(key_id)
    payload = json.dumps(claims).encode()  # also what no library would sign
    return PyJWS().encode(payload, key, "ES256", headers={"kid": key_id} | headers)


@dataclass
class Showing:
    """What a provider answers, and how often it was asked."""

    url: str = ""
    key_ids: list[str] = field(default_factory=lambda: ["k1"])
    raw: bytes | None = None
    status: int = 200
    num_asked: int = 0

    @property
    def provider(self) -> Provider:
        """It, as the environment names it."""
        return Provider(ISSUER, AUDIENCE, self.url)

    def body(self) -> bytes:
        """Its keys."""
        if self.raw is not None:
            return self.raw
        keys = [public_form(each) for each in self.key_ids]
        return json.dumps({"keys": keys}).encode()


@contextmanager
def showing() -> Iterator[Showing]:
    """A provider that shows its keys while the block lasts."""
    state = Showing()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.num_asked += 1
            self.send_response(state.status)
            self.end_headers()
            self.wfile.write(state.body())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/keys"
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
