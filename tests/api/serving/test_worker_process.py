"""The worker of a server: its exit code says why it does not work."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.serving import worker_process
from api.serving.attendance import IS_RUNNING
from api.serving.clocks import ahead
from api.serving.worker_process import main
from scheduler.cli.failures import ExitCode
from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from scheduler.jobs.exclusive import file_lock


@pytest.fixture(autouse=True)
def _no_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log stays that of the tests."""
    monkeypatch.setattr(worker_process, "log_lines", lambda _: None)


def test_another_one_is_told_by_its_code(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Where somebody else works, nothing has failed.
    """
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)
    with file_lock(sqlite_database.url):
        code = main(os.getppid(), timedelta())

    assert code == IS_RUNNING
    assert IS_RUNNING not in {each.value for each in ExitCode}


def test_database_that_is_gone_is_bad_input(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """
    What cannot be opened is told in a line.
    """
    place = tmp_path / "file"
    place.touch()
    monkeypatch.setenv(DATABASE_URL, f"sqlite:///{place / 'tracerplan.sqlite'}")

    assert main(os.getppid(), timedelta()) == ExitCode.BAD_INPUT
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_without_its_server_it_works_on_nothing(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A server that was gone before its worker began is noticed.
    """
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)
    overs: list[bool] = []

    def work(_database: Database, _clock: object, is_over: object) -> None:
        assert callable(is_over)
        overs.append(is_over())

    monkeypatch.setattr(worker_process, "work_on", work)
    for server in (os.getppid(), os.getpid()):
        assert main(server, timedelta()) == ExitCode.FINE

    assert overs == [False, True]


def test_clock_may_be_ahead() -> None:
    """
    It goes as fast as that of this machine.
    """
    by = timedelta(days=-100)
    before = datetime.now(UTC)

    assert before <= ahead(by)() - by <= datetime.now(UTC)
