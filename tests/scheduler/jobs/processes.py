"""Workers as processes of their own, which a test may kill."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.architecture.repository import ROOT


def started(
    module: str, *arguments: str, new_session: bool = False
) -> subprocess.Popen[str]:
    """Run a module of the tests as a process."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "error"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=new_session,
    )


@contextmanager
def running(
    module: str, *arguments: str, new_session: bool = False
) -> Iterator[subprocess.Popen[str]]:
    """A process that is gone afterwards, whatever happens."""
    with started(module, *arguments, new_session=new_session) as process:
        try:
            yield process
        finally:
            process.kill()


def ended(module: str, *arguments: str) -> tuple[int, str]:
    """Exit code of a process that ends by itself, and what it printed."""
    with running(module, *arguments) as process:
        out, err = process.communicate(timeout=90)
    return process.returncode, out + err


def is_alive(process_id: int) -> bool:
    """
    Whether a process goes on; one that nobody has waited for does not.

    The first of its threads may be gone while others still are to end.
    """
    folder = Path(f"/proc/{process_id}")
    try:
        status = (folder / "stat").read_text(encoding="utf-8")
        num_threads = len(list((folder / "task").iterdir()))
    except (FileNotFoundError, ProcessLookupError):
        return False
    return num_threads > 1 or status.rpartition(")")[2].split()[0] != "Z"
