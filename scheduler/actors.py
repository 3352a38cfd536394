"""Who asks for a change: said with every use case, written with every change."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """
    A person or a program, by a code.

    Parameters
    ----------
    id
        "key:3f9c…", "job:replan", "cli:planner"; never a name of a person.
    request_id
        What the caller calls this request, for finding it again.
    """

    id: str
    request_id: str | None = None
