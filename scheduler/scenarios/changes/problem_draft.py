"""A problem under change: what a planning file cannot say."""

from collections.abc import Iterator

from scheduler.scenarios.changes.drafts import Draft, Findings
from solver.problem.commitments import Commitments, Firmness, MeasuredVial
from solver.problem.problem import Problem


class ProblemDraft(Draft):
    """
    A problem under change; what it was made from stays as it is.

    Attributes
    ----------
    base
        As it was before the first change.
    departures, runs, processes
        As they are now; of the runs, those that are lost as well.
    measured
        Content of vials of committed batches, by id of the vial.
    """

    def __init__(self, base: Problem, findings: Findings) -> None:
        super().__init__(findings)
        self.base = base
        self.departures = base.departures
        self.runs = base.runs
        self.processes = base.processes
        self.measured = {each.vial_id: each for each in base.commitments.measured_vials}
        self._lost: set[str] = set()
        committed = {each.batch_id for each in base.commitments.batches}
        self.committed = {
            each.id: each
            for each in base.commitments.previous.batches
            if each.id in committed
        }

    # -- reading ---------------------------------------------------------------

    def vials_of(self, batch_id: str) -> Iterator[MeasuredVial]:
        """What a batch of the previous plan was dispensed into, and is still there."""
        held = self.base.commitments
        shipments = {
            each.id for each in held.previous.shipments if each.batch_id == batch_id
        }
        for vial in held.previous.vials:
            if vial.shipment_id in shipments and vial.id not in held.lost_vial_ids:
                yield self.measured.get(vial.id) or MeasuredVial(
                    vial_id=vial.id, activity_kbq=vial.activity_kbq
                )

    def is_given(self, batch_id: str) -> bool:
        """Whether a dose out of a batch has been given."""
        vials = {each.vial_id for each in self.vials_of(batch_id)}
        held = self.base.commitments
        facts = {
            each.visit_id for each in held.visits if each.firmness is Firmness.FACT
        }
        return any(
            each.visit_id in facts and not vials.isdisjoint(each.vial_ids)
            for each in held.previous.administrations
        )

    # -- changing --------------------------------------------------------------

    def lose(self, batch_id: str) -> None:
        """A run or an order is not made after all, and what was committed is lost."""
        if batch_id in self.committed and batch_id not in self._lost:
            self.note(f"{batch_id} is made or on order, and is lost")
        self._lost.add(batch_id)

    def problem(self) -> Problem:
        """
        The problem as it is now.

        Raises
        ------
        InvalidDocument
            With every issue.

        """
        held = self.base.commitments
        fields = {
            "departures": self.departures,
            "processes": self.processes,
            "runs": tuple(each for each in self.runs if each.id not in self._lost),
            "orders": tuple(
                each for each in self.base.orders if each.id not in self._lost
            ),
            "commitments": Commitments(
                **dict(held) | {"measured_vials": tuple(self.measured.values())}
            ),
        }
        return Problem(**dict(self.base) | fields)
