"""What a solve tells while it runs."""

from dataclasses import dataclass

from solver.plan.result import Level


@dataclass(frozen=True, slots=True)
class Progress:
    """
    The best plan so far.

    Parameters
    ----------
    wall_s
        Seconds since the solve began.
    phase
        What found it: "construct", "resume", "improve", "exact", "bound", "done".
    levels
        Value and bound per level.
    """

    wall_s: float
    phase: str
    levels: tuple[Level, ...]
