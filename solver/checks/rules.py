"""The rules that judge a plan without asking what was planned before."""

from collections.abc import Callable, Iterator

from solver.checks import (
    activity_on_site,
    administered_activity,
    availability,
    batch_balance,
    cohorts,
    conservation,
    eligibility_gate,
    follow_up_imaging,
    generators,
    identity,
    occupancy,
    orders,
    production_chain,
    same_scanner,
    shelf_life,
    staff,
    supply_authorisation,
    therapy_stay,
    transport,
    visit_steps,
    visit_windows,
    washout,
)
from solver.checks.lookup import PlanView, ProblemView
from solver.checks.violation import Violation

Check = Callable[[ProblemView, PlanView], Iterator[Violation]]

PLAIN_CHECKS: dict[str, Check] = {
    module.RULE: module.check
    for module in (
        identity,
        administered_activity,
        batch_balance,
        visit_steps,
        occupancy,
        production_chain,
        generators,
        shelf_life,
        orders,
        availability,
        transport,
        visit_windows,
        eligibility_gate,
        staff,
        therapy_stay,
        follow_up_imaging,
        washout,
        same_scanner,
        activity_on_site,
        cohorts,
        supply_authorisation,
        conservation,
    )
}


def violations(
    known: ProblemView, plan: PlanView, checks: dict[str, Check]
) -> list[Violation]:
    """
    All violations but those of facts alone: they happened, whatever the rules say.

    ``commitments`` is about facts too, and so is not silenced.
    """
    return [
        violation
        for name, check in checks.items()
        for violation in check(known, plan)
        if name == "commitments"
        or not violation.visit_ids
        or not known.held.facts.issuperset(violation.visit_ids)
    ]
