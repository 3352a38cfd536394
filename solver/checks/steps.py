"""When a visit's steps hold which kind of resource (rules 3, 4, 13 and 15)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest

from solver.checks.lookup import Dose
from solver.plan.plan import Administration, BookedScan, Occupation, Purpose
from solver.problem.procedures import LaterScan, Scan

Span = tuple[int, int]

LATER_PURPOSES = (Purpose.SCANNER, Purpose.SCAN)
"""What the occupations of a later scan are for, in their order."""


def purposes(dose: Dose) -> tuple[Purpose, ...]:
    """The purposes that a visit's occupations serve, in their order."""
    procedure = dose.procedure
    found = []
    if _place_end(dose) != dose.arrival_min:
        found.append(Purpose.PLACE)
    if procedure.preparation_role is not None and procedure.preparation_min > 0:
        found.append(Purpose.PREPARATION)
    found.append(Purpose.INJECTION)
    if procedure.scan is not None:
        found += [Purpose.SCANNER, Purpose.SCAN]
    return tuple(found)


def _place_end(dose: Dose) -> int | None:
    """
    When the participant leaves the place; ``None`` without the scan start it needs.

    A dynamic scan takes the participant with its set-up, any other when it starts.
    """
    scan, start = dose.procedure.scan, dose.administration.scan_start_min
    if scan is None:
        return dose.discharge_min
    if start is None:
        return None
    return start - scan.setup_min if scan.is_dynamic else start


def spans(dose: Dose) -> dict[Purpose, Span]:
    """
    The minutes during which each resource must be held, by purpose.

    Those that hang on a scan start or an alternative that is not there are left
    out. Without a scan the place is held until the discharge, whenever that is: how
    long the stay may be is rule 14.
    """
    procedure, visit = dose.procedure, dose.visit
    injection = dose.administration.injection_min
    start = dose.administration.scan_start_min
    needed = set(purposes(dose))
    found: dict[Purpose, Span] = {
        Purpose.PREPARATION: (injection - procedure.preparation_min, injection),
        Purpose.INJECTION: (injection, dose.injected_min),
    }
    scan = procedure.scan
    if scan is not None and start is not None and dose.alternative is not None:
        held_from = start - scan.setup_min
        scanned = start + dose.alternative.scan_min + visit.extra_min
        found[Purpose.SCAN] = (held_from, scanned)
        found[Purpose.SCANNER] = (held_from, scanned + scan.cleaning_min)
    if (place_end := _place_end(dose)) is not None:
        found[Purpose.PLACE] = (
            dose.arrival_min,
            place_end + procedure.place_cleaning_min,
        )
    return {purpose: span for purpose, span in found.items() if purpose in needed}


@dataclass(frozen=True, slots=True)
class Later:
    """
    A later scan as it is booked, and what the procedure says of it.

    ``presence`` is when the participant is there for it, and ``spans`` when its
    scanner and its person must be held.
    """

    booked: BookedScan
    due: LaterScan
    presence: Span
    spans: dict[Purpose, Span]


def laters(dose: Dose) -> list[Later]:
    """The booked later scans that the procedure has, by their place in the list."""
    found = []
    booked_and_due = zip(
        dose.administration.later_scans, dose.procedure.later_scans, strict=False
    )
    for booked, due in booked_and_due:
        start = booked.scan_start_min
        begins = start - due.setup_min
        ends = start + due.scan_min + dose.visit.extra_min
        held = {
            Purpose.SCANNER: (begins, ends + due.cleaning_min),
            Purpose.SCAN: (begins, ends),
        }
        found.append(Later(booked, due, (begins, ends), held))
    return found


def presences(dose: Dose) -> list[Span]:
    """When the participant is there: for the main steps, and for each later scan."""
    return [(dose.arrival_min, dose.end_min), *(each.presence for each in laters(dose))]


def occupations(administration: Administration) -> Iterator[Occupation]:
    """All that a visit holds, later scans included."""
    later = (each.occupations for each in administration.later_scans)
    return chain(administration.occupations, *later)


def tasks(dose: Dose) -> Iterator[tuple[Occupation, Scan | LaterScan | None]]:
    """
    Every occupation, and the scan of the procedure that it belongs to.

    Those of the main steps come with the procedure's scan, those of a later scan with
    that one; with ``None``, if the procedure has no such scan.
    """
    for held in dose.administration.occupations:
        yield held, dose.procedure.scan
    for booked, due in zip_longest(
        dose.administration.later_scans, dose.procedure.later_scans
    ):
        for held in booked.occupations if booked is not None else ():
            yield held, due
