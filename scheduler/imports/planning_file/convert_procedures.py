"""Procedures: the steps of a visit."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.quantities import exact_minutes
from scheduler.imports.planning_file.schema_procedures import (
    LaterScanData,
    ProcedureData,
)
from solver.problem.clinic import Place, Site
from solver.problem.demand import Visit
from solver.problem.procedures import LaterScan, Procedure, Scan
from solver.units import MINUTES_PER_DAY


def procedures(context: Context) -> list[Procedure]:
    """All procedures."""
    return [
        made for data in context.file.procedures for made in _procedure(context, data)
    ]


def check_scan_minutes(
    context: Context, procedure: ProcedureData | None, minutes: int, place: str
) -> None:
    """Scan minutes are for procedures with a scan, and they need them."""
    if procedure is None:
        return
    if procedure.scan is not None and not minutes:
        context.refuse(place, f"procedure {procedure.id} has a scan: give its minutes")
    if procedure.scan is None and minutes:
        context.refuse(place, f"procedure {procedure.id} has no scan")


def check_overnight_places(
    context: Context,
    procedures: Sequence[Procedure],
    places: Sequence[Place],
    sites: Sequence[Site],
) -> None:
    """Some place that an overnight stay asks for is there through some night."""
    midnights = {site.id: site.midnights_min for site in sites}
    through_nights = {
        place.kind
        for place in places
        if place.site_id in midnights
        and any(
            bisect_right(midnights[place.site_id], span.start_min)
            < bisect_left(midnights[place.site_id], span.end_min)
            for span in place.available
        )
    }
    kinds = {place.kind for place in places}
    for procedure in procedures:
        kind = procedure.place_kind
        if procedure.is_overnight and kind in kinds - through_nights:
            context.refuse(
                f"procedures[{procedure.id}].stay",
                f"no place of kind {kind!r} is there overnight: give their hours",
            )


def check_extra_minutes(
    context: Context, procedures: Sequence[Procedure], visits: Sequence[Visit]
) -> None:
    """A participant's extra minutes leave room between two later scans of a visit."""
    known = {procedure.id: procedure for procedure in procedures}
    for visit in visits:
        procedure = known.get(visit.procedure_id)
        if procedure is None or visit.participant_id is None:
            continue
        for earlier, later in pairwise(procedure.later_scans):
            ends = earlier.latest_min + earlier.scan_min + earlier.cleaning_min
            if later.earliest_min - later.setup_min < ends + visit.extra_min:
                context.refuse(
                    f"participants[{visit.participant_id}].extra_minutes",
                    f"with so many, {later.name!r} of {procedure.id} may overlap "
                    f"{earlier.name!r}",
                )


def _procedure(context: Context, data: ProcedureData) -> list[Procedure]:
    place = f"procedures[{data.id}]"
    scan: list[Scan] | list[None] = [None]
    if data.scan is not None:
        scan = context.record(
            Scan,
            f"{place}.scan",
            scanner_kind=data.scan.scanner_kind,
            role=data.scan.role,
            uptake_min=data.scan.uptake_from_minutes,
            uptake_max_min=data.scan.uptake_to_minutes,
            setup_min=data.scan.setup_minutes,
            cleaning_min=data.scan.cleaning_minutes,
            is_dynamic=data.scan.dynamic,
        )
    later = [
        made
        for each in data.later_scans
        for made in _later_scan(context, each, f"{place}.later_scans[{each.name}]")
    ]
    stay = _stay(context, data, f"{place}.stay")
    if stay is None or len(later) < len(data.later_scans):
        return []
    return [
        made
        for each in scan
        for made in context.record(
            Procedure,
            place,
            id=data.id,
            name=data.name,
            place_kind=data.place_kind,
            preparation_min=data.preparation_minutes,
            preparation_role=data.preparation_role,
            injection_min=data.injection_minutes,
            injection_role=data.injection_role,
            observation_min=stay[0],
            observation_max_min=stay[1],
            is_overnight=data.stay is not None and data.stay.overnight,
            tests_min=data.tests_minutes,
            place_cleaning_min=data.place_cleaning_minutes,
            scan=each,
            later_scans=tuple(later),
        )
    ]


def _stay(
    context: Context, data: ProcedureData, place: str
) -> tuple[int, int | None] | None:
    """Least and most minutes from the end of the injection to the discharge."""
    if data.stay is None:
        return data.observation_minutes, None
    least = _minutes(context, data.stay.from_hours, f"{place}.from_hours")
    most = _minutes(context, data.stay.to_hours, f"{place}.to_hours")
    return None if least is None or most is None else (least, most)


def _later_scan(context: Context, data: LaterScanData, place: str) -> list[LaterScan]:
    offsets = _offsets(context, data, place)
    if offsets is None:
        return []
    return context.record(
        LaterScan,
        place,
        name=data.name,
        scanner_kind=data.scanner_kind,
        role=data.role,
        earliest_min=offsets[0],
        latest_min=offsets[1],
        scan_min=data.scan_minutes,
        setup_min=data.setup_minutes,
        cleaning_min=data.cleaning_minutes,
    )


def _offsets(
    context: Context, data: LaterScanData, place: str
) -> tuple[int, int] | None:
    """First and last minute after the injection at which the scan may start."""
    if data.from_minutes is not None and data.to_minutes is not None:
        if data.to_minutes < data.from_minutes:
            context.refuse(place, "to_minutes is less than from_minutes")
            return None
        return data.from_minutes, data.to_minutes
    if data.after_days is not None:
        middle: int | None = data.after_days * MINUTES_PER_DAY
    else:
        hours = data.after_hours or Decimal(0)
        middle = _minutes(context, hours, f"{place}.after_hours")
    minus = _minutes(context, data.minus_hours or Decimal(0), f"{place}.minus_hours")
    plus = _minutes(context, data.plus_hours or Decimal(0), f"{place}.plus_hours")
    if middle is None or minus is None or plus is None:
        return None
    if minus > middle:
        context.refuse(f"{place}.minus_hours", "the scan would precede the injection")
        return None
    return middle - minus, middle + plus


def _minutes(context: Context, hours: Decimal, place: str) -> int | None:
    minutes = exact_minutes(hours)
    if minutes is None:
        context.refuse(place, "not whole minutes")
    return minutes
