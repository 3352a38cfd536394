"""Which record of the planning file lies in which table."""

from collections.abc import Iterable, Iterator

from scheduler.database.base import Base
from scheduler.imports.planning_file import (
    schema_clinic,
    schema_cycles,
    schema_demand,
    schema_equipment,
    schema_gates,
    schema_generators,
    schema_histories,
    schema_procedures,
    schema_production,
    schema_products,
    schema_protocol,
    schema_supplies,
    schema_transport,
)
from scheduler.imports.planning_file.schema_calendar import Block
from scheduler.imports.rows.tables import POSITION, Table
from scheduler.orders import models as orders
from scheduler.production import models as production
from scheduler.products import models as products
from scheduler.sites import models as sites
from scheduler.transport import models as transport
from scheduler.trials import models as trials
from scheduler.trials import participants

_RESULTS_OF_VISIT = Table(
    "results",
    participants.GateResult,
    schema_gates.ResultData,
    above={"owner_id": "id"},
    always={"cycle": 0},
)
_RESULTS_OF_COURSE = Table(
    "results",
    participants.GateResult,
    schema_gates.CycleResultData,
    above={"owner_id": "id"},
    within={"cycle": ("first_cycle", "last_cycle")},
)

TABLES = (
    Table("products", products.Product, schema_products.ProductData),
    Table("units", production.Unit, schema_production.UnitData),
    Table(
        "lines",
        production.Line,
        schema_production.LineData,
        below=(
            Table(
                "processes",
                production.Process,
                schema_production.ProcessData,
                above={"line_id": "id"},
            ),
        ),
    ),
    Table("equipment", production.Equipment, schema_equipment.EquipmentData),
    Table("generators", production.Generator, schema_generators.GeneratorData),
    Table(
        "supplies",
        orders.Supply,
        schema_supplies.SupplyData,
        renamed={"name": "id"},
        below=(
            Table(
                "placed",
                orders.PlacedOrder,
                schema_supplies.PlacedPortions,
                above={"supply_position": POSITION},
            ),
        ),
    ),
    Table(
        "authorisations", products.Authorisation, schema_production.AuthorisationData
    ),
    Table("sites", sites.Site, schema_clinic.SiteData),
    Table("places", sites.PlaceGroup, schema_clinic.PlaceData),
    Table("scanners", sites.Scanner, schema_clinic.ScannerData),
    Table("people", sites.Person, schema_clinic.PersonData),
    Table("vehicles", transport.Vehicle, schema_transport.VehicleData),
    Table(
        "lanes",
        transport.Lane,
        schema_transport.LaneData,
        below=(
            Table(
                "extra_departures",
                transport.ExtraDeparture,
                schema_transport.ExtraDeparture,
                above={"lane_id": "id"},
            ),
        ),
    ),
    Table("procedures", trials.Procedure, schema_procedures.ProcedureData),
    Table("separations", products.Separation, schema_histories.SeparationData),
    Table(
        "trials",
        trials.Trial,
        schema_protocol.TrialData,
        below=(
            Table(
                "arms", trials.Arm, schema_protocol.ArmData, above={"trial_id": "id"}
            ),
            Table(
                "cohorts",
                trials.Cohort,
                schema_histories.CohortData,
                above={"trial_id": "id"},
            ),
            Table(
                "visit_definitions",
                trials.VisitDefinition,
                schema_protocol.VisitDefinition,
                above={"trial_id": "id"},
            ),
        ),
    ),
    Table(
        "participants",
        participants.Participant,
        schema_demand.ParticipantData,
        elsewhere=frozenset({"weight_kg", "weighed_on"}),
        below=(
            Table(
                "unavailable",
                participants.Unavailability,
                Block,
                above={"participant_id": "id"},
            ),
            Table(
                "visits",
                participants.Visit,
                schema_demand.VisitData,
                above={"participant_id": "id", "trial_id": "trial_id"},
                below=(_RESULTS_OF_VISIT,),
            ),
            Table(
                "cycles",
                participants.Course,
                schema_cycles.CyclesData,
                above={"participant_id": "id"},
                below=(_RESULTS_OF_COURSE,),
            ),
        ),
    ),
    Table("claims", participants.Claim, schema_demand.ClaimData),
)
"""The tables of the planning file's own fields, in its order."""

WEIGHTS = participants.Weight


def _models(tables: Iterable[Table]) -> Iterator[type[Base]]:
    for table in tables:
        yield table.model
        yield from _models(table.below)


MODELS: tuple[type[Base], ...] = (*dict.fromkeys(_models(TABLES)), WEIGHTS)
"""Every table that a planning file is written into."""
