"""Where participants are seen: sites, places, scanners, people."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import Zone
from scheduler.imports.planning_file.schema_calendar import Block, Calendar
from solver.problem.base import Id, Name, Record


class ProductHours(Record):
    """When a site injects a product (rule 9), in the site's local time."""

    product: Id
    hours: Calendar


class SiteData(Record):
    """A hospital that receives doses."""

    id: Id
    name: Name
    zone: Zone
    opening: Calendar
    product_hours: tuple[ProductHours, ...] = Field(
        default=(),
        description="A product without an entry is injected in opening hours.",
    )


class ListedPlace(Record):
    """One place with an id of its own."""

    id: Id
    name: Name


class PlaceData(Record):
    """
    Places of one kind at a site: ``count`` of them, or ``listed`` one by one.

    Counted places are called ``{name} 1`` to ``{name} n``, with the ids
    ``{site}/{kind}/1`` to ``{site}/{kind}/n``.
    """

    site: Id
    kind: Name = Field(description="'uptake', 'infusion'; procedures ask for it.")
    name: Name | None = Field(default=None, description="The kind if left out.")
    count: Annotated[int, Field(ge=1, le=200)] | None = None
    listed: tuple[ListedPlace, ...] = ()
    hours: Calendar | None = Field(
        default=None, description="The site's opening hours if left out."
    )

    @model_validator(mode="after")
    def _is_counted_or_listed(self) -> Self:
        if (self.count is not None) == bool(self.listed):
            raise ValueError("give either count or listed")
        return self


class ScannerData(Record):
    """A scanner; quality control and maintenance take time out of its hours."""

    id: Id
    name: Name
    site: Id
    kind: Name = Field(description="'PET/CT', 'SPECT/CT'; procedures ask for it.")
    hours: Calendar | None = Field(
        default=None, description="The site's opening hours if left out."
    )
    quality_control: Calendar = Field(
        default=Calendar(), description="Weekly slots of quality control."
    )
    maintenance: tuple[Block, ...] = ()


class PersonData(Record):
    """Somebody on shift, by a code, never a name (rule 13)."""

    id: Id = Field(description="A code.")
    site: Id
    roles: Annotated[tuple[Name, ...], Field(min_length=1)]
    trials: tuple[Id, ...] = Field(
        default=(), description="Trials the person is trained for and delegated to."
    )
    shifts: Calendar
    absences: tuple[Block, ...] = ()
