"""Do all names of a planning file resolve, and does each name one thing?"""

from collections.abc import Iterable, Iterator

from scheduler.imports.planning_file.convert_clinic import place_ids
from scheduler.imports.planning_file.cross_references_of_clinic import (
    clinic_groups,
    clinic_issues,
)
from scheduler.imports.planning_file.cross_references_of_supply import (
    supply_groups,
    supply_issues,
)
from scheduler.imports.planning_file.cycles import placed_visits
from scheduler.imports.planning_file.schema import PlanningFile
from solver.errors import Issue

Named = Iterable[tuple[str, str]]
"""Pairs of place and name."""


def reference_issues(file: PlanningFile) -> Iterator[Issue]:
    """Repeated ids and names that nothing goes by."""
    for uses, kind, known in (
        (_uses_of_products(file), "product", {each.id for each in file.products}),
        (_uses_of_units(file), "unit", {each.id for each in file.units}),
        (_uses_of_sites(file), "site", {each.id for each in file.sites}),
        (_uses_of_trials(file), "trial", {each.id for each in file.trials}),
        (_uses_of_procedures(file), "procedure", {x.id for x in file.procedures}),
        (_uses_of_place_kinds(file), "place kind", {x.kind for x in file.places}),
        (_uses_of_scanner_kinds(file), "scanner kind", {x.kind for x in file.scanners}),
        (_uses_of_roles(file), "role", {r for x in file.people for r in x.roles}),
    ):
        for place, name in uses:
            if name not in known:
                yield Issue(place, f"unknown {kind} {name!r}")
    yield from _definitions(file)
    yield from clinic_issues(file)
    yield from supply_issues(file)
    for names in _groups(file):
        seen: set[str] = set()
        for place, name in names:
            if name in seen:
                yield Issue(place, f"{name!r} occurs twice")
            seen.add(name)


def _groups(file: PlanningFile) -> Iterator[Named]:
    """Names that must be unique among each other."""
    for field in (
        "products",
        "units",
        "lines",
        "sites",
        "lanes",
        "procedures",
        "trials",
        "participants",
    ):
        yield [(f"{field}[{each.id}]", each.id) for each in getattr(file, field)]
    yield [
        *(
            (f"places[{position}]", name)
            for position, data in enumerate(file.places)
            for name, _ in place_ids(data)
        ),
        *((f"scanners[{each.id}]", each.id) for each in file.scanners),
        *((f"people[{each.id}]", each.id) for each in file.people),
        *((f"equipment[{each.id}]", each.id) for each in file.equipment),
    ]
    yield from clinic_groups(file)
    yield from supply_groups(file)
    yield [
        *(
            (place, visit.id)
            for each in file.participants
            for place, visit in placed_visits(each)
        ),
        *((f"claims[{each.id}]", each.id) for each in file.claims),
    ]
    for line in file.lines:
        yield [
            (f"lines[{line.id}].processes[{position}]", each.product)
            for position, each in enumerate(line.processes)
        ]
    for site in file.sites:
        yield [
            (f"sites[{site.id}].product_hours[{position}]", each.product)
            for position, each in enumerate(site.product_hours)
        ]
    for trial in file.trials:
        yield [
            (f"trials[{trial.id}].visit_definitions[{each.id}]", each.id)
            for each in trial.visit_definitions
        ]


def _uses_of_products(file: PlanningFile) -> Iterator[tuple[str, str]]:
    for line in file.lines:
        for position, process in enumerate(line.processes):
            yield f"lines[{line.id}].processes[{position}].product", process.product
    for site in file.sites:
        for position, hours in enumerate(site.product_hours):
            yield f"sites[{site.id}].product_hours[{position}].product", hours.product
    for position, supply in enumerate(file.supplies):
        yield f"supplies[{position}].product", supply.product
    for position, allowed in enumerate(file.authorisations):
        yield f"authorisations[{position}].product", allowed.product
    for trial in file.trials:
        for each in trial.visit_definitions:
            place = f"trials[{trial.id}].visit_definitions[{each.id}]"
            yield f"{place}.product", each.product
    for claim in file.claims:
        yield f"claims[{claim.id}].product", claim.product


def _uses_of_units(file: PlanningFile) -> Iterator[tuple[str, str]]:
    for line in file.lines:
        yield f"lines[{line.id}].unit", line.unit
    for position, supply in enumerate(file.supplies):
        yield f"supplies[{position}].unit", supply.unit
    for equipment in file.equipment:
        yield f"equipment[{equipment.id}].unit", equipment.unit
    for generator in file.generators:
        yield f"generators[{generator.id}].unit", generator.unit
    for position, allowed in enumerate(file.authorisations):
        yield f"authorisations[{position}].unit", allowed.unit
    for lane in file.lanes:
        yield f"lanes[{lane.id}].unit", lane.unit


def _uses_of_sites(file: PlanningFile) -> Iterator[tuple[str, str]]:
    for position, allowed in enumerate(file.authorisations):
        yield f"authorisations[{position}].site", allowed.site
    for position, data in enumerate(file.places):
        yield f"places[{position}].site", data.site
    for scanner in file.scanners:
        yield f"scanners[{scanner.id}].site", scanner.site
    for person in file.people:
        yield f"people[{person.id}].site", person.site
    for lane in file.lanes:
        yield f"lanes[{lane.id}].site", lane.site
    for trial in file.trials:
        for site in trial.active_sites:
            yield f"trials[{trial.id}].active_sites", site
    for participant in file.participants:
        yield f"participants[{participant.id}].site", participant.site
    for claim in file.claims:
        yield f"claims[{claim.id}].site", claim.site


def _uses_of_trials(file: PlanningFile) -> Iterator[tuple[str, str]]:
    for position, allowed in enumerate(file.authorisations):
        if allowed.trial is not None:
            yield f"authorisations[{position}].trial", allowed.trial
    for person in file.people:
        for trial in person.trials:
            yield f"people[{person.id}].trials", trial
    for participant in file.participants:
        yield f"participants[{participant.id}].trial", participant.trial


def _uses_of_procedures(file: PlanningFile) -> Iterator[tuple[str, str]]:
    for trial in file.trials:
        for each in trial.visit_definitions:
            place = f"trials[{trial.id}].visit_definitions[{each.id}]"
            yield f"{place}.procedure", each.procedure
    for claim in file.claims:
        yield f"claims[{claim.id}].procedure", claim.procedure


def _uses_of_place_kinds(file: PlanningFile) -> Iterator[tuple[str, str]]:
    for each in file.procedures:
        yield f"procedures[{each.id}].place_kind", each.place_kind


def _uses_of_scanner_kinds(file: PlanningFile) -> Iterator[tuple[str, str]]:
    for each in file.procedures:
        if each.scan is not None:
            yield f"procedures[{each.id}].scan.scanner_kind", each.scan.scanner_kind
        for scan in each.later_scans:
            place = f"procedures[{each.id}].later_scans[{scan.name}]"
            yield f"{place}.scanner_kind", scan.scanner_kind


def _uses_of_roles(file: PlanningFile) -> Iterator[tuple[str, str]]:
    for each in file.procedures:
        place = f"procedures[{each.id}]"
        yield f"{place}.injection_role", each.injection_role
        if each.preparation_role is not None:
            yield f"{place}.preparation_role", each.preparation_role
        if each.scan is not None:
            yield f"{place}.scan.role", each.scan.role
        for scan in each.later_scans:
            yield f"{place}.later_scans[{scan.name}].role", scan.role


def _definitions(file: PlanningFile) -> Iterator[Issue]:
    definitions = {
        trial.id: {each.id for each in trial.visit_definitions} for trial in file.trials
    }
    for participant in file.participants:
        for visit in participant.visits:
            known = definitions.get(participant.trial)
            if known is not None and visit.definition not in known:
                yield Issue(
                    f"participants[{participant.id}].visits[{visit.id}].definition",
                    f"trial {participant.trial!r} has no {visit.definition!r}",
                )
