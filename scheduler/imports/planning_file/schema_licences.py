"""How much activity a site may hold, and what it holds already (rule 18)."""

from typing import Annotated

from pydantic import Field

from scheduler.imports.planning_file.base import Gbq, WholeMinute
from solver.problem.base import Id, Name, Record


class LicenceData(Record):
    """The most activity of some nuclides together, at every minute."""

    id: Id
    nuclides: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(
        description="As in the nuclide table: 'Lu-177'."
    )
    max_gbq: Gbq
    includes_waste: bool = Field(
        default=False, description="Whether what is left in vials still counts."
    )


class InventoryData(Record):
    """Activity that is at the site already, decays there and never leaves."""

    nuclide: Name = Field(description="As in the nuclide table: 'Lu-177'.")
    activity_gbq: Gbq
    measured_at: WholeMinute
