"""What stands in a network that an import must not take from anybody."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from scheduler.exports.network_files import export_file
from scheduler.imports.planning_file.local_time import first_instant
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.planning_file.schema_commitments import CommitmentsData
from scheduler.imports.rows.not_asked import Ends, NotAsked, ends_of, what_is_asked
from scheduler.imports.rows.reading import read_network
from scheduler.imports.rows.values import same
from scheduler.networks.models import Network
from scheduler.planning.items import BookingRow
from scheduler.planning.problem_builder import visits_of
from scheduler.planning.promises import Promise
from solver.errors import Issue
from solver.plan.plan import Plan
from solver.problem.base import Record
from solver.problem.commitments import Firmness


class Standing:
    """
    A network before an import; it is locked, if it is there.

    Attributes
    ----------
    has_plan
        Whether a plan is in force.
    planned
        Visits of the plan in force.
    """

    def __init__(self, session: Session, network_id: str) -> None:
        self._session = session
        self._network_id = network_id
        network = session.get(
            Network, network_id, populate_existing=True, with_for_update=True
        )
        self._ends: Ends = ends_of(session, network_id)
        self.has_plan = network is not None and network.plan_revision > 0
        self.planned = frozenset(
            session.scalars(
                select(BookingRow.visit_id).where(
                    BookingRow.network_id == network_id,
                    BookingRow.until_revision.is_(None),
                )
            )
        )

    def not_asked(self, file: PlanningFile) -> NotAsked:
        """What of a file is over already."""
        return what_is_asked(file, self._ends)[1]

    def issues(self, file: PlanningFile, now: datetime) -> Iterator[Issue]:
        """What the file would take away from somebody."""
        yield from self._promised(file, now)
        held = file.commitments
        if held is not None and self.has_plan and self._is_other(held, file.as_of):
            yield Issue(
                "commitments",
                f"{self._network_id!r} has another plan in force: leave them out, or "
                "import the file into a network of its own",
            )

    def _promised(self, file: PlanningFile, now: datetime) -> Iterator[Issue]:
        """Promised visits that the file does not have; what is long past may go."""
        first = first_instant(file.horizon.first_date, file.horizon.zone)
        there = visits_of(file) | self._left_out()
        for visit_id, firmness, injection_at in self._promises(now):
            is_past = injection_at is not None and injection_at < first
            if visit_id in there or (firmness is Firmness.FACT and is_past):
                continue
            if firmness is Firmness.FACT:
                message = "has been administered: it cannot be left out"
            else:
                message = f"is {firmness}: cancel it before it is left out"
            yield Issue(f"visits[{visit_id}]", message)

    def _left_out(self) -> frozenset[str]:
        """Visits that an export would not have either."""
        if not self._ends.withdrawn and not self._ends.ended:
            return frozenset()
        return read_network(self._session, self._network_id).not_asked.visits

    def _promises(self, now: datetime) -> list[tuple[str, Firmness, datetime | None]]:
        """Promised visits, how firmly, and when they are planned; no lapsed holds."""
        found = self._session.execute(
            select(Promise.visit_id, Promise.firmness, BookingRow.injection_at)
            .outerjoin(
                BookingRow,
                and_(
                    BookingRow.network_id == Promise.network_id,
                    BookingRow.visit_id == Promise.visit_id,
                    BookingRow.first_revision <= Promise.revision,
                    or_(
                        BookingRow.until_revision.is_(None),
                        BookingRow.until_revision > Promise.revision,
                    ),
                ),
            )
            .where(
                Promise.network_id == self._network_id,
                or_(Promise.lapses_at.is_(None), Promise.lapses_at > now),
            )
            .order_by(Promise.visit_id)
        )
        return [(visit_id, firmness, at) for visit_id, firmness, at in found]

    def _is_other(self, held: CommitmentsData, as_of: datetime) -> bool:
        """Whether commitments are not what an export says, or said at that time."""
        for now in (None, as_of):
            ours = export_file(self._session, self._network_id, now=now).file
            if ours.commitments and _told(ours.commitments) == _told(held):
                return False
        return True


def _told(held: CommitmentsData) -> dict[str, object]:
    """Commitments, whatever the order of their lists and the zone of their instants."""
    plan = held.previous.plan
    lists = {
        **{name: getattr(plan, name) for name in Plan.model_fields},
        **{name: getattr(held, name) for name in CommitmentsData.model_fields},
        "previous": (),
    }
    return {"origin_at": held.previous.origin_at} | {
        name: sorted(same(_plain(each)) for each in records)
        for name, records in lists.items()
    }


def _plain(record: Record | str) -> object:
    return record if isinstance(record, str) else record.model_dump()


def is_over(file: PlanningFile, now: datetime) -> bool:
    """Whether the horizon of a file has ended: nothing is planned in it any more."""
    end = file.horizon.first_date + timedelta(days=file.horizon.days)
    return now >= first_instant(end, file.horizon.zone)
