"""The sample week with a therapy that lasts: a night, a scan to come back for."""

import json
from typing import Any

from solver.plan.result import Result
from solver.problem.problem import Problem
from tests.scheduler.exports.sample_network import at
from tests.scheduler.exports.sample_week import sample_week

THERAPY = "V29"
"""The infusion in Oslo: injected on Monday 2 March at 10:00 for 30 minutes."""

TUESDAY_NOON = at(1, "12:00")


def sample_therapy() -> tuple[Problem, Result]:
    """
    Problem and result of a week in which one infusion has a stay and a later scan.

    Discharge on Tuesday 08:00 from chair 2, scan on Tuesday 12:00 on PET 1; the dose
    is the first of a conditional level and was ordered before its blood count is due.
    """
    problem, result = sample_week()
    asked: dict[str, Any] = json.loads(problem.model_dump_json())
    infusion = asked["procedures"][1]
    infusion |= {
        "observation_max_min": 24 * 60,
        "is_overnight": True,
        "tests_min": 90,
        "later_scans": [
            {
                "name": "24 h",
                "scanner_kind": "PET/CT",
                "role": "radiographer",
                "earliest_min": 20 * 60,
                "latest_min": 28 * 60,
                "scan_min": 30,
                "setup_min": 5,
                "cleaning_min": 5,
            }
        ],
    }
    asked["cohorts"] = [
        {
            "id": "T-LU/DL2",
            "name": "Dose level 2",
            "trial_id": "T-LU",
            "level": 2,
            "state": "conditional",
        }
    ]
    visit = next(each for each in asked["visits"] if each["id"] == THERAPY)
    visit["cohort_id"] = "T-LU/DL2"
    visit["gates"] = [
        {"name": "consent call", "status": "passed", "taken_min": 0, "valid_min": 9999},
        {
            "name": "blood count",
            "status": "pending",
            "taken_min": at(-3, "09:00"),
            "valid_min": 14 * 24 * 60,
            "due_min": at(-1, "15:00"),
            "may_order_at_risk": True,
        },
    ]
    found: dict[str, Any] = json.loads(result.model_dump_json())
    dose = next(
        each for each in found["plan"]["administrations"] if each["visit_id"] == THERAPY
    )
    stay = next(each for each in dose["occupations"] if each["purpose"] == "place")
    # Cleaning takes 20 minutes after the discharge at 08:00.
    stay["end_min"] = at(1, "08:20")
    dose["later_scans"] = [
        {
            "name": "24 h",
            "scan_start_min": TUESDAY_NOON,
            "occupations": [
                {
                    "resource_id": "OUS-PET1",
                    "purpose": "scanner",
                    "start_min": TUESDAY_NOON - 5,
                    "end_min": TUESDAY_NOON + 35,
                },
                {
                    "resource_id": "OUS-R1",
                    "purpose": "scan",
                    "start_min": TUESDAY_NOON - 5,
                    "end_min": TUESDAY_NOON + 30,
                },
            ],
        }
    ]
    return (
        Problem.model_validate_json(json.dumps(asked)),
        Result.model_validate_json(json.dumps(found)),
    )
