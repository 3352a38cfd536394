"""The record made at the scanner, and everything that can be wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from scheduler.bookings.board import Board
from scheduler.bookings.doses import Deviation, Measured, deviation, net_kbq
from scheduler.imports.planning_file.quantities import available_mbq, required_mbq
from solver.errors import Issue
from solver.plan.plan import Administration
from solver.problem.products import Product

NEEDS_REASON_PERMILLE = 200
"""A deviation of more than this is recorded with its reason only."""

_LONGEST = timedelta(hours=24)
"""Between planned and actual injection or scan, and to what was measured beside it."""

_MOST_MBQ = Decimal(1_000_000)


@dataclass(frozen=True, kw_only=True)
class DoseRecord:
    """
    What was given to a participant.

    Parameters
    ----------
    assay_mbq, assayed_at
        Activity drawn, and when it was measured.
    residual_mbq, residual_at
        What was left in syringe and line, if it was measured.
    scanner_id, vial_id
        If they are not those planned.
    reason
        Why it was more than a fifth off its target, or why a record is corrected.
    """

    assay_mbq: Decimal
    assayed_at: datetime
    injected_at: datetime
    residual_mbq: Decimal | None = None
    residual_at: datetime | None = None
    scanner_id: str | None = None
    scan_started_at: datetime | None = None
    vial_id: str | None = None
    reason: str | None = None

    @property
    def assay(self) -> Measured:
        """What was drawn, rounded down."""
        return Measured(available_mbq(self.assay_mbq), self.assayed_at)

    @property
    def residual(self) -> Measured | None:
        """What was left, rounded up."""
        if self.residual_mbq is None or self.residual_at is None:
            return None
        return Measured(required_mbq(self.residual_mbq), self.residual_at)


def deviation_of(
    board: Board, planned: Administration, record: DoseRecord
) -> Deviation:
    """What was given, compared with what the plan asked for."""
    visit = board.visits[planned.visit_id]
    net = net_kbq(
        record.assay,
        record.residual,
        record.injected_at,
        product_of(board, planned.visit_id).half_life_min,
    )
    target = visit.alternatives[planned.alternative].target_kbq
    return deviation(net, target, visit.tolerance_permille)


def product_of(board: Board, visit_id: str) -> Product:
    """What a visit is given."""
    product_id = board.visits[visit_id].product_id
    return next(x for x in board.built.problem.products if x.id == product_id)


def issues_of(
    board: Board, planned: Administration, record: DoseRecord, now: datetime
) -> list[Issue]:
    """Everything that is wrong with a record."""
    found = [*_of_times(board, planned, record, now), *_of_amounts(record)]
    found += _of_places(board, planned, record)
    if found:
        return found
    given = deviation_of(board, planned, record)
    if given.net_kbq <= 0:
        found.append(Issue("residual_mbq", "is as much as was drawn, or more"))
    elif (
        abs(given.permille) > NEEDS_REASON_PERMILLE
        and not (record.reason or "").strip()
    ):
        told = f"is {given.permille / 10:+.1f} % off the target: give a reason"
        found.append(Issue("assay_mbq", told))
    return found


def _of_times(
    board: Board, planned: Administration, record: DoseRecord, now: datetime
) -> Iterator[Issue]:
    times = {
        "assayed_at": record.assayed_at,
        "injected_at": record.injected_at,
        "residual_at": record.residual_at,
        "scan_started_at": record.scan_started_at,
    }
    for name, at in times.items():
        if at is not None and at > now:
            yield Issue(name, "lies in the future")
    if abs(record.injected_at - record.assayed_at) > _LONGEST:
        yield Issue("assayed_at", "is more than a day from the injection")
    due_at = board.built.instants.at(planned.injection_min)
    if abs(record.injected_at - due_at) > _LONGEST:
        yield Issue("injected_at", f"is more than a day from {due_at.isoformat()}")
    if (record.residual_mbq is None) != (record.residual_at is None):
        yield Issue("residual_at", "residual_mbq and residual_at come together")
    if record.residual_at is not None and record.residual_at < record.injected_at:
        yield Issue("residual_at", "lies before the injection")
    if (
        record.residual_at is not None
        and record.residual_at - record.injected_at > _LONGEST
    ):
        yield Issue("residual_at", "is more than a day from the injection")
    yield from _of_scan(board, planned, record)


def _of_scan(
    board: Board, planned: Administration, record: DoseRecord
) -> Iterator[Issue]:
    if record.scan_started_at is None:
        return
    due_at = board.built.instants.at_if(planned.scan_start_min)
    if due_at is None:
        yield Issue("scan_started_at", "no scan belongs to this injection")
    elif abs(record.scan_started_at - due_at) > _LONGEST:
        told = f"is more than a day from {due_at.isoformat()}"
        yield Issue("scan_started_at", told)


def _of_amounts(record: DoseRecord) -> Iterator[Issue]:
    if not Decimal("0.001") <= record.assay_mbq <= _MOST_MBQ:
        yield Issue("assay_mbq", "lies between 0.001 and 1 000 000")
    residual = record.residual_mbq
    if residual is not None and not 0 <= residual <= _MOST_MBQ:
        yield Issue("residual_mbq", "lies between 0 and 1 000 000")


def _of_places(
    board: Board, planned: Administration, record: DoseRecord
) -> Iterator[Issue]:
    problem = board.built.problem
    site_id = board.visits[planned.visit_id].site_id
    if record.scanner_id is not None:
        here = {each.id for each in problem.scanners if each.site_id == site_id}
        if record.scanner_id not in here:
            yield Issue("scanner_id", f"site {site_id} has no {record.scanner_id!r}")
    if record.vial_id is not None and record.vial_id not in _shared_vials(
        board, planned
    ):
        told = f"{record.vial_id!r} is no multi-dose vial of the same delivery"
        yield Issue("vial_id", told)


def _shared_vials(board: Board, planned: Administration) -> frozenset[str]:
    """The planned vial, and those beside it if they are not for one participant."""
    previous = board.built.problem.commitments.previous
    shipment_of = {each.id: each.shipment_id for each in previous.vials}
    shipment_id = shipment_of[planned.vial_ids[0]]
    beside = {
        each.id
        for each in previous.vials
        if each.shipment_id == shipment_id and each.id.startswith(f"{shipment_id}/v")
    }
    return frozenset({*planned.vial_ids, *beside})
