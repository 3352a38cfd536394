"""The planning file: everything of one planning problem, in people's units."""

from typing import Annotated, Literal

from pydantic import Field

from scheduler.imports.planning_file.base import Day, WholeMinute, Zone
from scheduler.imports.planning_file.schema_clinic import (
    PersonData,
    PlaceData,
    ScannerData,
    SiteData,
)
from scheduler.imports.planning_file.schema_commitments import CommitmentsData
from scheduler.imports.planning_file.schema_demand import ClaimData, ParticipantData
from scheduler.imports.planning_file.schema_production import (
    AuthorisationData,
    LineData,
    ProductData,
    SupplyData,
    UnitData,
)
from scheduler.imports.planning_file.schema_protocol import ProcedureData, TrialData
from scheduler.imports.planning_file.schema_transport import LaneData
from solver.problem.base import Name, Record


class Horizon(Record):
    """Whole local days: from the midnight before the first to that after the last."""

    first_date: Day
    days: Annotated[int, Field(ge=1, le=366)]
    zone: Zone


class PlanningFile(Record):
    """
    One planning problem as people write it.

    Entities refer to each other by id. Activities are MBq or GBq, volumes mL,
    clock times local to the facility they belong to, instants ISO 8601 with an
    offset; every field's name ends in its unit.
    """

    schema_version: Literal[1]
    name: Name
    as_of: WholeMinute = Field(
        description="Now: nothing is decided before this instant."
    )
    horizon: Horizon
    products: tuple[ProductData, ...]
    units: tuple[UnitData, ...]
    lines: tuple[LineData, ...] = ()
    supplies: tuple[SupplyData, ...] = ()
    authorisations: tuple[AuthorisationData, ...] = ()
    sites: tuple[SiteData, ...]
    places: tuple[PlaceData, ...] = ()
    scanners: tuple[ScannerData, ...] = ()
    people: tuple[PersonData, ...] = ()
    lanes: tuple[LaneData, ...] = ()
    procedures: tuple[ProcedureData, ...] = ()
    trials: tuple[TrialData, ...] = ()
    participants: tuple[ParticipantData, ...] = ()
    claims: tuple[ClaimData, ...] = ()
    commitments: CommitmentsData | None = None
