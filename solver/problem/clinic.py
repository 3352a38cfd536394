"""Where participants are seen: sites, places, scanners, people."""

from typing import Annotated

from pydantic import Field

from solver.problem.base import Id, Interval, Minute, Name, Record


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
    """

    id: Id
    name: Name
    zone: Name
    opening: tuple[Interval, ...]
    midnights_min: Annotated[tuple[Minute, ...], Field(min_length=2)]


class Place(Record):
    """A chair, room or bed of a kind ("uptake", "infusion"): one participant."""

    id: Id
    name: Name
    site_id: Id
    kind: Name
    available: tuple[Interval, ...]


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


class Person(Record):
    """
    Somebody on shift, by a code, never a name (rule 13).

    ``roles`` is what the person is qualified for, ``trial_ids`` the trials the
    person is trained for and delegated to; clinical visits need the role only.
    """

    id: Id
    name: Name
    site_id: Id
    roles: tuple[Name, ...]
    trial_ids: tuple[Id, ...]
    available: tuple[Interval, ...]


class Trial(Record):
    """A trial, with the sites at which it is activated (rule 23)."""

    id: Id
    name: Name
    active_site_ids: tuple[Id, ...]
