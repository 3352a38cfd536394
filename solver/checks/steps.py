"""When a visit's steps hold which kind of resource (rules 3, 4 and 13)."""

from solver.checks.lookup import Dose
from solver.plan.plan import Purpose

Span = tuple[int, int]


def purposes(dose: Dose) -> tuple[Purpose, ...]:
    """The purposes that a visit's occupations serve, in their order."""
    procedure = dose.procedure
    found = [Purpose.PLACE]
    if procedure.preparation_role is not None and procedure.preparation_min > 0:
        found.append(Purpose.PREPARATION)
    found.append(Purpose.INJECTION)
    if procedure.scan is not None:
        found += [Purpose.SCANNER, Purpose.SCAN]
    return tuple(found)


def spans(dose: Dose) -> dict[Purpose, Span]:
    """
    The minutes during which each resource must be held, by purpose.

    Those that hang on a scan start or an alternative that is not there are left
    out.
    """
    procedure, visit = dose.procedure, dose.visit
    injection = dose.administration.injection_min
    start = dose.administration.scan_start_min
    needed = set(purposes(dose))
    found: dict[Purpose, Span] = {
        Purpose.PREPARATION: (dose.arrival_min, injection),
        Purpose.INJECTION: (injection, dose.injected_min),
    }
    place_end = None
    if procedure.scan is None:
        place_end = dose.injected_min + procedure.observation_min
    elif start is not None:
        place_end = start
        if dose.alternative is not None:
            held_from = start - procedure.scan.setup_min
            scanned = start + dose.alternative.scan_min + visit.extra_min
            found[Purpose.SCAN] = (held_from, scanned)
            found[Purpose.SCANNER] = (held_from, scanned + procedure.scan.cleaning_min)
    if place_end is not None:
        found[Purpose.PLACE] = (
            dose.arrival_min,
            place_end + procedure.place_cleaning_min,
        )
    return {purpose: span for purpose, span in found.items() if purpose in needed}
