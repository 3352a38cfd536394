"""What every change of a what-if has in common."""

from abc import abstractmethod
from collections.abc import Iterator
from datetime import datetime
from enum import IntEnum
from typing import ClassVar, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import WholeMinute
from scheduler.scenarios.changes.file_draft import FileDraft
from scheduler.scenarios.changes.problem_draft import ProblemDraft
from solver.problem.base import Record


class Turn(IntEnum):
    """
    When a change is made, wherever it is in the list.

    What is added is a copy of the base, and is there for all other changes; what is
    closed stays closed; what is removed has to be there.
    """

    ADDED = 0
    ASKED = 1
    REDEFINED = 2
    ALTERED = 3
    CLOSED = 4
    REMOVED = 5


class ChangeBase(Record):
    """
    One change; it is made on the planning file, or on the problem made from that.

    Attributes
    ----------
    turn
        When it is made.
    spelling
        How it is written on one line: words, and fields in braces, those in brackets
        optional, one followed by dots for all that is left; empty, if it takes more
        than a line.
    """

    turn: ClassVar[Turn]
    spelling: ClassVar[str] = ""

    def on_file(self, draft: FileDraft) -> None:
        """Make what of the change a planning file can say."""

    def on_problem(self, draft: ProblemDraft) -> None:
        """Make what of the change a planning file cannot say."""

    @abstractmethod
    def words(self) -> str:
        """What is changed, for people."""


class Lasting(ChangeBase):
    """A change that lasts from now, or ``start_at``, to the end, or ``end_at``."""

    start_at: WholeMinute | None = Field(
        default=None, description="Now, if left out; never before."
    )
    end_at: WholeMinute | None = Field(
        default=None, description="The horizon's end, if left out."
    )

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.start_at and self.end_at and self.end_at <= self.start_at:
            raise ValueError("end_at is not after start_at")
        return self

    @property
    def lasting(self) -> str:
        """From when until when, in words."""
        return " ".join(self._parts())

    def _parts(self) -> Iterator[str]:
        yield f"from {told(self.start_at)}" if self.start_at else "from now"
        yield f"to {told(self.end_at)}" if self.end_at else "on"


def told(at: datetime) -> str:
    """An instant as it is written."""
    return at.isoformat(timespec="minutes")
