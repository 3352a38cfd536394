"""Do all names of a problem resolve? Every dangling one is reported."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from solver.errors import Issue
from solver.problem import (
    references_of_commitments,
    references_of_production,
    references_of_visits,
)

if TYPE_CHECKING:
    from solver.problem.problem import Problem


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


def issues(problem: "Problem") -> Iterator[Issue]:
    """Repeated ids, dangling references and calendars that do not cover."""
    yield from _repeated(problem)
    yield from _dangling(problem)
    yield from references_of_commitments.issues(problem)
    yield from references_of_production.issues(problem)
    yield from references_of_visits.issues(problem)
    for site in problem.sites:
        midnights = site.midnights_min
        if list(midnights) != sorted(set(midnights)):
            yield Issue(f"sites[{site.id}].midnights_min", "not ascending")
        if midnights[0] > 0 or midnights[-1] < problem.horizon_min:
            yield Issue(f"sites[{site.id}].midnights_min", "does not span the horizon")


def _repeated(problem: "Problem") -> Iterator[Issue]:
    """Ids are unique within their kind; resources and batches across kinds."""
    groups: dict[str, Sequence[_HasId]] = {
        "products": problem.products,
        "units": problem.units,
        "lines": problem.lines,
        "processes": problem.processes,
        "batches": (*problem.runs, *problem.orders),
        "generators": problem.generators,
        "sites": problem.sites,
        "resources": (
            *problem.places,
            *problem.scanners,
            *problem.people,
            *problem.equipment,
        ),
        "trials": problem.trials,
        "lanes and departures": (*problem.lanes, *problem.departures),
        "procedures": problem.procedures,
        "visits": problem.visits,
        "series": problem.series,
        "cohorts": problem.cohorts,
    }
    groups |= {f"sites[{site.id}].licences": site.licences for site in problem.sites}
    for kind, records in groups.items():
        seen: set[str] = set()
        for record in records:
            if record.id in seen:
                yield Issue(f"{kind}[{record.id}]", "this id occurs twice")
            seen.add(record.id)


def _dangling(problem: "Problem") -> Iterator[Issue]:
    """Every ``x_id`` or ``x_ids`` names an existing x; visits name participants."""
    known: dict[str, set[str | None]] = {
        "product": {each.id for each in problem.products},
        "unit": {each.id for each in problem.units},
        "line": {each.id for each in problem.lines},
        "process": {each.id for each in problem.processes},
        "generator": {each.id for each in problem.generators},
        "site": {each.id for each in problem.sites},
        "trial": {each.id for each in problem.trials},
        "lane": {each.id for each in problem.lanes},
        "procedure": {each.id for each in problem.procedures},
        "series": {each.id for each in problem.series},
        "cohort": {each.id for each in problem.cohorts},
        "participant": {each.participant_id for each in problem.visits},
        "active_site": {each.id for each in problem.sites},
    }
    for kind in (
        "lines",
        "processes",
        "runs",
        "orders",
        "authorisations",
        "places",
        "scanners",
        "people",
        "trials",
        "lanes",
        "departures",
        "visits",
        "equipment",
        "generators",
        "exposures",
        "series",
        "cohorts",
    ):
        for position, record in enumerate(getattr(problem, kind)):
            place = f"{kind}[{getattr(record, 'id', position)}]"
            for field in type(record).model_fields:
                stem, _, suffix = field.rpartition("_")
                if suffix not in {"id", "ids"} or stem not in known:
                    continue
                value = getattr(record, field)
                named = value if isinstance(value, tuple) else (value,)
                for name in named:
                    if name is not None and name not in known[stem]:
                        yield Issue(f"{place}.{field}", f"unknown {stem} {name!r}")
