"""Where participants are seen: sites, places, scanners, people."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import WEEK, Day, Gbq, Span, Weekday, Zone
from scheduler.imports.planning_file.schema_calendar import Block, Calendar
from scheduler.imports.planning_file.schema_licences import InventoryData, LicenceData
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
    licences: tuple[LicenceData, ...] = ()
    inventory: tuple[InventoryData, ...] = ()


class ListedPlace(Record):
    """One place with an id of its own."""

    id: Id
    name: Name


class PlaceClosure(Block):
    """A dated span in which one of several places is not available."""

    place: Id = Field(description="Its id, also of a counted one.")


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
    closures: tuple[PlaceClosure, ...] = Field(
        default=(), description="Taken out of the hours of single places."
    )

    @model_validator(mode="after")
    def _is_counted_or_listed(self) -> Self:
        if (self.count is not None) == bool(self.listed):
            raise ValueError("give either count or listed")
        return self


class CertificateData(Record):
    """A scanner belongs to a harmonised class on local dates, both included."""

    class_name: Name = Field(description="'EARL 1'; series of trials ask for it.")
    valid_from: Day
    valid_to: Day

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
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
    certificates: tuple[CertificateData, ...] = ()


class BreakData(Record):
    """
    A break on every shift: so many minutes in a row ``between`` two local clocks.

    A shift that leaves that much of the span free needs no break in it.
    """

    between: Span
    minutes: Annotated[int, Field(ge=1, le=24 * 60)]
    weekdays: tuple[Weekday, ...] = Field(
        default=WEEK, description="The weekdays; all of them if left out."
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        start, end = (
            int(clock[:2]) * 60 + int(clock[3:]) for clock in self.between.split("-")
        )
        if self.minutes > end - start:
            raise ValueError(f"{self.minutes} minutes do not fit into {self.between}")
        return self


class PersonData(Record):
    """
    Somebody on shift, by a code, never a name (rule 13).

    The limits are for each local date of the site.
    """

    id: Id = Field(description="A code.")
    site: Id
    roles: Annotated[tuple[Name, ...], Field(min_length=1)]
    trials: tuple[Id, ...] = Field(
        default=(), description="Trials the person is trained for and delegated to."
    )
    shifts: Calendar
    absences: tuple[Block, ...] = ()
    max_injections_per_day: Annotated[int, Field(ge=0, le=1000)] | None = None
    max_handled_gbq_per_day: Gbq | None = Field(
        default=None, description="Most activity drawn for this person's injections."
    )
    breaks: tuple[BreakData, ...] = ()
