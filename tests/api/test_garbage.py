"""What is loaded before the first request is not looked through for garbage."""

import subprocess
import sys

from tests.architecture.repository import ROOT

_SAID = """
import gc
import api.app
from api.garbage import keep_out_of_the_way
keep_out_of_the_way()
print(gc.get_freeze_count() > 100_000, gc.isenabled(), gc.get_threshold()[0] > 700)
"""


def test_what_is_loaded_is_left_alone_and_garbage_is_still_found() -> None:
    """
    All that the application loads is frozen; the search goes on for what comes.
    """
    done = subprocess.run(
        [sys.executable, "-c", _SAID],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )

    assert done.stdout.split() == ["True", "True", "True"]
