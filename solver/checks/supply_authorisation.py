"""
Rule 23: manufacturer, product, site and trial are authorised together.

The injection lies inside the authorisation's validity; for a trial the site is
activated and consent is recorded.
"""

from collections.abc import Iterator

from solver.checks.lookup import PlanView, ProblemView
from solver.checks.violation import Violation

RULE = "supply_authorisation"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Authorisation, activation and consent of each dose (rule 23)."""
    for dose in plan.doses.values():
        visit, injection = dose.visit, dose.administration.injection_min
        messages = []
        if dose.made is not None:
            wanted = (
                dose.made.unit_id,
                visit.product_id,
                visit.site_id,
                visit.trial_id,
            )
            if not any(
                (each.unit_id, each.product_id, each.site_id, each.trial_id) == wanted
                and each.valid.start_min <= injection < each.valid.end_min
                for each in known.problem.authorisations
            ):
                messages.append(
                    f"no authorisation of {wanted[0]} for {wanted[1]} at {wanted[2]} "
                    f"({wanted[3] or 'clinical use'}) is valid at minute {injection}"
                )
        if visit.trial_id is not None:
            trial = known.trials[visit.trial_id]
            if visit.site_id not in trial.active_site_ids:
                messages.append(f"site {visit.site_id} is not active in {trial.id}")
            if not visit.is_consented:
                messages.append(f"no consent is recorded for trial {trial.id}")
        for message in messages:
            yield Violation(RULE, visit.id, message, (visit.id,))
