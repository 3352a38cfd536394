"""What is given: products, their containers, packages and shelf lives."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from scheduler.imports.planning_file.base import (
    Gbq,
    Hours,
    Mbq,
    Milliliters,
    Number,
    Percent,
)
from solver.problem.base import Id, Name, Record
from solver.problem.products import Presentation


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
    in_use_hours: Hours | None = Field(
        default=None,
        description="From the first injection out of the same multi-dose vial.",
    )


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


class PackageData(Record):
    """
    How a product is packed for transport (rule 10).

    A shipment makes as many packages as its portions and its activity at departure
    need, one at least.
    """

    max_portions: Annotated[int, Field(ge=1, le=1000)] | None = None
    max_activity_gbq: Gbq | None = None
    transport_index_per_gbq: Annotated[Number, Field(ge=0, le=1000)] = Decimal(0)


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
    package: PackageData = PackageData()
