"""Clinical claims: visits without participant and trial."""

from functools import partial

from scheduler.imports.planning_file.context import Context, by_id
from scheduler.imports.planning_file.convert_live import Waiting
from scheduler.imports.planning_file.convert_procedures import check_scan_minutes
from scheduler.imports.planning_file.injection import (
    injection_spans,
    preferred_spans,
    window_span,
)
from scheduler.imports.planning_file.quantities import permille, required_mbq
from scheduler.imports.planning_file.schema_clinic import SiteData
from scheduler.imports.planning_file.schema_demand import ClaimData
from scheduler.imports.planning_file.spans import intersection, intervals
from solver.problem.demand import Alternative, Visit


def claims(context: Context) -> list[Visit]:
    """All clinical claims."""
    return [
        made
        for claim in context.file.claims
        if (site := context.sites.get(claim.site)) is not None
        for made in context.visit_or_wait(
            partial(_claim, context, claim, site), partial(_waiting, claim)
        )
    ]


def _waiting(claim: ClaimData) -> Waiting:
    return Waiting(
        visit_id=claim.id,
        participant_id=None,
        site_id=claim.site,
        issues=(),
        needs="a correction",
    )


def _claim(context: Context, claim: ClaimData, site: SiteData) -> list[Visit]:
    place = f"claims[{claim.id}]"
    procedure = by_id(context.file.procedures).get(claim.procedure)
    check_scan_minutes(context, procedure, claim.scan_minutes, f"{place}.scan_minutes")
    tolerance = permille(claim.tolerance_percent)
    if tolerance is None:
        context.refuse(f"{place}.tolerance_percent", "finer than 0.1 %")
    minute = context.axis.minute
    span = window_span(context, minute(claim.start_at), minute(claim.end_at), place)
    hours = injection_spans(context, site, claim.product, claim.time_of_day, place)
    preferred = preferred_spans(context, site, claim.preferred_time_of_day, span, place)
    if tolerance is None or not span:
        return []
    return context.record(
        Visit,
        place,
        id=claim.id,
        participant_id=None,
        trial_id=None,
        site_id=claim.site,
        product_id=claim.product,
        procedure_id=claim.procedure,
        priority=claim.priority,
        window_start_min=span[0][0],
        window_end_min=span[0][1],
        injection_hours=intervals(intersection(hours, span)),
        alternatives=(
            Alternative(
                target_kbq=required_mbq(claim.activity_mbq),
                scan_min=claim.scan_minutes,
            ),
        ),
        tolerance_permille=tolerance,
        preferred_hours=intervals(preferred),
    )
