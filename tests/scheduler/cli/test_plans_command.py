"""`tracerplan plans`: what was proposed, what is in force, and decisions on it."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.cli import plans
from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from solver.problem.commitments import Firmness
from tests.scheduler.cli.command import invoke
from tests.scheduler.planning.replans import replan, set_policy
from tests.scheduler.planning.seeds import (
    Seeded,
    first_slot,
    propose,
    seed,
    seed_planned,
    with_seated,
)

VISIT = "ULV-03-V1"
OTHER = "TRD-K02"


@pytest.fixture
def fdg_day(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Seeded:
    """
    A day in the database of the environment: version 1, then 2 without two visits.

    Version 3 proposes them again.
    """
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)
    seeded = seed_planned(sqlite_database, "no-fdg-day", VISIT, OTHER)
    monkeypatch.setattr(plans, "cli_clock", lambda: seeded.now + timedelta(minutes=1))
    propose(seeded)
    return seeded


def answered(*arguments: str | Path) -> dict[str, Any]:
    """What a command answers in JSON."""
    outcome = invoke("plans", *arguments, "--json")
    assert outcome.exit_code == 0, outcome.stderr
    found = json.loads(outcome.stdout)
    assert isinstance(found, dict)
    return found


def test_without_a_plan_the_list_says_what_to_do(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Somebody who has just imported a file is told the next step.
    """
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)
    seed(sqlite_database, "no-fdg-day")

    outcome = invoke("plans", "list")

    assert outcome.exit_code == 0
    assert "tracerplan replan" in outcome.stdout
    assert answered("list")["versions"] == []


def test_a_proposal_that_waits_for_a_person_says_why(fdg_day: Seeded) -> None:
    """
    And until when it may be approved, in the words of the list.
    """
    set_policy(fdg_day, publishes_by_itself=False)
    number = replan(fdg_day)["version"]
    [row] = [each for each in answered("list")["versions"] if each["number"] == number]
    shown = " ".join(invoke("plans", "list").stdout.split())

    assert row["doubts"] == ["plans of this network are approved by people"]
    assert row["expires_at"] is not None
    assert "approved by people" in shown


def test_versions_are_listed_newest_first(fdg_day: Seeded) -> None:
    """
    Times are local to the network, with their offset.
    """
    found = answered("list")
    proposed = answered("list", "--state", "proposed")
    shown = invoke("plans", "list")
    none = invoke("plans", "list", "--state", "rejected")

    assert [(each["number"], each["state"]) for each in found["versions"]] == [
        (3, "proposed"),
        (2, "approved"),
        (1, "superseded"),
    ]
    assert [each["number"] for each in proposed["versions"]] == [3]
    assert found["versions"][0]["proposed_at"] == "2026-09-14T12:00+02:00"
    assert "Mon 14 Sep 12:00 +02:00" in shown.stdout
    assert none.stdout == "No version is rejected.\n"


def test_a_version_is_shown_as_a_result_is(fdg_day: Seeded, tmp_path: Path) -> None:
    """
    Runs, day sheets and levels; the page works offline.
    """
    page = tmp_path / "plan.html"
    outcome = invoke("plans", "show", "3", "--html", page)
    found = answered("show", "3")
    in_force = answered("show", "2")

    assert outcome.exit_code == 0
    assert "22 of 27 visits" in outcome.stdout
    assert "O1/FDG/2026-09-15/1" in outcome.stdout
    assert "<html" in page.read_text("utf-8")
    assert found["version"]["number"] == 3
    assert found["plan"]["num_served"] == 22
    assert in_force["plan"]["num_served"] == 20
    assert invoke("plans", "show", "9").exit_code == 2


def test_two_versions_are_compared(fdg_day: Seeded) -> None:
    """
    Two visits more, the run makes more, nobody else moves but to other places.
    """
    found = answered("diff", "2", "3")
    shown = invoke("plans", "diff", "2", "3")
    same = invoke("plans", "diff", "2", "2")
    kinds = {each["visit_id"]: each["kind"] for each in found["visits"]}

    assert kinds[VISIT] == kinds[OTHER] == "added"
    assert found["totals_before"]["visits"] == 20
    assert found["totals_after"]["visits"] == 22
    (batch,) = found["batches"]
    assert batch["kind"] == "rearranged"
    assert batch["before_kbq"] < batch["after_kbq"]
    assert "20 to 22 visits" in shown.stdout
    assert "new in the plan" in shown.stdout
    assert same.stdout == "Nothing differs between version 2 and version 2.\n"


def test_a_version_is_approved_with_a_reason(fdg_day: Seeded) -> None:
    """
    Without one nothing is decided; with one it is in force.
    """
    without = invoke("plans", "approve", "3", "--reason", " ")
    outcome = invoke("plans", "approve", "3", "--reason", "two more are served")
    again = invoke("plans", "approve", "3", "--reason", "two more are served")

    assert without.exit_code == 2
    assert "reason" in without.stderr
    assert outcome.stdout == "version 3 is in force\n"
    assert again.exit_code == 2
    assert "approved" in again.stderr
    (version,) = answered("list", "--state", "approved")["versions"]
    assert version["number"] == 3
    assert version["reason"] == "two more are served"
    assert version["decided_by"].startswith("cli:")
    assert fdg_day.recheck() == []


def test_a_version_is_rejected(fdg_day: Seeded) -> None:
    """
    What was in force stays in force.
    """
    outcome = invoke("plans", "reject", "3", "--reason", "too dear")

    assert outcome.stdout == "version 3 is rejected\n"
    assert [each["number"] for each in answered("list")["versions"]] == [3, 2, 1]
    assert fdg_day.built().plan_revision == 2


def test_an_earlier_version_is_restored_or_said_to_break(fdg_day: Seeded) -> None:
    """
    The first plan comes back; the second would now break a promise.
    """
    restored = invoke("plans", "restore", "1", "--reason", "the two were not ill")
    fdg_day.promise(Firmness.CONFIRMED, VISIT)
    refused = invoke("plans", "restore", "2", "--reason", "a mistake")

    assert restored.stdout == "version 4 is in force: version 1 again\n"
    assert refused.exit_code == 2
    assert VISIT in refused.stderr
    assert fdg_day.built().plan_revision == 3


def test_bookings_made_since_are_told(fdg_day: Seeded) -> None:
    """
    What comes into force is another version, and the answer says which.
    """
    number = propose(fdg_day, with_seated(fdg_day, OTHER))
    slot = first_slot(fdg_day, VISIT)
    fdg_day.revise(lambda revision: revision.seat(slot))
    fdg_day.promise(Firmness.CONFIRMED, VISIT)

    outcome = invoke("plans", "approve", str(number), "--reason", "one more is served")

    # Version 4 proposes OTHER, 5 is the booking of VISIT, and 6 has both.
    assert number == 4
    assert outcome.stdout == (
        "version 6 is in force: version 4 with what was booked since\n"
    )
    assert {each["state"] for each in answered("list")["versions"]} == {
        "approved",
        "superseded",
        "outdated",
        "proposed",
    }
    assert fdg_day.recheck() == []
