"""
Rule 16: gaps between tracers, treatments and drugs of one participant.

Two injections in the same minute follow each other in both orders. Where days have
to differ, they are those of the site at which the later substance is given; a
treatment or drug, which is given nowhere that is known, is dated by the site of the
injection.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from solver.checks.calendar import day_number
from solver.checks.lookup import Dose, PlanView, ProblemView
from solver.checks.violation import Violation
from solver.problem.histories import Exposure, Separation

RULE = "washout"

Separations = dict[tuple[str, str], list[Separation]]
"""By the substance before and the substance after."""


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Gaps and other days between all that a participant is given (rule 16)."""
    separations: Separations = defaultdict(list)
    for each in known.problem.separations:
        separations[each.before, each.after].append(each)
    if not separations:
        return
    exposures: dict[str, list[Exposure]] = defaultdict(list)
    for exposure in known.problem.exposures:
        exposures[exposure.participant_id].append(exposure)
    doses_of: dict[str, list[Dose]] = defaultdict(list)
    for dose in plan.doses.values():
        if dose.visit.participant_id is not None:
            doses_of[dose.visit.participant_id].append(dose)
    for participant_id, doses in doses_of.items():
        for one, other in combinations(doses, 2):
            yield from _pair(known, separations, one, other)
        for dose in doses:
            for exposure in exposures.get(participant_id, ()):
                yield from _exposed(known, separations, dose, exposure)


def _minute(dose: Dose) -> int:
    return dose.administration.injection_min


def _pair(
    known: ProblemView, separations: Separations, one: Dose, other: Dose
) -> Iterator[Violation]:
    """Each order that the two minutes allow is long enough."""
    orders = [(one, other)] if _minute(one) <= _minute(other) else []
    orders += [(other, one)] if _minute(other) <= _minute(one) else []
    for before, after in orders:
        site_id = after.visit.site_id
        for separation in separations.get(
            (before.visit.product_id, after.visit.product_id), ()
        ):
            for message in _faults(
                known, separation, _minute(before), _minute(after), site_id
            ):
                yield Violation(
                    RULE,
                    after.visit.id,
                    f"{message} (visit {before.visit.id})",
                    (before.visit.id, after.visit.id),
                )


def _faults(
    known: ProblemView, separation: Separation, before: int, after: int, site_id: str
) -> Iterator[str]:
    """The gap is kept, and the calendar days differ where they must."""
    what = f"{separation.after} at minute {after}"
    if after - before < separation.min_gap_min:
        yield (
            f"{what} comes {after - before} min, not at least "
            f"{separation.min_gap_min} min, after {separation.before}"
        )
    midnights = known.sites[site_id].midnights_min
    days = day_number(before, midnights), day_number(after, midnights)
    if separation.is_other_day and days[0] == days[1]:
        yield f"{what} is given on the day of {separation.before}"


def _exposed(
    known: ProblemView, separations: Separations, dose: Dose, exposure: Exposure
) -> Iterator[Violation]:
    """An injection lies before the exposure or after it, far enough away."""
    product, substance = dose.visit.product_id, exposure.substance
    then = separations.get((substance, product), [])
    first = separations.get((product, substance), [])
    if not then and not first:
        return
    minute, span, site_id = _minute(dose), exposure.span, dose.visit.site_id
    midnights = known.sites[site_id].midnights_min
    day = day_number(minute, midnights)

    def is_far(gap: int, orders: list[Separation], edge: int) -> bool:
        """Whether the minutes between suffice, and the days differ."""
        needed = max((each.min_gap_min for each in orders), default=0)
        is_same_day = day == day_number(edge, midnights)
        return gap >= needed and not (
            is_same_day and any(each.is_other_day for each in orders)
        )

    comes_after = is_far(minute - span.end_min, then, span.end_min - 1)
    comes_before = is_far(span.start_min - minute, first, span.start_min)
    if not comes_after and not comes_before:
        message = (
            f"{product} at minute {minute} is too close to {substance} during "
            f"[{span.start_min}, {span.end_min})"
        )
        yield Violation(RULE, dose.visit.id, message, (dose.visit.id,))
