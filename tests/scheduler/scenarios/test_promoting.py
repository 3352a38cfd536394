"""From a what-if to a proposed plan, where what it assumes is so."""

import pytest
from sqlalchemy import select

from scheduler.audit.models import AuditEntry
from scheduler.database.database import Database
from scheduler.errors import BaseMoved, Invalid, NotAsAssumed, NotFound, WrongState
from scheduler.planning.versions import PlanKind, PlanState
from scheduler.scenarios.changes.clinic import AddScanner, CloseScanner
from scheduler.scenarios.changes.visits import RemoveVisit
from tests.scheduler.planning.decisions import decide
from tests.scheduler.planning.seeds import seed_planned
from tests.scheduler.scenarios.what_ifs import WhatIfs

WARD = "late-flight-trondheim-before"
CLOSED = CloseScanner(scanner="TRD-PET1")

pytestmark = pytest.mark.usefixtures("solved_here")


def test_a_plan_for_what_is_there_is_proposed_once(database: Database) -> None:
    """
    With a scanner closed, all rules are kept where it is open; it can be approved.
    """
    what_ifs = WhatIfs(seed_planned(database, WARD))
    closed = what_ifs.solved(CLOSED)

    version = what_ifs.promote(closed)

    assert (version.kind, version.state) == (PlanKind.SCENARIO, PlanState.PROPOSED)
    assert what_ifs.row(closed).promoted_version == version.number
    assert what_ifs.promote(closed).number == version.number
    assert decide(what_ifs.seeded, version.number).state is PlanState.APPROVED


def test_a_promotion_is_accounted_for(sqlite_database: Database) -> None:
    """
    The audit trail of the network says who, and why.
    """
    what_ifs = WhatIfs(seed_planned(sqlite_database, WARD))
    what_ifs.promote(what_ifs.solved(CLOSED))

    with sqlite_database.reading() as session:
        newest = session.scalars(
            select(AuditEntry).order_by(AuditEntry.number.desc())
        ).first()
    assert newest is not None
    assert (newest.action, newest.reason) == ("promote what-if", "it serves more")


def test_what_is_not_there_is_entered_first(database: Database) -> None:
    """
    A visit on a scanner that nobody has bought is no plan: each is named.
    """
    what_ifs = WhatIfs(seed_planned(database, WARD))
    bought = what_ifs.solved(CLOSED, AddScanner(scanner="NEW", like="TRD-PET1"))

    with pytest.raises(NotAsAssumed, match="first enter what it changes") as refused:
        what_ifs.promote(bought)

    assert refused.value.code == "not_as_assumed"
    assert any("NEW" in each for each in refused.value.reasons)
    assert what_ifs.row(bought).promoted_version is None


def test_whoever_is_left_away_is_asked_for_still(database: Database) -> None:
    """
    A plan without them would refuse them without a word.
    """
    what_ifs = WhatIfs(seed_planned(database, WARD))
    fewer = what_ifs.solved(RemoveVisit(visit="TRD-01-V1"))

    with pytest.raises(NotAsAssumed, match="TRD-01-V1: is asked for, but not in"):
        what_ifs.promote(fewer)


def test_a_base_that_has_moved_is_refused_and_rebased(database: Database) -> None:
    """
    Data that were changed since, whatever they are; the same changes begin anew.
    """
    what_ifs = WhatIfs(seed_planned(database, WARD))
    closed = what_ifs.solved(CLOSED)
    what_ifs.seeded.change(lambda session: None)

    with pytest.raises(BaseMoved, match="rebase it") as refused:
        what_ifs.promote(closed)
    again = what_ifs.rebase(closed)
    what_ifs.solve(again)

    assert refused.value.code == "base_moved"
    assert what_ifs.row(again).rebased_from == closed
    assert what_ifs.row(again).changes == what_ifs.row(closed).changes
    assert what_ifs.promote(again).state is PlanState.PROPOSED


def test_a_plan_that_came_into_force_meanwhile_moves_the_base(
    sqlite_database: Database,
) -> None:
    """
    The first of two what-ifs that is approved leaves the other one behind.
    """
    what_ifs = WhatIfs(seed_planned(sqlite_database, WARD))
    first, second = what_ifs.solved(CLOSED), what_ifs.solved(CLOSED)
    decide(what_ifs.seeded, what_ifs.promote(first).number)

    with pytest.raises(BaseMoved):
        what_ifs.promote(second)


def test_what_has_no_plan_is_not_promoted(sqlite_database: Database) -> None:
    """
    Not before it is solved, nor what is not there, nor without a reason.
    """
    what_ifs = WhatIfs(seed_planned(sqlite_database, WARD))
    waiting = what_ifs.ask(CLOSED)

    with pytest.raises(WrongState, match="is waiting"):
        what_ifs.promote(waiting)
    with pytest.raises(NotFound):
        what_ifs.promote("nowhere")
    with pytest.raises(Invalid):
        what_ifs.promote(waiting, reason=" ")
