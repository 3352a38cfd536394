"""Who makes products, on which lines and how, and for whom."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import (
    Day,
    DayMinutes,
    Gbq,
    Mbq,
    Number,
    Share,
    Zone,
)
from scheduler.imports.planning_file.schema_calendar import (
    Block,
    Calendar,
    DateRule,
    LeadTime,
)
from scheduler.imports.planning_file.schema_equipment import (
    EquipmentUseData,
    IrradiationData,
)
from solver.problem.base import Id, Name, Nok, Record


class UnitData(Record):
    """A production unit: a facility with lines, or a manufacturer."""

    id: Id
    name: Name
    zone: Zone
    working_days: DateRule = Field(
        default=DateRule(), description="The days that count for order cut-offs."
    )


class ProcessData(Record):
    """
    How a line makes a product, and on which days it may.

    ``eos_hours`` has at most one span a day: end of synthesis (EOS) lies in it,
    both ends included.
    """

    product: Id
    eos_hours: Calendar
    max_runs_per_day: Annotated[int, Field(ge=1, le=24)] = Field(
        default=1, description="Runs of this product on this line on one day."
    )
    cutoff: LeadTime = Field(description="When orders for a run close.")
    synthesis_minutes: DayMinutes
    capacity_gbq: Gbq = Field(description="The most one run can have at EOS.")
    irradiation: IrradiationData | None = None
    generators: tuple[Id, ...] = Field(
        default=(),
        description="Generators to elute at the start of the synthesis; each gives "
        "runs of its own.",
    )
    yield_percent: Share | None = Field(
        default=None,
        description="Of the irradiated target or eluate, without decay, in steps of "
        "0.1 %; all of it if left out.",
    )
    reserve_percent: Annotated[Number, Field(ge=0, le=90)] = Field(
        default=Decimal(0),
        description="Share of the capacity left unused, in steps of 0.1 %.",
    )
    uses: tuple[EquipmentUseData, ...] = Field(
        default=(), description="Equipment of the unit, besides line and beam."
    )
    sample_mbq: Mbq | None = Field(
        default=None, description="What quality control uses up, at EOS."
    )
    quality_control_minutes: DayMinutes
    dispensing_fixed_minutes: DayMinutes = 0
    dispensing_per_portion_minutes: DayMinutes = 0
    packing_minutes: DayMinutes = 0
    conditional_dispatch: bool = Field(
        default=False, description="Whether doses may travel before release."
    )
    cost_nok: Nok = 0

    @model_validator(mode="after")
    def _is_made_from_one_thing(self) -> Self:
        if self.irradiation is not None and self.generators:
            raise ValueError("give either irradiation or generators")
        if self.yield_percent is not None and not (
            self.irradiation is not None or self.generators
        ):
            raise ValueError("yield_percent is for irradiation or generators")
        return self


class LineData(Record):
    """A hot cell with its synthesis module: one synthesis at a time."""

    id: Id
    name: Name
    unit: Id
    hours: Calendar = Field(description="A synthesis lies inside one span.")
    maintenance: tuple[Block, ...] = Field(
        default=(), description="Taken out of the hours."
    )
    max_runs_per_day: Annotated[int, Field(ge=0, le=1000)]
    cleaning_minutes: DayMinutes = 0
    changeover_minutes: DayMinutes = 0
    cooldown_minutes: DayMinutes = 0
    processes: tuple[ProcessData, ...]


class AuthorisationData(Record):
    """Manufacturer, product, receiving site and trial, authorised together."""

    unit: Id
    product: Id
    site: Id
    trial: Id | None = Field(description="null: clinical use.")
    valid_from: Day = Field(description="First local date of the site.")
    valid_to: Day = Field(description="Last local date of the site, included.")

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self
