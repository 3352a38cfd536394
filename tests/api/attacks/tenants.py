"""
Sponsors who share a network and are to know nothing of each other.

Every name, id, dose level, reason and note of a tenant carries a canary: a word that
is found nowhere else.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

NETWORK, ELSEWHERE = "joint", "elsewhere"
NOW = datetime(2026, 9, 11, 12, tzinfo=UTC)
DATES = ("2026-09-14", "2026-09-16")


class Part(StrEnum):
    """Whose a text is: a key is limited to the ids of some of them."""

    SITE = "Site"
    UNIT = "Unit"
    TRIAL = "Trial"


@dataclass(frozen=True)
class Tenant:
    """A sponsor with a trial, at one site of its own, supplied by one unit."""

    word: str

    def canary(self, part: Part) -> str:
        """What is found in every text of a part, and nowhere else."""
        return f"Qz{self.word}{part}"

    def canaries(self) -> dict[Part, str]:
        """All of them."""
        return {part: self.canary(part) for part in Part}

    def of_site(self, begin: str) -> str:
        """An id or name at the site."""
        return f"{begin}-{self.canary(Part.SITE)}"

    def of_unit(self, begin: str) -> str:
        """An id or name of the unit."""
        return f"{begin}-{self.canary(Part.UNIT)}"

    def of_trial(self, begin: str) -> str:
        """An id, name or reason of the trial."""
        return f"{begin}-{self.canary(Part.TRIAL)}"

    @property
    def site(self) -> str:
        """Id of the site."""
        return self.of_site("S")

    @property
    def unit(self) -> str:
        """Id of the unit."""
        return self.of_unit("U")

    @property
    def trial(self) -> str:
        """Id of the trial."""
        return self.of_trial("T")

    @property
    def order(self) -> str:
        """Id of the order of bought vials that the first bought dose is of."""
        return f"{self.of_unit('O')}@2026-09-15"

    def participant(self, number: int) -> str:
        """Id of a participant."""
        return self.of_trial(f"P{number}")

    def visit(self, number: int) -> str:
        """Id of the first visit of a participant."""
        return self.of_trial(f"V{number}")


A, B, C = Tenant("Alfa"), Tenant("Beta"), Tenant("Gama")

FIRST, HELD, OPEN, LATER, CANCELLED, BOUGHT, WITHDRAWN, BROKEN, DUE = range(9)
"""What becomes of the participants, by number."""

SHARED = DUE + 1
"""A participant of B, whose dose A's unit makes."""

FOLLOWER = "again"
"""Begins the id of the visit that follows ``FIRST``, and waits for a result."""
