"""The server ends without leaving anybody waiting, and tells where it is."""

import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from api.app import create_app
from api.serving.server import Server, address_of, is_for_all, listener
from api.state import State
from scheduler.cli.failures import BadInput
from tests.api.service import Service

_END_S = 60


@contextmanager
def _running(server: Server, listening: socket.socket) -> Iterator[threading.Thread]:
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield thread
    finally:
        server.should_exit = True
        thread.join(_END_S)


def test_streams_end_with_the_server(sqlite_service: Service) -> None:
    """
    Whoever follows a job that waits is let go in order, long before the grace is over.
    """
    asked = sqlite_service.planner.post(
        sqlite_service.at("replans"), {"time_limit_s": 1}
    )
    state = State(sqlite_service.database, sqlite_service.clock)
    begun = threading.Event()
    server = Server(create_app(state), begun.set, state.stopping.set)
    with listener("127.0.0.1", 0) as listening, _running(server, listening) as thread:
        assert begun.wait(_END_S)
        where = f"{address_of(listening)}{asked.headers['Location']}/events"
        key = {"Authorization": f"Bearer {sqlite_service.planner.key}"}
        with httpx2.stream("GET", where, headers=key, timeout=_END_S) as answer:
            lines = answer.iter_lines()
            first = next(lines)
            server.should_exit = True
            began = time.monotonic()
            # A stream that was cut off would raise here.
            rest = [line for line in lines if line.startswith("event:")]
        thread.join(_END_S)

    assert first == "event: progress"
    assert "event: end" not in rest
    assert not thread.is_alive()
    assert time.monotonic() - began < 8


def test_the_second_signal_ends_it_at_once(sqlite_service: Service) -> None:
    """
    The first waits for answers that were begun.
    """
    app = create_app(State(sqlite_service.database))
    server = Server(app, lambda: None, lambda: None)

    server.handle_exit(signal.SIGTERM, None)
    assert (server.should_exit, server.force_exit) == (True, False)
    server.handle_exit(signal.SIGTERM, None)
    assert (server.should_exit, server.force_exit) == (True, True)


def test_who_it_is_and_whom_it_trusts_is_not_told(sqlite_service: Service) -> None:
    """
    Answers do not name the program, and headers of proxies that nobody vouches for
    are not believed.
    """
    app = create_app(State(sqlite_service.database))
    begun = threading.Event()
    server = Server(app, begun.set, lambda: None)
    with listener("127.0.0.1", 0) as listening, _running(server, listening):
        assert begun.wait(_END_S)
        answer = httpx2.get(f"{address_of(listening)}/healthz")

    assert answer.status_code == 200
    assert "server" not in answer.headers
    assert server.config.proxy_headers is False
    assert server.config.access_log is False


class Bound(socket.socket):
    """A socket that says where it is bound; not every machine has every address."""

    def __init__(self, host: str) -> None:
        super().__init__()
        self._host = host

    def getsockname(self) -> tuple[str, int]:
        """The host it was made with, and a port."""
        return self._host, 8000


@pytest.mark.parametrize(
    ("host", "address", "is_open"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", False),
        ("0.0.0.0", "http://0.0.0.0:8000", True),  # noqa: S104 - the point
        ("192.0.2.1", "http://192.0.2.1:8000", True),
        ("::1", "http://[::1]:8000", False),
        ("::", "http://[::]:8000", True),
        ("fe80::1%eth0", "http://[fe80::1%eth0]:8000", True),
    ],
)
def test_address_is_told(host: str, address: str, is_open: bool) -> None:
    """
    It can be typed into a browser, and says who reaches it.
    """
    with Bound(host) as bound:
        assert address_of(bound) == address
        assert is_for_all(bound) is is_open


def test_port_of_somebody_else_is_refused() -> None:
    """
    Two servers do not share a port.
    """
    with listener("127.0.0.1", 0) as taken, pytest.raises(BadInput) as caught:
        listener("127.0.0.1", taken.getsockname()[1])

    assert "address already in use" in str(caught.value.issues[0])
