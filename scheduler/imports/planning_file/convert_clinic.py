"""Sites, places, scanners and trials."""

from datetime import timedelta

from scheduler.imports.planning_file.calendars import days_between
from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.convert_licences import inventory, licences
from scheduler.imports.planning_file.schema_calendar import Calendar
from scheduler.imports.planning_file.schema_clinic import (
    CertificateData,
    PlaceClosure,
    PlaceData,
    ScannerData,
    SiteData,
)
from scheduler.imports.planning_file.spans import Spans, difference, intervals
from solver.problem.base import MAX_MINUTES, Interval
from solver.problem.clinic import Certificate, Place, Scanner, Site, Trial

MIDNIGHT_DAYS_AFTER = 60
"""Sites number their days that far beyond the horizon, for windows."""


def sites(context: Context) -> list[Site]:
    """All sites with opening hours and numbered days."""
    return [made for data in context.file.sites for made in _site(context, data)]


def places(context: Context) -> list[Place]:
    """All places, one by one; what closes one of them is taken out."""
    return [
        made
        for position, data in enumerate(context.file.places)
        for made in _places(context, data, f"places[{position}]")
    ]


def place_ids(data: PlaceData) -> list[tuple[str, str]]:
    """Ids and names of the places of one entry."""
    if data.count is None:
        return [(each.id, each.name) for each in data.listed]
    name = data.name or data.kind
    return [
        (f"{data.site}/{data.kind}/{number}", f"{name} {number}")
        for number in range(1, data.count + 1)
    ]


def scanners(context: Context) -> list[Scanner]:
    """All scanners; quality control and maintenance are taken out."""
    return [made for data in context.file.scanners for made in _scanner(context, data)]


def trials(context: Context) -> list[Trial]:
    """All trials."""
    return [
        Trial(id=data.id, name=data.name, active_site_ids=data.active_sites)
        for data in context.file.trials
    ]


def _site(context: Context, data: SiteData) -> list[Site]:
    place = f"sites[{data.id}]"
    first, last = context.clinic_days(data.zone)
    opening = context.hours(data.opening, data.zone, f"{place}.opening", (first, last))
    for position, each in enumerate(data.product_hours):
        hours_place = f"{place}.product_hours[{position}]"
        context.hours(each.hours, data.zone, hours_place, (first, last))
    numbered = days_between(first, last + timedelta(days=1 + MIDNIGHT_DAYS_AFTER))
    return context.record(
        Site,
        place,
        id=data.id,
        name=data.name,
        zone=data.zone,
        opening=intervals(opening),
        midnights_min=tuple(context.axis.midnight(day, data.zone) for day in numbered),
        licences=licences(context, data),
        inventory=inventory(context, data),
    )


def hours_at(
    context: Context, given: Calendar | None, site: SiteData, place: str
) -> Spans:
    """Hours of a resource, or those of its site, whose issues are reported there."""
    days = context.clinic_days(site.zone)
    if given is None:
        return context.hours_without_issues(site.opening, site.zone, days)
    return context.hours(given, site.zone, place, days)


def _places(context: Context, data: PlaceData, place: str) -> list[Place]:
    site = context.sites.get(data.site)
    if site is None:
        return []
    hours = hours_at(context, data.hours, site, f"{place}.hours")
    known = place_ids(data)
    closed: dict[str, list[PlaceClosure]] = {place_id: [] for place_id, _ in known}
    for position, each in enumerate(data.closures):
        if each.place in closed:
            closed[each.place].append(each)
        else:
            told = f"none of these places is {each.place!r}"
            context.refuse(f"{place}.closures[{position}].place", told)
    return [
        made
        for place_id, name in known
        for made in context.record(
            Place,
            place,
            id=place_id,
            name=name,
            site_id=data.site,
            kind=data.kind,
            available=intervals(difference(hours, context.blocks(closed[place_id]))),
        )
    ]


def _scanner(context: Context, data: ScannerData) -> list[Scanner]:
    site = context.sites.get(data.site)
    if site is None:
        return []
    place = f"scanners[{data.id}]"
    days = context.clinic_days(site.zone)
    hours = hours_at(context, data.hours, site, f"{place}.hours")
    control = context.hours(
        data.quality_control, site.zone, f"{place}.quality_control", days
    )
    available = difference(difference(hours, control), context.blocks(data.maintenance))
    return context.record(
        Scanner,
        place,
        id=data.id,
        name=data.name,
        site_id=data.site,
        kind=data.kind,
        available=intervals(available),
        certificates=tuple(
            made
            for position, each in enumerate(data.certificates)
            for made in _certificate(
                context, each, site.zone, f"{place}.certificates[{position}]"
            )
        ),
    )


def _certificate(
    context: Context, data: CertificateData, zone: str, place: str
) -> list[Certificate]:
    """A certificate from the first midnight to the last, cut to what can be said."""
    after = data.valid_to + timedelta(days=1)
    start = max(context.axis.midnight(data.valid_from, zone), -MAX_MINUTES)
    end = min(context.axis.midnight(after, zone), MAX_MINUTES)
    if start >= end:
        return []
    return context.record(
        Certificate,
        place,
        class_name=data.class_name,
        valid=Interval(start_min=start, end_min=end),
    )
