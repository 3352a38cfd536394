"""What is said of a release: again, wrongly, impossibly."""

from datetime import timedelta
from decimal import Decimal

import pytest

from scheduler.audit.models import AuditEntry
from scheduler.database.database import Database
from scheduler.errors import Invalid, NotFound, WrongState
from scheduler.production.batches import recall
from scheduler.production.contents import Assay
from scheduler.production.release_said import Release, VialAssay
from scheduler.production.releases import Released, release
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded
from tests.scheduler.production.batch_day import (
    BATCH,
    EOS,
    RELEASED,
    VIAL,
    a_batch_day,
    at,
    doing,
    events,
    lost_ids,
    released,
    visits,
)


def _vial_kbq(seeded: Seeded) -> int:
    (vial,) = seeded.built().problem.commitments.previous.vials
    return vial.activity_kbq


def _said(seeded: Seeded, said: Release, batch_id: str = BATCH) -> Released:
    return doing(
        seeded,
        lambda session: release(
            session,
            at("07:30"),
            PLANNER,
            network_id=NETWORK,
            batch_id=batch_id,
            said=said,
        ),
    )


def test_the_same_said_twice_is_said_once(database: Database) -> None:
    """
    No event, no entry, no reason asked for.
    """
    seeded = a_batch_day(database)
    released(seeded, "14")

    again = released(seeded, "14")

    assert not again.happening.is_new
    assert len(events(seeded, "batch_released")) == 1


def test_a_wrong_measurement_is_corrected_with_a_reason(database: Database) -> None:
    """
    What was planned counts, not what was said before; the trail keeps both.
    """
    seeded = a_batch_day(database)
    released(seeded, "15")

    with pytest.raises(Invalid):
        released(seeded, "14")
    corrected = released(seeded, "14", reason="dose calibrator on the wrong setting")

    assert corrected.happening.is_new
    assert _vial_kbq(seeded) == 13_914_565
    with seeded.database.reading() as session:
        last = (
            session.query(AuditEntry)
            .filter_by(action="release batch")
            .order_by(AuditEntry.number.desc())
            .first()
        )
        assert last is not None
        assert last.reason == "dose calibrator on the wrong setting"
        assert '"measured_kbq":15000000' in last.changes
        assert '"measured_kbq":14000000' in last.changes


def test_a_vial_that_was_measured_holds_what_was_measured(database: Database) -> None:
    """
    It overrides its share of the batch.
    """
    seeded = a_batch_day(database)
    said = Release(
        batch=Assay(activity_gbq=Decimal(14), measured_at=EOS),
        vials=(
            VialAssay(
                vial_id=VIAL, assay=Assay(activity_gbq=Decimal(13), measured_at=EOS)
            ),
        ),
        released_at=RELEASED,
    )

    first, second = _said(seeded, said), _said(seeded, said)

    assert _vial_kbq(seeded) == 13_000_000
    assert first.happening.is_new
    assert not second.happening.is_new


def test_every_impossible_figure_is_named_at_once(database: Database) -> None:
    """
    Nothing is written of a release that cannot be.
    """
    seeded = a_batch_day(database)
    said = Release(
        batch=Assay(activity_gbq=Decimal(16_387), measured_at=EOS),
        vials=(
            VialAssay(
                vial_id=VIAL, assay=Assay(activity_gbq=Decimal(0), measured_at=EOS)
            ),
            VialAssay(
                vial_id="other", assay=Assay(activity_gbq=Decimal(1), measured_at=EOS)
            ),
        ),
        released_at=at("07:31"),
    )

    with pytest.raises(Invalid) as refused:
        _said(seeded, said)
    with pytest.raises(Invalid) as empty:
        _said(seeded, Release())

    assert [str(each) for each in refused.value.issues] == [
        "vials[other]: is no vial of the batch",
        "measured: is more than 10 times what was planned: GBq?",
        f"vials[{VIAL}]: is no activity that can be",
        "released_at: lies in the future",
    ]
    assert [each.place for each in empty.value.issues] == ["measured"]
    assert events(seeded, "batch_released") == []


@pytest.mark.parametrize("gbq", ["0.000001", "0.001"])
def test_less_than_a_planning_file_may_speak_of_is_nothing(
    database: Database, gbq: str
) -> None:
    """
    Less than 1 MBq in its vial serves nobody: it is gone with all its doses.
    """
    seeded = a_batch_day(database)
    served = visits(seeded)
    # The vial has 99.4 % of the batch: of 1 MBq, that is 993 kBq.
    batch = Assay(activity_gbq=Decimal(gbq), measured_at=EOS)

    done = _said(seeded, Release(batch=batch, released_at=RELEASED))

    assert lost_ids(done.happening) == served
    assert done.kept == ()
    assert visits(seeded) == []


def test_a_measurement_weeks_later_tells_nothing(database: Database) -> None:
    """
    150 half-lives are the most that are reckoned back, 275 h of fluorine-18.
    """
    seeded = a_batch_day(database)
    later = EOS + timedelta(minutes=151 * 110)
    assay = Assay(activity_gbq=Decimal("0.001"), measured_at=later)

    with pytest.raises(Invalid) as refused:
        released(seeded, "0.001", measured_at=later, now=later)

    assert [str(each) for each in refused.value.issues] == [
        "measured.at: lies too long after the reference time to tell of it"
    ]
    product = seeded.built().problem.products[0]
    assert not assay.tells_of(EOS, product)
    assert assay.tells_of(later - timedelta(minutes=149 * 109), product)


def test_only_a_batch_of_the_plan_is_released(database: Database) -> None:
    """
    Not one that nobody has planned, and not one that was recalled.
    """
    seeded = a_batch_day(database)
    with pytest.raises(NotFound):
        _said(
            seeded,
            Release(batch=Assay(activity_gbq=Decimal(16), measured_at=EOS)),
            "O2/PSMA1007/2026-09-17/1",
        )
    released(seeded, "16.5")
    doing(
        seeded,
        lambda session: recall(
            session,
            at("07:30"),
            PLANNER,
            network_id=NETWORK,
            batch_id=BATCH,
            reason="label",
        ),
    )

    with pytest.raises(WrongState) as refused:
        released(seeded, "16.5")

    assert refused.value.state == "recalled"
