"""`tracerplan serve` as a process of its own, on a port that was free."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.config import DATA_DIRECTORY, DATABASE_URL
from tests.architecture.repository import ROOT

COMMAND = (sys.executable, "-c", "from api.main import run; run()")

_READY = re.compile(r"^Ready: (http://\S+) ")
_END_S = 60


@dataclass
class Served:
    """A server that runs, and what it has said so far."""

    process: subprocess.Popen[str]
    folder: Path
    address: str = ""
    told: list[str] = field(default_factory=list)
    code: int | None = None

    @property
    def variables(self) -> dict[str, str]:
        """What it told for a shell."""
        found = (re.match(r"([A-Z]+)=(\S+)", line) for line in self.told)
        return {each[1]: each[2] for each in found if each}

    @property
    def errors(self) -> str:
        """What it wrote to stderr until now."""
        return (self.folder / "stderr").read_text("utf-8")

    def end(self, name: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, and wait until it has."""
        if self.code is None:
            self.process.send_signal(name)
            self.told += self.process.communicate(timeout=_END_S)[0].splitlines()
            self.code = self.process.returncode
        return self.code

    def children(self) -> list[int]:
        """Processes that it has started, and that live."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        tasks = path.parent.parent.glob("*/children")
        return [int(each) for task in tasks for each in task.read_text().split()]


@contextmanager
def serving(folder: Path, *options: str, **environment: str) -> Iterator[Served]:
    """A server with a folder of its own, until the block ends."""
    # The answer is read with pauses: a test that is stopped leaves no process behind.
    places = {DATA_DIRECTORY: str(folder / "data")} | environment
    kept = {name: value for name, value in os.environ.items() if name != DATABASE_URL}
    folder.mkdir(parents=True, exist_ok=True)
    with (
        (folder / "stderr").open("w") as errors,
        subprocess.Popen(
            [*COMMAND, "serve", "--port", "0", *options],
            cwd=ROOT,
            env={**kept, **places},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
        ) as process,
    ):
        served = Served(process, folder)
        try:
            _wait(served)
            yield served
        finally:
            if served.code is None and process.poll() is None:
                process.terminate()
                process.communicate(timeout=_END_S)


def _wait(served: Served) -> None:
    """Read what it says until it is ready."""
    assert served.process.stdout is not None
    for line in served.process.stdout:
        served.told.append(line.rstrip("\n"))
        if found := _READY.match(line):
            served.address = found[1]
            return
    raise AssertionError(f"it ended before it was ready: {served.errors}")
