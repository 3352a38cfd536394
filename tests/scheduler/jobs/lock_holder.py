"""
Holds the worker lock of a database until it is killed.

    python -m tests.scheduler.jobs.lock_holder URL

It starts a process that outlives it, and prints its id.
"""

import signal
import subprocess
import sys

from scheduler.jobs.exclusive import file_lock

if __name__ == "__main__":
    with file_lock(sys.argv[1]):
        child = subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(60)"], close_fds=False
        )
        sys.stdout.write(f"{child.pid}\n")
        sys.stdout.flush()
        signal.pause()
