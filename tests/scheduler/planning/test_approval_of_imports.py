"""From a file that brings a broken plan to a sound one in force."""

import pytest

from scheduler.database.database import Database
from scheduler.planning.versions import PlanState
from tests.scheduler.planning.decisions import decide, events, promises, states
from tests.scheduler.planning.seeds import propose, seed


@pytest.mark.parametrize(
    ("name", "moved", "lost"),
    [
        # The stories in the README: a late flight, a low yield, an outage.
        pytest.param("late-flight-trondheim-delayed", 2, 1, id="a late flight"),
        pytest.param("late-flight-trondheim-low-activity", 2, 0, id="a low yield"),
        pytest.param("rules/stability", 1, 0, id="one is moved"),
        pytest.param("rules/administered_activity", 0, 1, id="one is lost"),
        pytest.param("rules/commitments", 0, 0, id="nobody"),
    ],
)
def test_a_plan_with_broken_promises_is_replaced(
    sqlite_database: Database, name: str, moved: int, lost: int
) -> None:
    """
    What was imported is broken; what is approved is not, and who is hit is told.
    """
    seeded = seed(sqlite_database, name)
    number = propose(seeded)

    decide(seeded, number, later_min=0)

    found = promises(seeded)
    assert len(events(seeded, "visit_moved")) == moved
    assert len(events(seeded, "visit_lost")) == lost
    assert sum(each.broken_at is not None for each in found.values()) == lost
    assert sum(each.bumps for each in found.values()) >= moved + lost
    assert states(seeded)[number] is PlanState.APPROVED
    assert seeded.recheck() == []
