"""Which doses of a plan leave their limits if reality deviates a little."""

from collections.abc import Iterator

from solver.checks import exact
from solver.checks.lookup import Dose, PlanView, ProblemView
from solver.checks.numbers_of_dose import Limit
from solver.checks.steps import laters
from solver.checks.violation import Caution
from solver.plan.plan import Plan
from solver.problem.problem import Problem

SLIPS_MIN = (5, 10)
ASSAYS = ((95, "low"), (105, "high"))
"""Percent of the planned assay, and the word for it."""


def warnings(problem: Problem, plan: Plan) -> list[Caution]:
    """
    Doses that 5 or 10 minutes, or 5 % of the assay, push out of their limits.

    Scans start as booked. Facts are left out: they cannot slip.
    """
    view = PlanView(ProblemView(problem), plan)
    return [
        caution
        for dose in view.doses.values()
        if not dose.is_fact
        for caution in (*_slips(view, dose), *_assays(view, dose))
    ]


def _slips(view: PlanView, dose: Dose) -> Iterator[Caution]:
    """An injection that starts late passes a limit of its dose or of a later scan."""
    numbers = view.numbers(dose)
    limits = [
        *(numbers.latest if numbers else ()),
        *(
            Limit(
                later.booked.scan_start_min - later.due.earliest_min,
                f"shortest time to the scan {later.due.name}",
            )
            for later in laters(dose)
        ),
    ]
    for slip in SLIPS_MIN:
        late = dose.administration.injection_min + slip
        for limit in limits:
            if late > limit.minute:
                yield Caution(
                    dose.visit.id,
                    f"injection {slip} min late",
                    f"{late - limit.minute} min past its end ({limit.reason})",
                )


def _assays(view: PlanView, dose: Dose) -> Iterator[Caution]:
    """An assay that is low or high gives a net activity outside the tolerance."""
    numbers, alternative = view.numbers(dose), dose.alternative
    if numbers is None or alternative is None:
        return
    target, tolerance = alternative.target_kbq, dose.visit.tolerance_permille
    lower = exact.lower_limit_kbq(target, tolerance)
    upper = exact.upper_limit_kbq(target, tolerance)
    share = numbers.draw_kbq * (1000 - dose.product.residual_permille)
    for percent, word in ASSAYS:
        least, most = share * percent // 100_000, exact.ceil_div(share * percent, 10**5)
        if least < lower or most > upper:
            yield Caution(
                dose.visit.id,
                f"assay 5 % {word}",
                f"a net of {least} to {most} kBq lies outside {lower} to {upper} kBq",
            )
