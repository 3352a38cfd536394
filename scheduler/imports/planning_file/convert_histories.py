"""Separations, exposures, series and cohorts."""

from collections.abc import Iterator
from datetime import timedelta

from scheduler.imports.planning_file.context import Context, by_id
from scheduler.imports.planning_file.cycles import placed_visits
from scheduler.imports.planning_file.quantities import exact_minutes
from scheduler.imports.planning_file.schema_demand import ParticipantData
from scheduler.imports.planning_file.schema_histories import (
    ExposureData,
    SeparationData,
)
from scheduler.imports.planning_file.schema_protocol import TrialData
from solver.problem.base import MAX_MINUTES, Interval
from solver.problem.histories import Cohort, Exposure, Separation, Series
from solver.units import MINUTES_PER_DAY


def separations(context: Context) -> list[Separation]:
    """All separations, each in one order."""
    return [
        made
        for position, data in enumerate(context.file.separations)
        for made in _separation(context, data, f"separations[{position}]")
    ]


def exposures(context: Context) -> list[Exposure]:
    """All exposures of participants."""
    return [
        made
        for participant in context.file.participants
        for position, data in enumerate(participant.exposures)
        for made in _exposure(
            context,
            participant,
            data,
            f"participants[{participant.id}].exposures[{position}]",
        )
    ]


def series(context: Context) -> list[Series]:
    """The series of each participant with visits in them that are asked for now."""
    trials = by_id(context.file.trials)
    return [
        made
        for participant in context.file.participants
        if (trial := trials.get(participant.trial)) is not None
        for made in _series(context, participant, trial)
    ]


def series_id(participant: ParticipantData, name: str) -> str:
    """Id of a participant's share of a trial's series."""
    return f"{participant.id}/{name}"


def cohorts(context: Context) -> list[Cohort]:
    """
    All dose levels of all trials; one whose sentinel waits has none.

    Whoever would come after the sentinel, and is not planned yet, waits for it.
    """
    waiting = {} if context.live is None else context.live.waiting
    return [
        made
        for trial in context.file.trials
        for data in trial.cohorts
        for is_waited_for in [data.sentinel_visit in waiting]
        for made in context.record(
            Cohort,
            f"trials[{trial.id}].cohorts[{data.id}]",
            id=cohort_id(trial, data.id),
            name=data.name,
            trial_id=trial.id,
            level=data.level,
            state=data.state,
            sentinel_visit_id=None if is_waited_for else data.sentinel_visit,
            sentinel_gap_min=0
            if is_waited_for
            else data.sentinel_gap_days * MINUTES_PER_DAY,
            toxicity_min=data.toxicity_days * MINUTES_PER_DAY,
        )
    ]


def cohort_id(trial: TrialData, name: str) -> str:
    """Id of a trial's dose level: names are its own."""
    return f"{trial.id}/{name}"


def _separation(
    context: Context, data: SeparationData, place: str
) -> Iterator[Separation]:
    gap = (data.min_gap_days or 0) * MINUTES_PER_DAY
    if data.min_gap_hours is not None:
        minutes = exact_minutes(data.min_gap_hours)
        if minutes is None:
            context.refuse(f"{place}.min_gap_hours", "not whole minutes")
            return
        gap = minutes
    orders = [(data.before, data.after)]
    if data.both_ways:
        orders.append((data.after, data.before))
    for before, after in orders:
        yield from context.record(
            Separation,
            place,
            before=before,
            after=after,
            min_gap_min=gap,
            is_other_day=data.other_day,
        )


def _exposure(
    context: Context, participant: ParticipantData, data: ExposureData, place: str
) -> list[Exposure]:
    site = context.sites.get(participant.site)
    if site is None:
        return []
    if data.given_at is not None:
        end = context.axis.minute(data.given_at)
        start = end - 1
    elif data.first_date is not None and data.last_date is not None:
        start = context.axis.midnight(data.first_date, site.zone)
        after = data.last_date + timedelta(days=1)
        end = context.axis.midnight(after, site.zone)
    else:
        return []
    start, end = max(start, -MAX_MINUTES), min(end, MAX_MINUTES)
    if start >= end:
        context.refuse(place, "lies years away from the horizon")
        return []
    return context.record(
        Exposure,
        place,
        participant_id=participant.id,
        substance=data.substance,
        span=Interval(start_min=start, end_min=end),
    )


def _series(
    context: Context, participant: ParticipantData, trial: TrialData
) -> Iterator[Series]:
    definitions = by_id(trial.visit_definitions)
    waiting = {} if context.live is None else context.live.waiting
    named = {
        definitions[visit.definition].series
        for _, visit in placed_visits(participant)
        if visit.definition in definitions
        if visit.id not in waiting or not waiting[visit.id].is_left_out
    }
    baselines = {each.series: each for each in participant.baselines}
    for rule in trial.series:
        if rule.id not in named:
            continue
        baseline = baselines.get(rule.id)
        yield from context.record(
            Series,
            f"participants[{participant.id}].series[{rule.id}]",
            id=series_id(participant, rule.id),
            participant_id=participant.id,
            certified_class=rule.certified_class,
            baseline_scanner_id=baseline.scanner if baseline else None,
            baseline_uptake_min=baseline.uptake_minutes if baseline else None,
            uptake_tolerance_min=rule.uptake_tolerance_minutes,
        )
