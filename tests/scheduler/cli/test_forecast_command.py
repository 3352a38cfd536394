"""The forecast of demand on the command line."""

import json
from datetime import timedelta

import pytest

from scheduler.cli import databases
from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from scheduler.networks.revisions import touch
from scheduler.production.forecast_records import ASSUMPTION
from scheduler.production.forecasting import forecasting
from scheduler.production.forecasts import keep
from tests.scheduler.cli.command import invoke
from tests.scheduler.planning.seeds import NETWORK, Seeded
from tests.scheduler.production.batch_day import a_batch_day, at, visits

NOW = at("12:00") - timedelta(days=1)


@pytest.fixture
def seeded(
    sqlite_database: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> Seeded:
    """A day on one batch from which one was taken out again; nothing is forecast."""
    there = a_batch_day(sqlite_database)
    there.revise(lambda revision: revision.remove(visits(there)[-1]))
    monkeypatch.setenv(DATABASE_URL, sqlite_url)
    monkeypatch.setattr(databases, "cli_clock", lambda: NOW)
    return there


def _forecast(seeded: Seeded) -> None:
    with seeded.database.reading() as session:
        due = forecasting(session, NOW, NETWORK)
    assert due is not None
    made = due.made()
    seeded.database.run(lambda session: keep(session, NETWORK, made))


def _out(*arguments: str) -> str:
    outcome = invoke("forecast", *arguments)
    assert outcome.exit_code == 0, outcome.stderr
    return outcome.stdout


@pytest.mark.usefixtures("seeded")
def test_nothing_was_forecast_yet() -> None:
    """
    It says so, and who does it.
    """
    assert "No forecast was made yet" in _out()
    assert json.loads(_out("--json"))["forecast"] is None


def test_days_are_told_with_what_they_rest_on(seeded: Seeded) -> None:
    """
    In a table per unit and product, with the assumption below.
    """
    _forecast(seeded)
    told = _out()

    assert "Forecast of Mon 14 Sep 12:00 +02:00" in told
    assert "PSMA-1007" in told
    assert "Tuesday 15 September 2026" in told
    assert ASSUMPTION in " ".join(told.split())
    assert "OUTDATED" not in told


def test_what_belongs_to_older_data_is_marked(seeded: Seeded) -> None:
    """
    Until it is forecast anew.
    """
    _forecast(seeded)
    seeded.change(lambda session: touch(session, NETWORK))

    assert "OUTDATED" in _out()


def test_machines_get_one_object(seeded: Seeded) -> None:
    """
    Of a unit, a product and a period, or nothing.
    """
    _forecast(seeded)
    period = ("--from", "2026-09-15", "--to", "2026-09-15")
    found = json.loads(_out("--unit", "OSLO", *period, "--json"))
    nothing = json.loads(_out("--product", "FDG", "--json"))
    [day] = found["forecast"]["outlook"]["days"]

    assert found["assumption"] == ASSUMPTION
    assert (day["day"], day["planned"]["doses"]) == ("2026-09-15", 5)
    assert (day["least"]["doses"], day["most"]["doses"]) == (4, 5)
    assert nothing["forecast"]["outlook"]["days"] == []
    assert "Nothing may be asked for." in _out("--unit", "TRONDHEIM")


@pytest.mark.usefixtures("seeded")
def test_a_date_that_is_none_is_bad_input() -> None:
    """
    Also before anything was forecast.
    """
    outcome = invoke("forecast", "--from", "tomorrow")

    assert outcome.exit_code == 2
    assert "--from" in outcome.stderr
