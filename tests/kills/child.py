"""
What is killed: `tracerplan serve` and `tracerplan worker`, with death at their points.

    python -c "from tests.kills.child import main; main()" ARMS COMMAND…
    python -c "from tests.kills.child import attended; attended()" ARMS SERVER AHEAD

The second is the worker of the first, which the first starts.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path

from api.main import run
from api.serving import serve
from api.serving.worker_process import run as run_attended
from tests.kills.deaths import WEB, WORKER, Arms, arrange

_ATTENDED = "from tests.kills.child import attended; attended()"


def main() -> None:
    """Be the command that the arguments say."""
    arms = Arms(Path(sys.argv.pop(1)))
    arrange(arms, WORKER if sys.argv[1] == "worker" else WEB)

    def worker_command(ahead: timedelta) -> tuple[str, ...]:
        said = (str(arms.folder), str(os.getpid()), str(ahead.total_seconds()))
        return (sys.executable, "-c", _ATTENDED, *said)

    serve.worker_command = worker_command  # type: ignore[attr-defined]
    run()


def attended() -> None:
    """Be the worker of a server."""
    arrange(Arms(Path(sys.argv.pop(1))), WORKER)
    run_attended()
