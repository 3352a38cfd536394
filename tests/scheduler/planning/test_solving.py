"""A solve in a process of its own: what it answers, and how it can end."""

import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.read import read_planning_file
from scheduler.jobs.engine import Interrupted
from scheduler.planning.solving import (
    Limits,
    SolveFailed,
    Watch,
    solve_apart,
    warm_up,
)
from solver.config import SolverConfig
from solver.documents import read_document, write_document
from solver.plan.result import Result
from solver.solve import solve
from tests.architecture.repository import ROOT
from tests.scheduler.jobs.asked import small_problem
from tests.scheduler.jobs.processes import is_alive, running
from tests.scheduler.jobs.waiting import wait_until

MODULE = "tests.scheduler.planning.solves_apart"
WEEK = ROOT / "fixtures" / "instances" / "norway-week.json"


@pytest.fixture(scope="module")
def week() -> bytes:
    """A problem that is never solved to its end within a test."""
    return write_document(to_problem(read_planning_file(WEEK.read_bytes())))


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails on purpose is not logged."""
    monkeypatch.setattr(logging.getLogger("scheduler.planning.solving"), "level", 60)


def _child() -> int:
    """Id of the process that solves."""
    [child] = multiprocessing.active_children()
    assert child.pid is not None
    return child.pid


def _at_first(act: Callable[[], object]) -> Callable[[object], None]:
    """Act with the first progress, and not again."""
    acted: list[object] = []

    def on_progress(_: object) -> None:
        if not acted:
            acted.append(act())

    return on_progress


def test_the_result_is_that_of_the_solver() -> None:
    """
    The same plan as in this process, bound for bound, and progress on the way.
    """
    problem = small_problem()
    config = SolverConfig(time_limit_s=0.2, is_deterministic=True, seed=3)
    told: list[dict[str, object]] = []
    document = solve_apart(
        write_document(problem), config, Limits(), Watch(told.append)
    )

    result, expected = read_document(document, Result), solve(problem, config)
    assert (result.plan, result.levels) == (expected.plan, expected.levels)
    assert result.problem_digest == problem.digest()
    assert told[-1]["phase"] == "done"
    assert told[-1]["levels"] == [
        each.model_dump(mode="json") for each in expected.levels
    ]


def test_the_server_is_ready_for_the_next(week: bytes) -> None:
    """
    What takes seconds to load is loaded once, by the parent of all that solve.
    """
    parents: list[int] = []
    for _ in range(2):
        watch = Watch(_at_first(lambda: parents.append(_parent_of(_child()))))
        solve_apart(week, SolverConfig(time_limit_s=0.2), Limits(), watch)

    first, second = parents
    assert first == second
    assert "ortools" in Path(f"/proc/{second}/maps").read_text(encoding="utf-8")


def test_the_best_plan_is_kept_when_asked_to_stop(week: bytes) -> None:
    """
    Long before its limit it answers with what it has.
    """
    asked: list[float] = []
    document = solve_apart(
        week,
        SolverConfig(time_limit_s=300),
        Limits(),
        Watch(
            _at_first(lambda: asked.append(time.monotonic())),
            should_stop=lambda: bool(asked),
        ),
    )

    assert time.monotonic() - asked[0] < 20
    assert read_document(document, Result).plan is not None


def test_a_worker_that_stops_leaves_no_process(week: bytes) -> None:
    """
    What is interrupted ends at once, without a result.
    """
    children: list[int] = []
    watch = Watch(
        _at_first(lambda: children.append(_child())), should_end=lambda: bool(children)
    )

    with pytest.raises(Interrupted):
        solve_apart(week, SolverConfig(time_limit_s=300), Limits(), watch)
    assert not is_alive(children[0])
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_process_that_dies_is_a_reason(week: bytes, number: signal.Signals) -> None:
    """
    A crash of native code, or the kernel short of memory, ends one solve only.
    """
    watch = Watch(_at_first(lambda: os.kill(_child(), number)))

    with pytest.raises(SolveFailed, match=f"ended by {number.name}"):
        solve_apart(week, SolverConfig(time_limit_s=300), Limits(), watch)


def test_too_much_memory_is_a_reason(week: bytes) -> None:
    """
    What may not be had is refused by the system, and the solve says so.
    """
    with pytest.raises(SolveFailed, match=r"more memory|too large for this"):
        solve_apart(week, SolverConfig(time_limit_s=30), Limits(memory_mib=64), Watch())


def test_a_process_that_hangs_is_killed_at_its_limit(week: bytes) -> None:
    """
    After its limit and some grace nobody waits any longer.
    """
    children: list[int] = []

    def hang() -> None:
        children.append(_child())
        os.kill(children[0], signal.SIGSTOP)

    with pytest.raises(SolveFailed, match="did not end at its limit of 2 s"):
        solve_apart(
            week,
            SolverConfig(time_limit_s=2),
            Limits(grace_s=0.5),
            Watch(_at_first(hang)),
        )
    assert not is_alive(children[0])


def test_a_process_that_does_not_stop_is_killed(week: bytes) -> None:
    """
    Whoever is asked to stop has some grace, and no more.
    """
    children: list[int] = []

    def hang() -> None:
        children.append(_child())
        os.kill(children[0], signal.SIGSTOP)

    watch = Watch(_at_first(hang), should_stop=lambda: bool(children))
    with pytest.raises(SolveFailed, match="did not stop when asked to"):
        solve_apart(week, SolverConfig(time_limit_s=300), Limits(grace_s=0.5), watch)
    assert not is_alive(children[0])


@pytest.mark.parametrize(
    ("document", "reason"),
    [(b"{}", "problem_digest|origin_at: required"), (b"\xff", "not UTF-8 text")],
    ids=["empty", "no text"],
)
def test_what_is_no_problem_is_a_reason(document: bytes, reason: str) -> None:
    """
    The reason is that of the reader, place by place.
    """
    with pytest.raises(SolveFailed, match=reason):
        solve_apart(document, SolverConfig(time_limit_s=1), Limits(), Watch())


def test_a_solve_ends_with_its_worker() -> None:
    """
    Whoever is killed leaves neither the solving process nor its server behind.
    """
    with running(MODULE, str(WEEK), "300") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        child = int(process.stdout.readline())
        server = _parent_of(child)
        assert server != process.pid
        process.send_signal(signal.SIGKILL)

        wait_until(lambda: not is_alive(child) and not is_alive(server))


def test_an_interruption_of_the_terminal_is_for_the_worker_alone() -> None:
    """
    Ctrl-C reaches every process of a terminal; the worker decides what ends.
    """
    with running(MODULE, str(WEEK), "3", new_session=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        os.killpg(process.pid, signal.SIGINT)  # while the server is still loading
        assert int(process.stdout.readline()) > 0
        os.killpg(process.pid, signal.SIGINT)

        assert process.stdout.readline() == "feasible False\n"
        assert process.wait(30) == 0


def test_to_warm_up_twice_is_to_warm_up_once() -> None:
    """
    There is one server per process.
    """
    warm_up()
    servers = _children_of(os.getpid())
    warm_up()

    assert _children_of(os.getpid()) == servers != set()


def _parent_of(process_id: int) -> int:
    status = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8")
    return int(status.rpartition(")")[2].split()[1])


def _children_of(process_id: int) -> set[int]:
    ids = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return {each for each in ids if is_alive(each) and _parent_of(each) == process_id}
