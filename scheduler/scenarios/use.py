"""How much of scanners and lines is used, on both sides of a comparison."""

from collections import Counter
from collections.abc import Iterable, Mapping

from scheduler.scenarios.comparison_records import Load, UseRow
from scheduler.scenarios.side import Side
from solver.checks.steps import occupations
from solver.plan.plan import Purpose
from solver.problem.base import Interval
from solver.problem.clinic import Scanner
from solver.problem.production import Line

_Loads = dict[tuple[str, str], tuple[str, Load]]
"""Name and load, by kind and id."""


def use(base: Side, scenario: Side) -> tuple[UseRow, ...]:
    """Scanners, then lines, that either side has."""
    before, after = _loads(base), _loads(scenario)
    return tuple(
        UseRow(
            kind=key[0],
            id=key[1],
            name=(after.get(key) or before[key])[0],
            before=before[key][1] if key in before else None,
            after=after[key][1] if key in after else None,
        )
        for key in sorted(
            before.keys() | after.keys(), key=lambda key: (key[0] != "scanner", key[1])
        )
    )


def _loads(side: Side) -> _Loads:
    return {
        **_by_id(side, "scanner", side.problem.scanners, _of_scanners(side)),
        **_by_id(side, "line", side.problem.lines, _of_lines(side)),
    }


def _of_scanners(side: Side) -> Counter[str]:
    """Minutes that each scanner is held for somebody, set-up and cleaning included."""
    busy: Counter[str] = Counter()
    for each in side.served.values():
        for held in occupations(each):
            if held.purpose is Purpose.SCANNER:
                busy[held.resource_id] += held.end_min - held.start_min
    return busy


def _of_lines(side: Side) -> Counter[str]:
    """Minutes of synthesis on each line."""
    busy: Counter[str] = Counter()
    for each in side.plan.batches:
        run = side.index.runs.get(each.id)
        if run is not None:
            busy[run.line_id] += side.index.processes[run.process_id].synthesis_min
    return busy


def _by_id(
    side: Side,
    kind: str,
    resources: Iterable[Scanner | Line],
    busy: Mapping[str, int],
) -> _Loads:
    return {
        (kind, each.id): (each.name, _load(side, busy[each.id], each.available))
        for each in resources
    }


def _load(side: Side, busy_min: int, available: Iterable[Interval]) -> Load:
    end = side.problem.horizon_min
    spans = (min(each.end_min, end) - max(each.start_min, 0) for each in available)
    open_min = sum(max(each, 0) for each in spans)
    share = round(busy_min / open_min, 4) if open_min else None
    return Load(busy_min=busy_min, open_min=open_min, share=share)
