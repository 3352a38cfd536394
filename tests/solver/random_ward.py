"""Wards full of gaps, with stays, later scans and series."""

from random import Random
from typing import Any

from solver.problem.base import Interval
from solver.problem.clinic import Certificate, Scanner
from solver.problem.histories import Series
from solver.problem.problem import Problem
from solver.problem.procedures import Procedure, Scan
from tests.solver.builders import a_procedure, places, scanners, spans
from tests.solver.ward import (
    DAY,
    HORIZON,
    a_later_scan,
    a_patient,
    a_stay,
    on_the_ward,
    staff,
)


def a_random_ward(rng: Random, count: int = 1) -> Problem:
    """Visits of one participant or two, in one series or in none."""
    certified = Certificate(class_name="EARL", valid=_span(rng, 600, 2500))
    pets = tuple(
        Scanner(
            **(dict(each) | {"available": _calendar(rng), "certificates": each_has})
        )
        for each, each_has in zip(
            scanners("A", "B"),
            ((certified,), rng.choice([(), (certified,)])),
            strict=True,
        )
    )
    series = Series(
        id="S",
        participant_id="P",
        certified_class=rng.choice([None, "EARL"]),
        baseline_scanner_id=rng.choice([None, None, "A", "B"]),
        baseline_uptake_min=rng.choice([None, 68]),
        uptake_tolerance_min=rng.choice([None, 4]),
    )
    visits = [
        a_patient(
            f"V{number}",
            participant_id=rng.choice(["P", f"P{number}"]) if number > 1 else "P",
            unavailable=tuple(_span(rng, 1000, 4000) for _ in range(rng.randint(0, 2))),
            extra_min=rng.choice([0, 7]),
        )
        for number in range(1, count + 1)
    ]
    visits = [
        type(each)(**(dict(each) | {"series_id": "S"}))
        if each.participant_id == "P"
        else each
        for each in visits
    ]
    return on_the_ward(
        *visits,
        procedures=(rng.choice([_scanned, _treated, _kept])(rng),),
        places=places("chair", available=spans((rng.choice([0, 500]), HORIZON))),
        scanners=pets,
        people=staff(available=_calendar(rng)),
        series=(series,),
    )


def _later(rng: Random) -> dict[str, Any]:
    first = a_later_scan(earliest_min=DAY, latest_min=DAY + rng.choice([0, 9, 50]))
    second = a_later_scan("48 h", earliest_min=2 * DAY - 30, latest_min=2 * DAY + 30)
    return {"later_scans": rng.choice([(first,), (first, second)])}


def _scanned(rng: Random) -> Procedure:
    scan = Scan(
        scanner_kind="PET",
        role="technologist",
        uptake_min=60,
        uptake_max_min=rng.choice([60, 75]),
        setup_min=5,
        cleaning_min=rng.choice([0, 5]),
    )
    return a_procedure(scan=scan, **_later(rng))


def _treated(rng: Random) -> Procedure:
    return a_stay(
        tests_min=rng.choice([0, 25]),
        observation_min=30,
        observation_max_min=rng.choice([None, 40]),
        **_later(rng),
    )


def _kept(rng: Random) -> Procedure:
    """Overnight, with a scan before the discharge."""
    early = a_later_scan("6 h", earliest_min=360, latest_min=rng.choice([365, 420]))
    return a_stay(
        observation_min=rng.choice([900, 1000]),
        observation_max_min=1010,
        is_overnight=True,
        later_scans=(early, *_later(rng)["later_scans"]),
    )


def _calendar(rng: Random) -> tuple[Interval, ...]:
    """Some hours on each of the three days."""
    found = []
    for day in range(3):
        first = day * DAY + rng.randint(400, 600)
        found.append((first, first + rng.randint(200, 600)))
        if rng.random() < 0.5:
            found.append((found[-1][1] + 1, found[-1][1] + rng.randint(30, 90)))
    return spans(*found)


def _span(rng: Random, first: int, last: int) -> Interval:
    start = rng.randint(first, last)
    return Interval(start_min=start, end_min=start + rng.randint(1, 900))
