"""Vials that are measured by themselves, or spilled."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from scheduler.database.database import Database
from scheduler.errors import Invalid, NotFound, WrongState
from scheduler.production.affected import Happening
from scheduler.production.contents import Assay
from scheduler.production.vials import measure, spill
from solver.problem.commitments import Firmness
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded
from tests.scheduler.production.batch_day import (
    EOS,
    VIAL,
    a_batch_day,
    at,
    doing,
    events,
    fact,
    lost_ids,
    released,
    visits,
)


def _spilled(
    seeded: Seeded, vial_id: str = VIAL, reason: str = "dropped", clock: str = "10:55"
) -> Happening:
    return doing(
        seeded,
        lambda session: spill(
            session,
            at(clock),
            PLANNER,
            network_id=NETWORK,
            vial_id=vial_id,
            reason=reason,
        ),
    )


def _measured(
    seeded: Seeded,
    gbq: str,
    *,
    measured_at: datetime = EOS,
    reason: str | None = None,
) -> Happening:
    assay = Assay(activity_gbq=Decimal(gbq), measured_at=measured_at)
    return doing(
        seeded,
        lambda session: measure(
            session,
            at("07:30"),
            PLANNER,
            network_id=NETWORK,
            vial_id=VIAL,
            assay=assay,
            reason=reason,
        ),
    )


def test_a_spilled_vial_loses_all_its_doses(database: Database) -> None:
    """
    All six, and saying so again changes nothing.
    """
    seeded = a_batch_day(database)
    released(seeded, "18")
    served = visits(seeded)

    happening, again = _spilled(seeded), _spilled(seeded)

    assert lost_ids(happening) == served
    assert (happening.is_new, again.is_new) == (True, False)
    assert len(events(seeded, "vial_lost")) == 1


def test_who_has_had_a_dose_of_a_spilled_vial_keeps_it(database: Database) -> None:
    """
    The vial held what was given, 1,762,078 kBq at EOS, and nothing more.
    """
    seeded = a_batch_day(database)
    first, *others = visits(seeded)
    released(seeded, "18")
    fact(seeded, first)
    seeded.promise(Firmness.CONFIRMED, *others)

    happening, again = (
        _spilled(seeded, clock="11:02"),
        _spilled(seeded, clock="11:02"),
    )

    assert lost_ids(happening) == others
    assert not again.is_new
    (vial,) = seeded.built().problem.commitments.previous.vials
    assert vial.activity_kbq == 1_762_078


def test_a_vial_that_is_not_filled_is_neither_measured_nor_spilled(
    database: Database,
) -> None:
    """
    Until its batch is firm, nothing is known of it; of an unknown one never.
    """
    seeded = a_batch_day(database)

    with pytest.raises(NotFound):
        _spilled(seeded, "nowhere/v1")
    with pytest.raises(WrongState):
        doing(
            seeded,
            lambda session: spill(
                session,
                seeded.now,
                PLANNER,
                network_id=NETWORK,
                vial_id=VIAL,
                reason="dropped",
            ),
        )
    with pytest.raises(Invalid):
        _spilled(seeded, reason="")

    assert events(seeded, "vial_lost") == []


def test_a_low_vial_loses_the_dose_that_needs_most(database: Database) -> None:
    """
    With 15 GBq at EOS five of six fit: 15.69 GBq are drawn, of it 4.15 at 13:25.
    """
    seeded = a_batch_day(database)
    released(seeded, "18")
    served = visits(seeded)

    happening = _measured(seeded, "15", reason="measured by the site")

    assert lost_ids(happening) == served[-1:]
    (vial,) = seeded.built().problem.commitments.previous.vials
    assert vial.activity_kbq == 15_000_000


def test_another_measurement_needs_a_reason(database: Database) -> None:
    """
    The same is known; something else is a correction; a lost vial is not measured.
    """
    seeded = a_batch_day(database)
    released(seeded, "18")
    first = _measured(seeded, "17.5", reason="measured by the site")

    again = _measured(seeded, "17.5")
    with pytest.raises(Invalid) as refused:
        _measured(seeded, "17.4")
    with pytest.raises(Invalid) as impossible:
        _measured(seeded, "0", measured_at=at("07:31"), reason="none")
    _spilled(seeded, clock="07:30")
    with pytest.raises(WrongState):
        _measured(seeded, "17.5")

    assert (first.is_new, again.is_new) == (True, False)
    assert [each.place for each in refused.value.issues] == ["reason"]
    assert [str(each) for each in impossible.value.issues] == [
        "measured_at: lies in the future",
        "activity: is no activity that can be",
    ]


@pytest.mark.parametrize(
    ("gbq", "measured_at", "issue"),
    [
        pytest.param(
            "1",
            EOS + timedelta(minutes=151 * 110),
            "measured_at: lies too long after the reference time to tell of it",
            id="weeks later",
        ),
        pytest.param(
            "999999",
            EOS + timedelta(minutes=10),
            "activity: is no activity that can be",
            id="too much at the reference time",
        ),
        pytest.param(
            "0.000999",
            EOS,
            "activity: nothing of it is left at the reference time",
            id="less than 1 MBq",
        ),
    ],
)
def test_what_no_vial_can_have_held_is_refused(
    database: Database, gbq: str, measured_at: datetime, issue: str
) -> None:
    """
    Reckoned back to the reference time, it is nothing that anybody can know, or have.
    """
    seeded = a_batch_day(database)
    released(seeded, "18")
    assay = Assay(activity_gbq=Decimal(gbq), measured_at=measured_at)

    with pytest.raises(Invalid) as refused:
        doing(
            seeded,
            lambda session: measure(
                session,
                measured_at,
                PLANNER,
                network_id=NETWORK,
                vial_id=VIAL,
                assay=assay,
                reason="once more",
            ),
        )

    assert [str(each) for each in refused.value.issues] == [issue]
