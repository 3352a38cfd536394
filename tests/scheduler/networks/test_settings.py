import json
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from scheduler.audit.models import AuditEntry
from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from scheduler.errors import Invalid, NotFound
from scheduler.networks.models import Network
from scheduler.networks.settings import (
    Settings,
    SettingsChange,
    change_settings,
    settings_of,
)
from tests.scheduler.cli.command import invoke
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded, seed

DAY = "no-fdg-day"


def _changed(
    seeded: Seeded, change: SettingsChange, reason: str = "a new rule of the network"
) -> Settings:
    return seeded.database.run(
        lambda session: change_settings(
            session,
            seeded.now,
            PLANNER,
            network_id=NETWORK,
            change=change,
            reason=reason,
        )
    )


def test_what_is_not_said_stays(database: Database) -> None:
    """
    One setting is changed, and problems are built anew.
    """
    seeded = seed(database, DAY)
    with database.reading() as session:
        before = settings_of(session, NETWORK)
        revision = session.get_one(Network, NETWORK).data_revision
    after = _changed(seeded, SettingsChange(hold_minutes=45))

    assert after == replace(before, hold_minutes=45)
    with database.reading() as session:
        assert settings_of(session, NETWORK) == after
        assert session.get_one(Network, NETWORK).data_revision > revision


def test_the_same_again_changes_nothing(sqlite_database: Database) -> None:
    """
    Nothing changed: no audit entry.
    """
    seeded = seed(sqlite_database, DAY)
    with sqlite_database.reading() as session:
        hours = settings_of(session, NETWORK).frozen_hours
        before = session.scalar(select(func.count()).select_from(AuditEntry))
    _changed(seeded, SettingsChange(frozen_hours=hours))

    with sqlite_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == before


def test_everything_wrong_is_told_at_once(sqlite_database: Database) -> None:
    """
    Bounds and reason are looked at together, and nothing is changed.
    """
    seeded = seed(sqlite_database, DAY)
    wrong = SettingsChange(hold_minutes=0, frozen_hours=337, needs_second_person=True)
    with pytest.raises(Invalid) as refused:
        _changed(seeded, wrong, reason=" ")

    places = {issue.place for issue in refused.value.issues}
    assert places == {"hold_minutes", "frozen_hours", "reason"}
    with sqlite_database.reading() as session:
        assert not settings_of(session, NETWORK).needs_second_person


def test_an_unknown_network_has_no_settings(sqlite_database: Database) -> None:
    """
    A misspelt network is told.
    """
    with sqlite_database.reading() as session, pytest.raises(NotFound):
        settings_of(session, "nowhere")


def test_the_command_shows_and_changes(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    An administrator asks for a second person, and sees it in words and in JSON.
    """
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)
    seed(sqlite_database, DAY)
    asked = ("--second-person", "--reason", "four eyes from now on")
    changed = invoke("settings", "change", *asked)
    shown = invoke("settings", "show", "--json")
    refused = invoke("settings", "change", "--hold-minutes", "0", "--reason", "none")

    assert changed.exit_code == 0, changed.stderr
    assert "approved by a second person" in changed.stdout
    assert json.loads(shown.stdout)["needs_second_person"] is True
    assert refused.exit_code == 2
    assert "hold_minutes" in refused.stderr


def test_what_is_automatic_is_a_setting(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Replans ask nobody by default; a network may want people, and for how long.
    """
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)
    seed(sqlite_database, DAY)
    before = json.loads(invoke("settings", "show", "--json").stdout)
    asked = ("--no-publishes-by-itself", "--no-replans-on-events")
    why = ("--reason", "summer holidays")
    lasting = ("--proposals-last-hours", "12")
    changed = invoke("settings", "change", *asked, *lasting, *why)
    after = json.loads(invoke("settings", "show", "--json").stdout)
    refused = invoke("settings", "change", "--proposals-last-hours", "0", *why)

    names = ("replans_on_events", "publishes_by_itself", "proposals_last_hours")
    assert [before[name] for name in names] == [True, True, 24]
    assert [after[name] for name in names] == [False, False, 12]
    assert "Every plan is approved by a person." in changed.stdout
    assert (refused.exit_code, "proposals_last_hours" in refused.stderr) == (2, True)
