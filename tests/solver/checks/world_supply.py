"""
The hand-made world with beam, instruments, a generator, vehicles and licences.

R1 is irradiated during [300, 360), R2 and R3 elute the generator at 520 and 1880. It
was last eluted at minute 0: 520 min are not idle, the 1360 min between R2 and R3 are,
so that it is eluted for the waste at 1880 - 240 = 1640.
"""

from typing import Any

from solver.plan.plan import EquipmentHold, Plan
from solver.problem.equipment import (
    Equipment,
    EquipmentUse,
    Generator,
    Irradiation,
    Licence,
)
from solver.problem.problem import Problem
from solver.problem.products import Package
from tests.solver.checks.judged import altered
from tests.solver.checks.mutation import changed
from tests.solver.checks.replanned import a_replanned_problem
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_data import ALWAYS, DAY
from tests.solver.checks.world_plan import a_plan

CONTROL = EquipmentUse(kind="quality control", from_min=0, until_min=30)
BEAM = EquipmentUse(kind="beam", from_min=-100, until_min=-40)
PROCESSES: dict[str, dict[str, Any]] = {
    "make FDG": {
        "irradiation": Irradiation(minutes=60, saturation_kbq=20_000_000),
        "yield_permille": 600,
        "reserve_permille": 50,
        "uses": (BEAM, CONTROL),
    },
    "make GAL": {"yield_permille": 900, "uses": (CONTROL,)},
}
GENERATOR = Generator(
    id="G",
    name="Ge-68/Ga-68",
    unit_id="factory",
    parent_half_life_min=390_168.0,
    parent_kbq=3_000_000,
    calibrated_min=-1000,
    branching_permille=1000,
    efficiency_permille=700,
    spacing_min=200,
    discard_after_min=1000,
    regrowth_min=240,
    elutions_left=3,
    expires_min=2 * DAY,
    last_elution_min=0,
)
HOLDS = {
    "R1": (("cyclotron", 300, 360), ("hplc", 400, 430)),
    "R2": (("hplc", 560, 590),),
    "R3": (("hplc", DAY + 480, DAY + 510),),
}


def a_supplied_problem(**overrides: Any) -> Problem:
    """The world with all that a supply chain may need, nothing of it short."""
    plain = a_problem()
    fields: dict[str, Any] = {
        "processes": tuple(changed(e, **PROCESSES[e.id]) for e in plain.processes),
        "runs": tuple(
            changed(e, generator_id=None if e.id == "R1" else "G") for e in plain.runs
        ),
        "products": tuple(
            changed(
                e,
                shelf_life=changed(
                    e.shelf_life, in_use_min=240 if e.id == "FDG" else None
                ),
                package=Package(
                    max_portions=4, max_activity_kbq=9_000_000, ti_milli_per_gbq=10
                ),
            )
            for e in plain.products
        ),
        "equipment": tuple(
            Equipment(
                id=name, name=name, unit_id="factory", kind=use.kind, available=ALWAYS
            )
            for name, use in (("cyclotron", BEAM), ("hplc", CONTROL), ("tlc", CONTROL))
        ),
        "generators": (GENERATOR,),
        "departures": tuple(
            changed(
                e,
                vehicle_id="van",
                returns_min=480 if e.id == "TR1" else 600,
                max_packages=1,
                max_ti_milli=100,
            )
            for e in plain.departures
        ),
        "sites": tuple(
            changed(
                e,
                licences=(
                    Licence(
                        id=f"{e.id} licence",
                        nuclides=("F-18", "Ga-68", "Lu-177"),
                        max_kbq=10_000_000,
                        includes_waste=True,
                    ),
                ),
            )
            for e in plain.sites
        ),
    }
    return a_problem(**(fields | overrides))


def supplied(plan: Plan) -> Plan:
    """The plan with the equipment and the discard that its runs need here."""
    for batch in plan.batches:
        if batch.id in HOLDS:
            holds = tuple(
                EquipmentHold(equipment_id=piece, start_min=start, end_min=end)
                for piece, start, end in HOLDS[batch.id]
            )
            discard = 1640 if batch.id == "R3" else None
            plan = altered(plan, batch.id, equipment=holds, discard_min=discard)
    return plan


def a_supplied_plan(**moved: int) -> Plan:
    """The plan of the hand-made world, in this one."""
    return supplied(a_plan(**moved))


def supplied_with(field: str, id: str, **changes: Any) -> Problem:
    """The problem with fields of one of its records changed."""
    records = getattr(a_supplied_problem(), field)
    assert any(each.id == id for each in records)
    return a_supplied_problem(
        **{
            field: tuple(
                changed(each, **changes) if each.id == id else each for each in records
            )
        }
    )


def a_later_problem(*batch_ids: str, **overrides: Any) -> Problem:
    """The supplied problem at minute 530: R1, R2, O1 and other batches are facts."""
    later = a_replanned_problem()
    held = changed(
        later.commitments,
        previous=a_supplied_plan(),
        batches=tuple(
            changed(later.commitments.batches[0], batch_id=each)
            for each in (*batch_ids, "R1", "R2", "O1")
        ),
    )
    runs = tuple(changed(e, cutoff_min=530) for e in a_supplied_problem().runs)
    fields: dict[str, Any] = {"as_of_min": 530, "runs": runs, "commitments": held}
    return a_supplied_problem(**(fields | overrides))


def stripped(plan: Plan, *ids: str) -> Plan:
    """The plan without some batches, shipments, vials and visits."""
    return Plan(
        batches=tuple(e for e in plan.batches if e.id not in ids),
        shipments=tuple(e for e in plan.shipments if e.id not in ids),
        vials=tuple(e for e in plan.vials if e.id not in ids),
        administrations=tuple(e for e in plan.administrations if e.visit_id not in ids),
    )
