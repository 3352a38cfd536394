"""Runs, generators, equipment: a problem in which they do not fit is refused."""

from typing import Any

import pytest

from solver.errors import InvalidDocument
from solver.plan.plan import EquipmentHold, Plan, PlannedBatch
from solver.problem.commitments import BatchCommitment, Commitments, Firmness
from solver.problem.equipment import Equipment, EquipmentUse, Generator, Licence
from solver.problem.production import Unit
from tests.solver.builders import (
    DAY,
    a_problem,
    a_process,
    a_run,
    a_site,
)

UNITS = tuple(Unit(id=id_, name=id_, zone="Europe/Oslo") for id_ in ("unit", "other"))
BEAM = EquipmentUse(kind="beam", from_min=-120, until_min=-60)


def issues(**overrides: Any) -> list[str]:
    """What is wrong with the smallest problem, changed so."""
    with pytest.raises(InvalidDocument) as refusal:
        a_problem(**({"units": UNITS} | overrides))
    return [str(issue) for issue in refusal.value.issues]


def equipment(id: str = "T1", **overrides: Any) -> Equipment:
    """A beam target, there all day."""
    fields = {"name": id, "unit_id": "unit", "kind": "beam", "available": DAY}
    return Equipment(id=id, **(fields | overrides))


def a_generator(id: str = "G1", **overrides: Any) -> Generator:
    """A generator of the unit."""
    fields: dict[str, Any] = {
        "name": id,
        "unit_id": "unit",
        "parent_half_life_min": 390_000.0,
        "parent_kbq": 1_000_000,
        "calibrated_min": 0,
        "efficiency_permille": 650,
        "spacing_min": 240,
        "elutions_left": 9,
        "expires_min": 1440,
        "last_elution_min": -1440,
    }
    return Generator(id=id, **(fields | overrides))


def committed(*holds: tuple[str, int, int]) -> Commitments:
    """R1 is frozen, with these holds of equipment."""
    batch = PlannedBatch(
        id="R1",
        reference_min=360,
        activity_kbq=1_000_000,
        equipment=tuple(
            EquipmentHold(equipment_id=id_, start_min=start, end_min=end)
            for id_, start, end in holds
        ),
    )
    return Commitments(
        previous=Plan(batches=(batch,)),
        batches=(BatchCommitment(batch_id="R1", firmness=Firmness.FROZEN),),
    )


def test_everything_of_one_unit_is_accepted() -> None:
    """
    What the other tests are refused for is what they change.
    """
    problem = a_problem(
        equipment=(equipment(),),
        generators=(a_generator(),),
        processes=(a_process(uses=(BEAM,)),),
        runs=(a_run(generator_id="G1"),),
        commitments=committed(("T1", 240, 300)),
    )

    assert problem.runs[0].generator_id == "G1"


def test_equipment_and_generators_are_of_known_units() -> None:
    """
    A unit that nothing goes by is told for each of them.
    """
    found = issues(
        equipment=(equipment(unit_id="nowhere"),),
        generators=(a_generator(unit_id="nowhere"),),
    )

    assert found == [
        "equipment[T1].unit_id: unknown unit 'nowhere'",
        "generators[G1].unit_id: unknown unit 'nowhere'",
    ]


def test_runs_elute_known_generators() -> None:
    """
    A run from a generator that is not there is refused.
    """
    assert issues(runs=(a_run(generator_id="G9"),)) == [
        "runs[R1].generator_id: unknown generator 'G9'"
    ]


def test_runs_elute_generators_of_their_own_unit() -> None:
    """
    A line does not reach over to the generator of another unit.
    """
    found = issues(
        generators=(a_generator(unit_id="other"),),
        runs=(a_run(generator_id="G1"),),
    )

    assert found == ["runs[R1].generator_id: generator G1 is not of unit unit"]


def test_uses_need_equipment_of_their_kind_at_the_unit() -> None:
    """
    The other unit's target does not help, and two runs are one issue.
    """
    found = issues(
        equipment=(equipment(unit_id="other"),),
        processes=(a_process(uses=(BEAM,)),),
        runs=(a_run(), a_run("R2")),
    )

    assert found == [
        "processes[make FDG].uses[0].kind: unit unit has no equipment 'beam'"
    ]


def test_equipment_shares_the_ids_of_resources() -> None:
    """
    A releasing person called like a nurse would be two people.
    """
    assert issues(equipment=(equipment("nurse"), equipment("T1"))) == [
        "resources[nurse]: this id occurs twice"
    ]


def test_generators_and_licences_have_ids_of_their_own() -> None:
    """
    A generator listed twice is told, and so is a licence of one site.
    """
    licence = Licence(id="L", nuclides=("F-18",), max_kbq=1)
    found = issues(
        generators=(a_generator(), a_generator()),
        sites=(a_site(licences=(licence, licence)),),
    )

    assert found == [
        "generators[G1]: this id occurs twice",
        "sites[site].licences[L]: this id occurs twice",
    ]


def test_committed_runs_hold_equipment_of_their_unit_for_some_time() -> None:
    """
    Unknown equipment, that of another unit and an empty hold are all told.
    """
    found = issues(
        equipment=(equipment(), equipment("T2", unit_id="other")),
        commitments=committed(("T9", 240, 300), ("T2", 240, 300), ("T1", 240, 240)),
    )

    place = "commitments.previous.batches[R1].equipment"
    assert found == [
        f"{place}: unknown equipment 'T9'",
        f"{place}: T2 is not of the unit of this batch",
        f"{place}: T1 is held for no time",
    ]
