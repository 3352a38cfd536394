"""The client: everything that can be asked, by what it is about."""

from types import TracebackType
from typing import Self

import httpx2

from api.client.caller import Caller
from api.client.operations import Operations

LONGEST_S = 60.0
"""How long an answer may take."""


class Client(Operations):
    """
    Asks one Tracerplan over HTTP, under one key; for one thread at a time.

    Every change goes out under an idempotency key, and is sent again under the same
    one if no answer comes. Problems are raised as ``Refused``.

    Parameters
    ----------
    address
        For example ``https://plan.example.org``.
    key
        API key or token.
    http
        A connection of the caller's own, in place of one to the address.
    """

    def __init__(
        self, address: str, key: str, *, http: httpx2.Client | None = None
    ) -> None:
        self._http = http or httpx2.Client(base_url=address, timeout=LONGEST_S)
        self._caller = Caller(self._http, key)
        super().__init__(self._caller)

    @property
    def etag(self) -> str | None:
        """ETag of the last answer, to be sent as ``if_match``."""
        return self._caller.etag

    def close(self) -> None:
        """Give back the connection."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
