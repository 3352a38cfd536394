"""
Rule 21: how much a plan changes of what is committed. It is soft: levels, no faults.

A committed visit is moved if its injection minute is another one. Holds count until
they lapse.
"""

from typing import NamedTuple

from solver.checks.calendar import day_number
from solver.checks.lookup import PlanView


class Stability(NamedTuple):
    """The values of the levels ``bumped_again`` to ``moved_min``, in their order."""

    bumped_again: int
    touched: int
    moved_days: int
    moved_min: int


def stability(view: PlanView) -> Stability:
    """Visits bumped again, participants touched, days and minutes moved (rule 21)."""
    known = view.known
    bumps = {each.visit_id: each.bumps for each in known.problem.commitments.visits}
    bumped_again = moved_days = moved_min = 0
    touched = set()
    for visit_id in known.held.visits:
        visit = known.visits[visit_id]
        now = view.administrations.get(visit_id)
        before = known.held.administrations[visit_id].injection_min
        if now is not None and now.injection_min == before:
            continue
        bumped_again += bumps[visit_id] > 0
        is_clinical = visit.participant_id is None
        touched.add((is_clinical, visit_id if is_clinical else visit.participant_id))
        if now is not None:
            midnights = known.sites[visit.site_id].midnights_min
            days = day_number(now.injection_min, midnights) - day_number(
                before, midnights
            )
            moved_days += abs(days)
            moved_min += abs(now.injection_min - before)
    return Stability(bumped_again, len(touched), moved_days, moved_min)
