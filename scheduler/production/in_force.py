"""Batches, shipments and vials of the plan in force, looked up for what happens."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.errors import Invalid, NotFound
from scheduler.planning.problem_builder import Built, build
from solver.errors import Issue
from solver.plan.plan import Plan, PlannedBatch, Shipment, Vial
from solver.problem.commitments import Firmness
from solver.problem.products import Product


@dataclass(frozen=True)
class InForce:
    """The plan in force and the problem it belongs to, minutes from one origin."""

    built: Built

    @property
    def plan(self) -> Plan:
        """The plan, on the minutes of the problem."""
        return self.built.problem.commitments.previous

    def batch(self, batch_id: str) -> PlannedBatch:
        """
        A batch of the plan.

        Raises
        ------
        NotFound
            If the plan has none of that id.

        """
        for each in self.plan.batches:
            if each.id == batch_id:
                return each
        raise NotFound("planned batch", batch_id)

    def shipment(self, shipment_id: str) -> Shipment:
        """
        A shipment of the plan.

        Raises
        ------
        NotFound
            If the plan has none of that id.

        """
        for each in self.plan.shipments:
            if each.id == shipment_id:
                return each
        raise NotFound("planned shipment", shipment_id)

    def vial(self, vial_id: str) -> Vial:
        """
        A vial of the plan.

        Raises
        ------
        NotFound
            If the plan has none of that id.

        """
        for each in self.plan.vials:
            if each.id == vial_id:
                return each
        raise NotFound("planned vial", vial_id)

    def vials_of(self, batch_id: str) -> tuple[Vial, ...]:
        """All vials of a batch."""
        sent = {each.id for each in self.plan.shipments if each.batch_id == batch_id}
        return tuple(each for each in self.plan.vials if each.shipment_id in sent)

    def drawers_of(self, batch_id: str) -> frozenset[str]:
        """Visits with a dose of a batch."""
        names = {each.id for each in self.vials_of(batch_id)}
        return frozenset(
            each.visit_id
            for each in self.plan.administrations
            if names.intersection(each.vial_ids)
        )

    @property
    def facts(self) -> frozenset[str]:
        """Visits that have happened."""
        return frozenset(
            each.visit_id
            for each in self.built.problem.commitments.visits
            if each.firmness is Firmness.FACT
        )

    @property
    def firm_batches(self) -> frozenset[str]:
        """Batches that are made, or closed for orders."""
        return frozenset(
            each.batch_id for each in self.built.problem.commitments.batches
        )

    def product_of(self, batch_id: str) -> Product:
        """What a run makes, or an order is for."""
        problem = self.built.problem
        products = {each.id: each for each in problem.products}
        processes = {each.id: each for each in problem.processes}
        for run in problem.runs:
            if run.id == batch_id:
                return products[processes[run.process_id].product_id]
        for order in problem.orders:
            if order.id == batch_id:
                return products[order.product_id]
        raise NotFound("run or order", batch_id)


def in_force(session: Session, network_id: str, now: datetime) -> InForce:
    """
    The plan in force as of now.

    Raises
    ------
    NotFound
        If there is no such network, or no plan of it.

    """
    built = build(session, network_id, now)
    if built.held is None:
        raise NotFound("plan in force of network", network_id)
    return InForce(built)


def require(issues: list[Issue]) -> None:
    """
    Go on only if nothing is wrong.

    Raises
    ------
    Invalid
        With every issue.

    """
    if issues:
        raise Invalid(issues)


def reason_issues(reason: str | None) -> list[Issue]:
    """A reason is needed wherever somebody may lose a dose."""
    return [] if reason and reason.strip() else [Issue("reason", "is needed")]


def instant_issues(place: str, at: datetime, now: datetime) -> list[Issue]:
    """What happened has an instant with a zone, and it is not still to come."""
    if at.utcoffset() is None:
        return [Issue(place, "has no zone")]
    return [Issue(place, "lies in the future")] if at > now else []
