"""The planning files of the networks that the attacks are made on."""

import json
from typing import Any

from tests.api.attacks.tenants import (
    BOUGHT,
    DATES,
    DUE,
    FIRST,
    FOLLOWER,
    NOW,
    SHARED,
    A,
    B,
    Tenant,
)

_OPEN = {"weekly": {day: ["06:00-20:00"] for day in ("mon", "tue", "wed")}}
_WAITED = {
    "taken_at": "2026-09-14T06:00+00:00",
    "due_at": "2026-09-14T06:30+00:00",
}
_FOLLOWS = {"kind": "after_previous", "min_days": 1, "max_days": 2}


def planning_file(name: str, *tenants: Tenant) -> bytes:
    """One network of some tenants."""
    file: dict[str, Any] = {
        "schema_version": 1,
        "name": name,
        "as_of": NOW.isoformat(),
        "horizon": {"first_date": "2026-09-14", "days": 3, "zone": "UTC"},
    }
    for tenant in tenants:
        for key, records in _records(tenant).items():
            file.setdefault(key, []).extend(records)
    if A in tenants and B in tenants:
        _share(file)
    return json.dumps(file).encode()


def _share(file: dict[str, Any]) -> None:
    """One dose of B's comes from A's unit: out of the same batch, by its own way."""
    product = A.of_unit("ZR")
    between: dict[str, Any] = {"unit": A.unit, "site": B.site}
    (lane,) = (each for each in file["lanes"] if each["unit"] == A.unit)
    (trial,) = (each for each in file["trials"] if each["id"] == B.trial)
    (first,) = (each for each in file["participants"] if each["id"] == B.participant(0))
    file["lanes"].append(lane | between | {"id": A.of_unit("W")})
    valid = {"valid_from": "2026-01-01", "valid_to": "2026-12-31"}
    asked = {"product": product, "trial": B.trial}
    file["authorisations"].append(between | valid | asked)
    trial["visit_definitions"].append(
        _definition(B, "shared", product=product),
    )
    visit: dict[str, Any] = {
        "id": B.visit(SHARED),
        "definition": B.of_trial("shared"),
        "earliest_date": DATES[0],
        "latest_date": DATES[1],
    }
    known = {"id": B.participant(SHARED), "visits": [visit]}
    file["participants"].append(first | known)


def _records(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    return _supply(tenant) | _clinic(tenant) | _demand(tenant)


def _supply(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    made, bought = tenant.of_unit("ZR"), tenant.of_unit("LU")
    named = {"unit": tenant.unit, "site": tenant.site}
    valid = {"valid_from": "2026-01-01", "valid_to": "2026-12-31"}
    return {
        "products": [
            {
                "id": made,
                "name": tenant.of_unit("Zirconium"),
                "nuclide": "Zr-89",
                "presentation": "multi_dose_vial",
                "shelf_life": {"from_eos_hours": 18},
                "container": {"concentration_mbq_per_ml": 100, "max_volume_ml": 100},
            },
            {
                "id": bought,
                "name": tenant.of_unit("Lutetium"),
                "nuclide": "Lu-177",
                "presentation": "unit_dose",
                "shelf_life": {"from_reference_hours": 120},
            },
        ],
        "units": [
            {"id": tenant.unit, "name": tenant.of_unit("Works"), "zone": "UTC"},
        ],
        "lines": [_line(tenant, made)],
        "supplies": [
            {
                "id": tenant.of_unit("O"),
                "product": bought,
                "unit": tenant.unit,
                "reference_dates": {"weekdays": ["tue", "wed"]},
                "reference_clock": "12:00",
                "ready": {"days_before": 1, "at": "10:00"},
                "cutoff": {"days_before": 1, "at": "09:45"},
                "max_portions": 8,
                "cost_nok": 100,
            }
        ],
        "authorisations": [
            named | valid | {"product": product, "trial": trial}
            for product in (made, bought)
            for trial in (tenant.trial, None)
        ],
        "lanes": [
            named
            | {
                "id": tenant.of_unit("L"),
                "name": tenant.of_unit("Van"),
                "timetable": [_row(clock) for clock in ("07:30", "10:30", "13:00")],
            }
        ],
    }


def _row(clock: str) -> dict[str, Any]:
    return {
        "days": {"weekdays": ["mon", "tue", "wed"]},
        "departs": clock,
        "handover_minutes_before": 10,
        "travel_minutes": 30,
    }


def _line(tenant: Tenant, product: str) -> dict[str, Any]:
    days = {day: ["06:30-07:00"] for day in ("mon", "tue", "wed")}
    process = {
        "product": product,
        "eos_hours": {"weekly": days},
        "cutoff": {"days_before": 1, "at": "16:00"},
        "synthesis_minutes": 20,
        "capacity_gbq": 90,
        "sample_mbq": 20,
        "quality_control_minutes": 10,
        "cost_nok": 1000,
    }
    return {
        "id": tenant.of_unit("H"),
        "name": tenant.of_unit("Hot cell"),
        "unit": tenant.unit,
        "hours": _OPEN,
        "max_runs_per_day": 1,
        "processes": [process],
    }


def _clinic(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    site, room, kind = tenant.site, tenant.of_site("room"), tenant.of_site("PET")
    people = {"site": site, "trials": [tenant.trial], "shifts": _OPEN}
    return {
        "sites": [
            {
                "id": site,
                "name": tenant.of_site("Ward"),
                "zone": "UTC",
                "opening": _OPEN,
            }
        ],
        "places": [
            {"site": site, "kind": room, "count": 2, "name": tenant.of_site("Chair")}
        ],
        "scanners": [
            {"id": tenant.of_site(f"PET{i}"), "name": kind, "site": site, "kind": kind}
            for i in range(2)
        ],
        "people": [
            people | {"id": tenant.of_site(f"{role}{i}"), "roles": [role]}
            for role in ("nurse", "tech")
            for i in range(2)
        ],
        "procedures": [
            {
                "id": tenant.of_site("scan"),
                "name": tenant.of_site("Scan"),
                "place_kind": room,
                "preparation_minutes": 5,
                "injection_minutes": 5,
                "injection_role": "nurse",
                "scan": {
                    "scanner_kind": kind,
                    "role": "tech",
                    "uptake_from_minutes": 20,
                    "uptake_to_minutes": 40,
                },
            }
        ],
    }


def _definition(tenant: Tenant, begin: str, **more: Any) -> dict[str, Any]:
    level = {"kind": "dose_level", "table": tenant.of_trial("table")}
    return {
        "id": tenant.of_trial(begin),
        "procedure": tenant.of_site("scan"),
        "product": tenant.of_unit("ZR"),
        "alternatives": [{"prescription": level, "scan_minutes": 20}],
        "window": {"kind": "dates"},
    } | more


def _demand(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    level, arm = tenant.of_trial("level"), tenant.of_trial("arm")
    weighed = {"prescription": {"kind": "per_kg", "mbq_per_kg": 2}, "scan_minutes": 20}
    gate = {
        "name": tenant.of_trial("blood"),
        "valid_days": 30,
        "taken": {"days_before": 1, "at": "06:00"},
        "due": {"days_before": 1, "at": "09:00"},
    }
    definitions = [
        _definition(tenant, "scan"),
        _definition(
            tenant, "bought", product=tenant.of_unit("LU"), alternatives=[weighed]
        ),
        _definition(tenant, "again", window=_FOLLOWS, gates=[gate]),
    ]
    trial = {
        "id": tenant.trial,
        "name": tenant.of_trial("Trial"),
        "active_sites": [tenant.site],
        "dose_tables": {tenant.of_trial("table"): {level: 100}},
        "cohorts": [
            {"id": tenant.of_trial("C1"), "name": tenant.of_trial("First"), "level": 1}
        ],
        "arms": [
            {
                "id": arm,
                "name": tenant.of_trial("Arm"),
                "visits": [tenant.of_trial("scan"), tenant.of_trial("again")],
            }
        ],
        "visit_definitions": definitions,
    }
    begins, ends = DATES
    claim = {
        "id": tenant.of_site("K"),
        "product": tenant.of_unit("ZR"),
        "site": tenant.site,
        "procedure": tenant.of_site("scan"),
        "activity_mbq": 50,
        "scan_minutes": 10,
        "start_at": f"{begins}T08:00+00:00",
        "end_at": f"{ends}T18:00+00:00",
    }
    participants = [
        _participant(tenant, number, level, arm) for number in range(DUE + 1)
    ]
    return {"trials": [trial], "participants": participants, "claims": [claim]}


def _participant(tenant: Tenant, number: int, level: str, arm: str) -> dict[str, Any]:
    visit = {
        "id": tenant.visit(number),
        "definition": tenant.of_trial("bought" if number == BOUGHT else "scan"),
        "earliest_date": DATES[0],
        "latest_date": DATES[1],
        "cohort": tenant.of_trial("C1"),
    }
    visits: list[dict[str, Any]] = [visit]
    if number == FIRST:
        again = {"id": tenant.of_trial(FOLLOWER), "follows": visit["id"]}
        result = {"gate": tenant.of_trial("blood"), "status": "pending"} | _WAITED
        visits.append(
            again | {"definition": tenant.of_trial("again"), "results": [result]}
        )
    return {
        "id": tenant.participant(number),
        "trial": tenant.trial,
        "site": tenant.site,
        "weight_kg": 80,
        "weighed_on": "2026-09-10",
        "arm": arm,
        "dose_level": level,
        "consented": True,
        "visits": visits,
    }
