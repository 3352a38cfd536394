"""Do all names of a problem resolve? Every dangling one is reported."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from solver.errors import Issue
from solver.problem.commitments import Firmness

if TYPE_CHECKING:
    from solver.problem.problem import Problem


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


def issues(problem: "Problem") -> Iterator[Issue]:
    """Repeated ids, dangling references and calendars that do not cover."""
    yield from _repeated(problem)
    yield from _dangling(problem)
    yield from _previous(problem)
    yield from _commitments(problem)
    yield from _facts(problem)
    yield from _follows(problem)
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
        "sites": problem.sites,
        "resources": (*problem.places, *problem.scanners, *problem.people),
        "trials": problem.trials,
        "lanes and departures": (*problem.lanes, *problem.departures),
        "procedures": problem.procedures,
        "visits": problem.visits,
    }
    for kind, records in groups.items():
        seen: set[str] = set()
        for record in records:
            if record.id in seen:
                yield Issue(f"{kind}[{record.id}]", "this id occurs twice")
            seen.add(record.id)


def _dangling(problem: "Problem") -> Iterator[Issue]:
    """Every ``x_id`` or ``x_ids`` names an existing x."""
    known: dict[str, set[str]] = {
        "product": {each.id for each in problem.products},
        "unit": {each.id for each in problem.units},
        "line": {each.id for each in problem.lines},
        "process": {each.id for each in problem.processes},
        "site": {each.id for each in problem.sites},
        "trial": {each.id for each in problem.trials},
        "lane": {each.id for each in problem.lanes},
        "procedure": {each.id for each in problem.procedures},
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


def _commitments(problem: "Problem") -> Iterator[Issue]:
    """
    Commitments name what the previous plan holds and the problem knows.

    A batch, shipment or resource of the previous plan that the problem no
    longer knows is a disruption, not an error.
    """
    held = problem.commitments
    served = {each.visit_id for each in held.previous.administrations}
    batches = {batch.id for batch in held.previous.batches}
    vials = {vial.id for vial in held.previous.vials}
    visits = {visit.id for visit in problem.visits}
    seen: set[str] = set()
    for visit in held.visits:
        place = f"commitments.visits[{visit.visit_id}]"
        if visit.visit_id not in served:
            yield Issue(place, "the previous plan does not serve this visit")
        if visit.visit_id not in visits:
            yield Issue(place, "the problem has no such visit")
        if visit.visit_id in seen:
            yield Issue(place, "committed twice")
        seen.add(visit.visit_id)
    seen.clear()
    for batch in held.batches:
        place = f"commitments.batches[{batch.batch_id}]"
        if batch.batch_id not in batches:
            yield Issue(place, "the previous plan has no such batch")
        if batch.batch_id in seen:
            yield Issue(place, "committed twice")
        seen.add(batch.batch_id)
    for vial_id in (
        *(measured.vial_id for measured in held.measured_vials),
        *held.lost_vial_ids,
    ):
        if vial_id not in vials:
            yield Issue(
                f"commitments.vials[{vial_id}]", "the previous plan has no such vial"
            )


def _previous(problem: "Problem") -> Iterator[Issue]:
    """The previous plan is whole: doses have vials, vials shipments, these batches."""
    plan = problem.commitments.previous
    batches = {each.id for each in plan.batches}
    shipments = {each.id for each in plan.shipments}
    vials = {each.id for each in plan.vials}
    for shipment in plan.shipments:
        if shipment.batch_id not in batches:
            place = f"commitments.previous.shipments[{shipment.id}]"
            yield Issue(place, f"unknown batch {shipment.batch_id!r}")
    for vial in plan.vials:
        if vial.shipment_id not in shipments:
            place = f"commitments.previous.vials[{vial.id}]"
            yield Issue(place, f"unknown shipment {vial.shipment_id!r}")
    for each in plan.administrations:
        place = f"commitments.previous.administrations[{each.visit_id}]"
        if not each.vial_ids:
            yield Issue(place, "drawn from no vial")
        for vial_id in each.vial_ids:
            if vial_id not in vials:
                yield Issue(place, f"unknown vial {vial_id!r}")


def _facts(problem: "Problem") -> Iterator[Issue]:
    """What was injected came from a vial, a batch and a way that exist."""
    held = problem.commitments
    shipped = {each.id: each for each in held.previous.shipments}
    vials = {each.id: each for each in held.previous.vials}
    drawn = {each.visit_id: each.vial_ids for each in held.previous.administrations}
    batches: tuple[_HasId, ...] = (*problem.runs, *problem.orders)
    known = {each.id for each in batches}
    committed = {each.batch_id for each in held.batches}
    lanes: tuple[_HasId, ...] = (*problem.lanes, *problem.departures)
    ways = {each.id for each in lanes}
    for visit in held.visits:
        if visit.firmness is not Firmness.FACT:
            continue
        place = f"commitments.visits[{visit.visit_id}]"
        for vial_id in drawn.get(visit.visit_id, ()):
            vial = vials.get(vial_id)
            shipment = shipped.get(vial.shipment_id) if vial else None
            if vial_id in held.lost_vial_ids:
                yield Issue(place, f"a fact, but its vial {vial_id} is lost")
            elif shipment is None:
                continue  # the previous plan is not whole, and has been refused for it
            elif shipment.batch_id not in known:
                message = f"a fact, but its batch {shipment.batch_id} is unknown"
                yield Issue(place, message)
            elif shipment.batch_id not in committed:
                message = f"a fact, but its batch {shipment.batch_id} is not committed"
                yield Issue(place, message)
            elif (shipment.departure_id or shipment.lane_id) not in ways:
                yield Issue(place, f"a fact, but its way {shipment.id} is unknown")


def _follows(problem: "Problem") -> Iterator[Issue]:
    """A visit follows another of the same participant and site, without a circle."""
    visits = {visit.id: visit for visit in problem.visits}
    for visit in problem.visits:
        if visit.follows is None:
            continue
        place = f"visits[{visit.id}].follows"
        earlier = visits.get(visit.follows.visit_id)
        if earlier is None:
            yield Issue(place, f"unknown visit {visit.follows.visit_id!r}")
            continue
        same = (earlier.participant_id, earlier.site_id)
        if visit.participant_id is None or same != (
            visit.participant_id,
            visit.site_id,
        ):
            yield Issue(place, f"visit {earlier.id} is not of this participant here")
        trail = {visit.id}
        while earlier is not None and earlier.id not in trail:
            trail.add(earlier.id)
            earlier = visits.get(earlier.follows.visit_id) if earlier.follows else None
        if earlier is not None:
            yield Issue(place, "the visits follow each other in a circle")
