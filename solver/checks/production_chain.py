"""
Rule 5: synthesis, portioning, packing, release and hand-over follow in time.

One synthesis at a time per line, with ``max(cooldown, cleaning + changeover)``
between two, and at most so many runs a day; hand-over when packed and, without
conditional dispatch, released; no injection before release. Beam, instruments and
people are held for their minutes, by one run at a time. The chain of a committed
batch is a fact: it only keeps line and equipment from others.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from solver.checks.calendar import is_inside
from solver.checks.equipment_holds import hold_faults, shared_holds
from solver.checks.lookup import PlanView, ProblemView
from solver.checks.made import MadeBatch, RunSource
from solver.checks.violation import Violation

RULE = "production_chain"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Runs, lines, equipment, hand-over and release (rule 5)."""
    for made in plan.made.values():
        if not made.is_committed:
            if made.source is not None:
                for message in _run(known, made, made.source):
                    yield Violation(RULE, made.batch.id, message)
            for message in hold_faults(known, made):
                yield Violation(RULE, made.batch.id, message)
            yield from _handovers(plan, made)
    for made, message in shared_holds(plan):
        if not made.is_committed:
            yield Violation(RULE, made.batch.id, message)
    yield from _lines(plan)
    for dose in plan.doses.values():
        injection = dose.administration.injection_min
        if dose.made is not None and injection < dose.made.release_min:
            message = (
                f"the injection at minute {injection} comes before the release of "
                f"{dose.made.batch.id} at minute {dose.made.release_min}"
            )
            yield Violation(RULE, dose.visit.id, message, (dose.visit.id,))


def _run(known: ProblemView, made: MadeBatch, source: RunSource) -> Iterator[str]:
    """EOS in the run's window, synthesis in the line's hours and not in the past."""
    eos, start, run = made.batch.reference_min, made.synthesis_start_min, source.run
    if not run.earliest_eos_min <= eos <= run.latest_eos_min:
        yield (
            f"EOS at minute {eos} lies outside {run.earliest_eos_min} to "
            f"{run.latest_eos_min}"
        )
    if made.begins_min < known.as_of_min:
        yield (
            f"the run begins at minute {made.begins_min}, before now "
            f"(minute {known.as_of_min})"
        )
    if not is_inside(start, eos, source.line.available):
        yield f"line {source.line.id} is not available during [{start}, {eos})"


def _handovers(plan: PlanView, made: MadeBatch) -> Iterator[Violation]:
    """A shipment is handed over when the batch is packed, and released if need be."""
    shipments = plan.shipments_of.get(made.batch.id, [])
    portions = plan.num_portions(made.batch.id)
    packed = made.packed_min(portions)
    waits = made.source is None or not made.source.process.is_conditional_dispatch
    for shipment in shipments:
        if shipment.handover_min < packed:
            message = (
                f"handed over at minute {shipment.handover_min}, but its "
                f"{portions} portions are packed at minute {packed}"
            )
            yield Violation(RULE, shipment.id, message)
        elif waits and shipment.handover_min < made.release_min:
            message = (
                f"handed over at minute {shipment.handover_min}, but released only "
                f"at minute {made.release_min}"
            )
            yield Violation(RULE, shipment.id, message)


def _lines(plan: PlanView) -> Iterator[Violation]:
    """Runs of one line keep apart, and there are not too many on one day."""
    on_line: dict[str, list[MadeBatch]] = defaultdict(list)
    for made in plan.made.values():
        if made.source is not None:
            on_line[made.source.line.id].append(made)
    for runs in on_line.values():
        runs.sort(key=lambda each: (each.synthesis_start_min, each.batch.id))
        for before, after in combinations(runs, 2):
            if message := _too_close(before, after):
                yield from _of_new([before, after], message)
        on_day: dict[int, list[MadeBatch]] = defaultdict(list)
        for made in runs:
            if made.source is not None:
                on_day[made.source.run.day].append(made)
        for day, of_day in on_day.items():
            if message := _too_many(day, of_day):
                yield from _of_new(of_day, message)


def _of_new(runs: list[MadeBatch], message: str) -> Iterator[Violation]:
    """One violation for each run that is not committed."""
    for made in runs:
        if not made.is_committed:
            yield Violation(RULE, made.batch.id, message)


def _too_close(before: MadeBatch, after: MadeBatch) -> str | None:
    """Cool-down, cleaning and change-over fit between two runs of a line."""
    if before.source is None:
        return None
    line = before.source.line
    gap = after.synthesis_start_min - before.batch.reference_min
    changeover = line.changeover_min if before.product != after.product else 0
    least = max(line.cooldown_min, line.cleaning_min + changeover)
    if gap >= least:
        return None
    return (
        f"{gap} min lie between {before.batch.id} and {after.batch.id} on line "
        f"{line.id}, at least {least} must"
    )


def _too_many(day: int, runs: list[MadeBatch]) -> str | None:
    """No more runs than a line makes a day."""
    source = runs[0].source
    if source is None or len(runs) <= source.line.max_runs_per_day:
        return None
    return (
        f"{len(runs)} runs on line {source.line.id} on day {day}, at most "
        f"{source.line.max_runs_per_day} may be"
    )
