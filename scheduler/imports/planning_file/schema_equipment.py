"""What runs need besides a line: beam, instruments, releasing people."""

from typing import Annotated

from pydantic import Field

from scheduler.imports.planning_file.base import Gbq
from scheduler.imports.planning_file.schema_calendar import Block, Calendar
from solver.problem.base import Id, Name, Record

_WEEK_MIN = 7 * 24 * 60


class EquipmentData(Record):
    """A beam target, an instrument or a releasing person: one run at a time."""

    id: Id = Field(description="People by a code.")
    name: Name
    unit: Id
    kind: Name = Field(
        description="'beam', 'quality control', 'release'; processes ask for it."
    )
    hours: Calendar = Field(description="A run's hold lies inside one span.")
    blocks: tuple[Block, ...] = Field(
        default=(), description="Maintenance, absences: taken out of the hours."
    )


class EquipmentUseData(Record):
    """
    A run holds one piece of equipment of a kind for some minutes.

    ``{"kind": "release", "starts_minutes_after_eos": 30, "minutes": 5}``; what
    starts before the end of synthesis (EOS) has a negative start.
    """

    kind: Name
    starts_minutes_after_eos: Annotated[int, Field(ge=-_WEEK_MIN, le=_WEEK_MIN)]
    minutes: Annotated[int, Field(ge=1, le=_WEEK_MIN)]


class IrradiationData(Record):
    """
    The beam that a run needs, just before its synthesis.

    Irradiated for ``minutes``, the target holds ``saturation_gbq * (1 - 2^(-minutes /
    half-life))`` at the end of beam; one piece of equipment is held for them.
    """

    minutes: Annotated[int, Field(ge=1, le=_WEEK_MIN)]
    saturation_gbq: Gbq = Field(description="What endless beam would make.")
    equipment_kind: Name = Field(
        default="beam", description="Kind of equipment that is held."
    )
