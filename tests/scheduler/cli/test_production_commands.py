"""Production, transport and orders on the command line, in local time."""

import json
from datetime import datetime
from typing import Any

import pytest

from scheduler.cli import databases
from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from tests.scheduler.cli.command import invoke
from tests.scheduler.planning.seeds import seed_planned
from tests.scheduler.production.batch_day import (
    BATCH,
    DEPARTURE,
    SHIPMENT,
    VIAL,
    a_batch_day,
    at,
)


@pytest.fixture(autouse=True)
def _database(
    sqlite_database: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands work on the day on one batch, as of noon the day before."""
    a_batch_day(sqlite_database)
    monkeypatch.setenv(DATABASE_URL, sqlite_url)
    _is(monkeypatch, at("12:00").replace(day=14))


def _is(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(databases, "cli_clock", lambda: now)


def _json(*arguments: str) -> dict[str, Any]:
    outcome = invoke(*arguments, "--json")
    assert outcome.exit_code == 0, outcome.stderr
    found = json.loads(outcome.stdout)
    assert isinstance(found, dict)
    return found


def _out(*arguments: str) -> str:
    outcome = invoke(*arguments)
    assert outcome.exit_code == 0, outcome.stderr
    return outcome.stdout


def test_demand_is_a_table_per_unit_and_day() -> None:
    """
    In the local time of the unit, with UTC beside EOS; outside the days, nothing.
    """
    shown = _out("demand", "--unit", "OSLO", "--from", "2026-09-15")
    nothing = _out("demand", "--from", "2026-09-16")

    assert "Tuesday 15 September 2026 (+02:00)" in shown
    (line,) = [each for each in shown.splitlines() if BATCH in each]
    assert "06:38 (04:38Z)" in line
    assert "16.39 GBq" in line
    assert "Mon 14 Sep 16:00 +02:00" in line
    assert "dose 6" in line
    assert nothing == "Nothing is asked for.\n"


def test_the_draw_list_is_shown_where_it_is_asked_for() -> None:
    """
    Six doses, in MBq and mL, by the clock of the site; nobody's code is on it.
    """
    shown = _out("demand", "--doses")
    one = _out("batches", "show", BATCH)

    assert f"{VIAL}: 16.29 GBq in 8.15 mL" in shown
    assert "Tue 15 Sep 11:00 +02:00" in shown
    assert "336.8   0.89" in shown
    assert "TRD-0" not in shown
    assert one.strip() in shown


def test_demand_as_json_says_the_same() -> None:
    """
    Whole kBq, and instants with their offset.
    """
    (batch,) = _json("demand")["batches"]

    assert batch["batch_id"] == BATCH
    assert batch["activity_kbq"] == 16_386_737
    assert batch["reference_at"] == "2026-09-15T06:38:00+02:00"
    assert batch["certain_kbq"] == {
        "confirmed": 0,
        "held": 0,
        "forecast": 15_686_737,
    }
    assert batch["slack"]["lost_if_less"] == [6]
    assert len(batch["shipments"][0]["vials"][0]["doses"]) == 6


def test_a_day_goes_by(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Accepted, released low, dispatched, late, arrived, received, compared.
    """
    accepted = _out("batches", "accept", BATCH)
    _is(monkeypatch, at("07:10"))
    released = _out(
        *("batches", "release", BATCH, "--gbq", "15"),
        *("--at", "2026-09-15T06:38", "--released-at", "2026-09-15T07:08"),
    )
    dispatched = _out("shipments", "dispatch", SHIPMENT)
    late = _out(
        *("shipments", "late", SHIPMENT),
        *("--arrives", "2026-09-15T10:51", "--reason", "headwind"),
    )
    _is(monkeypatch, at("10:55"))
    changes = _json("demand", "diff", "1", "2")["changes"]
    listed = _out("batches", "list")

    assert f"{BATCH}: accepted" in accepted
    assert "Nobody is affected." in accepted
    assert "91.5 % of what was planned for its vials." in released
    assert "Replan to serve them: tracerplan replan" in released
    assert "Tue 15 Sep 13:25 +02:00" in released
    assert f"{SHIPMENT}: dispatched" in dispatched
    assert "Tue 15 Sep 11:00 +02:00" in late
    assert [each["kind"] for each in changes] == ["rearranged"]
    assert "released" in listed


def test_a_recall_lists_who_had_a_dose(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Nobody had one here, and all six are lost.
    """
    _is(monkeypatch, at("07:10"))
    _out(
        "batches", "release", BATCH, "--gbq", "18", "--released-at", "2026-09-15T07:08"
    )

    recalled = _json("batches", "recall", BATCH, "--reason", "endotoxins")

    assert recalled["injected"] == []
    assert len(recalled["happening"]["lost"]) == 6
    assert recalled["happening"]["lost"][0]["injection_at"].endswith("+02:00")


@pytest.mark.parametrize(
    ("arguments", "lost"),
    [
        (("batches", "decline", BATCH, "--reason", "maintenance"), 6),
        (("batches", "fail", BATCH, "--reason", "target"), 6),
        (("departures", "cancel", DEPARTURE, "--reason", "strike"), 6),
        (
            (
                *("departures", "change", DEPARTURE, "--reason", "fog"),
                *("--arrives", "2026-09-15T12:05"),
            ),
            3,
        ),
    ],
)
def test_what_goes_wrong_says_who_is_lost(
    arguments: tuple[str, ...], lost: int
) -> None:
    """
    With their number, and that a replan is wanted.
    """
    found = _json(*arguments)

    assert len(found["lost"]) == lost
    assert found["wants_replan"] is True


def test_vials_are_measured_and_spilled(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    15,000 MBq are too little for the last dose; spilled, it has none.
    """
    _is(monkeypatch, at("07:10"))
    _out(
        "batches", "release", BATCH, "--gbq", "18", "--released-at", "2026-09-15T07:08"
    )

    measured = _json(
        *("vials", "measure", VIAL, "--mbq", "15000", "--at", "2026-09-15T06:38"),
        *("--reason", "assayed again"),
    )
    spilled = _json("vials", "spill", VIAL, "--reason", "dropped")

    assert len(measured["lost"]) == 1
    assert len(spilled["lost"]) == 5


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("demand", "--from", "yesterday"), "--from: write a date"),
        (("demand", "--unit", "NOWHERE"), "there is no unit NOWHERE"),
        (("demand", "diff", "1", "7"), "there is no plan version 7"),
        (("batches", "show", "X"), "there is no planned batch X"),
        (("batches", "fail", BATCH, "--reason", " "), "reason: is needed"),
        (("batches", "recall", BATCH, "--reason", "x"), "it cannot be recalled"),
        (("batches", "recall", "X", "--reason", "x"), "there is no planned batch X"),
        (("orders", "due", "--hours", "99999999"), "less than or equal to 9600"),
        (("batches", "release", BATCH, "--gbq", "much"), "--gbq: write a number"),
        (("batches", "release", BATCH, "--vial", "3"), "--vial: write VIAL=MBQ"),
        (("shipments", "receive", SHIPMENT), "it cannot be received"),
        (("shipments", "arrive", "X"), "there is no planned shipment X"),
        (("orders", "place", "X", "1"), "there is no order X"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(
    arguments: tuple[str, ...], complaint: str
) -> None:
    """
    On stderr, with the exit code of bad input.
    """
    outcome = invoke(*arguments)

    assert outcome.exit_code == 2
    assert complaint in outcome.stderr
    assert outcome.stdout == ""


def test_orders_are_listed_until_they_are_placed(
    postgresql_database: Database,
    postgresql_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    What is due, with what it costs; placed, it is gone from the list.
    """
    seeded = seed_planned(postgresql_database, "ra223-bergen")
    monkeypatch.setenv(DATABASE_URL, postgresql_url)
    _is(monkeypatch, seeded.now)
    first = _json("orders", "due", "--hours", "2000")["orders"][0]

    table = _out("orders", "due", "--hours", "2000")
    placed = _out("orders", "place", first["order_id"], str(first["portions"]))
    left = _json("orders", "due", "--hours", "2000")["orders"]
    none = _out("orders", "due", "--hours", "0")

    assert first["order_id"] in table
    assert f"0 portions before, {first['portions']} now" in placed
    assert first["order_id"] not in {each["order_id"] for each in left}
    assert none == "Nothing is to be ordered within 0 h.\n"
