"""What really happened, written into the plan: minutes and scanner of one visit."""

from collections.abc import Callable
from dataclasses import dataclass

from solver.plan.plan import Administration, BookedScan, Occupation, Plan, Purpose

_SCANNING = frozenset({Purpose.SCANNER, Purpose.SCAN})


@dataclass(frozen=True)
class Actual:
    """
    When and where a dose was given.

    Parameters
    ----------
    injection_min, scan_start_min
        Minutes of the problem; the scan keeps its distance if it is not known yet.
    scanner_id
        The scanner, if it was another one.
    vial_ids
        The vials, if they were others.
    """

    injection_min: int
    scan_start_min: int | None = None
    scanner_id: str | None = None
    vial_ids: tuple[str, ...] = ()


def rewriting(went: Administration) -> Callable[[Plan], Plan]:
    """A reading of the plan in force in which a visit went as it really did."""

    def rewrite(plan: Plan) -> Plan:
        administrations = tuple(
            went if each.visit_id == went.visit_id else each
            for each in plan.administrations
        )
        return Plan(**(dict(plan) | {"administrations": administrations}))

    return rewrite


def as_it_went(planned: Administration, actual: Actual) -> Administration:
    """
    An administration with its real minutes.

    Place, preparation and injection move with the injection; scanner and scan with the
    scan. A place is held from when the participant came, until the scan.
    """
    late = actual.injection_min - planned.injection_min
    scan_late = late
    if actual.scan_start_min is not None and planned.scan_start_min is not None:
        scan_late = actual.scan_start_min - planned.scan_start_min
    has_scan = planned.scan_start_min is not None
    occupations = tuple(
        _moved(each, late, scan_late if has_scan else late, actual.scanner_id)
        for each in planned.occupations
    )
    scan_start = planned.scan_start_min
    changed = {
        "injection_min": actual.injection_min,
        "scan_start_min": None if scan_start is None else scan_start + scan_late,
        "occupations": occupations,
        "vial_ids": actual.vial_ids or planned.vial_ids,
    }
    return Administration(**(dict(planned) | changed))


def later(planned: Administration, minutes: int) -> tuple[Administration, ...]:
    """
    An administration so many minutes later, the least change first.

    With all scans as booked; with its scan later too; with all scans as much later,
    those of other days included.
    """
    minute = planned.injection_min + minutes
    as_booked = as_it_went(planned, Actual(minute, planned.scan_start_min))
    moved = as_it_went(planned, Actual(minute))
    scans = tuple(_scan_later(each, minutes) for each in planned.later_scans)
    all_later = Administration(**(dict(moved) | {"later_scans": scans}))
    return as_booked, moved, all_later


def _scan_later(scan: BookedScan, minutes: int) -> BookedScan:
    return BookedScan(
        name=scan.name,
        scan_start_min=scan.scan_start_min + minutes,
        occupations=tuple(
            _moved(each, minutes, minutes, None) for each in scan.occupations
        ),
    )


def _moved(
    held: Occupation, late: int, scan_late: int, scanner_id: str | None
) -> Occupation:
    start, end, resource_id = held.start_min + late, held.end_min + late, None
    if held.purpose in _SCANNING:
        start, end = held.start_min + scan_late, held.end_min + scan_late
        if held.purpose is Purpose.SCANNER:
            resource_id = scanner_id
    elif held.purpose is Purpose.PLACE:
        end = max(held.end_min + scan_late, start + 1)
    return Occupation(
        resource_id=resource_id or held.resource_id,
        purpose=held.purpose,
        start_min=start,
        end_min=end,
    )
