"""
What can go wrong, as a tree.

* ``SolverError``
    * ``InvalidDocument``   a file that is not what it should be; all issues
    * ``UnverifiedPlan``    our own error: the checker refused a plan
    * ``ModelTooLarge``     a piece of a problem that an exact model is not made for
    * ``SlotTaken``         a slot that cannot be had any more; the rules that say so
    * ``StillNeeded``       a visit that others need, so that it cannot just go
"""

from collections.abc import Sequence
from dataclasses import dataclass


class SolverError(Exception):
    """Base class of all expected failures."""


@dataclass(frozen=True, slots=True)
class Issue:
    """
    One thing that is wrong, and where.

    ``place`` reads like ``visits[V1].alternatives[0].target_kbq``.
    """

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class InvalidDocument(SolverError):
    """A document is not what it should be; ``issues`` lists all that is wrong."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = tuple(issues)
        super().__init__("\n".join(map(str, self.issues)))


class ModelTooLarge(SolverError):
    """Writing the rows of an exact model would take longer than it can gain."""


class UnverifiedPlan(SolverError):
    """The independent checker refused a plan: a defect of ours, never returned."""


class SlotTaken(SolverError):
    """
    A slot does not fit the plan in force, or not any more.

    ``visit_id`` is whose slot it is, ``rules`` the names of the rules it would break.
    """

    def __init__(self, visit_id: str, rules: Sequence[str]) -> None:
        self.visit_id = visit_id
        self.rules = tuple(rules)
        super().__init__(f"the slot of {visit_id} breaks {', '.join(rules)}")


class StillNeeded(SolverError):
    """
    Visits of the plan in force need one that is not there, or is to go.

    ``visit_ids`` are those that need it: they wait for it, are worth nothing without
    it, or have doses of its batch that keep only while it has them too.
    """

    def __init__(self, visit_ids: Sequence[str]) -> None:
        self.visit_ids = tuple(visit_ids)
        super().__init__(f"still needed by {', '.join(visit_ids)}")
