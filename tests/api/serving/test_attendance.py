"""A worker that dies is started again, later each time; another one is left alone."""

import sys
import time
from pathlib import Path
from threading import Event

import pytest

from api.serving import attendance
from api.serving.attendance import IS_RUNNING, Attendance


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses of milliseconds."""
    monkeypatch.setattr(attendance, "_FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(attendance, "_LONGEST_PAUSE_S", 0.04)


def _python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def _tells(command: tuple[str, ...], lines: int, told: list[str]) -> None:
    """Attend to something until so many lines are told."""
    attended = Attendance(command, {}, told.append)
    attended.start()
    try:
        last = time.monotonic() + 60
        while len(told) < lines and time.monotonic() < last:
            time.sleep(0.01)
    finally:
        attended.stop()


@pytest.mark.usefixtures("hurried")
def test_what_dies_is_started_again_later_each_time() -> None:
    """
    Whoever dies of being started does not keep the machine busy.
    """
    told: list[str] = []
    _tells(_python("raise SystemExit(1)"), 4, told)

    pauses = ["0.01", "0.02", "0.04", "0.04"]
    assert told[:4] == [f"the worker ended (1): again in {each} s" for each in pauses]


def test_jobs_do_not_wait_long_for_a_worker_that_dies_again_and_again() -> None:
    """
    What a killed worker left is gone on with in less than half a minute.
    """
    pauses: list[float] = []
    attended = Attendance(_python("raise SystemExit(1)"), {}, lambda _: None)

    class Impatient(Event):
        def wait(self, timeout: float | None = None) -> bool:
            pauses.append(timeout or 0)
            if len(pauses) == 7:
                self.set()
            return self.is_set()

    attended._is_over = Impatient()
    attended._attend()

    assert pauses == [1, 2, 4, 8, 10, 10, 10]


@pytest.mark.usefixtures("hurried")
def test_another_worker_is_told_of_once(tmp_path: Path) -> None:
    """
    Where somebody else does the jobs that is said once, and looked at again.
    """
    count = tmp_path / "count"
    code = f"open({str(count)!r}, 'a').write('x'); raise SystemExit({IS_RUNNING})"
    told: list[str] = []
    attended = Attendance(_python(code), {}, told.append)
    attended.start()
    last = time.monotonic() + 60
    while time.monotonic() < last and not (count.exists() and count.stat().st_size > 2):
        time.sleep(0.01)
    attended.stop()

    assert count.stat().st_size > 2
    assert told == ["another worker works on this database, and does the jobs"]


def test_what_is_asked_to_stop_is_asked_once(tmp_path: Path) -> None:
    """
    A second signal would interrupt what the first has begun.
    """
    said = tmp_path / "said"
    code = f"""
import signal, time
asked = []
signal.signal(signal.SIGTERM, lambda *_: asked.append(1))
open({str(said)!r}, "w").write("ready")
while not asked:
    time.sleep(0.01)
time.sleep(0.3)
open({str(said)!r}, "w").write(str(len(asked)))
"""
    attended = Attendance(_python(code), {}, lambda _: None)
    attended.start()
    last = time.monotonic() + 60
    while time.monotonic() < last and not (said.exists() and said.read_text()):
        time.sleep(0.01)
    attended.ask_to_stop()
    attended.stop()

    assert said.read_text() == "1"


def test_what_does_not_stop_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A server that is told to end does end.
    """
    monkeypatch.setattr(attendance, "_STOP_S", 0.2)
    said = tmp_path / "said"
    code = f"""
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open({str(said)!r}, "w").write("ready")
time.sleep(600)
"""
    attended = Attendance(_python(code), {}, lambda _: None)
    attended.start()
    last = time.monotonic() + 60
    while time.monotonic() < last and not (said.exists() and said.read_text()):
        time.sleep(0.01)
    began = time.monotonic()
    attended.stop()

    assert said.read_text() == "ready"
    assert time.monotonic() - began < 30


def test_what_was_not_started_need_not_be_stopped() -> None:
    """
    A server that cannot listen has no worker yet.
    """
    told: list[str] = []
    attended = Attendance(_python("raise SystemExit(1)"), {}, told.append)
    attended.stop()

    assert told == []
