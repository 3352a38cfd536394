import json
from pathlib import Path

import pytest

from scheduler.audit.context import audited
from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from scheduler.trials.participants import Participant
from tests.scheduler.cli.command import invoke
from tests.scheduler.imports.planning_files import INSTANCES, NOW, PLANNER
from tests.scheduler.imports.small_file import a_file, as_bytes

FLIGHT = INSTANCES / "late-flight-trondheim-after.json"
WASHOUT = INSTANCES / "rules" / "washout.json"


@pytest.fixture(autouse=True)
def _database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands work on a database of the test's own."""
    monkeypatch.setenv(DATABASE_URL, sqlite_url)


def _json(*arguments: str | Path) -> dict[str, object]:
    outcome = invoke(*arguments, "--json")
    assert outcome.exit_code == 0, outcome.stderr
    found = json.loads(outcome.stdout)
    assert isinstance(found, dict)
    return found


def test_a_file_goes_in_and_comes_out(tmp_path: Path) -> None:
    """
    Import, export, import again: the second changes nothing.
    """
    out = tmp_path / "out.json"
    first = invoke("import", FLIGHT)
    written = invoke("export", "-o", out)
    again = invoke("import", out)

    assert (first.exit_code, written.exit_code, again.exit_code) == (0, 0, 0)
    assert "late-flight-trondheim-after: imported as a new network" in first.stdout
    assert "  visits: 10 added" in first.stdout
    assert "plan version 1 came into force" in first.stdout
    assert written.stderr == f"written: {out}\n"
    assert again.stdout.endswith("is as the file says: nothing to change\n")


def test_an_export_goes_to_stdout_without_a_file() -> None:
    """
    Nothing but the document is on stdout.
    """
    invoke("import", WASHOUT)
    outcome = invoke("export")

    assert json.loads(outcome.stdout)["name"] == "rules/washout"
    assert outcome.stderr == ""


def test_a_dry_run_keeps_nothing() -> None:
    """
    It says what would be, and the network is still not there.
    """
    tried = invoke("import", FLIGHT, "--dry-run")
    outcome = invoke("export", "--network", "late-flight-trondheim-after")

    assert "would be imported as a new network" in tried.stdout
    assert "plan version 1 would come into force" in tried.stdout
    assert outcome.exit_code == 2
    assert outcome.stderr == "there is no network late-flight-trondheim-after\n"


def test_the_report_is_one_json_object() -> None:
    """
    Every count and every name of the report is in it.
    """
    report = _json("import", FLIGHT, "--network", "week")

    added = report.pop("added")
    assert isinstance(added, dict)
    assert added["participants"] == 10
    assert report == {
        "network": "week",
        "is_new": True,
        "is_dry_run": False,
        "changed": {},
        "removed": {},
        "version": 1,
        "broken": [],
        "bookings_gone": [],
        "not_asked": {"participants": [], "visits": []},
    }


def test_the_network_has_to_be_named_if_there_are_several() -> None:
    """
    With one it is that one; with none, or two, the question is which.
    """
    none = invoke("export")
    invoke("import", WASHOUT, "--network", "a")
    one = invoke("export")
    invoke("import", WASHOUT, "--network", "b")
    two = invoke("export")
    named = invoke("export", "--network", "b")

    assert (none.exit_code, none.stderr) == (
        2,
        "--network: which one? none has been imported\n",
    )
    assert (two.exit_code, two.stderr) == (2, "--network: which one? a, b\n")
    assert one.stdout == named.stdout


def test_every_issue_is_a_line_and_the_exit_code_is_two(tmp_path: Path) -> None:
    """
    Complaints name the file, the place and what is wrong.
    """
    path = tmp_path / "week.json"
    file = a_file(commitments=None)
    file["claims"][0]["site"] = "OSLO"
    file["participants"][0]["arm"] = "Z"
    path.write_bytes(as_bytes(file))

    outcome = invoke("import", path)

    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert sorted(outcome.stderr.splitlines()) == [
        f"{path}: claims[C1].site: unknown site 'OSLO'",
        f"{path}: participants[X7Q2].arm: trial 'T1' has no arm 'Z'",
    ]


def test_an_export_as_of_now_plans_from_now() -> None:
    """
    The file's own time is when it was imported for; as of now it is a later one.
    """
    invoke("import", WASHOUT)
    as_said = json.loads(invoke("export").stdout)["as_of"]
    as_of_now = json.loads(invoke("export", "--now").stdout)["as_of"]

    assert as_said == json.loads(WASHOUT.read_bytes())["as_of"]
    assert as_of_now != as_said


def test_an_export_says_what_is_not_in_it(sqlite_url: str, tmp_path: Path) -> None:
    """
    A participant who withdrew is named, with the visits that went along.
    """
    invoke("import", WASHOUT)
    database = Database(sqlite_url)
    with database.writing() as session:
        audited(session, NOW, PLANNER, "withdraw", chain="rules/washout")
        row = session.get(Participant, ("rules/washout", "ULV-01"))
        assert row is not None
        row.withdrawn_at = NOW
    database.close()
    out = tmp_path / "out.json"

    assert invoke("export", "-o", out).stderr.splitlines() == [
        f"written: {out}",
        "not in it, as nothing is asked: participants ULV-01",
        "not in it, as nothing is asked: visits ULV-01-V1",
    ]


def test_an_export_that_cannot_be_imported_says_so() -> None:
    """
    As of now, the horizon of an old file is over.
    """
    invoke("import", WASHOUT)

    assert invoke("export", "--now").stderr == (
        "it cannot be imported as it is: "
        "as_of: lies after the horizon's end, or years before it\n"
    )


def test_an_export_does_not_overwrite_a_directory(tmp_path: Path) -> None:
    """
    Where nothing can be written is told before anything is read.
    """
    invoke("import", WASHOUT)
    outcome = invoke("export", "-o", tmp_path)

    assert outcome.exit_code == 2
    assert outcome.stderr == f"{tmp_path}: is not a regular file\n"
