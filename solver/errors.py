"""
What can go wrong, as a tree.

* ``SolverError``
    * ``InvalidDocument``   a file that is not what it should be; all issues
    * ``UnverifiedPlan``    our own error: the checker refused a plan
    * ``ModelTooLarge``     a piece of a problem that an exact model is not made for
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
