"""Blocks of the clinics: who is in which chair, on which scanner, with whom."""

from collections import defaultdict
from collections.abc import Iterable

from scheduler.exports.html.blocks import Block, Group, Row, Segment
from scheduler.exports.index import Index, participant_text
from scheduler.exports.later_steps import discharge_min
from scheduler.exports.local_time import moment_text
from scheduler.exports.quantities import mbq_text
from solver.plan.plan import Administration, BookedScan, Occupation, Purpose
from solver.problem.clinic import Person, Place, Scanner
from solver.problem.demand import Visit
from solver.problem.procedures import LaterScan, Procedure, Scan


def clinic_groups(index: Index) -> list[Group]:
    """Each site with its places and scanners."""
    blocks = _blocks(index)
    return [
        Group(
            title=site.name,
            zone=site.zone,
            rows=(
                *_rows(site.id, index.problem.places, blocks),
                *_rows(site.id, index.problem.scanners, blocks),
            ),
        )
        for site in index.problem.sites
    ]


def people_groups(index: Index) -> list[Group]:
    """Each site with its people."""
    blocks = _blocks(index)
    return [
        Group(
            title=site.name,
            zone=site.zone,
            rows=tuple(_rows(site.id, index.problem.people, blocks)),
        )
        for site in index.problem.sites
    ]


def _rows(
    site_id: str,
    resources: Iterable[Place | Scanner | Person],
    blocks: dict[str, list[Block]],
) -> list[Row]:
    return [
        Row(
            label=each.name,
            blocks=tuple(blocks.get(each.id, ())),
            available=each.available,
        )
        for each in resources
        if each.site_id == site_id
    ]


def _blocks(index: Index) -> dict[str, list[Block]]:
    blocks: defaultdict[str, list[Block]] = defaultdict(list)
    for each in index.plan.administrations:
        visit = index.visits[each.visit_id]
        procedure = index.procedures[visit.procedure_id]
        later = {scan.name: scan for scan in procedure.later_scans}
        held: list[tuple[str, Occupation, Scan | LaterScan | None]] = [
            (_dose_title(index, each, occupation), occupation, procedure.scan)
            for occupation in each.occupations
        ]
        held += [
            (_scan_title(index, each, booked), occupation, later[booked.name])
            for booked in each.later_scans
            for occupation in booked.occupations
        ]
        for title, occupation, scan in held:
            blocks[occupation.resource_id].append(
                Block(
                    label=participant_text(visit),
                    title=f"{title}, {_held(index, visit, occupation)}",
                    product_id=visit.product_id,
                    segments=_segments(each, procedure, occupation, scan),
                    short="" if visit.participant_id else "clin",
                )
            )
    return blocks


def _segments(
    each: Administration,
    procedure: Procedure,
    occupation: Occupation,
    scan: Scan | LaterScan | None,
) -> tuple[Segment, ...]:
    starts, ends = occupation.start_min, occupation.end_min
    cuts: tuple[tuple[str, int], ...]
    if occupation.purpose is Purpose.PLACE:
        cuts = (
            ("preparation", each.injection_min),
            ("injection", each.injection_min + procedure.injection_min),
            ("uptake", ends - procedure.place_cleaning_min),
            ("turnover", ends),
        )
    elif occupation.purpose is Purpose.SCANNER and scan:
        cuts = (
            ("turnover", starts + scan.setup_min),
            ("scan", ends - scan.cleaning_min),
            ("turnover", ends),
        )
    else:
        cuts = (("staff", ends),)
    segments = []
    for kind, until in cuts:
        until_min = min(until, ends)
        if until_min > starts:
            segments.append(Segment(kind=kind, start_min=starts, end_min=until_min))
            starts = until_min
    # An occupation that ends before it starts is drawn as a moment.
    moment = Segment(kind="staff", start_min=starts, end_min=starts)
    return tuple(segments) or (moment,)


def _dose_title(index: Index, each: Administration, occupation: Occupation) -> str:
    visit = index.visits[each.visit_id]
    clock = index.clock(index.sites[visit.site_id].zone)
    product = index.products[visit.product_id]
    parts = [
        f"{participant_text(visit)} ({visit.id}): {product.name}",
        f"{mbq_text(each.draw_kbq)} MBq at {moment_text(clock.at(each.injection_min))}",
    ]
    if each.scan_start_min is not None:
        parts.append(f"scan {moment_text(clock.at(each.scan_start_min))}")
    leaves_min = discharge_min(index, each)
    if occupation.purpose is Purpose.PLACE and leaves_min is not None:
        parts.append(f"discharge {moment_text(clock.at(leaves_min))}")
    return ", ".join(parts)


def _scan_title(index: Index, each: Administration, booked: BookedScan) -> str:
    visit = index.visits[each.visit_id]
    clock = index.clock(index.sites[visit.site_id].zone)
    product = index.products[visit.product_id]
    return (
        f"{participant_text(visit)} ({visit.id}): {booked.name} after {product.name}, "
        f"scan {moment_text(clock.at(booked.scan_start_min))}"
    )


def _held(index: Index, visit: Visit, occupation: Occupation) -> str:
    clock = index.clock(index.sites[visit.site_id].zone)
    return (
        f"{index.resources[occupation.resource_id].name} for {occupation.purpose.value}"
        f" {clock.at(occupation.start_min):%H:%M}\N{EN DASH}"
        f"{clock.at(occupation.end_min):%H:%M}"
    )
