"""`tracerplan replan`, `jobs` and `worker`, as processes and inside this one."""

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from scheduler.audit.context import audited
from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from scheduler.imports.planning_file.read import read_planning_file
from scheduler.imports.rows.writing import write_file
from scheduler.jobs.models import JobState
from scheduler.planning.replan import KIND
from tests.architecture.repository import ROOT
from tests.scheduler.cli.command import Outcome, invoke, run, start
from tests.scheduler.jobs.asked import ACTOR, NETWORK, NOW, ask, job_of, with_network
from tests.scheduler.jobs.waiting import wait_until

THEN = ("--now", NOW.isoformat())
WEEK = ROOT / "fixtures" / "instances" / "norway-week.json"


@pytest.fixture
def small(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database of the environment, with the small network in it."""
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)
    return with_network(sqlite_database)


@pytest.fixture
def week(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database of the environment, with a week that takes long to plan."""
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)
    file = read_planning_file(WEEK.read_bytes())
    with sqlite_database.writing() as session:
        audited(session, NOW, ACTOR, "import", chain="week")
        write_file(session, file, network_id="week", now=NOW)
    return sqlite_database


@contextmanager
def _started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    with start(*arguments) as process:
        try:
            yield process
        finally:
            process.kill()


def _wait_for_line(process: subprocess.Popen[str], pattern: str) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if re.search(pattern, line):
            return
    raise AssertionError(f"never said {pattern}")


def _read(outcome: Outcome) -> Any:
    return json.loads(outcome.stdout)


@pytest.mark.slow
def test_a_replan_ends_with_a_proposed_version(small: Database) -> None:
    """The version on stdout, progress on stderr, and no trace of how it was done."""
    outcome = run("replan", "--time-limit", "0.5", *THEN, "--job", "job-1")

    assert outcome.exit_code == 0
    assert "proposed: version 1" in outcome.stdout
    assert re.search(r"s done: served", outcome.stderr)
    assert "Traceback" not in outcome.stderr
    assert job_of(small, "job-1").asked_by.startswith("cli:")

    again = run("replan", "--time-limit", "0.5", "--job", "job-1", "--json")
    assert again.exit_code == 0
    assert _read(again)["version"] == 1
    assert _read(again)["job"]["id"] == "job-1"
    assert len(_read(run("jobs", "list", "--json"))["jobs"]) == 1


@pytest.mark.slow
def test_a_worker_does_what_others_ask_for(small: Database) -> None:
    """Until it is told to stop; who waits for a job meanwhile waits for the worker."""
    asked = invoke("replan", "--time-limit", "0.5", *THEN, "--no-wait", "--json")
    first = _read(asked)["job"]
    with _started("worker") as worker:
        _wait_for_line(worker, "^working")
        wait_until(lambda: job_of(small, first).state is JobState.DONE)
        other = run("worker")
        waited = run("replan", "--time-limit", "0.5", *THEN, "--json")
        worker.send_signal(signal.SIGTERM)

        assert worker.wait(30) == 0
    assert other.exit_code == 2
    assert f"another worker (process {worker.pid})" in other.stderr
    assert (waited.exit_code, _read(waited)["version"]) == (0, 2)
    assert "waiting for it" in waited.stderr


@pytest.mark.slow
def test_ctrl_c_keeps_the_best_plan(week: Database) -> None:
    """The first asks the solve to stop, and what it has found is proposed."""
    now = ("--now", "2026-09-11T15:00+02:00")
    with _started("replan", "--time-limit", "300", *now, "--json") as process:
        _wait_for_line(process, "s construct: served")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)

    assert process.returncode == 0
    assert "stopping: the best plan so far is kept" in err
    assert json.loads(out)["version"] == 1


@pytest.mark.slow
def test_the_second_ctrl_c_leaves_the_job_to_the_next_worker(week: Database) -> None:
    """It ends at once; the job ends when somebody works again."""
    arguments = ("--time-limit", "300", "--now", "2026-09-11T15:00+02:00")
    with _started("replan", *arguments, "--job", "job-1") as process:
        _wait_for_line(process, "s construct: served")
        process.send_signal(signal.SIGINT)
        _wait_for_line(process, "^stopping")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)

    assert process.returncode in {130, 0}  # 0 where the first was quick enough
    assert "Traceback" not in err
    again = run("replan", "--job", "job-1", "--json")
    assert _read(again)["job"]["state"] in {"cancelled", "done"}


def test_every_issue_of_a_failed_job_is_told(small: Database) -> None:
    """One line per issue, and exit code 1: nothing was proposed."""
    outcome = invoke("replan", "--now", "2020-01-01T00:00Z", "--job", "job-1")

    assert outcome.exit_code == 1
    assert "job job-1 failed: as_of: lies after the horizon's end" in outcome.stderr
    assert job_of(small, "job-1").state is JobState.FAILED


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--network", "oslo"), "there is no network oslo"),
        (("--now", "2026-09-11T15:00"), "--now: write an instant with its offset"),
        (("--now", "soon"), "--now: write an instant with its offset"),
        (("--time-limit", "0"), "time_limit_s"),
        (("--seed", "-1"), "seed"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_asked_for_is_refused(
    small: Database, arguments: tuple[str, ...], words: str
) -> None:
    """Before anything is asked for: exit code 2, and the reason."""
    outcome = invoke("replan", *arguments, "--no-wait")

    assert outcome.exit_code == 2
    assert words in outcome.stderr
    assert _read(invoke("jobs", "list", "--json")) == {"jobs": []}


def test_jobs_are_listed_and_shown(small: Database) -> None:
    """What was asked for, by whom, and what has become of it."""
    ask(small, "job-1", kind=KIND, time_limit_s=60)

    listed, shown = invoke("jobs", "list"), invoke("jobs", "show", "job-1")
    assert "job-1" in listed.stdout
    assert "waiting" in listed.stdout
    assert re.search(r"asked by +cli:planner", shown.stdout)
    assert _read(invoke("jobs", "show", "job-1", "--json"))["network_id"] == NETWORK


def test_a_list_without_jobs_says_so(small: Database) -> None:
    """An empty table would look like a mistake."""
    assert invoke("jobs", "list").stdout == "No job has been asked for.\n"


def test_a_job_is_cancelled(small: Database) -> None:
    """One that waits ends at once, and cannot be cancelled twice."""
    ask(small, "job-1", kind=KIND)
    first, second = invoke("jobs", "cancel", "job-1"), invoke("jobs", "cancel", "job-1")

    assert (first.exit_code, job_of(small, "job-1").state) == (0, JobState.CANCELLED)
    assert (second.exit_code, second.stdout) == (2, "")
    assert "job job-1 is cancelled: it cannot be cancelled" in second.stderr


@pytest.mark.parametrize("command", ["show", "cancel"])
def test_a_job_that_is_not_there_is_not_found(small: Database, command: str) -> None:
    """A mistyped id is exit code 2."""
    outcome = invoke("jobs", command, "job-9")

    assert outcome.exit_code == 2
    assert "there is no job job-9" in outcome.stderr
