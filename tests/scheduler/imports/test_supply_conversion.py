"""Beam, equipment, generators, packages and licences, as the solver has them."""

from typing import Any

import pytest

from scheduler.imports.planning_file import read_planning_file, to_problem
from solver.errors import InvalidDocument
from solver.problem.base import Interval
from solver.problem.equipment import EquipmentUse, Inventory, Licence
from solver.problem.problem import Problem
from tests.scheduler.imports.small_file import a_file, as_bytes

DAY = 24 * 60


def converted(file: dict[str, Any]) -> Problem:
    """The problem of a file."""
    return to_problem(read_planning_file(as_bytes(file)))


def issues_of(file: dict[str, Any]) -> list[str]:
    """What is wrong with a file, in sentences."""
    with pytest.raises(InvalidDocument) as refusal:
        converted(file)
    return [str(issue) for issue in refusal.value.issues]


def test_beam_is_held_until_the_synthesis_begins() -> None:
    """
    Synthesis 40 minutes before EOS, beam 90 minutes before that; then the others.
    """
    process = converted(a_file()).processes[0]

    assert process.uses == (
        EquipmentUse(kind="beam", from_min=-130, until_min=-40),
        EquipmentUse(kind="quality control", from_min=2, until_min=27),
        EquipmentUse(kind="release", from_min=27, until_min=32),
    )
    assert process.irradiation is not None
    assert process.irradiation.minutes == 90
    assert process.irradiation.saturation_kbq == 300_000_000
    assert (process.yield_permille, process.reserve_permille) == (625, 100)


def test_beam_of_another_kind() -> None:
    """
    A solid target is a kind of its own, where the file says so.
    """
    file = a_file()
    file["lines"][0]["processes"][0]["irradiation"]["equipment_kind"] = "solid target"
    file["equipment"][0]["kind"] = "solid target"

    assert converted(file).processes[0].uses[0].kind == "solid target"


def test_equipment_loses_its_blocks() -> None:
    """
    Tuesday from 03:00 to 16:00, less the service until 05:00.
    """
    target = converted(a_file()).equipment[0]

    assert (target.id, target.unit_id, target.kind) == ("T1", "OSLO", "beam")
    assert Interval(start_min=DAY + 300, end_min=DAY + 960) in target.available
    # Two weeks of production days before Monday, and five days: 15 working days.
    assert len(target.available) == 15


def test_generators_know_their_parent() -> None:
    """
    270.95 d of the table; calibrated 77 days less half a day before minute zero.
    """
    generator = converted(a_file()).generators[0]

    assert generator.parent_half_life_min == 270.95 * DAY
    assert generator.parent_kbq == 1_850_000
    assert generator.calibrated_min == -77 * DAY + DAY // 2
    assert generator.last_elution_min == -3 * DAY + 8 * 60
    assert (generator.discard_after_min, generator.regrowth_min) == (2880, 300)


def test_branching_is_the_table_s_unless_given() -> None:
    """
    87.6 % of Mo-99 goes to Tc-99m; a file may say less.
    """
    file = a_file()
    file["products"][2]["nuclide"] = "Tc-99m"
    file["generators"][0] |= {"parent": "99Mo", "daughter": "99mTc"}
    del file["generators"][0]["branching_percent"]
    assert converted(file).generators[0].branching_permille == 876

    file["generators"][0]["branching_percent"] = 87.5
    assert converted(file).generators[0].branching_permille == 875


def test_each_generator_gives_runs_of_its_own() -> None:
    """
    Two generators and two runs of each on the one day.
    """
    file = a_file()
    file["generators"].append(file["generators"][0] | {"id": "G2"})
    process = file["lines"][1]["processes"][0]
    process |= {"generators": ["G1", "G2"], "max_runs_per_day": 2}
    runs = [run for run in converted(file).runs if run.line_id == "L2"]

    assert [(run.id, run.generator_id) for run in runs] == [
        ("L2/GA/2026-03-25/G1/1", "G1"),
        ("L2/GA/2026-03-25/G1/2", "G1"),
        ("L2/GA/2026-03-25/G2/1", "G2"),
        ("L2/GA/2026-03-25/G2/2", "G2"),
    ]


def test_packages_and_lives_in_use() -> None:
    """
    0.15 per GBq are 150 thousandths; a package holds 20 GBq; 4 hours are 240 minutes.
    """
    product = converted(a_file()).products[0]

    assert product.package.max_portions == 6
    assert product.package.max_activity_kbq == 20_000_000
    assert product.package.ti_milli_per_gbq == 150
    assert product.shelf_life.in_use_min == 240


def test_needs_are_rounded_up_and_limits_down() -> None:
    """
    A transport index of 0.0001 per GBq counts as 0.001, one of 0.0019 allows 0.001.
    """
    file = a_file()
    file["products"][0]["package"] = {"transport_index_per_gbq": 0.0001}
    file["lanes"][0]["timetable"][0]["max_transport_index"] = 0.0019
    problem = converted(file)

    assert problem.products[0].package.ti_milli_per_gbq == 1
    assert problem.departures[0].max_ti_milli == 1


def test_licences_and_inventory_are_by_nuclide() -> None:
    """
    Any spelling of a nuclide; 6.6472 d of Lu-177 as in the table.
    """
    file = a_file()
    file["sites"][0]["licences"][0]["nuclides"] = ["177Lu", "[18F]"]
    site = converted(file).sites[0]

    assert site.licences == (
        Licence(
            id="lutetium",
            nuclides=("Lu-177", "F-18"),
            max_kbq=40_000_000,
            includes_waste=True,
        ),
    )
    # Friday 09:00 is two days and fifteen hours before Monday's midnight.
    assert site.inventory == (
        Inventory(
            nuclide="Lu-177",
            half_life_min=site.inventory[0].half_life_min,
            activity_kbq=800_000,
            at_min=-2 * DAY - 15 * 60,
        ),
    )
    assert site.inventory[0].half_life_min == pytest.approx(6.647 * DAY, rel=1e-3)


def test_issues_of_supply_are_told_at_once() -> None:
    """
    Names, shares, calendars and times that do not fit, each where it is written.
    """
    file = a_file()
    process, other = (line["processes"][0] for line in file["lines"])
    process["uses"][0]["kind"] = "gamma counter"
    process["yield_percent"] = 62.55
    other["generators"] = ["G1", "G9"]
    file["equipment"][1]["hours"] = {"weekly": {"mon": []}}
    file["generators"][0]["last_elution_at"] = "2026-03-21T08:00+01:00"
    file["products"][2]["nuclide"] = "Tc-99m"
    file["products"][1]["shelf_life"]["in_use_hours"] = 4
    file["lanes"][2]["timetable"][0]["vehicle"] = "van-9"
    file["sites"][0]["licences"][0]["nuclides"] = ["Lu-177", "Xx-1"]

    place = "lines[L2].processes[0].generators"
    assert sorted(issues_of(file)) == [
        "equipment[HPLC].hours: never open: give weekly hours, or dates",
        "generators[G1].last_elution_at: lies in the future",
        "lanes[own].timetable[0].vehicle: unknown vehicle 'van-9'",
        (
            "lines[L1].processes[0].uses[0].kind: "
            "unit 'OSLO' has no equipment 'gamma counter'"
        ),
        "lines[L1].processes[0].yield_percent: finer than 0.1 %",
        f"{place}: generator 'G1' gives Ga-68, 'GA' is Tc-99m",
        f"{place}: unknown generator 'G9'",
        "products[LU].shelf_life.in_use_hours: is for multi-dose vials",
        next(
            issue
            for issue in issues_of(file)
            if issue.startswith("sites[BERGEN].licences[lutetium].nuclides: unknown")
        ),
    ]
