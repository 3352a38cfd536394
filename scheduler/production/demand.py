"""Batch demand: what units are asked to make, read off a plan."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from scheduler.errors import NotFound
from scheduler.planning.read_back import plan_of_version
from scheduler.production.demand_lines import DemandLines
from scheduler.production.demand_records import BatchDemand
from scheduler.production.in_force import in_force
from solver.plan.plan import Plan
from solver.problem.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """
    Which batches of which plan.

    Parameters
    ----------
    start, end
        First and last local date of the unit, both included, of EOS or reference time.
    version
        A plan version, for example one that is proposed; the plan in force if left
        out.
    unit_ids, batch_ids
        Only these, whether they are there or not; all if left out.
    """

    unit_id: str | None = None
    start: date | None = None
    end: date | None = None
    version: int | None = None
    unit_ids: Collection[str] | None = None
    batch_ids: Collection[str] | None = None

    def has(self, batch_id: str, unit_id: str, day: date) -> bool:
        """Whether a batch of a unit on a local date is among them."""
        return (
            self.unit_id in {None, unit_id}
            and (self.unit_ids is None or unit_id in self.unit_ids)
            and (self.batch_ids is None or batch_id in self.batch_ids)
            and (self.start is None or self.start <= day)
            and (self.end is None or day <= self.end)
        )


def demand(
    session: Session,
    now: datetime,
    network_id: str,
    *,
    unit_id: str | None = None,
    start: date | None = None,
    end: date | None = None,
    version: int | None = None,
) -> tuple[BatchDemand, ...]:
    """
    What units are asked for, batch by batch, by time; parameters as of ``Scope``.

    Raises
    ------
    NotFound
        If there is no such network, unit or version, or no plan in force.

    """
    scope = Scope(unit_id=unit_id, start=start, end=end, version=version)
    return demand_in(session, now, network_id, scope, with_slack=True)


def demand_in(
    session: Session,
    now: datetime,
    network_id: str,
    scope: Scope,
    *,
    with_slack: bool = False,
) -> tuple[BatchDemand, ...]:
    """
    The same, without saying how late and how weak each batch may be.

    Raises
    ------
    NotFound
        If there is no such network, unit or version, or no plan in force.

    """
    there = in_force(session, network_id, now)
    problem = there.built.problem
    if scope.unit_id not in {None, *(each.id for each in problem.units)}:
        raise NotFound("unit", scope.unit_id)
    plan = there.plan
    if scope.version is not None:
        plan = plan_of_version(session, network_id, scope.version, problem.origin_at)
    lines = DemandLines(there.built, _as_known(problem, plan))
    found = [
        lines.batch(batch, with_slack=with_slack)
        for batch in lines.batches
        if scope.has(batch.id, lines.unit_id(batch), lines.day(batch))
    ]
    return tuple(sorted(found, key=lambda each: (each.reference_utc, each.batch_id)))


def _as_known(problem: Problem, plan: Plan) -> Plan:
    """What of a plan the problem still speaks of."""
    runs = {each.id for each in problem.runs} | {each.id for each in problem.orders}
    lanes = {each.id for each in problem.lanes}
    visits = {each.id for each in problem.visits}
    batches = tuple(each for each in plan.batches if each.id in runs)
    made = {each.id for each in batches}
    shipments = tuple(
        each
        for each in plan.shipments
        if each.batch_id in made and each.lane_id in lanes
    )
    sent = {each.id for each in shipments}
    vials = tuple(each for each in plan.vials if each.shipment_id in sent)
    filled = {each.id for each in vials}
    return Plan(
        batches=batches,
        shipments=shipments,
        vials=vials,
        administrations=tuple(
            each
            for each in plan.administrations
            if each.visit_id in visits and filled.issuperset(each.vial_ids)
        ),
    )
