"""One thing that somebody or something does for a visit."""

from dataclasses import dataclass

from solver.plan.plan import Occupation, Purpose


@dataclass(frozen=True, slots=True)
class Task:
    """
    One resource needed during ``[anchor + start, anchor + end)``.

    The anchor is the injection or, for a later scan, its scan start.

    Parameters
    ----------
    kind
        The kind of place or scanner, or the role of a person.
    setup_min
        Minutes from its first one to the scan start, where there is a scan.
    alternative
        Of an injection: the alternative of the visit that is injected.
    """

    purpose: Purpose
    kind: str
    start_min: int
    end_min: int
    setup_min: int = 0
    alternative: int = 0

    @property
    def length_min(self) -> int:
        """Minutes it takes."""
        return self.end_min - self.start_min

    def occupation(self, resource_id: str, anchor_min: int) -> Occupation:
        """The task, done by a resource."""
        return Occupation(
            resource_id=resource_id,
            purpose=self.purpose,
            start_min=anchor_min + self.start_min,
            end_min=anchor_min + self.end_min,
        )
