"""What site staff do, on the command line."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.cli import databases
from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from tests.scheduler.cli.command import Outcome, invoke
from tests.scheduler.planning.seeds import seed, seed_planned

VISIT, OTHER = "ULV-03-V1", "ULV-K05"

Clock = Callable[[datetime], None]


@pytest.fixture
def now(
    sqlite_database: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> datetime:
    """A day of FDG with its plan, as the commands find it; two visits are open."""
    seeded = seed_planned(sqlite_database, "no-fdg-day", VISIT, OTHER)
    monkeypatch.setenv(DATABASE_URL, sqlite_url)
    monkeypatch.setattr(databases, "cli_clock", lambda: seeded.now)
    return seeded.now


@pytest.fixture
def clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Set the clock."""

    def set_to(instant: datetime) -> None:
        monkeypatch.setattr(databases, "cli_clock", lambda: instant)

    return set_to


def told(*arguments: str) -> Any:
    """What a command answers as JSON."""
    outcome = fine(*arguments, "--json")
    return json.loads(outcome.stdout)


def fine(*arguments: str) -> Outcome:
    """A command that does what it is asked for."""
    outcome = invoke(*arguments)
    assert outcome.exit_code == 0, outcome.stderr
    return outcome


@pytest.mark.usefixtures("now")
def test_offers_are_a_table_in_local_time_or_json() -> None:
    """Numbered, with an id; the JSON has the token."""
    table = fine("offers", VISIT, "--limit", "1").stdout
    answer = told("offers", VISIT, "--limit", "1")

    assert f"Slots for {VISIT}" in table
    assert "15 Sep" in table
    assert "+02:00" in table
    assert len(answer["offers"]) == 1
    assert answer["offers"][0]["id"] in table
    assert answer["offers"][0]["token"].startswith(answer["offers"][0]["id"])


@pytest.mark.usefixtures("now")
def test_an_offer_is_taken_by_number_id_or_token() -> None:
    """All three mean the same slot."""
    first, second, *_ = told("offers", VISIT)["offers"]

    held = told("confirm", VISIT, "--offer", "1", "--hold")
    given_back = fine("give-back", VISIT)
    again = told("confirm", VISIT, "--offer", first["id"], "--hold")
    fine("give-back", VISIT)
    confirmed = told("confirm", VISIT, "--offer", second["token"])

    assert held["state"] == again["state"] == "held"
    assert held["injection_at"] == again["injection_at"]
    assert "not held any more" in given_back.stdout
    assert confirmed["state"] == "confirmed"
    assert datetime.fromisoformat(confirmed["injection_at"]) == datetime.fromisoformat(
        second["injection_at"]
    )


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("confirm", VISIT), "without a slot"),
        (("confirm", VISIT, "--hold"), "say which slot"),
        (("confirm", VISIT, "--offer", "99"), "offers"),
        (("confirm", VISIT, "--offer", "0f0f0f0f0f0f"), "among the offers"),
        (("confirm", VISIT, "--offer", "a.b"), "offer: is"),
        (("offers", "nobody"), "there is no visit nobody"),
        (("cancel", VISIT, "--reason", "x"), "say why"),
        (("move", VISIT, "--offer", "1", "--reason", "asked"), "open"),
        (("visits", "list", "--state", "odd"), "one of open"),
        (("visits", "list", "--day", "soon"), "write a date"),
        (("visits", "show", "nobody"), "there is no visit"),
        (("visits", "late", VISIT, "5"), "cannot be late"),
        (("participants", "weigh", "ULV-03", "heavy", "--on", "2026-09-14"), "number"),
        (("request", "ULV-03"), "give either"),
        (("request", "ULV-03", "baseline", "--from", "2026-09-15"), "come together"),
        (("visits", "list", "--network", "none"), "there is no network"),
    ],
    ids=str,
)
def test_what_cannot_be_is_told_in_a_line(
    arguments: tuple[str, ...], said: str
) -> None:
    """Exit code 2, one line on stderr, nothing on stdout, no traceback."""
    outcome = invoke(*arguments)

    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert said in outcome.stderr
    assert "Traceback" not in outcome.stderr


@pytest.mark.usefixtures("now")
def test_visits_are_listed_shown_and_told_from_the_beginning() -> None:
    """Tables for people, JSON for programs."""
    fine("confirm", "ULV-01-V1")

    listed = told("visits", "list", "--site", "ULV", "--state", "frozen")
    shown = fine("visits", "show", "ULV-01-V1").stdout
    history = fine("visits", "history", "ULV-01-V1").stdout
    risks = told("risk")["visits"]

    assert [each["visit_id"] for each in listed["visits"]] == ["ULV-01-V1"]
    assert "frozen" in shown
    assert "visit_confirmed" in history
    assert {VISIT} <= {each["visit_id"] for each in risks}
    assert "ULV-01-V1" not in {each["visit_id"] for each in risks}
    assert "Visits" in fine("visits", "list").stdout
    assert "At risk" in fine("risk").stdout


def test_a_dose_is_recorded_in_local_time_corrected_and_counted(
    now: datetime, clock: Clock
) -> None:
    """Ten minutes after an injection at ten to nine."""
    fine("confirm", "ULV-01-V1")
    clock(datetime.fromisoformat("2026-09-15T09:30+02:00"))
    said = ("ULV-01-V1", "--assay", "155", "--assayed", "2026-09-15T08:54")

    outcome = fine(
        "visits", "administered", *said, "--injected", "2026-09-15T08:54+02:00"
    )
    corrected = fine(
        "visits",
        "administered",
        *said,
        "--injected",
        "2026-09-15T08:54",
        "--correct",
        "--reason",
        "written twice",
    )
    summary = fine("visits", "outcomes").stdout

    assert now < datetime.fromisoformat("2026-09-15T08:54+02:00")
    # 155 of 152 MBq: 1.97 %, rounded away from zero.
    line = "ULV-01-V1: 155.0 MBq net of 152.0 (+2.0 %), +4 min\n"
    assert outcome.stdout == corrected.stdout == line
    assert "1 doses, 1 within tolerance" in summary
    assert fine("visits", "reopen", "ULV-01-V1", "--reason", "another").stdout == (
        "ULV-01-V1: frozen\n"
    )


def test_a_late_participant_and_one_who_does_not_come(
    now: datetime, clock: Clock
) -> None:
    """A day late is lost, which is told by the exit code; so is who never comes."""
    fine("confirm", "ULV-01-V1")
    clock(datetime.fromisoformat("2026-09-15T08:49+02:00"))

    lost = invoke("visits", "late", "ULV-01-V1", "1200")
    gone = fine("visits", "no-show", "ULV-01-V1", "--reason", "did not come")

    assert now < databases.cli_clock()
    assert lost.exit_code == 1
    assert "lost for today" in lost.stderr
    assert "ULV-01-V1: no-show" in gone.stdout
    assert "wasted:" in gone.stdout


def test_a_move_asks_for_a_decision_when_frozen(now: datetime) -> None:
    """And a cancellation says what is saved."""
    fine("confirm", VISIT, "--offer", "1")

    refused = invoke("move", VISIT, "--offer", "2", "--reason", "asked for")
    moved = fine("move", VISIT, "--offer", "2", "--reason", "asked for", "--override")
    cancelled = fine("cancel", VISIT, "--reason", "not well")

    assert refused.exit_code == 2
    assert "frozen" in refused.stderr
    assert f"{VISIT}: frozen" in moved.stdout
    assert f"{VISIT}: cancelled" in cancelled.stdout
    assert now.tzinfo is not None


def test_participants_are_added_weighed_and_withdrawn(
    sqlite_database: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a random code to the last cancellation."""
    seeded = seed(sqlite_database, "amyloid-tau")
    monkeypatch.setenv(DATABASE_URL, sqlite_url)
    monkeypatch.setattr(databases, "cli_clock", lambda: seeded.now)
    added = ("participants", "add", "--trial", "AMYTAU", "--site", "ULV")

    code = fine(*added, "--consented", "--anchor", "2026-02-02").stdout.strip()
    made = told("request", code, "--schedule")["visits"]
    again = invoke("request", code, "--schedule")
    weighed = fine("participants", "weigh", code, "72.5", "--on", "2026-01-07")
    away = told(
        "participants",
        "unavailable",
        code,
        "--from",
        "2026-02-02T08:00",
        "--to",
        "2026-02-02T16:00",
    )
    more = fine(
        "request", code, "amyloid", "--from", "2026-02-02", "--to", "2026-02-20"
    )
    ended = told("participants", "withdraw", code, "--reason", "moved away")

    assert len(code) == 8
    assert made == [f"{code}-amyloid", f"{code}-tau"]
    assert "are there" in again.stderr
    assert weighed.stdout == ""
    assert away == {"broken": []}
    assert more.stdout == f"{code}-amyloid-2\n"
    assert set(ended["visit_ids"]) == {*made, f"{code}-amyloid-2"}


def test_a_result_is_entered(
    sqlite_database: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By visit and gate; times are local to the site."""
    seeded = seed(sqlite_database, "rules/eligibility_gate")
    later = seeded.now + timedelta(minutes=1)
    monkeypatch.setenv(DATABASE_URL, sqlite_url)
    monkeypatch.setattr(databases, "cli_clock", lambda: later)
    said = ("participants", "result", "ULV-02-V1", "kidney function", "passed")

    entered = fine(*said, "--taken", "2026-09-11T12:00")
    unknown = invoke(
        "participants",
        "result",
        "ULV-02-V1",
        "liver",
        "passed",
        "--taken",
        "2026-09-11",
    )

    assert entered.stdout == "written\n"
    assert unknown.exit_code == 2
