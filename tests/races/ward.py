"""
A ward made for races: slots that differ in nothing but who can have them.

Times are those of one Monday; the product hardly decays, so that every dose asks for
nearly the same of its batch.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.read import read_planning_file
from scheduler.planning.instants import Instants
from solver.plan.plan import Occupation, Plan
from solver.plan.slot import Slot
from solver.problem.problem import Problem
from solver.revision import Revision

NETWORK = "race"
NOW = datetime(2026, 9, 11, 12, tzinfo=UTC)
BATCH = "L1/ZR/2026-09-14/1"

FIRST_HOUR, LAST_HOUR = 8, 17
_STEP_MIN = 60
_OPEN = {"weekly": {"mon": ["06:00-20:00"], "tue": ["06:00-20:00"]}}


@dataclass(frozen=True)
class Ward:
    """
    How large a ward is, and what there is too little of.

    Parameters
    ----------
    num_rooms
        Rooms, scanners and technologists; each has ten slots a day.
    num_visits
        Participants, each with one visit.
    capacity_gbq
        Of the one run.
    injections
        Most injections of the one nurse on one day; ``None``: a nurse per room.
    """

    num_rooms: int
    num_visits: int
    capacity_gbq: int = 900
    injections: int | None = None

    @property
    def num_slots(self) -> int:
        """Slots on one day."""
        return self.num_rooms * (LAST_HOUR - FIRST_HOUR + 1)

    def document(self) -> dict[str, Any]:
        """The planning file, as a JSON object."""
        rooms = range(1, self.num_rooms + 1)
        return {
            "schema_version": 1,
            "name": NETWORK,
            "as_of": "2026-09-11T12:00+00:00",
            "horizon": {"first_date": "2026-09-14", "days": 2, "zone": "UTC"},
            "products": [_PRODUCT],
            "units": [{"id": "U", "name": "Unit", "zone": "UTC"}],
            "lines": [_line(self.capacity_gbq)],
            "authorisations": [
                {
                    "unit": "U",
                    "product": "ZR",
                    "site": "S",
                    "trial": "T",
                    "valid_from": "2026-01-01",
                    "valid_to": "2026-12-31",
                }
            ],
            "sites": [{"id": "S", "name": "Site", "zone": "UTC", "opening": _OPEN}],
            "places": [{"site": "S", "kind": "room", "count": self.num_rooms}],
            "scanners": [
                {"id": f"PET{i}", "name": f"PET {i}", "site": "S", "kind": "PET"}
                for i in rooms
            ],
            "people": [*self._nurses(), *(_person(f"T{i}", "tech") for i in rooms)],
            "lanes": [_LANE],
            "procedures": [_PROCEDURE],
            "trials": [_TRIAL],
            "participants": [
                {
                    "id": f"P{i:03}",
                    "trial": "T",
                    "site": "S",
                    "consented": True,
                    "visits": [
                        {
                            "id": visit_id(i),
                            "definition": "scan",
                            "earliest_date": "2026-09-14",
                            "latest_date": "2026-09-15",
                        }
                    ],
                }
                for i in range(self.num_visits)
            ],
        }

    def _nurses(self) -> list[dict[str, Any]]:
        if self.injections is None:
            return [_person(f"N{i}", "nurse") for i in range(1, self.num_rooms + 1)]
        limit = {"max_injections_per_day": self.injections}
        return [_person("N1", "nurse") | limit]

    def data(self, commitments: dict[str, Any] | None = None) -> bytes:
        """The planning file, with or without a plan that is in force already."""
        document = self.document()
        if commitments is not None:
            document["commitments"] = commitments
        return json.dumps(document).encode()

    def problem(self) -> Problem:
        """The problem of the empty ward."""
        return to_problem(read_planning_file(self.data()))

    def slots(self, day: int = 0) -> list[Slot]:
        """All slots of a day, as slots of the first visit; none overlaps another."""
        revision = Revision(self.problem())
        first = revision.offers(visit_id(0), 1)[0].slot
        instants = Instants(revision.problem.origin_at)
        midnight = instants.minute(datetime(2026, 9, 14 + day, tzinfo=UTC))
        return [
            _there(first, midnight + hour * _STEP_MIN, room, self.injections is None)
            for hour in range(FIRST_HOUR, LAST_HOUR + 1)
            for room in range(1, self.num_rooms + 1)
        ]


def visit_id(number: int) -> str:
    """The visit of a participant, by number."""
    return f"V{number:03}"


def for_visit(slot: Slot, wanted: str) -> Slot:
    """The same slot for another visit."""
    return Slot(**(dict(slot) | {"visit_id": wanted}))


def seated(problem: Problem, slots: Iterable[Slot]) -> Plan:
    """A plan of an empty ward with these slots, one visit each."""
    revision = Revision(problem)
    for number, slot in enumerate(slots):
        revision.seat(for_visit(slot, visit_id(number)))
    return revision.checked_plan()


def _there(slot: Slot, injection_min: int, room: int, own_nurse: bool) -> Slot:
    """The slot at another minute and in another room, with those who belong to it."""
    later = injection_min - slot.injection_min
    scan_start = slot.scan_start_min
    fields = dict(slot) | {
        "injection_min": injection_min,
        "scan_start_min": None if scan_start is None else scan_start + later,
        "occupations": tuple(
            Occupation(
                resource_id=_resource(each.resource_id, room, own_nurse),
                purpose=each.purpose,
                start_min=each.start_min + later,
                end_min=each.end_min + later,
            )
            for each in slot.occupations
        ),
    }
    return Slot(**fields)


def _resource(resource_id: str, room: int, own_nurse: bool) -> str:
    if resource_id.startswith("N") and not own_nurse:
        return resource_id
    return resource_id.rstrip("0123456789") + str(room)


def _person(id: str, role: str) -> dict[str, Any]:
    return {"id": id, "site": "S", "roles": [role], "trials": ["T"], "shifts": _OPEN}


def _line(capacity_gbq: int) -> dict[str, Any]:
    return {
        "id": "L1",
        "name": "Line",
        "unit": "U",
        "hours": _OPEN,
        "max_runs_per_day": 1,
        "processes": [
            {
                "product": "ZR",
                "eos_hours": {"weekly": {"mon": ["06:30-07:00"]}},
                "cutoff": {"working_days_before": 1, "at": "16:00"},
                "synthesis_minutes": 20,
                "capacity_gbq": capacity_gbq,
                "quality_control_minutes": 10,
                "cost_nok": 1000,
            }
        ],
    }


_PRODUCT: dict[str, Any] = {
    "id": "ZR",
    "name": "Something with Zr-89",
    "nuclide": "Zr-89",
    "presentation": "multi_dose_vial",
    "shelf_life": {"from_eos_hours": 48},
    "container": {"concentration_mbq_per_ml": 100_000, "max_volume_ml": 100},
}
_LANE: dict[str, Any] = {
    "id": "WAY",
    "name": "Trolley",
    "unit": "U",
    "site": "S",
    "on_demand": {"door_to_door_minutes": 5, "hours": _OPEN},
}
_PROCEDURE: dict[str, Any] = {
    "id": "pet",
    "name": "PET",
    "place_kind": "room",
    "preparation_minutes": 0,
    "injection_minutes": 5,
    "injection_role": "nurse",
    "scan": {
        "scanner_kind": "PET",
        "role": "tech",
        "uptake_from_minutes": 20,
        "uptake_to_minutes": 20,
    },
}
_TRIAL: dict[str, Any] = {
    "id": "T",
    "name": "Trial",
    "active_sites": ["S"],
    "visit_definitions": [
        {
            "id": "scan",
            "procedure": "pet",
            "product": "ZR",
            "alternatives": [
                {
                    "prescription": {"kind": "fixed", "activity_mbq": 1000},
                    "scan_minutes": 20,
                }
            ],
            "window": {"kind": "dates"},
        }
    ],
}
