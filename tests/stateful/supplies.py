"""What production and transport tell: batches, vials, packages."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from hypothesis.stateful import rule
from hypothesis.strategies import integers, sampled_from

from scheduler.errors import Invalid, NotFound, WrongState
from scheduler.production.batches import accept, decline, fail, recall
from scheduler.production.contents import Assay
from scheduler.production.release_said import Release
from scheduler.production.releases import Released, release
from solver.plan.plan import PlannedBatch
from tests.stateful.machine import FINE, IN_TIME, REASONS, Machine
from tests.stateful.model import LOST
from tests.stateful.ward import CONTROL, RUNS

BATCHES = sampled_from((*RUNS, "L9/ZR/2026-09-14/1"))
NUMBERS = integers(0, 9)
Item = TypeVar("Item")
_GBQ = Decimal(1_000_000)


class Supplies(Machine):
    """Production, courier and the one who unpacks."""

    def _apt_batch(self, batch_id: str) -> str:
        """One that is there, if any is."""
        there = sorted(self.model.drawn_from() | self.model.kept)
        if batch_id not in RUNS or batch_id in there or not there:
            return batch_id
        return there[len(there) // 2]

    def _wait_for_batch(self, batch_id: str) -> None:
        """Time goes by until a batch is made."""
        batch = next((x for x in self.plan().batches if x.id == batch_id), None)
        if batch is not None:
            made_at = self.desk.built().instants.at(batch.reference_min)
            self.wait_until(made_at + _control(batch_id))

    @rule(batch_id=BATCHES)
    def accept(self, batch_id: str) -> None:
        """The unit is going to make a batch."""
        batch_id = self._apt_batch(batch_id)
        state = self.model.batches.get(batch_id, "planned")
        outcomes = FINE
        if state not in {"planned", "accepted"}:
            outcomes = frozenset({WrongState})
        elif state == "planned" and not self.model.is_made(batch_id):
            outcomes = frozenset({NotFound})
        is_new = state == "planned"
        if self.expect(outcomes, accept, is_new=is_new, batch_id=batch_id):
            self.model.batches[batch_id] = "accepted"
        self.agree()

    @rule(batch_id=BATCHES, to=sampled_from(("declined", "failed")), reason=REASONS)
    def lose_batch(self, batch_id: str, to: str, reason: str) -> None:
        """The unit does not make it, or it has failed."""
        state = self.model.batches.get(batch_id, "planned")
        outcomes = FINE
        if not reason.strip():
            outcomes = frozenset({Invalid})
        elif state not in {"planned", "accepted", to}:
            outcomes = frozenset({WrongState})
        elif not self.model.has_plan or batch_id not in RUNS:
            outcomes = frozenset({NotFound})
        elif self.model.is_given(batch_id):
            outcomes = frozenset({WrongState})
        is_new = state != to
        use_case = decline if to == "declined" else fail
        done = self.expect(
            outcomes, use_case, is_new=is_new, batch_id=batch_id, reason=reason
        )
        if done is not None and is_new:
            drawers = self.model.drawers(batch_id)
            assert {each.visit_id for each in done.lost} >= drawers
            self.model.batches[batch_id] = to
            self.model.kept.discard(batch_id)
            self.lose(drawers)
        self.agree()

    @rule(
        batch_id=BATCHES,
        share=sampled_from((None, "0.3", "1", "1", "1.5", "11")),
        reason=sampled_from((None, "measured again")),
        in_time=IN_TIME,
    )
    def release(
        self, batch_id: str, share: str | None, reason: str | None, in_time: bool
    ) -> None:
        """Quality control releases a batch: high, as planned, or low."""
        batch_id = self._apt_batch(batch_id)
        if in_time:
            self._wait_for_batch(batch_id)
        state = self.model.batches.get(batch_id, "planned")
        batch = next((x for x in self.plan().batches if x.id == batch_id), None)
        said, released_at = self._said(batch, share)
        outcomes, is_new = FINE, True
        if state in LOST:
            outcomes = frozenset({WrongState})
        elif batch is None:
            outcomes = frozenset({NotFound})
        elif share in {None, "11"} or released_at > self.desk.now:
            outcomes = frozenset({Invalid})
        elif state == "released":
            is_new = self.model.released[batch_id] != said
            if is_new and reason is None:
                outcomes = frozenset({Invalid})
        answer: Released | None = self.expect(
            outcomes,
            release,
            is_new=is_new,
            batch_id=batch_id,
            said=said,
            reason=reason,
        )
        assert (batch is not None) == self.model.is_made(batch_id)
        may_lose: set[str] = set()
        if answer is not None and is_new:
            self.model.batches[batch_id] = "released"
            self.model.released[batch_id] = said
            if share == "0.3" or state == "released":
                may_lose = self.model.drawers(batch_id)
        self.agree(may_lose=may_lose)

    def _said(
        self, batch: PlannedBatch | None, share: str | None
    ) -> tuple[Release, datetime]:
        """What is said of a batch, and when quality control has passed it."""
        if batch is None:
            return Release(), self.desk.now
        at = self.desk.built().instants.at(batch.reference_min)
        released_at = at + _control(batch.id)
        if share is None:
            return Release(), released_at
        measured = batch.activity_kbq * Decimal(share) / _GBQ
        assay = Assay(activity_gbq=measured, measured_at=at)
        return Release(batch=assay, released_at=released_at), released_at

    @rule(batch_id=BATCHES, reason=REASONS)
    def recall(self, batch_id: str, reason: str) -> None:
        """Nobody draws from a batch any more."""
        state = self.model.batches.get(batch_id, "planned")
        outcomes = FINE
        if not reason.strip():
            outcomes = frozenset({Invalid})
        elif not self.model.has_plan:
            outcomes = frozenset({NotFound})
        elif state not in {"released", "recalled"}:
            outcomes = frozenset({WrongState})
        is_new = state != "recalled"
        done = self.expect(
            outcomes, recall, is_new=is_new, batch_id=batch_id, reason=reason
        )
        if done is not None and is_new:
            self.model.batches[batch_id] = "recalled"
            self.lose(self.model.drawers(batch_id))
        self.agree()


def _control(batch_id: str) -> timedelta:
    """How long quality control takes."""
    return CONTROL.get(batch_id.split("/")[1], timedelta(0))
