"""Prepare the day on which a batch is low or late, for batches that are near."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.exports.index import Index
from scheduler.planning.items import BatchRow
from scheduler.planning.problem_builder import (
    Built,
    build,
    network_of,
    units_of_batches,
)
from scheduler.production.records import BatchRecord, BatchState
from scheduler.production.timetable_records import (
    BatchTimetables,
    ChangedDose,
    NormalDose,
    PreparedDay,
    PreparedTimetable,
)
from scheduler.production.timetable_rows import TimetableRow
from solver.contingency.reseating import Reseated
from solver.contingency.timetables import Timetable, contingency

AHEAD = timedelta(hours=48)
"""How far ahead days are prepared."""

BEHIND = timedelta(hours=12)
"""How long after its reference time a batch may still wait for its release."""

_UNRELEASED = frozenset({BatchState.PLANNED, BatchState.ACCEPTED})


def is_due(session: Session, now: datetime, network_id: str) -> bool:
    """
    Whether a batch is near for which nothing is prepared from plan and data as they
    are; no problem is built.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    network = network_of(session, network_id)
    ready = select(TimetableRow.batch_id).where(
        TimetableRow.network_id == network_id,
        TimetableRow.plan_revision == network.plan_revision,
        TimetableRow.data_revision == network.data_revision,
    )
    near = _near(session, now, network_id)
    return not set(session.scalars(ready)).issuperset(near)


def preparation(
    session: Session, now: datetime, network_id: str
) -> "Preparation | None":
    """
    What is to be prepared; ``None`` where nothing is due.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    if not is_due(session, now, network_id):
        return None
    near = _near(session, now, network_id)
    return Preparation(build(session, network_id, now), now, near)


def _near(session: Session, now: datetime, network_id: str) -> Sequence[str]:
    """Batches of the plan in force that are near and not released, by time."""
    told = select(BatchRecord.batch_id).where(
        BatchRecord.network_id == network_id, BatchRecord.state.not_in(_UNRELEASED)
    )
    return session.scalars(
        select(BatchRow.batch_id)
        .where(
            BatchRow.network_id == network_id,
            BatchRow.until_revision.is_(None),
            BatchRow.reference_at > now - BEHIND,
            BatchRow.reference_at <= now + AHEAD,
            BatchRow.batch_id.not_in(told),
        )
        .order_by(BatchRow.reference_at, BatchRow.batch_id)
    ).all()


class Preparation:
    """
    Timetables of one problem, in instants; no session is open while it is at work.

    Parameters
    ----------
    near
        Batches, in the order in which they are prepared; one that cannot be made any
        more is passed over.
    """

    def __init__(self, built: Built, now: datetime, near: Sequence[str]) -> None:
        self._built, self._now, self._near = built, now, near
        problem = built.problem
        self._index = Index(problem, problem.commitments.previous)
        offered = units_of_batches(problem)
        self._batches = {
            each.id: each
            for each in problem.commitments.previous.batches
            if each.id in offered
        }

    def timetables(
        self, is_over: Callable[[], bool] = lambda: False
    ) -> tuple[BatchTimetables, ...]:
        """
        Those of each batch; it takes about a second for each.

        Parameters
        ----------
        is_over
            Asked before each; after a yes the rest is left for the next time.

        Raises
        ------
        UnverifiedPlan
            If a plan that was prepared breaks a rule.

        """
        found = []
        for batch_id in self._near:
            if is_over():
                break
            if batch_id in self._batches:
                found.append(self._of_batch(batch_id))
        return tuple(found)

    def _of_batch(self, batch_id: str) -> BatchTimetables:
        """The day of a batch."""
        built = self._built
        return BatchTimetables(
            batch_id=batch_id,
            unit_id=self._index.unit_of(batch_id).id,
            reference_at=self._at(self._batches[batch_id].reference_min),
            data_revision=built.data_revision,
            plan_revision=built.plan_revision,
            prepared_at=self._now,
            day=self._day(batch_id),
        )

    def _day(self, batch_id: str) -> PreparedDay:
        found = contingency(self._built.problem, batch_id)
        positions = {
            visit_id: position
            for position, (visit_id, _) in enumerate(found.normal, start=1)
        }
        return PreparedDay(
            product=self._index.product_of(batch_id).name,
            normal=tuple(
                NormalDose(
                    position=positions[visit_id],
                    visit_id=visit_id,
                    site_id=self._site(visit_id),
                    injection_at=self._at(minute),
                )
                for visit_id, minute in found.normal
            ),
            timetables=tuple(
                self._timetable(batch_id, each, positions) for each in found.timetables
            ),
        )

    def _timetable(
        self, batch_id: str, found: Timetable, positions: dict[str, int]
    ) -> PreparedTimetable:
        known = found.after_min
        if known is None:
            known = self._batches[batch_id].reference_min
        return PreparedTimetable(
            mishap=found.mishap,
            at=self._at(known),
            below_kbq=found.below_kbq,
            holds_kbq=found.prepared_kbq,
            holds_until_at=self._at_if(found.prepared_min),
            changed=tuple(
                self._changed(each, positions.get(each.visit_id))
                for each in found.changed
            ),
        )

    def _changed(self, found: Reseated, position: int | None) -> ChangedDose:
        return ChangedDose(
            position=position,
            visit_id=found.visit_id,
            site_id=self._site(found.visit_id),
            before_at=self._at(found.before_min),
            after_at=self._at_if(found.after_min),
            batch_id=found.batch_id,
            rules=found.rules,
        )

    def _site(self, visit_id: str) -> str:
        return self._index.visits[visit_id].site_id

    def _at(self, minute: int) -> datetime:
        return self._built.instants.at(minute).astimezone(UTC)

    def _at_if(self, minute: int | None) -> datetime | None:
        return None if minute is None else self._at(minute)
