import signal
import subprocess
import sys

import pytest

from scheduler.database.differences import check
from scheduler.database.revisions import newest
from scheduler.database.upgrading import upgrade
from tests.architecture.repository import ROOT
from tests.properties.counts import some

_KILLED = """
import os, signal, sys
from sqlalchemy import Engine, event
from scheduler.database.upgrading import upgrade

left = int(sys.argv[2])

@event.listens_for(Engine, "before_cursor_execute")
def count(*_):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)

upgrade(sys.argv[1])
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("statements", "empty_url"),
    [
        (90, "sqlite"),
        (30, "postgresql"),
        *(
            pytest.param(*each, marks=pytest.mark.verify)
            for each in some(
                [
                    *((number, "sqlite") for number in (5, 30, 60)),
                    *((number, "postgresql") for number in (5, 60, 90)),
                ]
            )
        ),
    ],
    indirect=["empty_url"],
)
def test_killed_upgrade_is_taken_up_again(empty_url: str, statements: int) -> None:
    """
    A power cut in the middle leaves a database that the same command makes whole.
    """
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, empty_url, str(statements)],
        cwd=ROOT,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL

    (line,) = check(empty_url)
    assert line.startswith("revision: none")
    assert upgrade(empty_url) == newest()
    assert check(empty_url) == []
