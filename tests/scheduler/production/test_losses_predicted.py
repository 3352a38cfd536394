"""Who is lost when a batch is low is who was predicted, whatever it is put into."""

from datetime import timedelta
from decimal import Decimal

import pytest

from scheduler.database.database import Database
from scheduler.production.contents import Assay
from scheduler.production.in_force import InForce
from scheduler.production.release_said import Release
from scheduler.production.releases import Released, release
from solver.booking.first_loss import first_loss
from solver.problem.commitments import Firmness
from solver.problem.products import Presentation
from solver.units import KBQ_PER_GBQ
from tests.properties.counts import some
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded, seed_planned
from tests.scheduler.production.batch_day import doing, lost_ids


def _busiest(seeded: Seeded, presentation: Presentation) -> str:
    """The batch of a presentation with the most doses."""
    there = InForce(seeded.built())
    batches = [
        each.id
        for each in there.plan.batches
        if there.product_of(each.id).presentation is presentation
    ]
    return max(batches, key=lambda each: (len(there.drawers_of(each)), each))


def _released(seeded: Seeded, batch_id: str, permille: int) -> Released:
    """Released in time, with so much of what was planned."""
    built = seeded.built()
    there = InForce(built)
    batch = there.batch(batch_id)
    ready = {each.id: each.ready_min for each in built.problem.orders}
    in_time = built.instants.at(ready.get(batch_id, batch.reference_min))
    measured_at = built.instants.at(batch.reference_min)
    kbq = batch.activity_kbq * permille // 1000
    said = Release(
        batch=Assay(activity_gbq=Decimal(kbq) / KBQ_PER_GBQ, measured_at=measured_at),
        released_at=in_time,
    )
    return doing(
        seeded,
        lambda session: release(
            session,
            max(in_time, measured_at) + timedelta(minutes=1),
            PLANNER,
            network_id=NETWORK,
            batch_id=batch_id,
            said=said,
        ),
    )


@pytest.mark.parametrize(
    ("presentation", "permille", "database_url"),
    [
        *((each, 600, "sqlite") for each in Presentation),
        (Presentation.MULTI_DOSE_VIAL, 1000, "sqlite"),
        (Presentation.MULTI_DOSE_VIAL, 600, "postgresql"),
        *(
            pytest.param(*each, marks=pytest.mark.verify)
            for each in some(
                [
                    (Presentation.UNIT_DOSE, 1000, "sqlite"),
                    (Presentation.WHOLE_VIALS, 1000, "sqlite"),
                    (Presentation.MULTI_DOSE_VIAL, 1000, "postgresql"),
                    (Presentation.UNIT_DOSE, 1000, "postgresql"),
                    (Presentation.UNIT_DOSE, 600, "postgresql"),
                    (Presentation.WHOLE_VIALS, 1000, "postgresql"),
                    (Presentation.WHOLE_VIALS, 600, "postgresql"),
                ]
            )
        ),
    ],
    indirect=["database_url"],
)
def test_a_release_takes_whom_the_solver_named(
    database: Database, presentation: Presentation, permille: int
) -> None:
    """
    Shared vials lose the latest, unit doses and whole vials those out of tolerance.
    """
    seeded = seed_planned(database, "norway-week")
    batch_id = _busiest(seeded, presentation)
    drawers = InForce(seeded.built()).drawers_of(batch_id)
    seeded.promise(Firmness.CONFIRMED, *sorted(drawers))
    problem = seeded.built().problem
    predicted = first_loss(
        problem, problem.commitments.previous, batch_id, yield_permille=permille
    )

    done = _released(seeded, batch_id, permille)

    lost = {each for each in lost_ids(done.happening) if each in drawers}
    assert lost == set(predicted) & drawers
    assert bool(predicted) is (permille < 1000)
    assert {each.visit_id for each in done.kept} == drawers - lost
