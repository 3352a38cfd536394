"""A network that is looked at long after its week: everything still answers."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.bookings.listing import Which, bookings
from scheduler.bookings.risk import at_risk
from scheduler.bookings.standing import VisitState
from scheduler.database.database import Database
from scheduler.exports.network_files import export_file
from scheduler.planning.differences import compare
from scheduler.production.demand import Scope, demand_in
from solver.problem.commitments import Firmness
from tests.scheduler.planning.seeds import NETWORK, Seeded, seed, seed_planned
from tests.scheduler.planning.test_time_passes import promise_all

TEN_WEEKS = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""By then the clock was put back, and each weight of the week is too old."""


def minutes_until(seeded: Seeded, now: datetime) -> int:
    """Minutes from the file's *now*."""
    return int((now - seeded.now).total_seconds()) // 60


def test_a_promised_week_still_answers_ten_weeks_later(
    sqlite_database: Database,
) -> None:
    """Plan, demand, export, list and risks; nothing that was promised is lost."""
    seeded = seed_planned(sqlite_database, "norway-week")
    promise_all(seeded)
    promised = seeded.built().problem.commitments.previous.administrations
    later_min = minutes_until(seeded, TEN_WEEKS)

    revised = seeded.revise(later_min=later_min)
    with sqlite_database.reading() as session:
        told = demand_in(session, TEN_WEEKS, NETWORK, Scope(), with_slack=False)
        exported = export_file(session, NETWORK, now=TEN_WEEKS).file
        rows = bookings(session, TEN_WEEKS, NETWORK, Which())
        risks = at_risk(session, TEN_WEEKS, NETWORK)
        difference = compare(session, NETWORK, 1, 1)

    assert revised.broken == ()
    assert revised.version is None
    assert seeded.recheck(later_min=later_min) == []
    assert told
    assert exported.commitments is not None
    assert len(exported.commitments.visits) == len(promised)
    frozen = [each for each in rows if each.state is VisitState.FROZEN]
    assert len(frozen) == len(promised)
    unbooked = [each for each in rows if each.state is not VisitState.FROZEN]
    assert {each.state for each in unbooked} == {VisitState.OPEN, VisitState.WAITING}
    assert {each.visit_id for each in risks} == {
        each.visit_id
        for each in unbooked
        if each.state is VisitState.OPEN and each.participant_id is not None
    }
    assert difference.visits == ()


def test_a_week_without_a_plan_says_who_has_to_be_weighed(
    sqlite_database: Database,
) -> None:
    """All 75 visits by weight wait; the others are asked for."""
    seeded = seed(sqlite_database, "norway-week")
    five_weeks_min = 35 * 24 * 60

    built = seeded.built(later_min=five_weeks_min)
    waiting = {each.visit_id: each for each in built.waiting.values()}
    visits = seeded.built().problem.visits

    assert len(waiting) == 75
    assert {each.needs for each in waiting.values()} == {"a new weight"}
    assert all("valid are 28" in each.told for each in waiting.values())
    assert {each.id for each in built.problem.visits} == {
        each.id for each in visits
    } - waiting.keys()


@pytest.mark.parametrize("days", [200, 365, 366, 800])
def test_a_network_answers_for_years(sqlite_database: Database, days: int) -> None:
    """Nothing is planned after the first, and nothing is lost either."""
    seeded = seed_planned(sqlite_database, "no-fdg-day")
    promise_all(seeded)
    before = seeded.built().problem.commitments
    later_min = days * 24 * 60

    after = seeded.built(later_min=later_min).problem

    assert after.as_of_min < after.horizon_min
    assert {each.visit_id for each in after.commitments.visits} == {
        each.visit_id for each in before.visits
    }
    assert all(each.firmness is Firmness.FROZEN for each in after.commitments.visits)
    assert seeded.recheck(later_min=later_min) == []
    with sqlite_database.reading() as session:
        now = seeded.now + timedelta(days=days)
        assert at_risk(session, now, NETWORK) == ()
