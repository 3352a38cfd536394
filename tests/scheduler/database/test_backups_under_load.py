import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scheduler.database.backups import backup, restore
from scheduler.database.database import Database
from scheduler.database.soundness import unsound
from scheduler.networks.models import Network
from tests.architecture.repository import ROOT
from tests.properties.counts import share
from tests.scheduler.database.booking import import_week

WRITERS = 2
BOOKED_FIRST = 5
LONGEST_PAUSE_S = 0.5


class Writers:
    """Processes that book and cancel, and the newest revision they were told of."""

    def __init__(self, url: str, network_id: str) -> None:
        self.acknowledged = 0
        self.processes = [
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.scheduler.database.booking"),
                    *(url, network_id, str(seed)),
                ],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for seed in range(WRITERS)
        ]
        self.listeners = [
            threading.Thread(target=self._listen, args=(each,))
            for each in self.processes
        ]
        for listener in self.listeners:
            listener.start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.acknowledged = max(self.acknowledged, int(line))

    def wait_for(self, revision: int) -> None:
        """Wait until a revision was acknowledged, and all are still writing."""
        limit = time.monotonic() + 60
        while self.acknowledged < revision:
            assert time.monotonic() < limit
            assert [each.poll() for each in self.processes] == [None] * WRITERS
            time.sleep(0.01)

    def stop(self) -> list[int]:
        """Let them finish what they are at, and give their exit codes."""
        for process in self.processes:
            assert process.stdin is not None
            process.stdin.close()
        for listener in self.listeners:
            listener.join(timeout=60)
        return [process.wait(timeout=60) for process in self.processes]


@contextmanager
def writing(url: str, network_id: str) -> Iterator[Writers]:
    """Processes that write until the end of the block, whatever happens in it."""
    writers = Writers(url, network_id)
    try:
        yield writers
    finally:
        for process in writers.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
        for listener in writers.listeners:
            listener.join(timeout=60)
        for process in writers.processes:
            for stream in (process.stdin, process.stdout):
                if stream is not None and not stream.closed:
                    stream.close()


def revision_in(url: str, network_id: str) -> int:
    """The plan revision of a restored database."""
    database = Database(url)
    with database.reading() as session:
        network = session.get(Network, network_id)
        assert network is not None
        revision = network.plan_revision
    database.close()
    return revision


@pytest.mark.parametrize(
    "moments",
    [
        pytest.param(3, marks=pytest.mark.slow),
        pytest.param(share(50), marks=pytest.mark.verify),
    ],
)
def test_backups_under_load_restore_to_a_sound_state(
    database: Database, spare_url: str, tmp_path: Path, moments: int
) -> None:
    """
    Whenever it is taken, a backup has one state in it, with all that was acknowledged.
    """
    network_id = import_week(database)
    pauses = random.Random(moments)
    taken: list[tuple[int, Path, int]] = []
    with writing(database.url, network_id) as writers:
        writers.wait_for(BOOKED_FIRST)
        for number in range(moments):
            time.sleep(pauses.uniform(0, LONGEST_PAUSE_S))
            before = writers.acknowledged
            path = tmp_path / f"backup-{number}"
            backup(database, path)
            taken.append((before, path, writers.acknowledged))
        writers.wait_for(taken[-1][2] + 1)
        assert writers.stop() == [0] * WRITERS

    assert unsound(database) == []
    for before, path, after in taken:
        # What is not sound is refused here.
        restore(path, spare_url, force=True)
        # Each writer may have committed one revision more than it has said.
        assert before <= revision_in(spare_url, network_id) <= after + WRITERS
