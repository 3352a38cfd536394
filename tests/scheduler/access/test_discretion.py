"""What is said to somebody who sees a part of a network names nobody else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.access.discretion import discreet, risk_seen, steps_seen, waiting_text
from scheduler.access.principals import Principal
from scheduler.access.roles import Role, ScopeKind
from scheduler.access.viewing import Viewer
from scheduler.actors import Actor
from scheduler.bookings.changing import StillBooked
from scheduler.bookings.history import Step
from scheduler.bookings.risk import AtRisk
from scheduler.bookings.standing import DataNeeded, VisitState
from scheduler.database.database import Database
from scheduler.errors import Invalid
from scheduler.imports.planning_file.convert_live import Waiting
from scheduler.imports.service import import_file
from solver.errors import Issue
from tests.architecture.repository import ROOT

NETWORK = "norway-week"
NOW = datetime(2026, 9, 11, 13, tzinfo=UTC)
NURSE = Actor("test:nurse")
OWN, FOLLOWER, OTHERS = "ULV-17-V1", "ULV-17-V2", "AHU-01-V1"


def viewer_of(database: Database, **scope: str) -> Iterator[Viewer]:
    """Somebody who looks at the demo week."""
    file = ROOT / "fixtures" / "demo" / f"{NETWORK}.json"
    with database.writing() as session:
        import_file(session, NOW, NURSE, file.read_bytes(), network_id=NETWORK)
    limits = {ScopeKind(kind): frozenset({only}) for kind, only in scope.items()}
    with database.reading() as session:
        yield Viewer(session, NOW, Principal(NURSE, Role.SITE_STAFF, limits), NETWORK)


@pytest.fixture
def nurse(sqlite_database: Database) -> Iterator[Viewer]:
    """Somebody at Ullevål."""
    yield from viewer_of(sqlite_database, site="ULV")


@pytest.fixture
def planner(sqlite_database: Database) -> Iterator[Viewer]:
    """Somebody who sees the whole network."""
    yield from viewer_of(sqlite_database)


def behind(visit_id: str) -> Waiting:
    """Their visit waits for another one."""
    told = f"waits for visit {visit_id}: the weight is 41 days old"
    return Waiting(
        visit_id=OWN,
        participant_id="ULV-17",
        site_id="ULV",
        issues=(Issue(f"visits[{OWN}]", told),),
        needs="a new weight",
        waits_for=visit_id,
    )


def test_bookings_of_others_stay_unnamed(nurse: Viewer) -> None:
    """Whoever needs a visit keeps it from being cancelled all the same."""
    with pytest.raises(StillBooked) as some, discreet(nurse):
        raise StillBooked(OWN, [FOLLOWER, OTHERS])
    with pytest.raises(StillBooked) as none, discreet(nurse):
        raise StillBooked(OWN, [OTHERS])

    assert some.value.visit_ids == (FOLLOWER,)
    assert str(some.value) == f"visit {OWN} is needed by {FOLLOWER}"
    assert str(none.value) == f"visit {OWN} is needed by others"


def test_a_visit_may_wait_for_one_of_others(nurse: Viewer) -> None:
    """For which, and for what it waits in turn, is told of their own alone."""
    with pytest.raises(DataNeeded) as own, discreet(nurse):
        raise DataNeeded(behind(FOLLOWER), "held")
    with pytest.raises(DataNeeded) as others, discreet(nurse):
        raise DataNeeded(behind(OTHERS), "held")

    assert str(own.value).endswith(f"cannot be held: waits for visit {FOLLOWER}")
    assert str(others.value).endswith("cannot be held: waits for another visit")


def test_issues_in_rows_of_others_are_not_told(nurse: Viewer) -> None:
    """Those of their own are; if there are none, it is said that there are others."""
    own = Issue("participants[ULV-17].weight_kg", "weigh again")
    others = [
        Issue("participants[AHU-01].weight_kg", "weigh again"),
        Issue(f"visits[{OTHERS}].follows", "is no visit"),
        Issue("claims[AHU-K01].activity_mbq", "is too much"),
        Issue(f"visits[{OWN}]", f"waits for visit {OTHERS}: weigh again"),
    ]
    with pytest.raises(Invalid) as some, discreet(nurse):
        raise Invalid([own, *others])
    with pytest.raises(Invalid) as none, discreet(nurse):
        raise Invalid(others[:3])

    assert some.value.issues == (
        own,
        Issue(f"visits[{OWN}]", "waits for another visit"),
    )
    assert "AHU" not in str(none.value)
    assert len(none.value.issues) == 1


def test_a_name_from_the_request_decides_nothing(nurse: Viewer) -> None:
    """What echoes a request is told alike, whether there is such a visit or not."""
    told = []
    for asked_id in (OTHERS, "NIX-01-V1"):
        with pytest.raises(Invalid) as refused, discreet(nurse):
            raise Invalid([Issue("follows", f"there is no visit {asked_id}")])
        told.append(str(refused.value).replace(asked_id, "…"))

    assert told == ["follows: there is no visit …"] * 2


def test_a_visit_at_risk_names_none_of_others(nurse: Viewer) -> None:
    """Neither what it waits for, nor what that needs."""
    found = AtRisk(
        visit_id=OWN,
        participant_id="ULV-17",
        site_id="ULV",
        zone="Europe/Oslo",
        state=VisitState.WAITING,
        offers=0,
        window_to_at=NOW + timedelta(days=1),
        decide_by_at=None,
        waits_for=OTHERS,
        needs="a new weight",
        why=behind(OTHERS).told,
    )
    told = risk_seen(nurse, found)

    assert (told.waits_for, told.needs, told.why) == (
        None,
        None,
        "waits for another visit",
    )
    assert OTHERS not in repr(told)


def test_steps_of_others_are_without_who_and_why(nurse: Viewer) -> None:
    """A plan version may have been made for somebody else's visit."""
    steps = [
        Step(NOW, "moved", "test:planner", NOW, 3, f"{OTHERS} confirmed"),
        Step(NOW, "visit_moved", "test:planner", reason="the scanner is down"),
        Step(NOW, "moved", NURSE.id, NOW, 4, "too early"),
    ]

    assert steps_seen(nurse, steps) == [
        Step(NOW, "moved", None, NOW, 3, None),
        Step(NOW, "visit_moved", None, reason="the scanner is down"),
        steps[2],
    ]


def test_who_sees_all_is_told_all(planner: Viewer) -> None:
    """As it is in the rows."""
    why = behind(OTHERS).told
    step = Step(NOW, "moved", "test:nurse", NOW, 3, f"{OTHERS} confirmed")
    with pytest.raises(StillBooked) as refused, discreet(planner):
        raise StillBooked(OWN, [FOLLOWER, OTHERS])

    assert refused.value.visit_ids == (FOLLOWER, OTHERS)
    assert waiting_text(planner, why) == why
    assert steps_seen(planner, [step]) == [step]
