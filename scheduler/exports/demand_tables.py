"""Batch demand as tables: per unit and day, batch by batch."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.console import RenderableType

from scheduler.exports.columns import NONE, WIDE, Column, plain, table_of
from scheduler.exports.local_time import (
    clock_text,
    day_text,
    moment_text,
    offset_text,
)
from scheduler.exports.quantities import (
    activity_text,
    duration_text,
    mbq_text,
    ml_text,
)
from scheduler.production.demand_changes import DemandChange
from scheduler.production.demand_records import (
    BatchDemand,
    Certainty,
    DoseDemand,
    ShipmentDemand,
    VialDemand,
)

_PERMILLE_PER_PERCENT = 10
_PLANNED = 1000


def demand_tables(
    batches: Sequence[BatchDemand], width: int = WIDE
) -> Iterator[RenderableType]:
    """One table per unit and local day, by unit and time."""
    ordered = sorted(
        batches,
        key=lambda each: (each.unit, each.reference_at.date(), each.reference_utc),
    )
    for (unit, day), group in groupby(
        ordered, key=lambda each: (each.unit, each.reference_at.date())
    ):
        rows = list(group)
        offset = offset_text(rows[0].reference_at)
        title = f"{unit}, {day_text(day)} ({offset})"
        yield table_of(title, _BATCHES, rows, width)
    if not ordered:
        yield plain("Nothing is asked for.")


def batch_tables(batch: BatchDemand, width: int = WIDE) -> Iterator[RenderableType]:
    """One batch: its deadlines, then what is to be filled and drawn."""
    yield from _heading(batch)
    for shipment in batch.shipments:
        yield plain("")
        yield plain(_shipment_text(shipment))
        for vial in shipment.vials:
            yield plain(_vial_text(vial))
            if vial.doses:
                start = shipment.usable_at
                title = f"Doses at {shipment.site} ({offset_text(start)})"
                yield table_of(title, _DOSES, vial.doses, width)


def changes_table(changes: Sequence[DemandChange], width: int = WIDE) -> RenderableType:
    """What differs between two demands."""
    if not changes:
        return plain("Nothing that is asked for differs.")
    return table_of("Changes of demand", _CHANGES, changes, width)


def _heading(batch: BatchDemand) -> Iterator[RenderableType]:
    due = batch.deadlines
    made = batch.line or "ordered"
    if batch.generator_id is not None:
        made = f"{made}, from {batch.generator_id}"
    yield plain(f"{batch.batch_id}: {batch.product}, {batch.unit}, {made}", "bold")
    word = "EOS" if batch.is_run else "Reference"
    utc = f"{batch.reference_utc:%H:%M} UTC"
    yield plain(
        f"{word} {moment_text(batch.reference_at)} ({utc}), "
        f"{activity_text(batch.activity_kbq)}{_share(batch)}, {batch.state}"
    )
    steps = (
        ("order by", due.order_cutoff_at),
        ("beam", due.irradiation_at),
        ("synthesis", due.synthesis_at),
        ("dispatch", due.dispatch_at),
        ("release", due.release_at),
        ("expires", due.expires_at),
    )
    yield plain(
        ", ".join(f"{name} {moment_text(at)}" for name, at in steps if at is not None)
    )
    yield plain(f"Certain: {_certain_text(batch)}")
    if batch.slack is not None:
        yield plain(f"Slack: {_slack_text(batch)}")


def _share(batch: BatchDemand) -> str:
    if batch.share_permille is None or batch.capacity_kbq is None:
        return ""
    percent = batch.share_permille / _PERMILLE_PER_PERCENT
    return f" ({percent:.1f} % of {activity_text(batch.capacity_kbq)})"


def _certain_text(batch: BatchDemand) -> str:
    return ", ".join(
        f"{activity_text(kbq)} {certainty}"
        for certainty, kbq in batch.certain_kbq.items()
        if kbq
    )


def _slack_text(batch: BatchDemand) -> str:
    slack = batch.slack
    if slack is None:
        return NONE
    told = []
    if slack.delay_min is not None:
        late = _positions(slack.lost_if_later)
        told.append(f"{duration_text(slack.delay_min)} late, then without {late}")
    if slack.least_permille < _PLANNED or slack.lost_if_less:
        percent = slack.least_permille / _PERMILLE_PER_PERCENT
        less = _positions(slack.lost_if_less)
        told.append(f"{percent:.1f} % of it, below without {less}")
    return "; ".join(told) or "nobody depends on it"


def _delay(batch: BatchDemand) -> str:
    if batch.slack is None or batch.slack.delay_min is None:
        return NONE
    return duration_text(batch.slack.delay_min)


def _least(batch: BatchDemand) -> str:
    if batch.slack is None:
        return NONE
    return f"{batch.slack.least_permille / _PERMILLE_PER_PERCENT:.1f} %"


def _lost_first(batch: BatchDemand) -> str:
    if batch.slack is None or not batch.slack.lost_if_less:
        return NONE
    return _positions(batch.slack.lost_if_less)


def _activity_if(kbq: int) -> str:
    return activity_text(kbq) if kbq else NONE


def _positions(positions: Iterable[int]) -> str:
    return ", ".join(f"dose {each}" for each in positions) or "nobody"


def _shipment_text(shipment: ShipmentDemand) -> str:
    return (
        f"{shipment.shipment_id}: {shipment.site} by {shipment.carrier}, "
        f"hand over by {moment_text(shipment.last_handover_at)}, leaves "
        f"{clock_text(shipment.departs_at, shipment.last_handover_at)}, arrives "
        f"{moment_text(shipment.arrives_at)}, {shipment.state}"
    )


def _vial_text(vial: VialDemand) -> str:
    volume = "" if vial.volume_ul is None else f" in {ml_text(vial.volume_ul)} mL"
    measured = ", measured" if vial.is_measured else ""
    rest = f", {activity_text(vial.rest_kbq)} to spare" if vial.rest_kbq else ""
    return (
        f"  {vial.vial_id}: {activity_text(vial.content_kbq)}{volume}{measured}{rest}"
    )


def _window(dose: DoseDemand) -> str:
    first = clock_text(dose.usable_from_at, dose.injection_at)
    return f"{first} to {clock_text(dose.usable_until_at, dose.injection_at)}"


_BATCHES: list[Column[BatchDemand]] = [
    Column("Batch", lambda row: row.batch_id, is_fixed=True),
    Column("Product", lambda row: row.product),
    Column("Made on", lambda row: row.line or "ordered", is_wide=True),
    Column(
        "EOS or ref.",
        lambda row: f"{row.reference_at:%H:%M} ({row.reference_utc:%H:%M}Z)",
        is_fixed=True,
    ),
    Column("Activity", lambda row: activity_text(row.activity_kbq), is_number=True),
    Column(
        "Confirmed",
        lambda row: _activity_if(row.certain_kbq[Certainty.CONFIRMED]),
        is_number=True,
        is_wide=True,
    ),
    Column("Doses", lambda row: str(len(row.doses)), is_number=True),
    Column(
        "Order by",
        lambda row: moment_text(row.deadlines.order_cutoff_at),
        is_wide=True,
    ),
    Column("State", lambda row: row.state.value),
    Column("May be late", _delay, is_number=True, is_wide=True),
    Column("May have", _least, is_number=True, is_wide=True),
    Column("Lost first", _lost_first, is_wide=True),
]

_DOSES: list[Column[DoseDemand]] = [
    Column("Dose", lambda row: str(row.position), is_number=True),
    Column("For", lambda row: row.visit_id or NONE),
    Column("Inject", lambda row: moment_text(row.injection_at), is_fixed=True),
    Column("Draw (MBq)", lambda row: mbq_text(row.draw_kbq), is_number=True),
    Column(
        "mL",
        lambda row: NONE if row.draw_ul is None else ml_text(row.draw_ul),
        is_number=True,
    ),
    Column("Usable", _window),
    Column("Certainty", lambda row: row.certainty.value),
]

_CHANGES: list[Column[DemandChange]] = [
    Column("Batch", lambda row: row.batch_id, is_fixed=True),
    Column("Product", lambda row: row.product),
    Column("Change", lambda row: row.kind.value),
    Column(
        "Before",
        lambda row: NONE if row.before_at is None else moment_text(row.before_at),
    ),
    Column(
        "After",
        lambda row: NONE if row.after_at is None else moment_text(row.after_at),
    ),
    Column("Was", lambda row: activity_text(row.before_kbq), is_number=True),
    Column("Is", lambda row: activity_text(row.after_kbq), is_number=True),
    Column(
        "Difference",
        lambda row: (
            f"{'-' if row.change_kbq < 0 else '+'}{activity_text(abs(row.change_kbq))}"
        ),
        is_number=True,
    ),
]
