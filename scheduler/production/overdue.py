"""Batches without a word when they were to be released; no problem is built."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scheduler.imports.planning_file.convert_production import process_id
from scheduler.imports.planning_file.schema_production import ProcessData
from scheduler.planning.asked_for import written_down
from scheduler.planning.items import BatchRow, ShipmentRow
from scheduler.planning.problem_builder import network_of
from scheduler.production.doses_in_force import Dose, open_doses, shipments_of_vials
from scheduler.production.records import BatchRecord, BatchState
from scheduler.transport.models import Lane
from scheduler.transport.records import ShipmentRecord, ShipmentState

MARGIN = timedelta(minutes=15)
"""So long after its time nobody is asked for a word yet."""

LOOKED_BACK = timedelta(days=2)
"""What is older is not told of any more."""

_SILENT = frozenset({BatchState.PLANNED, BatchState.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Package:
    """
    A shipment of the plan in force.

    Parameters
    ----------
    travel
        From the hand-over until its vials can be used.
    is_on_its_way
        Whether somebody has said that it left.
    doses
        Those in it that nobody has recorded.
    """

    shipment_id: str
    site_id: str
    handover_at: datetime
    usable_at: datetime
    is_on_its_way: bool
    doses: tuple[Dose, ...]

    def usable_from(self, released_at: datetime, *, waits: bool) -> datetime:
        """
        When its vials can be used, if their batch is released then.

        Parameters
        ----------
        waits
            Whether it leaves after the release only.
        """
        if self.is_on_its_way or not waits:
            return max(released_at, self.usable_at)
        travel = self.usable_at - self.handover_at
        return max(released_at + travel, self.usable_at)


@dataclass(frozen=True, slots=True)
class Overdue:
    """
    A batch that was to be released, of which nobody has said a word.

    Parameters
    ----------
    release_at
        When it was to be released, as planned or said since; for a bought one, when
        it was to be handed over.
    lost
        Visits that it reaches too late, were it released now.
    """

    batch_id: str
    unit_id: str
    release_at: datetime
    packages: tuple[Package, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sent:
    """A batch of the plan in force of which nobody has said a word, and its way."""

    batch_id: str
    unit_id: str
    reference_at: datetime
    expected_at: datetime | None
    packages: tuple[Package, ...]

    def release_at(self, process: ProcessData | None) -> datetime | None:
        """When it was to be released; ``None``: its maker has said that it left."""
        if process is not None:
            minutes = process.quality_control_minutes
            planned_at = self.reference_at + timedelta(minutes=minutes)
        elif any(each.is_on_its_way for each in self.packages):
            return None
        else:
            planned_at = min(each.handover_at for each in self.packages)
        return max(planned_at, self.expected_at or planned_at)

    def lost(self, released_at: datetime, *, waits: bool) -> tuple[str, ...]:
        """Visits that it reaches too late."""
        return tuple(
            dose.visit_id
            for package in self.packages
            for dose in package.doses
            if package.usable_from(released_at, waits=waits) > dose.usable_until_at
        )


def overdue_batches(
    session: Session, now: datetime, network_id: str
) -> tuple[Overdue, ...]:
    """
    Batches whose planned release has passed, by a margin, without a word.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    network = network_of(session, network_id)
    sent = _sent(session, now, network_id)
    if not sent:
        return ()
    processes = {
        f"{process_id(line, process)}/": process
        for line in written_down(session, network).lines
        for process in line.processes
    }
    found = []
    for each in sent:
        process = next(
            (
                made
                for stem, made in processes.items()
                if each.batch_id.startswith(stem)
            ),
            None,
        )
        release_at = each.release_at(process)
        if release_at is not None and release_at + MARGIN <= now:
            waits = process is None or not process.conditional_dispatch
            lost = each.lost(now, waits=waits)
            late = Overdue(each.batch_id, each.unit_id, release_at, each.packages, lost)
            found.append(late)
    return tuple(found)


def _sent(session: Session, now: datetime, network_id: str) -> tuple[_Sent, ...]:
    """Batches that may have been made by now, by id, and that nobody has told of."""
    since = now - LOOKED_BACK
    told = select(BatchRecord.batch_id).where(
        BatchRecord.network_id == network_id, BatchRecord.state.not_in(_SILENT)
    )
    rows = session.execute(
        select(BatchRow, ShipmentRow, Lane, BatchRecord.expected_at)
        .join(
            ShipmentRow,
            (ShipmentRow.network_id == BatchRow.network_id)
            & (ShipmentRow.batch_id == BatchRow.batch_id),
        )
        .join(
            Lane,
            (Lane.network_id == ShipmentRow.network_id)
            & (Lane.id == ShipmentRow.lane_id),
        )
        .outerjoin(
            BatchRecord,
            (BatchRecord.network_id == BatchRow.network_id)
            & (BatchRecord.batch_id == BatchRow.batch_id),
        )
        .where(
            BatchRow.network_id == network_id,
            BatchRow.until_revision.is_(None),
            ShipmentRow.until_revision.is_(None),
            ShipmentRow.handover_at > since,
            or_(BatchRow.reference_at <= now, ShipmentRow.handover_at <= now),
            BatchRow.batch_id.not_in(told),
        )
        .order_by(BatchRow.batch_id, ShipmentRow.shipment_id)
    ).all()
    if not rows:
        return ()
    doses = _doses(session, network_id, since, [row[1].shipment_id for row in rows])
    left = _on_their_way(session, network_id)
    return tuple(
        _Sent(
            batch_id,
            made[0][2].unit_id,
            made[0][0].reference_at,
            made[0][3],
            tuple(
                Package(
                    shipment.shipment_id,
                    lane.site_id,
                    shipment.handover_at,
                    shipment.usable_at,
                    shipment.shipment_id in left,
                    tuple(doses[shipment.shipment_id]),
                )
                for _, shipment, lane, _ in made
            ),
        )
        for batch_id, group in groupby(rows, key=lambda row: row[0].batch_id)
        for made in [list(group)]
    )


def _doses(
    session: Session, network_id: str, since: datetime, shipment_ids: Sequence[str]
) -> Mapping[str, list[Dose]]:
    """The open doses of each shipment."""
    shipment_of = shipments_of_vials(session, network_id, shipment_ids)
    found = defaultdict[str, list[Dose]](list)
    for dose in open_doses(session, network_id, since):
        for shipment_id in {shipment_of.get(each, "") for each in dose.vial_ids}:
            found[shipment_id].append(dose)
    return found


def _on_their_way(session: Session, network_id: str) -> frozenset[str]:
    """Shipments of which somebody has said that they left."""
    rows = session.scalars(
        select(ShipmentRecord.shipment_id).where(
            ShipmentRecord.network_id == network_id,
            ShipmentRecord.state != ShipmentState.PLANNED,
        )
    )
    return frozenset(rows)
