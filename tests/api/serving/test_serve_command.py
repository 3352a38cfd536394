"""`tracerplan serve`: one process for the application, and one for the worker."""

import json
import os
import re
import signal
import socket
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from api.serving import serve
from scheduler.cli.failures import ExitCode
from scheduler.cli.rehearsing import rehearse
from scheduler.config import DATA_DIRECTORY, DATABASE_URL
from tests.api.serving.served import serving
from tests.scheduler.cli.command import invoke

_KEY = re.compile(r"tp_[0-9a-f]{12}_[0-9a-f]{64}")


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of data that is not there yet."""
    monkeypatch.delenv(DATABASE_URL, raising=False)
    monkeypatch.setenv(DATA_DIRECTORY, str(tmp_path / "data"))
    return tmp_path / "data"


def _data(folder: Path) -> dict[str, str]:
    return {DATA_DIRECTORY: str(folder / "data")}


def _becomes(question: Callable[[], bool], within_s: float = 30) -> bool:
    """Whether something becomes true soon enough."""
    last = time.monotonic() + within_s
    while time.monotonic() < last:
        if question():
            return True
        time.sleep(0.05)
    return False


def _ask(address: str, path: str, key: str) -> httpx2.Response:
    return httpx2.get(f"{address}{path}", headers={"Authorization": f"Bearer {key}"})


@pytest.mark.slow
def test_first_key_is_told_once(tmp_path: Path) -> None:
    """
    A fresh directory gets a database and a key, which is told once, and never logged.
    """
    with serving(tmp_path / "first", **_data(tmp_path)) as first:
        (key,) = _KEY.findall("\n".join(first.told))
        answer = _ask(first.address, "/api/v1/keys", key)
        httpx2.get(f"{first.address}/api/v1/networks/n/visits/ANNA-1")
        assert first.end() == ExitCode.FINE
    with serving(tmp_path / "second", **_data(tmp_path)) as second:
        again = _ask(second.address, "/api/v1/keys", key)
        assert second.end(signal.SIGINT) == ExitCode.FINE

    assert (answer.status_code, again.status_code) == (200, 200)
    assert not _KEY.search("\n".join(second.told))
    assert "tp_" not in first.errors + second.errors
    kept = (tmp_path / "data" / "tracerplan.sqlite").read_bytes()
    assert key.rsplit("_", 1)[1].encode() not in kept
    # A line per request says which route was asked and how it went, not about whom.
    lines = [json.loads(line) for line in first.errors.splitlines()]
    (line,) = (each for each in lines if each.get("status") == 401)
    assert line["route"] == "/api/v1/networks/{network_id}/visits/{visit_id}"
    assert "ANNA" not in first.errors


@pytest.mark.slow
def test_worker_comes_back_and_ends_with_it(tmp_path: Path) -> None:
    """
    A worker that dies is started again; when the server ends, none is left.
    """
    lock = tmp_path / "data" / "tracerplan-worker.lock"

    def holder() -> int | None:
        text = lock.read_text() if lock.exists() else ""
        return int(text) if text else None

    with serving(tmp_path) as served:
        assert _becomes(lambda: holder() in served.children())
        dead = holder()
        assert dead is not None
        os.kill(dead, signal.SIGKILL)
        assert _becomes(lambda: holder() not in {None, dead})
        second = holder()
        assert served.end() == ExitCode.FINE

    assert "the worker ended (-9): again in 1 s" in served.errors
    assert second is not None
    assert not Path(f"/proc/{second}").exists()


@pytest.mark.slow
def test_worker_ends_when_its_server_is_killed(tmp_path: Path) -> None:
    """
    Nobody works on for a server that is gone.
    """
    with serving(tmp_path) as served:
        lock = tmp_path / "data" / "tracerplan-worker.lock"
        assert _becomes(lambda: lock.exists() and lock.read_text() != "")
        worker = Path(f"/proc/{lock.read_text()}")
        assert worker.exists()
        served.end(signal.SIGKILL)

        assert _becomes(lambda: not worker.exists())


@pytest.mark.parametrize("host", ["no.such.host.invalid", "a" * 300])
def test_host_that_is_none_is_bad_input(empty: Path, host: str) -> None:
    """
    An address that is none here is refused in a line, before anything is made.
    """
    outcome = invoke("serve", "--port", "0", "--host", host)

    assert outcome.exit_code == ExitCode.BAD_INPUT
    assert len(outcome.stderr.splitlines()) == 1
    assert not empty.exists()


def test_address_that_is_taken_is_bad_input(empty: Path) -> None:
    """
    Nothing is made, and no key is told, where nobody could use it.
    """
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = invoke("serve", "--port", str(port))

    assert outcome.exit_code == ExitCode.BAD_INPUT
    assert outcome.stdout == ""
    assert outcome.stderr == f"127.0.0.1:{port}: address already in use\n"
    assert not empty.exists()


def test_now_is_for_one_command(empty: Path) -> None:
    """
    A server whose clock stands would never end a hold.
    """
    try:
        outcome = invoke("--now", "2026-09-11T15:00+02:00", "serve", "--port", "0")
    finally:
        rehearse(None)

    assert outcome.exit_code == ExitCode.BAD_INPUT
    assert "serve --demo" in outcome.stderr
    assert not empty.exists()


def test_database_of_another_schema_is_bad_input(empty: Path) -> None:
    """
    What this program cannot read it does not serve.
    """
    empty.mkdir()
    sqlite3.connect(empty / "tracerplan.sqlite").close()
    outcome = invoke("serve", "--port", "0")

    assert outcome.exit_code == ExitCode.BAD_INPUT
    assert "db upgrade" in outcome.stderr


@pytest.mark.parametrize(
    ("host", "is_warned"),
    [
        ("0.0.0.0", True),  # noqa: S104 - the point
        ("127.0.0.1", False),
    ],
)
def test_others_are_warned_of(
    empty: Path, monkeypatch: pytest.MonkeyPatch, host: str, is_warned: bool
) -> None:
    """
    Whoever opens it to other machines is told what is missing.
    """
    monkeypatch.setattr(serve, "_serve", lambda *_: None)
    monkeypatch.setattr(serve, "log_lines", lambda *_: None)
    outcome = invoke("serve", "--port", "0", "--host", host)

    assert outcome.exit_code == ExitCode.FINE
    assert ("without TLS" in outcome.stderr) is is_warned
