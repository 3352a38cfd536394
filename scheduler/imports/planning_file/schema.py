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
from scheduler.imports.planning_file.schema_equipment import EquipmentData
from scheduler.imports.planning_file.schema_generators import GeneratorData
from scheduler.imports.planning_file.schema_histories import SeparationData
from scheduler.imports.planning_file.schema_procedures import ProcedureData
from scheduler.imports.planning_file.schema_production import (
    AuthorisationData,
    LineData,
    UnitData,
)
from scheduler.imports.planning_file.schema_products import ProductData
from scheduler.imports.planning_file.schema_protocol import TrialData
from scheduler.imports.planning_file.schema_supplies import SupplyData
from scheduler.imports.planning_file.schema_transport import LaneData, VehicleData
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
    equipment: tuple[EquipmentData, ...] = ()
    generators: tuple[GeneratorData, ...] = ()
    supplies: tuple[SupplyData, ...] = ()
    authorisations: tuple[AuthorisationData, ...] = ()
    sites: tuple[SiteData, ...]
    places: tuple[PlaceData, ...] = ()
    scanners: tuple[ScannerData, ...] = ()
    people: tuple[PersonData, ...] = ()
    vehicles: tuple[VehicleData, ...] = ()
    lanes: tuple[LaneData, ...] = ()
    procedures: tuple[ProcedureData, ...] = ()
    treatments: tuple[Name, ...] = Field(
        default=(),
        description="Drugs and treatments that separations and exposures speak of.",
    )
    separations: tuple[SeparationData, ...] = ()
    trials: tuple[TrialData, ...] = ()
    participants: tuple[ParticipantData, ...] = ()
    claims: tuple[ClaimData, ...] = ()
    commitments: CommitmentsData | None = None
