"""
Rule 17: a participant's longitudinal scans stay on one scanner.

Or each two of them within one class of scanners, with certificates that are valid
when they start. Compared with a baseline that is not in the problem, its scanner
needs to have had a certificate at some time.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from solver.checks.lookup import Dose, PlanView, ProblemView
from solver.checks.violation import Violation
from solver.plan.plan import Occupation, Purpose
from solver.problem.histories import Series

RULE = "same_scanner"


class Scanned(NamedTuple):
    """One scan of a visit: on which scanner, and its start."""

    visit_id: str
    scanner_id: str
    start_min: int


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """One scanner, or one certified class, for each series (rule 17)."""
    scans: dict[str, list[Scanned]] = defaultdict(list)
    for dose in plan.doses.values():
        if dose.visit.series_id is not None:
            scans[dose.visit.series_id] += _scans(dose)
    for series in known.problem.series:
        found = scans.get(series.id, [])
        for one, other in combinations(found, 2):
            if one.scanner_id != other.scanner_id and not (
                _is_certified(known, series, one)
                and _is_certified(known, series, other)
            ):
                yield Violation(
                    RULE,
                    other.visit_id,
                    f"is scanned on {other.scanner_id} at minute {other.start_min}, "
                    f"visit {one.visit_id} on {one.scanner_id} at minute "
                    f"{one.start_min}",
                    tuple(dict.fromkeys((one.visit_id, other.visit_id))),
                )
        for scan in found:
            yield from _baseline(known, series, scan)


def _scans(dose: Dose) -> Iterator[Scanned]:
    """Scanner and start of every scan of a visit."""
    administration = dose.administration
    start = administration.scan_start_min
    yield from (
        Scanned(
            dose.visit.id, held.resource_id, held.start_min if start is None else start
        )
        for held in _on_scanner(administration.occupations)
    )
    for booked in administration.later_scans:
        for held in _on_scanner(booked.occupations):
            yield Scanned(dose.visit.id, held.resource_id, booked.scan_start_min)


def _on_scanner(occupations: tuple[Occupation, ...]) -> Iterator[Occupation]:
    return (held for held in occupations if held.purpose is Purpose.SCANNER)


def _is_certified(known: ProblemView, series: Series, scan: Scanned) -> bool:
    """Whether the scanner has a certificate of the class at the scan start."""
    scanner = known.scanners.get(scan.scanner_id)
    return scanner is not None and any(
        each.class_name == series.certified_class
        and each.valid.start_min <= scan.start_min < each.valid.end_min
        for each in scanner.certificates
    )


def _baseline(known: ProblemView, series: Series, scan: Scanned) -> Iterator[Violation]:
    """A scan is comparable with the baseline scan outside the problem."""
    baseline_id = series.baseline_scanner_id
    if baseline_id is None or baseline_id == scan.scanner_id:
        return
    baseline = known.scanners.get(baseline_id)
    was_certified = baseline is not None and any(
        each.class_name == series.certified_class for each in baseline.certificates
    )
    if not (was_certified and _is_certified(known, series, scan)):
        message = (
            f"is scanned on {scan.scanner_id} at minute {scan.start_min}, the baseline "
            f"was on {baseline_id}"
        )
        yield Violation(RULE, scan.visit_id, message, (scan.visit_id,))
