"""What becomes of vials and packages."""

from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis.stateful import rule
from hypothesis.strategies import integers

from scheduler.errors import Invalid, NotFound, WrongState
from scheduler.production.affected import Happening
from scheduler.production.vials import spill
from scheduler.transport.shipments import arrive, dispatch, receive, reject
from solver.plan.plan import Plan, Shipment, Vial
from tests.stateful.desk import Outcome
from tests.stateful.machine import FINE, REASONS, Machine

NUMBERS = integers(0, 9)
Item = TypeVar("Item")


class Packages(Machine):
    """The courier, and who unpacks."""

    @rule(number=NUMBERS, reason=REASONS)
    def spill(self, number: int, reason: str) -> None:
        """A vial breaks."""
        plan = self.plan()
        vial = _one_of(plan.vials, number)
        vial_id = "none" if vial is None else vial.id
        batch_id = _batch_of(plan, vial)
        outcomes = FINE
        is_new = vial_id not in self.model.spilled
        if not reason.strip():
            outcomes = frozenset({Invalid})
        elif vial is None:
            outcomes = frozenset({NotFound})
        elif batch_id not in self.model.kept and is_new:
            outcomes = frozenset({WrongState})
        drawers = {
            each.visit_id for each in plan.administrations if vial_id in each.vial_ids
        }
        if self.model.batches.get(batch_id) == "recalled" and is_new:
            return  # in quarantine already: what is known of it is not said twice
        if self.expect(outcomes, spill, is_new=is_new, vial_id=vial_id, reason=reason):
            self.model.spilled.add(vial_id)
            self.lose(drawers & self.model.drawers(batch_id))
        self.agree()

    @rule(number=NUMBERS)
    def dispatch(self, number: int) -> None:
        """The courier has a package."""
        shipment, state = self._package(number)
        batch_id = "" if shipment is None else shipment.batch_id
        outcomes = FINE
        if shipment is None:
            outcomes = frozenset({NotFound})
        elif state not in {"planned", "dispatched"} or (
            state == "planned" and self.model.batches.get(batch_id) != "released"
        ):
            outcomes = frozenset({WrongState})
        self._step(dispatch, shipment, outcomes, "dispatched")

    @rule(number=NUMBERS)
    def arrive(self, number: int) -> None:
        """A package is at the site."""
        shipment, state = self._package(number)
        outcomes = FINE
        if shipment is None:
            outcomes = frozenset({NotFound})
        elif state not in {"dispatched", "arrived"}:
            outcomes = frozenset({WrongState})
        self._step(arrive, shipment, outcomes, "arrived")

    @rule(number=NUMBERS)
    def receive(self, number: int) -> None:
        """A package is checked, and taken."""
        shipment, state = self._package(number)
        outcomes = FINE
        if shipment is None:
            outcomes = frozenset({NotFound})
        elif state not in {"arrived", "received"}:
            outcomes = frozenset({WrongState})
        self._step(receive, shipment, outcomes, "received")

    @rule(number=NUMBERS, reason=REASONS)
    def reject(self, number: int, reason: str) -> None:
        """A package is not taken: its doses are lost."""
        shipment, state = self._package(number)
        batch_id = "" if shipment is None else shipment.batch_id
        outcomes = FINE
        if not reason.strip():
            outcomes = frozenset({Invalid})
        elif shipment is None:
            outcomes = frozenset({NotFound})
        elif state not in {"dispatched", "arrived", "rejected"} or (
            state != "rejected" and self.model.is_given(batch_id)
        ):
            outcomes = frozenset({WrongState})
        self._step(reject, shipment, outcomes, "rejected", reason=reason)

    def _package(self, number: int) -> tuple[Shipment | None, str]:
        shipment = _one_of(self.plan().shipments, number)
        if shipment is None:
            return None, ""
        return shipment, self.model.packages.get(shipment.id, "planned")

    def _step(
        self,
        use_case: Callable[..., Happening],
        shipment: Shipment | None,
        outcomes: frozenset[Outcome],
        to: str,
        **said: Any,
    ) -> None:
        shipment_id = "none" if shipment is None else shipment.id
        is_new = self.model.packages.get(shipment_id) != to
        done = self.expect(
            outcomes, use_case, is_new=is_new, shipment_id=shipment_id, **said
        )
        may_lose: set[str] = set()
        if done is not None and shipment is not None and is_new:
            self.model.packages[shipment_id] = to
            drawers = self.model.drawers(shipment.batch_id)
            due = self.desk.built().instants.at(shipment.arrives_min)
            if to == "rejected":
                self.lose(drawers)
            elif to == "arrived" and self.desk.now > due:
                may_lose = drawers
        self.agree(may_lose=may_lose)


def _one_of(items: tuple[Item, ...], number: int) -> Item | None:
    """One of some, or none at all."""
    numbered = (*items, None)
    return numbered[number % len(numbered)]


def _batch_of(plan: Plan, vial: Vial | None) -> str:
    return next(
        (x.batch_id for x in plan.shipments if vial and x.id == vial.shipment_id), ""
    )
