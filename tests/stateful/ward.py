"""
A ward that has a little of everything: two products, two runs each, all of it scarce.

ZR hardly decays and is drawn from shared vials; FDG decays within hours and comes as
unit doses, of which the prescription goes by weight and waits for a result.
"""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.races.ward import Ward

NOW = datetime(2026, 9, 11, 12, tzinfo=UTC)
GATE = "blood"
ROOMS = 2
FIXED_MBQ, MBQ_PER_KG = Decimal(1000), Decimal(4)
WEIGHED_ON, WEIGHT_KG = date(2026, 9, 10), Decimal(80)
CAPACITY_GBQ = 4
FIRST_DATE, LAST_DATE = "2026-09-14", "2026-09-15"

CONTROL = {"ZR": timedelta(minutes=10), "FDG": timedelta(minutes=20)}
"""How long quality control takes."""

RUNS = {
    f"{line}/{product}/2026-09-{day}/1": cutoff
    for line, product in (("L1", "ZR"), ("L2", "FDG"))
    for day, cutoff in (
        ("14", datetime(2026, 9, 11, 16, tzinfo=UTC)),
        ("15", datetime(2026, 9, 14, 16, tzinfo=UTC)),
    )
}
"""Runs that are offered, and when they close for orders."""

PARTICIPANTS = {
    f"P{i}": definition
    for i, definition in enumerate(
        ("scan", "scan", "scan", "scan", "weighed", "weighed", "weighed")
    )
}
"""Participants, and what each is asked to come for; P0 comes again after that."""

FIRST_VISITS = tuple(f"{code}-{name}" for code, name in PARTICIPANTS.items())
FOLLOWER, FOLLOWED = "P0-again", "P0-scan"


def data() -> bytes:
    """The planning file of the ward."""
    document = json.loads(Ward(ROOMS, 0, CAPACITY_GBQ).data())
    zr, line, scan = document["products"][0], document["lines"][0], document["trials"]
    for process in line["processes"]:
        process["eos_hours"]["weekly"] |= {"tue": ["06:30-07:00"]}
    document["products"] = [zr, _FDG]
    document["lines"] = [line, _LINE]
    document["authorisations"] += [document["authorisations"][0] | {"product": "FDG"}]
    definitions = scan[0]["visit_definitions"]
    scan[0]["visit_definitions"] = [
        *definitions,
        definitions[0] | {"id": "again", "window": _LATER},
        definitions[0] | _WEIGHED,
    ]
    document["participants"] = [
        _participant(code, definition) for code, definition in PARTICIPANTS.items()
    ]
    return json.dumps(document).encode()


def _participant(code: str, definition: str) -> dict[str, Any]:
    visit: dict[str, Any] = {
        "id": f"{code}-{definition}",
        "definition": definition,
        "earliest_date": FIRST_DATE,
        "latest_date": LAST_DATE,
    }
    visits = [visit]
    if definition == "weighed":
        taken = {"status": "passed", "taken_at": "2026-09-11T07:00+00:00"}
        visit["results"] = [{"gate": GATE} | taken]
    if visit["id"] == FOLLOWED:
        visits.append({"id": FOLLOWER, "definition": "again", "follows": FOLLOWED})
    weight = {"weight_kg": int(WEIGHT_KG), "weighed_on": str(WEIGHED_ON)}
    start = {"id": code, "trial": "T", "site": "S", "consented": True}
    return start | weight | {"visits": visits}


_LATER = {"kind": "after_previous", "min_days": 1, "max_days": 1}
_FDG: dict[str, Any] = {
    "id": "FDG",
    "name": "Something with F-18",
    "nuclide": "F-18",
    "presentation": "unit_dose",
    "residual_percent": 2.5,
    "shelf_life": {"from_eos_hours": 10},
}
_LINE: dict[str, Any] = {
    "id": "L2",
    "name": "Hot cell",
    "unit": "U",
    "hours": {"weekly": {"mon": ["06:00-20:00"], "tue": ["06:00-20:00"]}},
    "max_runs_per_day": 1,
    "processes": [
        {
            "product": "FDG",
            "eos_hours": {"weekly": {"mon": ["06:30-09:00"], "tue": ["06:30-09:00"]}},
            "cutoff": {"working_days_before": 1, "at": "16:00"},
            "synthesis_minutes": 20,
            "capacity_gbq": CAPACITY_GBQ,
            "sample_mbq": 50,
            "quality_control_minutes": 20,
            "cost_nok": 20_000,
        }
    ],
}
_WEIGHED: dict[str, Any] = {
    "id": "weighed",
    "product": "FDG",
    "alternatives": [
        {
            "prescription": {"kind": "per_kg", "mbq_per_kg": int(MBQ_PER_KG)},
            "scan_minutes": 20,
        }
    ],
    "gates": [{"name": GATE, "valid_days": 30}],
}
