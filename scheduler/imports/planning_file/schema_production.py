"""Products, and who makes or sells them."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import (
    Clock,
    Day,
    DayMinutes,
    Gbq,
    Hours,
    Mbq,
    Milliliters,
    Number,
    Percent,
    Zone,
)
from scheduler.imports.planning_file.schema_calendar import (
    Calendar,
    CalendarTime,
    DateRule,
    LeadTime,
)
from solver.problem.base import Id, Name, Nok, Record
from solver.problem.production import Presentation


class HalfLifeOverride(Record):
    """A half-life that a label states, beside the evaluated one."""

    hours: Hours
    source: Name = Field(description="The label or paper that states it.")


class ShelfLifeHours(Record):
    """Latest end of the injection, in hours from each instant a label names."""

    from_eos_hours: Hours | None = None
    from_reference_hours: Hours | None = None
    from_dispensing_hours: Hours | None = None
    from_receipt_hours: Hours | None = None


class ContainerData(Record):
    """The vial or syringe; figures at end of synthesis or reference time."""

    concentration_mbq_per_ml: (
        Annotated[Number, Field(ge=Decimal("0.001"), le=1_000_000_000)] | None
    ) = Field(default=None, description="Required for multi-dose and whole vials.")
    max_activity_mbq: Mbq | None = None
    max_volume_ml: Milliliters | None = None
    dead_volume_ml: Milliliters = Decimal(0)
    content_mbq: Mbq | None = Field(
        default=None, description="Content of one whole vial; for whole vials only."
    )
    max_vials_per_shipment: Annotated[int, Field(ge=1, le=20)] = 1


class ProductData(Record):
    """A radiopharmaceutical."""

    id: Id
    name: Name
    nuclide: Name = Field(description="As in the nuclide table: 'F-18'.")
    half_life_override: HalfLifeOverride | None = None
    presentation: Presentation
    residual_percent: Percent = Field(
        default=Decimal(0),
        description="Share of the drawn activity left in syringe and line, "
        "in steps of 0.1 %.",
    )
    shelf_life: ShelfLifeHours
    container: ContainerData = ContainerData()


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


class LineData(Record):
    """A hot cell with its synthesis module: one synthesis at a time."""

    id: Id
    name: Name
    unit: Id
    hours: Calendar = Field(description="A synthesis lies inside one span.")
    max_runs_per_day: Annotated[int, Field(ge=0, le=1000)]
    cleaning_minutes: DayMinutes = 0
    changeover_minutes: DayMinutes = 0
    cooldown_minutes: DayMinutes = 0
    processes: tuple[ProcessData, ...]


class SupplyData(Record):
    """A bought product: one order may be placed for each reference date."""

    product: Id
    unit: Id
    reference_dates: DateRule = Field(description="Dates of the reference time.")
    reference_clock: Clock = Field(
        description="Local clock time of the reference, '12:00', in the unit's zone."
    )
    ready: CalendarTime = Field(
        description="When the unit hands it over, counted back from the date."
    )
    cutoff: LeadTime = Field(description="When the order closes.")
    max_portions: Annotated[int, Field(ge=1, le=10_000)]
    cost_nok: Nok = 0
    cost_per_portion_nok: Nok = 0


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
