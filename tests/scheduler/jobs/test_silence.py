import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.scheduler.jobs import silent_worker
from tests.scheduler.jobs.processes import ended

MODULE = "tests.scheduler.jobs.silent_worker"


def test_jobs_need_no_network(sqlite_url: str) -> None:
    """
    No port is opened and nobody is called: plans are nobody else's business.
    """
    assert ended(MODULE, sqlite_url) == (0, "done\n")


def test_a_call_would_be_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    """
    A hook that hears nothing would prove nothing.
    """
    with _loopback() as address:
        silent_worker.note("socket.bind", (None, address))
        silent_worker.note("socket.connect", (None, "a file"))

    assert capsys.readouterr().out == f"socket.bind ({address!r},)\n"


@contextmanager
def _loopback() -> Iterator[tuple[str, int]]:
    """An address as Python tells it to hooks."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        yield listener.getsockname()
