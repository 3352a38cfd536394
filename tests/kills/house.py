"""Processes that are kept running: whoever dies is started again at once."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from scheduler.config import DATA_DIRECTORY, DATABASE_URL
from tests.architecture.repository import ROOT
from tests.kills.deaths import Arms

WEB = "serve"

# What is started as a module is loaded again by every process that solves.
_PROGRAM = "from tests.kills.child import main; main()"

_READY_S = 120.0
_END_S = 60.0
_POLL_S = 0.02


@dataclass(frozen=True)
class Return:
    """
    How long it took until a server that was started again answered.

    Parameters
    ----------
    seconds
        From its start to its first successful answer to somebody known [s].
    waited_s
        Of these, how long it was ready to go on and others had the processors [s].
    load
        Processes that wanted a processor in the last minute, on average.
    """

    seconds: float
    waited_s: float
    load: float

    @property
    def own_s(self) -> float:
        """What it took where nobody else had the processors [s]."""
        return self.seconds - self.waited_s


@dataclass
class House:
    """
    Processes of one database, by name; the one called ``serve`` answers.

    Parameters
    ----------
    folder
        Where they write what they have to say.
    credential
        Of somebody who may ask whether it serves.
    """

    url: str
    folder: Path
    credential: str
    arms: Arms
    commands: Mapping[str, tuple[str, ...]]
    port: int
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    returns: list[Return] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, name: str) -> None:
        """Start one of them."""
        with (self.folder / f"{name}.log").open("a") as log:
            self.processes[name] = subprocess.Popen(
                [
                    *(sys.executable, "-c", _PROGRAM, str(self.arms.folder)),
                    *self.commands[name],
                ],
                cwd=ROOT,
                env={
                    **os.environ,
                    DATABASE_URL: self.url,
                    DATA_DIRECTORY: str(self.folder / "data"),
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def revive(self) -> None:
        """Start again who has died, and wait until it serves."""
        for name, process in list(self.processes.items()):
            if process.poll() is None:
                continue
            began = time.monotonic()
            self.start(name)
            if name == WEB:
                self._wait(began)

    def serves(self) -> bool:
        """Whether somebody known gets an answer."""
        with suppress(httpx2.TransportError):
            answer = httpx2.get(
                f"{self.address}/api/v1/me",
                headers={"Authorization": f"Bearer {self.credential}"},
                timeout=2,
            )
            return answer.is_success
        return False

    def family(self) -> list[int]:
        """Ids of all processes, with those that they have started."""
        found = [each.pid for each in self.processes.values()]
        for parent in found:  # grows meanwhile
            for file in Path(f"/proc/{parent}/task").glob("*/children"):
                with suppress(OSError):
                    found += map(int, file.read_text().split())
        return found

    def end(self) -> dict[str, int]:
        """Ask all of them to end, and say how they did."""
        for process in self.processes.values():
            process.terminate()
        return {name: process.wait(_END_S) for name, process in self.processes.items()}

    def _wait(self, began: float) -> None:
        process = self.processes[WEB]
        while not self.serves():
            if time.monotonic() - began > _READY_S:
                raise TimeoutError("the server does not come back")
            if process.poll() is not None:
                raise AssertionError(f"the server ended: {process.returncode}")
            time.sleep(_POLL_S)
        seconds = time.monotonic() - began
        self.returns.append(Return(seconds, _waited_s(process.pid), os.getloadavg()[0]))


@contextmanager
def house(
    url: str, folder: Path, credential: str, *, num_workers: int
) -> Iterator[House]:
    """A server, and workers beside it, until the block ends."""
    (folder / "arms").mkdir(parents=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    commands: dict[str, tuple[str, ...]] = {WEB: ("serve", "--port", str(port))}
    commands |= {f"worker-{number}": ("worker",) for number in range(num_workers)}
    arms = Arms(folder / "arms")
    kept = House(url, folder, credential, arms, commands, port)
    try:
        for name in commands:
            kept.start(name)
        kept._wait(time.monotonic())
        kept.returns.clear()
        yield kept
    finally:
        family = kept.family()
        for process in kept.processes.values():
            if process.poll() is None:
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_END_S)
        for left in family:
            with suppress(ProcessLookupError):
                os.kill(left, signal.SIGKILL)


def _waited_s(process_id: int) -> float:
    """How long the main thread of a process has waited for a processor [s]."""
    told = Path(f"/proc/{process_id}/schedstat").read_text(encoding="ascii")
    return int(told.split()[1]) / 1e9
