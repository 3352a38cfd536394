"""`tracerplan serve --demo`: a week with a plan in force that begins anew each time."""

import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from api.serving.demo import SITE, TRIAL, UNIT, demo
from api.serving.scenes import Scene
from scheduler.access.keys import all_keys, create
from scheduler.access.models import ApiKey
from scheduler.access.roles import Role
from scheduler.actors import Actor
from scheduler.audit.models import AuditEntry
from scheduler.cli.failures import BadInput
from scheduler.config import DATA_DIRECTORY, DATABASE_URL
from scheduler.networks.models import Network
from scheduler.planning.versions import PlanState, PlanVersion

ADDRESS = "http://127.0.0.1:8000"
AS_OF = datetime(2026, 9, 11, 13, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory of data, for all tests here."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATA_DIRECTORY, str(folder))
        patch.setenv(DATABASE_URL, "postgresql://nobody.invalid/nowhere")
        yield folder


@pytest.fixture(scope="module")
def scene(folder: Path) -> Iterator[Scene]:
    """The demo, with another one before it that somebody has changed."""
    with demo(ADDRESS) as first, first.database.writing() as session:
        one = Actor("test:somebody")
        create(session, AS_OF, one, name="a change", role=Role.AUDITOR)
    with demo(ADDRESS) as scene:
        yield scene


def test_plan_is_in_force(scene: Scene) -> None:
    """
    The week has the plan that was made for it, approved, as its first version.
    """
    with scene.database.reading() as session:
        (version,) = session.scalars(select(PlanVersion))
        (network,) = session.scalars(select(Network))

    assert (version.number, version.state) == (1, PlanState.APPROVED)
    assert version.revision == network.plan_revision


def test_it_begins_anew(scene: Scene) -> None:
    """
    What was changed before is gone, and the trail has nothing but rehearsals.
    """
    with scene.database.reading() as session:
        entries = session.scalars(select(AuditEntry)).all()

    assert {entry.actor for entry in entries} == {"rehearsal:demo"}
    assert {entry.chain for entry in entries} == {"norway-week", "system"}


def test_clock_starts_when_the_week_was_planned(scene: Scene) -> None:
    """
    It goes on from there, as fast as any clock.
    """
    shown = scene.clock()

    assert AS_OF <= shown < AS_OF + timedelta(minutes=10)
    assert shown < scene.clock()


def test_four_people_have_keys(scene: Scene) -> None:
    """
    Three are limited to what is theirs; what was told are their keys.
    """
    with scene.database.reading() as session:
        keys = {key.role: key for key in all_keys(session)}
    told = "\n".join(scene.told)

    network = {"network": ["norway-week"]}
    assert {role: key.scope for role, key in keys.items()} == {
        Role.ADMINISTRATOR: {},
        Role.SITE_STAFF: network | {"site": [SITE]},
        Role.PRODUCTION: network | {"unit": [UNIT]},
        Role.STUDY_MANAGER: network | {"trial": [TRIAL]},
    }
    ids = re.findall(r"^[A-Z]+=tp_([0-9a-f]{12})_[0-9a-f]{64} ", told, re.MULTILINE)
    assert sorted(ids) == sorted(key.id for key in keys.values())


def test_what_is_told_is_for_a_shell(scene: Scene) -> None:
    """
    It can be pasted as it is: variables, and commands that use them.
    """
    lines = [line for line in scene.told if not line.startswith("curl ")]
    script = "\n".join([*lines, 'echo "$AT ${#SITE} ${#UNIT} ${#MANAGER} ${#ADMIN}"'])
    done = subprocess.run(
        ["/bin/sh", "-eu"], input=script, capture_output=True, text=True, check=True
    )

    assert done.stdout == f"{ADDRESS}/api/v1/networks/norway-week 80 80 80 80\n"
    assert sum(line.startswith("curl ") for line in scene.told) == 3


def test_only_one_at_a_time(scene: Scene, folder: Path) -> None:
    """
    A second one would take the files of the first.
    """
    with pytest.raises(BadInput) as caught, demo(ADDRESS):
        pass

    assert "is served already" in str(caught.value.issues[0])
    with scene.database.reading() as session:
        assert session.scalars(select(ApiKey.id)).first() is not None
    assert (folder / "demo" / "week" / "norway-week.sqlite").exists()


def test_real_data_are_left_alone(scene: Scene, folder: Path) -> None:
    """
    The demo has a folder of its own, whatever database the environment names.
    """
    assert scene.database.url.startswith(f"sqlite:///{folder}/demo/")
    assert scene.environment == {DATABASE_URL: scene.database.url}
    assert [path.name for path in folder.iterdir()] == ["demo"]
