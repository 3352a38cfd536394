"""Names of protocols and courses: gates, series, arms, dose levels, substances."""

from collections.abc import Iterator, Mapping

from scheduler.imports.planning_file.cycles import placed_visits
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.planning_file.schema_demand import ParticipantData
from scheduler.imports.planning_file.schema_protocol import (
    AfterPrevious,
    IntervalWindow,
    TrialData,
)
from solver.errors import Issue

Named = list[tuple[str, str]]
"""Pairs of place and name."""


def clinic_issues(file: PlanningFile) -> Iterator[Issue]:
    """Names that nothing goes by, within a trial or a participant."""
    trials = {trial.id: trial for trial in file.trials}
    for trial in file.trials:
        yield from _definitions(trial)
        yield from _arms(trial)
        yield from _cohorts(file, trial)
    for participant in file.participants:
        if (of := trials.get(participant.trial)) is not None:
            yield from _arm_of(participant, of)
            yield from _visits(participant, of)
            yield from _courses(participant, of)
    yield from _certified_classes(file)
    yield from _substances(file)


def clinic_groups(file: PlanningFile) -> Iterator[Named]:
    """Names that must be unique among each other."""
    for each in file.procedures:
        place = f"procedures[{each.id}].later_scans"
        yield [(f"{place}[{scan.name}]", scan.name) for scan in each.later_scans]
    for trial in file.trials:
        place = f"trials[{trial.id}]"
        yield [(f"{place}.series[{rule.id}]", rule.id) for rule in trial.series]
        yield [(f"{place}.arms[{arm.id}]", arm.id) for arm in trial.arms]
        yield [(f"{place}.cohorts[{level.id}]", level.id) for level in trial.cohorts]
        yield [
            (f"{place}.cohorts[{level.id}].level", f"level {level.level}")
            for level in trial.cohorts
        ]
        for definition in trial.visit_definitions:
            at = f"{place}.visit_definitions[{definition.id}].gates"
            yield [(f"{at}[{gate.name}]", gate.name) for gate in definition.gates]
    for participant in file.participants:
        place = f"participants[{participant.id}].baselines"
        yield [(f"{place}[{x.series}]", x.series) for x in participant.baselines]
        for place, visit in placed_visits(participant):
            yield [(f"{place}.results[{x.gate}]", x.gate) for x in visit.results]
    yield [
        (f"separations[{position}]", f"{before} before {after}")
        for position, each in enumerate(file.separations)
        for before, after in (
            (each.before, each.after),
            *([(each.after, each.before)] if each.both_ways else []),
        )
    ]
    yield [
        *((f"products[{each.id}]", each.id) for each in file.products),
        *((f"treatments[{position}]", x) for position, x in enumerate(file.treatments)),
    ]


def _definitions(trial: TrialData) -> Iterator[Issue]:
    known = {rule.id for rule in trial.series}
    for definition in trial.visit_definitions:
        if definition.series is not None and definition.series not in known:
            yield Issue(
                f"trials[{trial.id}].visit_definitions[{definition.id}].series",
                f"trial {trial.id!r} has no series {definition.series!r}",
            )


def _arms(trial: TrialData) -> Iterator[Issue]:
    """The visits of an arm are visits of its trial."""
    known = {each.id for each in trial.visit_definitions}
    for arm in trial.arms:
        for name in arm.visits:
            if name not in known:
                yield Issue(
                    f"trials[{trial.id}].arms[{arm.id}].visits",
                    f"trial {trial.id!r} has no {name!r}",
                )


def _arm_of(participant: ParticipantData, trial: TrialData) -> Iterator[Issue]:
    if participant.arm is not None and participant.arm not in {
        x.id for x in trial.arms
    }:
        yield Issue(
            f"participants[{participant.id}].arm",
            f"trial {trial.id!r} has no arm {participant.arm!r}",
        )


def _cohorts(file: PlanningFile, trial: TrialData) -> Iterator[Issue]:
    """The sentinel of a dose level is one of its visits."""
    members = {
        visit.id: visit.cohort
        for participant in file.participants
        if participant.trial == trial.id
        for _, visit in placed_visits(participant)
    }
    for level in trial.cohorts:
        sentinel = level.sentinel_visit
        if sentinel is not None and members.get(sentinel) != level.id:
            yield Issue(
                f"trials[{trial.id}].cohorts[{level.id}].sentinel_visit",
                f"{sentinel!r} is no visit of this dose level",
            )


def _visits(participant: ParticipantData, trial: TrialData) -> Iterator[Issue]:
    mine = {visit.id: visit.needs for _, visit in placed_visits(participant)}
    levels = {level.id for level in trial.cohorts}
    series = {rule.id for rule in trial.series}
    for place, visit in placed_visits(participant):
        if visit.needs is not None and visit.needs not in mine:
            yield Issue(
                f"{place}.needs", f"{visit.needs!r} is no visit of this participant"
            )
        elif visit.needs is not None and _is_in_circle(visit.needs, mine):
            yield Issue(f"{place}.needs", "the visits need each other in a circle")
        if visit.cohort is not None and visit.cohort not in levels:
            yield Issue(
                f"{place}.cohort", f"trial {trial.id!r} has no {visit.cohort!r}"
            )
    for each in participant.baselines:
        if each.series not in series:
            yield Issue(
                f"participants[{participant.id}].baselines[{each.series}]",
                f"trial {trial.id!r} has no series {each.series!r}",
            )


def _is_in_circle(visit_id: str, needs: Mapping[str, str | None]) -> bool:
    """Whether the chain of needs that begins at a visit never ends."""
    trail: set[str] = set()
    each: str | None = visit_id
    while each is not None:
        if each in trail:
            return True
        trail.add(each)
        each = needs.get(each)
    return False


def _courses(participant: ParticipantData, trial: TrialData) -> Iterator[Issue]:
    """Cycles have a definition that says how far they are apart."""
    definitions = {each.id: each for each in trial.visit_definitions}
    for course in participant.cycles:
        place = f"participants[{participant.id}].cycles[{course.id}].definition"
        definition = definitions.get(course.definition)
        if definition is None:
            yield Issue(place, f"trial {trial.id!r} has no {course.definition!r}")
        elif not isinstance(definition.window, AfterPrevious | IntervalWindow):
            yield Issue(place, "cycles need a window 'interval' or 'after_previous'")


def _certified_classes(file: PlanningFile) -> Iterator[Issue]:
    known = {each.class_name for x in file.scanners for each in x.certificates}
    for trial in file.trials:
        for rule in trial.series:
            if rule.certified_class is not None and rule.certified_class not in known:
                yield Issue(
                    f"trials[{trial.id}].series[{rule.id}].certified_class",
                    f"no scanner has a certificate for {rule.certified_class!r}",
                )


def _substances(file: PlanningFile) -> Iterator[Issue]:
    products = {each.id for each in file.products}
    known = products | set(file.treatments)
    for position, each in enumerate(file.separations):
        place = f"separations[{position}]"
        for field, name in (("before", each.before), ("after", each.after)):
            if name not in known:
                yield Issue(
                    f"{place}.{field}", f"{name!r} is no product and no treatment"
                )
        pair = {each.before, each.after}
        if pair <= known and not pair & products:
            yield Issue(place, "neither of the two is a product: nothing is planned")
    for participant in file.participants:
        for position, exposure in enumerate(participant.exposures):
            if exposure.substance not in known:
                yield Issue(
                    f"participants[{participant.id}].exposures[{position}].substance",
                    f"{exposure.substance!r} is no product and no treatment",
                )
