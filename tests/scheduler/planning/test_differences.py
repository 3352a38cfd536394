"""Any two versions are compared, in local times."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from scheduler.database.database import Database
from scheduler.errors import NotFound
from scheduler.planning.difference_records import VersionDifference
from scheduler.planning.differences import compare
from scheduler.trials.participants import Visit
from solver.plan.difference import ChangeKind
from solver.plan.result import LevelName
from solver.revision import Revision
from tests.scheduler.planning.seeds import (
    NETWORK,
    Seeded,
    first_slot,
    propose,
    seed_planned,
    with_seated,
)

VISIT = "ULV-03-V1"
OTHER = "TRD-K02"


@pytest.fixture
def fdg_day(database: Database) -> Seeded:
    """Version 1 serves 22 visits, version 2 all but two of them."""
    return seed_planned(database, "no-fdg-day", VISIT, OTHER)


def compared(seeded: Seeded, before: int, after: int) -> VersionDifference:
    """What differs, measured as of the file's instant."""
    with seeded.database.reading() as session:
        return compare(session, NETWORK, before, after, seeded.now)


def test_a_version_does_not_differ_from_itself(fdg_day: Seeded) -> None:
    """
    Nothing changes, and everybody is kept.
    """
    found = compared(fdg_day, 2, 2)

    assert found.is_none
    assert found.num_kept == 20
    assert found.totals_before == found.totals_after
    assert all(each.before == each.after for each in found.levels)


def test_what_is_lost_one_way_is_added_the_other_way(fdg_day: Seeded) -> None:
    """
    Comparing is symmetric: each difference is seen from both sides.
    """
    lost, added = compared(fdg_day, 1, 2), compared(fdg_day, 2, 1)

    assert {each.visit_id: each.kind for each in lost.visits} == {
        VISIT: ChangeKind.LOST,
        OTHER: ChangeKind.LOST,
    }
    assert {each.visit_id: each.kind for each in added.visits} == {
        VISIT: ChangeKind.ADDED,
        OTHER: ChangeKind.ADDED,
    }
    assert lost.num_kept == added.num_kept == 20
    assert (lost.totals_before.visits, lost.totals_after.visits) == (22, 20)
    (less,) = lost.batches
    (more,) = added.batches
    assert (less.before_kbq, less.after_kbq) == (more.after_kbq, more.before_kbq)
    assert less.before_kbq is not None
    assert less.after_kbq is not None
    assert less.before_kbq > less.after_kbq
    activity = {each.name: each for each in lost.levels}[LevelName.ACTIVITY_KBQ]
    assert (activity.before, activity.after) == (less.before_kbq, less.after_kbq)


def test_who_and_where_is_told_in_local_time(fdg_day: Seeded) -> None:
    """
    People read the clock on their own wall, with its offset.
    """
    slot = first_slot(fdg_day, VISIT)
    injected_at = fdg_day.built().instants.at(slot.injection_min)
    fdg_day.revise(lambda revision: revision.seat(slot))

    (visit,) = compared(fdg_day, 2, 3).visits
    (batch,) = compared(fdg_day, 2, 3).batches

    assert visit.participant == "ULV-03"
    assert visit.site == "Ulvåsen University Hospital, Oslo"
    assert visit.before_at is None
    assert isinstance(visit.after_at, datetime)
    assert visit.after_at == injected_at
    assert visit.after_at.isoformat().endswith("+02:00")
    assert batch.kind is ChangeKind.REARRANGED
    assert "Oslo" in batch.unit


def test_a_proposal_is_compared_like_any_other(fdg_day: Seeded) -> None:
    """
    Its plan lies in a document, and its minutes may be counted from elsewhere.
    """
    number = propose(fdg_day, with_seated(fdg_day, OTHER))

    found = compared(fdg_day, 2, number)

    assert [each.visit_id for each in found.visits] == [OTHER]
    assert found.visits[0].participant is None


def test_a_visit_moves(fdg_day: Seeded) -> None:
    """
    Both of its times are there, and the level of moved minutes is none of ours.
    """
    revision = Revision(fdg_day.built().problem)
    visit_id, slot, before_min = next(
        (each, offer.slot, placed.injection_min)
        for each in revision.visit_ids
        if (placed := revision.placed(each)) is not None
        for offer in revision.offers(each)
        if offer.slot.injection_min != placed.injection_min
    )

    def moved(it: Revision) -> None:
        it.lift(visit_id)
        it.seat(slot)

    at = fdg_day.built().instants.at
    fdg_day.revise(moved)

    (visit,) = compared(fdg_day, 2, 3).visits

    assert visit.kind is ChangeKind.MOVED
    assert visit.before_at == at(before_min)
    assert visit.after_at == at(slot.injection_min)


def test_a_visit_that_is_gone_from_the_data_is_still_told(fdg_day: Seeded) -> None:
    """
    Versions outlive what they were made from.
    """

    def removed(session: Session) -> None:
        visit = session.get(Visit, (NETWORK, VISIT))
        assert visit is not None
        session.delete(visit)

    fdg_day.change(removed)

    found = {each.visit_id: each for each in compared(fdg_day, 1, 2).visits}

    assert found[VISIT].participant is None
    assert found[VISIT].site == "not known any more"
    assert found[OTHER].site != "not known any more"


def test_there_has_to_be_such_a_version(fdg_day: Seeded) -> None:
    """
    A number that nobody has given is refused.
    """
    with pytest.raises(NotFound):
        compared(fdg_day, 1, 9)
