"""
Webhooks: a notice as JSON, posted and signed.

With the client of the standard library: it takes a connection that was made to an
address that has been checked, follows nothing, and heeds no proxy of the environment.
"""

import socket
import ssl
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from scheduler import canonical
from scheduler.clock import Clock, system_clock
from scheduler.notices.letters import PATIENCE_S, Letter, NotDelivered
from scheduler.notices.places import Network, places_of
from scheduler.notices.signing import headers_of


class Webhooks:
    """
    Posts letters.

    Parameters
    ----------
    allowed
        Networks that may be posted to although they are not public.
    patience_s
        How long a connection may take, over all addresses of a host, and then an
        answer as a whole [s].
    clock
        Of this machine: receivers compare it with theirs.
    """

    def __init__(
        self,
        allowed: Collection[Network] = (),
        *,
        patience_s: float = PATIENCE_S,
        clock: Clock = system_clock,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._allowed = allowed
        self._patience_s = patience_s
        self._clock = clock
        self._tls = tls or ssl.create_default_context()

    def send(self, letter: Letter) -> None:
        """
        Post it; whoever answers 2xx has accepted it.

        Raises
        ------
        NotDelivered
            If nobody has.

        """
        url = urlsplit(letter.address)
        body = body_of(letter)
        at = self._clock()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "tracerplan",
            "Connection": "close",
            **headers_of(letter.id, int(at.timestamp()), body, letter.secret or ""),
        }
        try:
            with self._connected(url) as connection:
                connection.request("POST", _target(url), body, headers)
                with connection.getresponse() as response:
                    status, rest = response.status, response.getheader("Retry-After")
        except (OSError, HTTPException, ValueError) as error:
            raise NotDelivered(f"no answer: {type(error).__name__}") from None
        if not 200 <= status <= 299:  # noqa: PLR2004 - the codes of success
            raise NotDelivered(f"it answered {status}", _wait_s(rest or "", at))

    @contextmanager
    def _connected(self, url: SplitResult) -> Iterator[HTTPConnection]:
        """A connection to an address that was checked, shut when patience ends."""
        host, is_safe = url.hostname or "", url.scheme == "https"
        port = url.port or (443 if is_safe else 80)
        made = self._connection_to(host, port)
        if is_safe:
            made = self._tls.wrap_socket(
                made, server_hostname=host, do_handshake_on_connect=False
            )
        is_late = threading.Event()
        end = threading.Timer(self._patience_s, _shut, [made, is_late])
        end.start()
        try:
            if isinstance(made, ssl.SSLSocket):
                made.do_handshake()
            kind = HTTPSConnection if is_safe else HTTPConnection
            connection = kind(host, port)
            connection.auto_open = 0  # to no other address than this
            connection.sock = made
            yield connection
            if is_late.is_set():
                raise TimeoutError
        finally:
            end.cancel()
            made.close()

    def _connection_to(self, host: str, port: int) -> socket.socket:
        """The first connection that can be had, one address after the other."""
        failures: list[OSError] = []
        until = time.monotonic() + self._patience_s
        for place in places_of(host, port, self._allowed):
            left_s = until - time.monotonic()
            if left_s <= 0:
                break
            try:
                made = socket.create_connection((place, port), left_s)
            except OSError as error:
                failures.append(error)
            else:
                made.settimeout(self._patience_s)
                return made
        raise failures[0] if failures else TimeoutError


def body_of(letter: Letter) -> bytes:
    """A letter as a webhook has it."""
    told = {
        "type": letter.kind,
        "timestamp": letter.at,
        "data": {
            "id": letter.id,
            "network_id": letter.network_id,
            "subject": letter.subject,
            "details": letter.details,
        },
    }
    return canonical.dumps(told).encode()


def _target(url: SplitResult) -> str:
    return url._replace(scheme="", netloc="", path=url.path or "/").geturl()


def _shut(connection: socket.socket, is_late: threading.Event) -> None:
    """End a connection under whoever waits for it, unless it has ended."""
    is_late.set()
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _wait_s(said: str, now: datetime) -> float:
    """How long `Retry-After` asks for, in seconds or until an instant (RFC 9110)."""
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return 0
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0, (until - now).total_seconds())
