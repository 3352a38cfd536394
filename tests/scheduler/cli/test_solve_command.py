"""`solve`: exit codes, all issues, pure stdout, results that are whole or not there."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.cli import solving
from solver.config import SolverConfig
from solver.documents import read_document, write_document
from solver.errors import UnverifiedPlan
from solver.plan.result import Result, SolveStatus
from solver.problem.problem import Problem
from solver.search.progress import Progress
from tests.scheduler.cli.command import invoke, save
from tests.scheduler.exports.sample_week import empty_result, sample_week

PROBLEM, RESULT = sample_week()


class _Solver:
    """A solver that answers what it is told, and remembers what it was asked."""

    def __init__(self, answer: Result | Exception) -> None:
        self.answer = answer
        self.configs: list[SolverConfig] = []

    def __call__(
        self,
        problem: Problem,
        config: SolverConfig,
        on_progress: Callable[[Progress], None],
        should_stop: Callable[[], bool],
    ) -> Result:
        self.configs.append(config)
        on_progress(Progress(0.1, "construct", RESULT.levels[:1]))
        on_progress(Progress(0.2, "improve", RESULT.levels))
        on_progress(Progress(0.3, "improve", RESULT.levels))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def solver(monkeypatch: pytest.MonkeyPatch) -> _Solver:
    """Stands for the solver and answers with the sample's result."""
    fake = _Solver(RESULT)
    monkeypatch.setattr(solving, "solve", fake)
    return fake


def test_a_plan_is_written_and_shown(tmp_path: Path, solver: _Solver) -> None:
    """Exit code 0, tables on stdout, the result in its file."""
    out = tmp_path / "result.json"

    outcome = invoke("solve", save(tmp_path / "p.json", PROBLEM), "-o", out)

    assert outcome.exit_code == 0
    assert "30 of 33 visits served" in outcome.stdout
    assert read_document(out.read_bytes(), Result) == RESULT
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.json", "result.json"]


def test_options_reach_the_solver(tmp_path: Path, solver: _Solver) -> None:
    """Limit, determinism and seed are those asked for."""
    invoke(
        "solve",
        save(tmp_path / "p.json", PROBLEM),
        "--time-limit",
        "2.5",
        "--deterministic",
        "--seed",
        "7",
    )

    assert solver.configs == [
        SolverConfig(time_limit_s=2.5, is_deterministic=True, seed=7)
    ]


@pytest.mark.parametrize(
    ("option", "value"),
    [("--time-limit", "-1"), ("--time-limit", "nan"), ("--seed", "-1")],
)
def test_impossible_options_are_refused(
    tmp_path: Path, solver: _Solver, option: str, value: str
) -> None:
    """A limit or a seed that cannot be is bad input, before anything is solved."""
    outcome = invoke("solve", save(tmp_path / "p.json", PROBLEM), option, value)

    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("options: ")
    assert solver.configs == []


def test_json_is_all_there_is_on_stdout(tmp_path: Path, solver: _Solver) -> None:
    """With `--json` stdout is the result, to the byte; progress is on stderr."""
    outcome = invoke("solve", save(tmp_path / "p.json", PROBLEM), "--json")

    assert outcome.stdout.encode() == write_document(RESULT)
    assert json.loads(outcome.stdout)["status"] == "feasible"
    assert "improve: served[therapy in course] 2 (bound 2)" in outcome.stderr


def test_progress_is_told_once(tmp_path: Path, solver: _Solver) -> None:
    """Away from a terminal, progress is plain lines, and none is repeated."""
    outcome = invoke("solve", save(tmp_path / "p.json", PROBLEM), "--json")

    lines = outcome.stderr.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "0.1 s construct",
        "0.2 s improve",
    ]


@pytest.mark.parametrize("status", [SolveStatus.NO_PLAN, SolveStatus.INFEASIBLE])
def test_no_plan_is_exit_code_1(
    tmp_path: Path, solver: _Solver, status: SolveStatus
) -> None:
    """Without a plan the result is still written, and the exit code says so."""
    solver.answer = empty_result(PROBLEM, status)
    out = tmp_path / "result.json"

    outcome = invoke("solve", save(tmp_path / "p.json", PROBLEM), "-o", out)

    assert outcome.exit_code == 1
    assert status.value in outcome.stdout
    assert read_document(out.read_bytes(), Result) == solver.answer


def test_an_unverified_plan_is_withheld(tmp_path: Path, solver: _Solver) -> None:
    """A defect of the solver is a sentence and exit code 1, not a traceback."""
    solver.answer = UnverifiedPlan("occupancy: PET 1: taken twice")
    out = tmp_path / "result.json"

    outcome = invoke("solve", save(tmp_path / "p.json", PROBLEM), "-o", out)

    assert outcome.exit_code == 1
    assert "taken twice" in outcome.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"null",
        b"[1, 2]",
        b'{"origin_at": 1}',
        b'{"name": "x"}',
        b"{" * 100_000,
        b'{"a": 1, "a": 2}',
    ],
)
def test_malformed_files_are_told(tmp_path: Path, solver: _Solver, data: bytes) -> None:
    """Whatever a file contains, the answer is issues with the file's name and 2."""
    path = tmp_path / "file.json"
    path.write_bytes(data)

    outcome = invoke("solve", path)

    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert outcome.stderr
    assert all(line.startswith(f"{path}: ") for line in outcome.stderr.splitlines())


def test_all_issues_are_told_with_their_places(tmp_path: Path, solver: _Solver) -> None:
    """Two unrelated mistakes are told together, each with its place."""
    document = json.loads(PROBLEM.model_dump_json())
    document["visits"][0]["site_id"] = "nowhere"
    document["lanes"][0]["unit_id"] = "nobody"
    path = tmp_path / "p.json"
    path.write_text(json.dumps(document), encoding="utf-8")

    outcome = invoke("solve", path)

    assert outcome.exit_code == 2
    assert f"{path}: visits[V01].site_id: unknown site 'nowhere'" in outcome.stderr
    assert f"{path}: lanes[CYC-OUS].unit_id: unknown unit 'nobody'" in outcome.stderr


def test_times_that_no_clock_shows_are_refused(tmp_path: Path, solver: _Solver) -> None:
    """An unknown zone and an origin at the end of time are issues, both told."""
    document = json.loads(PROBLEM.model_dump_json())
    document["sites"][0]["zone"] = "Europe"
    document["origin_at"] = "9999-12-31T00:00:00Z"
    path = tmp_path / "p.json"
    path.write_text(json.dumps(document), encoding="utf-8")

    outcome = invoke("solve", path)

    assert outcome.exit_code == 2
    assert "sites[OUS].zone: unknown time zone 'Europe'" in outcome.stderr
    assert "origin_at: too far from our time" in outcome.stderr


def test_missing_files_and_directories_are_told(
    tmp_path: Path, solver: _Solver
) -> None:
    """No file, a directory, a name too long: a sentence and exit code 2."""
    for path in (tmp_path / "none.json", tmp_path, tmp_path / ("x" * 300)):
        outcome = invoke("solve", path)

        assert outcome.exit_code == 2
        assert outcome.stdout == ""
        assert len(outcome.stderr.splitlines()) == 1


def test_bad_outputs_are_refused_before_the_solve(
    tmp_path: Path, solver: _Solver
) -> None:
    """A directory, a place that is not there, a device: told at once."""
    path = save(tmp_path / "p.json", PROBLEM)

    for output in (tmp_path, tmp_path / "none" / "r.json", Path("/dev/null")):
        outcome = invoke("solve", path, "-o", output)

        assert outcome.exit_code == 2
        assert outcome.stderr.startswith(str(output))
    assert solver.configs == []


def test_messages_cannot_steer_the_terminal(tmp_path: Path, solver: _Solver) -> None:
    """An escape sequence from a file does not reach the terminal."""
    path = tmp_path / "p.json"
    path.write_text(json.dumps({"origin_at": 0, "\x1b[2J": 1}), encoding="utf-8")

    outcome = invoke("solve", path)

    assert outcome.exit_code == 2
    assert "\x1b" not in outcome.stderr
