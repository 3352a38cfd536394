"""Where participants are seen: sites, places, scanners, people."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from solver.problem.base import Id, Interval, Kbq, Minute, Name, Record
from solver.problem.equipment import Inventory, Licence


class Site(Record):
    """
    A hospital that receives doses.

    Parameters
    ----------
    zone
        IANA time zone, for display and for counting calendar days.
    opening
        From arrival to the end of the last step, a visit lies in one of these.
    midnights_min
        Local midnights, ascending, from at or before the origin to at or after
        the horizon's end; they number the site's calendar days.
    licences, inventory
        Limits on the activity held, and what is held already (rule 18).
    """

    id: Id
    name: Name
    zone: Name
    opening: tuple[Interval, ...]
    midnights_min: Annotated[tuple[Minute, ...], Field(min_length=2)]
    licences: tuple[Licence, ...] = ()
    inventory: tuple[Inventory, ...] = ()


class Place(Record):
    """A chair, room or bed of a kind ("uptake", "infusion"): one participant."""

    id: Id
    name: Name
    site_id: Id
    kind: Name
    available: tuple[Interval, ...]


class Certificate(Record):
    """A scanner belongs to a harmonised class while this is valid (rule 17)."""

    class_name: Name
    valid: Interval


class Scanner(Record):
    """
    A scanner of a kind ("PET/CT", "SPECT/CT"): one participant at a time.

    Quality control, maintenance and clinical blocks are out of ``available``.
    """

    id: Id
    name: Name
    site_id: Id
    kind: Name
    available: tuple[Interval, ...]
    certificates: tuple[Certificate, ...] = ()


class Break(Record):
    """Somewhere in ``window`` lie so many minutes in a row without a task."""

    window: Interval
    minutes: Annotated[int, Field(ge=1, le=24 * 60)]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.minutes > self.window.end_min - self.window.start_min:
            raise ValueError("the break is longer than its window")
        return self


class Person(Record):
    """
    Somebody on shift, by a code, never a name (rule 13).

    Parameters
    ----------
    roles
        What the person is qualified for.
    trial_ids
        The trials the person is trained for and delegated to; clinical visits need
        the role only.
    max_injections_per_day
        Most injections on one calendar day of the site.
    max_handled_kbq_per_day
        Most activity injected on one calendar day: the sum of what is drawn
        (``draw_kbq``) for the injections of this person [kBq].
    breaks
        Breaks that are kept free, whatever is planned.
    """

    id: Id
    name: Name
    site_id: Id
    roles: tuple[Name, ...]
    trial_ids: tuple[Id, ...]
    available: tuple[Interval, ...]
    max_injections_per_day: Annotated[int, Field(ge=0, le=1000)] | None = None
    max_handled_kbq_per_day: Kbq | None = None
    breaks: tuple[Break, ...] = ()


class Trial(Record):
    """A trial, with the sites at which it is activated (rule 23)."""

    id: Id
    name: Name
    active_site_ids: tuple[Id, ...]
