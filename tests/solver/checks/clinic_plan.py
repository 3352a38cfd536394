"""
A valid plan of the ward, put together from injection minutes and resources.

Every dose takes one whole vial of 1000 kBq in 1000 µL, and is usable until the
reference time of the orders, when the shelf life ends, less the minutes it takes.
"""

from collections.abc import Sequence
from typing import Any

from solver.plan.plan import (
    Administration,
    BookedScan,
    Occupation,
    Plan,
    PlannedBatch,
    Purpose,
    Shipment,
    Vial,
)
from solver.problem.commitments import (
    BatchCommitment,
    Commitments,
    Firmness,
    VisitCommitment,
)
from solver.problem.problem import Problem
from tests.solver.checks.clinic_world import DAY, END, VISITS, a_ward
from tests.solver.checks.mutation import changed

Booking = tuple[str, int, str, str]
"""Name, start, scanner and technologist of a later scan."""


def _held(purpose: str, resource_id: str, start: int, end: int) -> Occupation:
    return Occupation(
        resource_id=resource_id,
        purpose=Purpose(purpose),
        start_min=start,
        end_min=end,
    )


def booked(name: str, start: int, scanner: str, technologist: str) -> BookedScan:
    """A later scan: 10 min set-up, 30 min scan, 5 min cleaning."""
    return BookedScan(
        name=name,
        scan_start_min=start,
        occupations=(
            _held("scanner", scanner, start - 10, start + 35),
            _held("scan", technologist, start - 10, start + 30),
        ),
    )


def served(
    visit_id: str,
    at: int,
    who: str = "n1 c1",
    *,
    uptake: int = 60,
    scanner: str = "s1",
    observed: int = 60,
    later: Sequence[Booking] = (),
) -> Administration:
    """
    A visit injected at a minute, with the minutes its procedure takes.

    ``who`` names the nurse and the place.
    """
    nurse, place = who.split()
    procedure = VISITS[visit_id].procedure_id
    lead, takes, cleaning = {
        "STAY": (60, 30, 30),
        "TRACER": (20, 5, 10),
    }.get(procedure, (20, 10, 10))
    scan, held, scan_held = None, at + takes + observed, []
    usable_from, usable_until = 0, END - takes
    if procedure in {"TRACER", "DYNAMIC"}:  # scans of 20 min, cleaning 5
        is_dynamic = procedure == "DYNAMIC"
        setup = 20 if is_dynamic else 5
        scan = at + uptake
        held = scan - 20 if is_dynamic else scan
        usable_from = scan - (5 if is_dynamic else 75)
        usable_until = scan - (0 if is_dynamic else 55)
        scan_held = [
            _held("scanner", scanner, scan - setup, scan + 25),
            _held("scan", "t1", scan - setup, scan + 20),
        ]
    occupations = (
        [] if held == at - lead else [_held("place", place, at - lead, held + cleaning)]
    )
    if procedure != "STAY":
        occupations.append(_held("preparation", nurse, at - 20, at))
    occupations.append(_held("injection", nurse, at, at + takes))
    return Administration(
        visit_id=visit_id,
        alternative=0,
        vial_ids=(f"O-{VISITS[visit_id].product_id}/van/{visit_id}.1",),
        demand_kbq=1000,
        draw_kbq=1000,
        draw_ul=1000,
        injection_min=at,
        scan_start_min=scan,
        usable_from_min=usable_from,
        usable_until_min=usable_until,
        occupations=(*occupations, *scan_held),
        later_scans=tuple(booked(*each) for each in later),
    )


STAY_AT = DAY + 600
"""Arrival an hour before, discharge at 10:00 the next day, 1410 min observed."""

LATER = (
    ("4 h", STAY_AT + 240, "s1", "t1"),
    ("day 3", STAY_AT + 3 * DAY, "s1", "t1"),
)


def a_stay(**changes: Any) -> Administration:
    """The stay of P1, with both its scans."""
    fields: dict[str, Any] = {"observed": 1410, "later": LATER}
    return served("stay", STAY_AT, "n1 b1", **(fields | changes))


def administrations() -> dict[str, Administration]:
    """All twelve visits, by id; on a day with two, they keep apart."""
    dosimetry_at = 5 * DAY + 600
    found = (
        a_stay(),
        served("scan 1", DAY + 480, "n2 c1"),
        served("scan 2", 8 * DAY + 600, uptake=65, scanner="s2"),
        served("dynamic", 2 * DAY + 600, uptake=3),
        served("stress", 3 * DAY + 800),
        served("rest", 4 * DAY + 800),
        served("sentinel", DAY + 700),
        served("second", 3 * DAY + 700, "n1 c2"),
        served("higher", 10 * DAY + 700),
        served(
            "dosimetry",
            dosimetry_at,
            later=(("soon", dosimetry_at + 80, "s1", "t1"),),
        ),
        served("tracer", 6 * DAY + 600),
        served("therapy", 7 * DAY + 600),
    )
    return {each.visit_id: each for each in found}


def a_ward_plan(
    *changes: Administration, without: Sequence[str] = (), is_spare: bool = False
) -> Plan:
    """
    The plan that serves all twelve visits, some of them otherwise or not at all.

    If ``is_spare``, the vials of visits that are not served are there all the same.
    """
    all_served = administrations() | {each.visit_id: each for each in changes}
    kept = [each for each in all_served.values() if each.visit_id not in without]
    filled = all_served.values() if is_spare else kept
    vial_ids = [each.vial_ids[0] for each in filled]
    batch_ids = sorted({vial_id.partition("/")[0] for vial_id in vial_ids})
    return Plan(
        batches=tuple(
            PlannedBatch(
                id=batch_id,
                reference_min=END,
                activity_kbq=1000 * sum(e.startswith(batch_id) for e in vial_ids),
            )
            for batch_id in batch_ids
        ),
        shipments=tuple(
            Shipment(
                id=f"{batch_id}/van",
                batch_id=batch_id,
                lane_id="van",
                departure_id=None,
                handover_min=0,
                departs_min=0,
                arrives_min=0,
                usable_min=0,
            )
            for batch_id in batch_ids
        ),
        vials=tuple(
            Vial(
                id=vial_id,
                shipment_id=vial_id.rpartition("/")[0],
                activity_kbq=1000,
                volume_ul=1000,
            )
            for vial_id in sorted(vial_ids)
        ),
        administrations=tuple(kept),
    )


def ward_with(field: str, id: str, **changes: Any) -> Problem:
    """The ward with fields of one of its records changed."""
    records = getattr(a_ward(), field)
    assert any(each.id == id for each in records)
    return a_ward(
        **{
            field: tuple(
                changed(each, **changes) if each.id == id else each for each in records
            )
        }
    )


def committed(
    problem: Problem,
    previous: Plan,
    *,
    visits: Sequence[VisitCommitment] = (),
    batches: Sequence[str] = ("O-THER", "O-TRAC"),
) -> Problem:
    """The problem later, with some of a previous plan committed, its orders bought."""
    held = Commitments(
        previous=previous,
        visits=tuple(visits),
        batches=tuple(
            BatchCommitment(batch_id=each, firmness=Firmness.FACT) for each in batches
        ),
    )
    return changed(problem, commitments=held)


def holding(
    visit_id: str, firmness: str = "confirmed", bumps: int = 0
) -> VisitCommitment:
    """A commitment to a visit; one that is held lapses after all else."""
    lapses = END if firmness == "held" else None
    return VisitCommitment(
        visit_id=visit_id,
        firmness=Firmness(firmness),
        lapses_min=lapses,
        bumps=bumps,
    )
