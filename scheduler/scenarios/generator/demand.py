"""From places taken in a plan to visits that ask for them, or for something else."""

from dataclasses import replace
from random import Random

from scheduler.scenarios.generator.catalog import DAY
from scheduler.scenarios.generator.config import GeneratorConfig
from scheduler.scenarios.generator.ledger import Dose, OpenBatch
from scheduler.scenarios.generator.network import FIRST_MIN, LAST_MIN
from scheduler.scenarios.generator.records import changed
from solver.problem.base import Interval
from solver.problem.demand import Follows, PriorityClass, Visit

_PAIR_SHARE = 0.05
_WINDOW_DAYS = (1, 1, 2, 2, 3)


def name_visits(
    batches: list[OpenBatch], config: GeneratorConfig, rng: Random, *, plant: bool
) -> tuple[Visit, ...]:
    """
    Give every dose its visit, in random file order, and return the visits.

    With ``plant`` each window and its hours contain the dose's own injection;
    otherwise the day is drawn anew, and nobody knows whether all can be seated.
    """
    vials = [
        vial
        for batch in batches
        for shipment in batch.shipments.values()
        for vial in shipment.vials
    ]
    doses = [dose for vial in vials for dose in vial.doses]
    rng.shuffle(doses)
    digits = len(str(len(doses)))
    named = {
        dose.visit.id: _visit(dose, f"V{number:0{digits}}", config, rng, plant=plant)
        for number, dose in enumerate(doses, start=1)
    }
    if plant:
        _pair(doses, named, rng)
    for vial in vials:
        vial.doses = [replace(dose, visit=named[dose.visit.id]) for dose in vial.doses]
    return tuple(named[dose.visit.id] for dose in doses)


def _visit(
    dose: Dose, id: str, config: GeneratorConfig, rng: Random, *, plant: bool
) -> Visit:
    """Windows of one to three days, and the same hours on each of them."""
    day, minute = divmod(dose.steps.injection_min, DAY)
    if not plant:
        day = rng.randrange(config.days)
    length = min(rng.choice(_WINDOW_DAYS), config.days)
    first = day - rng.randrange(length)
    first = max(0, min(first, config.days - length))
    days = range(first, first + length)

    loose = 1 - config.tightness
    before, after = (
        rng.randint(10 + round(60 * loose), 40 + round(180 * loose)) for _ in "ab"
    )
    start, end = max(FIRST_MIN, minute - before), min(LAST_MIN, minute + after + 1)
    away = [each for each in days if each != day]
    unavailable = rng.sample(away, k=1) if away and rng.random() < 0.1 else []  # noqa: PLR2004
    return changed(
        dose.visit,
        id=id,
        priority=_priority(dose.visit, rng),
        window_start_min=first * DAY,
        window_end_min=(first + length) * DAY,
        injection_hours=tuple(
            Interval(start_min=each * DAY + start, end_min=each * DAY + end)
            for each in days
        ),
        unavailable=tuple(
            Interval(start_min=each * DAY, end_min=each * DAY + DAY)
            for each in unavailable
        ),
    )


def _priority(visit: Visit, rng: Random) -> PriorityClass:
    if visit.trial_id is None:
        kinds = (PriorityClass.CLINICAL_URGENT, PriorityClass.OTHER)
        return rng.choices(kinds, (1, 2))[0]
    if not visit.alternatives[0].scan_min:
        kinds = (PriorityClass.THERAPY_IN_COURSE, PriorityClass.OTHER)
        return rng.choices(kinds, (1, 1))[0]
    kinds = (PriorityClass.LAST_CHANCE, PriorityClass.OTHER)
    return rng.choices(kinds, (1, 4))[0]


def _pair(doses: list[Dose], named: dict[str, Visit], rng: Random) -> None:
    """Make some visits the second one of a participant of the same trial and site."""
    waiting: dict[tuple[str, str], Dose] = {}
    for dose in doses:
        visit = dose.visit
        if visit.trial_id is None:
            continue
        key = (visit.trial_id, visit.site_id)
        earlier = waiting.get(key)
        if earlier is None:
            if rng.random() < _PAIR_SHARE:
                waiting[key] = dose
            continue
        days = dose.steps.injection_min // DAY - earlier.steps.injection_min // DAY
        if days < 1:
            continue
        first = named[earlier.visit.id]
        named[visit.id] = changed(
            named[visit.id],
            participant_id=first.participant_id,
            follows=Follows(
                visit_id=first.id, min_days=max(1, days - 1), max_days=days + 1
            ),
        )
        del waiting[key]
