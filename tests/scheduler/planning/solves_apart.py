"""
Solves a planning file apart, as a process of its own.

    python -m tests.scheduler.planning.solves_apart FILE SECONDS

It says that it is ready while its server still loads, then the id of the solving
process with the first progress, and at the end what came out. It is deaf to Ctrl-C.
"""

import multiprocessing
import signal
import sys
from pathlib import Path

from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.read import read_planning_file
from scheduler.planning.solving import Limits, Watch, solve_apart, warm_up
from solver.config import SolverConfig
from solver.documents import read_document, write_document
from solver.plan.result import Result


def say(line: str) -> None:
    """One line, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(file: str, seconds: str) -> None:
    """Solve, and say how it goes."""
    problem = write_document(to_problem(read_planning_file(Path(file).read_bytes())))
    said: list[int] = []

    def on_progress(_: object) -> None:
        if not said:
            [child] = multiprocessing.active_children()
            said.append(child.pid or 0)
            say(str(child.pid))

    config = SolverConfig(time_limit_s=float(seconds))
    document = solve_apart(problem, config, Limits(), Watch(on_progress))
    result = read_document(document, Result)
    say(f"{result.status} {'ortools' in sys.modules}")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, lambda *_: None)
    warm_up()
    say("ready")
    main(*sys.argv[1:])
