"""What has to hold after every command, judged from the rows."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from scheduler.audit.reading import verify_chain
from scheduler.exports.network_files import export_file
from scheduler.exports.planning_file import to_document
from scheduler.imports.planning_file.read import read_planning_file
from scheduler.jobs.models import Event
from scheduler.networks.models import Network
from scheduler.planning.balances import Balance, BalanceKind
from scheduler.planning.digests import digest_of
from scheduler.planning.instants import Instants
from scheduler.planning.items import (
    BatchRow,
    BookingRow,
    Dated,
    OccupationRow,
    ShipmentRow,
    VialRow,
)
from scheduler.planning.promises import Promise
from scheduler.planning.read_back import plan_at
from scheduler.planning.recheck import recheck
from scheduler.planning.versions import PlanVersion
from tests.stateful.desk import Desk
from tests.stateful.memory import misremembered
from tests.stateful.model import Model

Item = TypeVar("Item", bound=Dated)

HALF_LIFE_MIN = {"ZR": Decimal("78.42") * 60, "FDG": Decimal("1.82890") * 60}
"""Zr-89: 78.42 h; F-18: 1.8289 h."""


def faults(desk: Desk, model: Model, digests: dict[int, str]) -> list[str]:
    """Everything that is wrong, in words; ``digests`` remembers earlier plans."""
    with desk.database.reading() as session:
        network_id = desk.network_id
        found = [f"recheck: {each}" for each in recheck(session, network_id, desk.now)]
        found += [f"recheck: {each}" for each in recheck(session, network_id)]
        found += [f"audit: {each}" for each in verify_chain(session, network_id)]
        found += _overlaps(session, network_id)
        found += _activity(session, network_id, model)
        found += _places(session, network_id, model)
        found += _history(session, network_id, digests)
        found += _numbers(session, network_id)
        file = export_file(session, network_id, now=desk.now).file
        if read_planning_file(to_document(file)) != file:
            found.append("the exported file reads otherwise")
    found += misremembered(desk.database, network_id, desk.now)
    return found


def _overlaps(session: Session, network_id: str) -> Iterator[str]:
    """Resources that two visits hold at one time, not both of them facts."""
    held = defaultdict(list)
    for row in session.scalars(_in_force(OccupationRow, network_id)):
        if not row.is_fact:
            held[row.resource_id].append((row.starts_at, row.ends_at, row.owner_id))
    for resource_id, spans in held.items():
        for (_, end, one), (start, _, other) in pairwise(sorted(spans)):
            if start < end:
                yield f"{one} and {other} are both at {resource_id}"


def _activity(session: Session, network_id: str, model: Model) -> Iterator[str]:
    """Every vial holds what is drawn from it, and the balance says what is left."""
    batches = {x.batch_id: x for x in session.scalars(_in_force(BatchRow, network_id))}
    batch_of = {
        x.shipment_id: batches[x.batch_id]
        for x in session.scalars(_in_force(ShipmentRow, network_id))
    }
    content = {x.vial_id: x for x in session.scalars(_in_force(VialRow, network_id))}
    drawn: dict[str, int] = defaultdict(int)
    open_vials = set()
    for row in session.scalars(_in_force(BookingRow, network_id)):
        (vial_id,) = row.vial_ids
        batch = batch_of[content[vial_id].shipment_id]
        age = row.injection_at - batch.reference_at
        is_given = model.visits[row.visit_id].state == "administered"
        product = batch.batch_id.split("/")[1]
        # Both are rounded to whole kilobecquerels, the draw before it is decayed back.
        least, most = (_grown(row.draw_kbq + x, age, product) for x in (-1, 1))
        if not is_given and not least - 1 <= row.demand_kbq <= most + 1:
            yield f"{row.visit_id}: {row.demand_kbq} kBq, not {least:.0f} to {most:.0f}"
        drawn[vial_id] += row.demand_kbq
        if not is_given:
            open_vials.add(vial_id)
    contents = {key: each.activity_kbq for key, each in content.items()}
    for vial_id in open_vials:
        if drawn[vial_id] > contents[vial_id]:
            yield f"{vial_id}: {drawn[vial_id]} of {contents[vial_id]} kBq drawn"
    filled: dict[str, int] = defaultdict(int)
    for vial in content.values():
        filled[batch_of[vial.shipment_id].batch_id] += vial.activity_kbq
    for batch_id, batch in batches.items():
        is_planned = model.batches.get(batch_id, "planned") in {"planned", "accepted"}
        if is_planned and filled[batch_id] > batch.activity_kbq:
            yield f"{batch_id}: {filled[batch_id]} kBq in vials of less"
    yield from _rests(session, network_id, contents, drawn)


def _rests(
    session: Session, network_id: str, contents: dict[str, int], drawn: dict[str, int]
) -> Iterator[str]:
    """The balance of every shared vial is what is left of it."""
    balances = session.scalars(
        select(Balance).where(
            Balance.network_id == network_id, Balance.kind == BalanceKind.VIAL
        )
    )
    for balance in balances:
        if balance.used == 0:
            continue
        if balance.key not in contents:
            yield f"{balance.key}: a balance of what is not there"
            continue
        rest = contents[balance.key] - drawn[balance.key]
        if balance.available - balance.used != max(rest, 0):
            yield f"{balance.key}: a rest of {rest} kBq is not on the balance"


def _in_force(table: type[Item], network_id: str) -> Select[Item]:
    """The rows of the plan in force."""
    return select(table).where(
        table.network_id == network_id, table.until_revision.is_(None)
    )


def _grown(activity_kbq: int, age: timedelta, product: str) -> Decimal:
    """What there has to be so much earlier, for this to be left."""
    with localcontext(prec=40):
        halvings = Decimal(age // timedelta(minutes=1)) / HALF_LIFE_MIN[product]
        return activity_kbq * Decimal(2) ** halvings


def _places(session: Session, network_id: str, model: Model) -> Iterator[str]:
    """Whoever has a place has just this one, and nobody else is in the plan."""
    held = defaultdict(set)
    for row in session.scalars(_in_force(OccupationRow, network_id)):
        held[row.owner_id].add((row.resource_id, row.starts_at, row.ends_at))
    for visit_id, visit in model.visits.items():
        if visit.place is None:
            continue
        if held[visit_id] != visit.place.spans:
            yield f"{visit_id} is {visit.state} at {visit.place}: {held[visit_id]}"
    promised = select(Promise).where(Promise.network_id == network_id)
    for promise in session.scalars(promised):
        has_lapsed = promise.lapses_at is not None and promise.lapses_at <= model.now
        is_kept = promise.visit_id in held
        if is_kept is not (promise.broken_at is None) and not has_lapsed:
            yield f"{promise.visit_id}: in the plan is {is_kept}, promised otherwise"
    for visit_id in held.keys() - model.visits.keys():
        yield f"{visit_id} is in the plan, and unknown"


def _history(
    session: Session, network_id: str, digests: dict[int, str]
) -> Iterator[str]:
    """Plans that were in force are what they were then, and what their version says."""
    versions = session.scalars(
        select(PlanVersion)
        .where(PlanVersion.network_id == network_id)
        .order_by(PlanVersion.number)
    ).all()
    if [each.number for each in versions] != list(range(1, len(versions) + 1)):
        yield "plan versions have gaps"
    revisions = sorted(x.revision for x in versions if x.revision is not None)
    if revisions != list(range(1, len(revisions) + 1)):
        yield "plan revisions have gaps"
    if session.get_one(Network, network_id).plan_revision != len(revisions):
        yield "the network is not at the last revision"
    for each in versions:
        if each.revision is None:
            continue
        plan = plan_at(session, network_id, each.revision, each.origin_at)
        digest = digest_of(plan, Instants(each.origin_at))
        if digests.setdefault(each.revision, digest) != digest:
            yield f"the plan of revision {each.revision} is not what it was"
        if digest != each.digest:
            yield f"the plan of version {each.number} is not what was recorded"


def _numbers(session: Session, network_id: str) -> Iterator[str]:
    """Events are numbered without gaps."""
    numbers = session.scalars(
        select(Event.number)
        .where(Event.network_id == network_id)
        .order_by(Event.number)
    ).all()
    if list(numbers) != list(range(1, len(numbers) + 1)):
        yield f"events are numbered {numbers}"
