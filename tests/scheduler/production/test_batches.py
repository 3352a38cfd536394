"""Batches as they are accepted, declined, fail or are recalled."""

from collections.abc import Callable
from typing import Any

import pytest

from scheduler.audit.models import AuditEntry
from scheduler.database.database import Database
from scheduler.errors import Invalid, NotFound, WrongState
from scheduler.production.batches import accept, decline, fail, recall
from scheduler.production.records import BatchRecord, BatchState
from solver.problem.commitments import Firmness
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded
from tests.scheduler.production.batch_day import (
    BATCH,
    VIAL,
    a_batch_day,
    accepted,
    at,
    broken,
    doing,
    events,
    fact,
    lost_ids,
    released,
    visits,
)

UseCase = Callable[..., Any]


def _said(
    seeded: Seeded, use_case: UseCase, batch_id: str = BATCH, reason: str = "target"
) -> Any:
    now = at("07:30") if use_case is recall else seeded.now
    return doing(
        seeded,
        lambda session: use_case(
            session,
            now,
            PLANNER,
            network_id=NETWORK,
            batch_id=batch_id,
            reason=reason,
        ),
    )


def _state(seeded: Seeded) -> BatchState | None:
    with seeded.database.reading() as session:
        record = session.get(BatchRecord, (NETWORK, BATCH))
        return None if record is None else record.state


def test_an_accepted_batch_is_frozen_and_moves_nobody(database: Database) -> None:
    """
    The plan stays as it is, and the batch is committed before its cut-off.
    """
    seeded = a_batch_day(database)

    happening = accepted(seeded)

    assert happening.is_new
    assert happening.version is None
    assert not happening.wants_replan
    assert [
        (each.batch_id, each.firmness)
        for each in seeded.built().problem.commitments.batches
    ] == [(BATCH, Firmness.FROZEN)]
    assert [each.subject for each in events(seeded, "batch_accepted")] == [BATCH]


def test_what_is_known_is_not_told_twice(database: Database) -> None:
    """
    Accepting an accepted batch, or declining a declined one, changes nothing.
    """
    seeded = a_batch_day(database)

    first, second = accepted(seeded), accepted(seeded)
    third, fourth = _said(seeded, decline), _said(seeded, decline)

    assert [each.is_new for each in (first, second, third, fourth)] == [
        True,
        False,
        True,
        False,
    ]
    assert len(events(seeded, "batch_accepted")) == 1
    assert len(events(seeded, "batch_declined")) == 1


@pytest.mark.parametrize("use_case", [decline, fail])
def test_a_batch_that_is_not_made_breaks_all_its_promises(
    database: Database, use_case: UseCase
) -> None:
    """
    Its run is not offered again; who was promised a dose is broken, the rest is lost.
    """
    seeded = a_batch_day(database)
    first, second, *_ = served = visits(seeded)
    seeded.promise(Firmness.CONFIRMED, first)
    seeded.promise(Firmness.HELD, second)

    happening = _said(seeded, use_case)

    assert lost_ids(happening) == served
    assert happening.wants_replan
    assert {each.rules for each in happening.lost} == {("production_chain",)}
    assert [each.firmness for each in happening.lost[:3]] == [
        Firmness.CONFIRMED,
        Firmness.HELD,
        None,
    ]
    assert [f"{each.injection_at:%H:%M}" for each in happening.lost] == [
        "11:00",
        "11:05",
        "11:40",
        "12:15",
        "12:50",
        "13:25",
    ]
    assert broken(seeded) == {first: ["production_chain"]}
    problem = seeded.built().problem
    assert BATCH not in {each.id for each in problem.runs}
    assert problem.commitments.previous.administrations == ()
    (event,) = events(seeded, f"batch_{happening.state}")
    assert event.details["wants_replan"] is True
    assert event.details["lost"] == served


def test_a_run_nobody_has_planned_may_be_declined(database: Database) -> None:
    """
    It is not offered any more, and nobody loses anything.
    """
    seeded = a_batch_day(database)
    other = "O2/PSMA1007/2026-09-17/1"

    happening = _said(seeded, decline, other)

    assert not happening.wants_replan
    assert other not in {each.id for each in seeded.built().problem.runs}


@pytest.mark.parametrize("use_case", [decline, fail, recall])
def test_a_reason_is_needed_and_the_batch_must_be_known(
    database: Database, use_case: UseCase
) -> None:
    """
    Without a reason, or of a batch that nobody knows, nothing is written.
    """
    seeded = a_batch_day(database)

    with pytest.raises(Invalid) as refused:
        _said(seeded, use_case, reason=" ")
    with pytest.raises((NotFound, WrongState)):
        _said(seeded, use_case, "nowhere/1")

    assert [str(each) for each in refused.value.issues] == ["reason: is needed"]
    assert _state(seeded) is None


@pytest.mark.parametrize("use_case", [accept, decline, fail])
def test_a_released_batch_is_neither_accepted_nor_failed(
    database: Database, use_case: UseCase
) -> None:
    """
    It may be recalled only.
    """
    seeded = a_batch_day(database)
    released(seeded, "16.4")

    with pytest.raises(WrongState) as refused:
        _said(seeded, use_case)

    assert refused.value.state == "released"
    assert _state(seeded) is BatchState.RELEASED


def test_what_has_failed_stays_so(database: Database) -> None:
    """
    A failed batch is not accepted, declined, released or recalled.
    """
    seeded = a_batch_day(database)
    _said(seeded, fail)

    for use_case in (accept, decline, recall):
        with pytest.raises(WrongState):
            _said(seeded, use_case)
    with pytest.raises(WrongState):
        released(seeded, "16.4")

    assert _state(seeded) is BatchState.FAILED


def test_a_batch_somebody_had_a_dose_of_has_not_failed(database: Database) -> None:
    """
    What was injected was made.
    """
    seeded = a_batch_day(database)
    accepted(seeded)
    fact(seeded, visits(seeded)[0])

    with pytest.raises(WrongState) as refused:
        _said(seeded, fail)

    assert "given to participants" in str(refused.value)


def test_a_recall_lists_the_injected_and_quarantines_the_rest(
    database: Database,
) -> None:
    """
    The vial is emptied to what was drawn; five lose their dose, nobody is rebooked.
    """
    seeded = a_batch_day(database)
    released(seeded, "16.4")
    first, *others = visits(seeded)
    fact(seeded, first)

    recalled = _said(seeded, recall, reason="growth in the sterility test")

    assert [each.visit_id for each in recalled.injected] == [first]
    assert lost_ids(recalled.happening) == others
    built = seeded.built()
    plan = built.problem.commitments.previous
    (administration,) = plan.administrations
    assert administration.visit_id == first
    # The first dose takes 1,762,078 kBq of the vial, and so that is all it held.
    assert [(each.id, each.activity_kbq) for each in plan.vials] == [
        (VIAL, administration.demand_kbq)
    ]
    assert administration.demand_kbq == 1_762_078


def test_a_recall_of_what_nobody_had_loses_its_vials(database: Database) -> None:
    """
    All six lose their dose, and no vial is left; said again, it is known.
    """
    seeded = a_batch_day(database)
    released(seeded, "16.4")
    served = visits(seeded)

    recalled = _said(seeded, recall)
    again = _said(seeded, recall)

    assert recalled.injected == ()
    assert lost_ids(recalled.happening) == served
    assert not again.happening.is_new
    assert seeded.built().problem.commitments.previous.vials == ()


def test_every_step_is_in_the_audit_trail(database: Database) -> None:
    """
    Each use case is one entry, with the old state and the new one.
    """
    seeded = a_batch_day(database)
    accepted(seeded)
    _said(seeded, fail, reason="target window leaks")

    with seeded.database.reading() as session:
        entries = [
            (each.action, each.reason)
            for each in session.query(AuditEntry).order_by(AuditEntry.number)
        ]

    assert entries[-2:] == [
        ("accept batch", None),
        ("batch failed", "target window leaks"),
    ]
