"""`tracerplan batches`, `vials`: what becomes of what units make."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.failures import ExitCode, bad_input, exit_codes
from scheduler.cli.happened import affected_table, print_happening, report
from scheduler.cli.typed import typed_instant, typed_number
from scheduler.cli.using import asked, done
from scheduler.errors import NotFound
from scheduler.exports.columns import plain
from scheduler.exports.demand_tables import batch_tables, demand_tables
from scheduler.exports.index import Index
from scheduler.exports.views import to_json
from scheduler.production import batches
from scheduler.production.affected import Happening
from scheduler.production.contents import Assay
from scheduler.production.delays import delay
from scheduler.production.demand import Scope, demand, demand_in
from scheduler.production.demand_records import BatchDemand
from scheduler.production.in_force import in_force
from scheduler.production.release_said import Release, VialAssay
from scheduler.production.releases import Released, release
from scheduler.production.vials import measure, spill
from solver.units import KBQ_PER_GBQ, KBQ_PER_MBQ

_MBQ_PER_GBQ = Decimal(KBQ_PER_GBQ // KBQ_PER_MBQ)


@dataclass(frozen=True)
class Measured:
    """
    A release as it was typed.

    Parameters
    ----------
    vials
        "VIAL=MBQ" each, measured when the batch was.
    """

    batch_id: str
    gbq: str | None
    measured_at: str | None
    released_at: str | None
    vials: Sequence[str]
    reason: str | None


def print_batches(
    network: str | None, batch_id: str | None, *, as_json: bool
) -> ExitCode:
    """All batches of the plan in force, or one of them with everything of it."""

    def read(
        session: Session, now: datetime, network_id: str
    ) -> tuple[BatchDemand, ...]:
        if batch_id is None:
            return demand_in(session, now, network_id, Scope())
        found = demand(session, now, network_id)
        one = tuple(each for each in found if each.batch_id == batch_id)
        if not one:
            raise NotFound("planned batch", batch_id)
        return one

    with exit_codes():
        found = asked(network, read)
        if as_json:
            print_json({"batches": to_json(found)})
            return ExitCode.FINE
        console = answers()
        if batch_id is None:
            for table in demand_tables(found, console.width):
                console.print(table)
            return ExitCode.FINE
        for batch in found:
            for table in batch_tables(batch, console.width):
                console.print(table, soft_wrap=True)
        return ExitCode.FINE


def say(
    network: str | None, word: str, batch_id: str, reason: str | None, *, as_json: bool
) -> ExitCode:
    """Accept or decline a batch, or say that it has failed."""
    use_cases: dict[str, Callable[..., Happening]] = {
        "accept": batches.accept,
        "decline": batches.decline,
        "fail": batches.fail,
    }

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> Happening:
        return use_cases[word](
            session,
            now,
            actor,
            network_id=network_id,
            batch_id=batch_id,
            reason=reason,
        )

    return report(network, write, as_json=as_json)


def late(
    network: str | None, batch_id: str, release: str, reason: str, *, as_json: bool
) -> ExitCode:
    """A batch is said to be released at another time."""

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> Happening:
        zone = _zone(session, now, network_id, batch_id)
        return delay(
            session,
            now,
            actor,
            network_id=network_id,
            batch_id=batch_id,
            release_at=typed_instant("--release", release, zone),
            reason=reason,
        )

    return report(network, write, as_json=as_json)


def call_back(
    network: str | None, batch_id: str, reason: str, *, as_json: bool
) -> ExitCode:
    """Recall a batch, and list who had a dose of it."""

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> batches.Recalled:
        return batches.recall(
            session,
            now,
            actor,
            network_id=network_id,
            batch_id=batch_id,
            reason=reason,
        )

    with exit_codes():
        recalled = done(network, write)
        if as_json:
            print_json(to_json(recalled))
            return ExitCode.FINE
        console = answers()
        if recalled.injected:
            console.print(affected_table("Injected", recalled.injected))
        else:
            console.print("Nobody has had a dose of it.")
        print_happening(recalled.happening)
        return ExitCode.FINE


def release_batch(
    network: str | None, measured: Measured, *, as_json: bool
) -> ExitCode:
    """Release a batch with what was measured, and say who keeps a dose of it."""

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> Released:
        zone = _zone(session, now, network_id, measured.batch_id)
        return release(
            session,
            now,
            actor,
            network_id=network_id,
            batch_id=measured.batch_id,
            said=_said(measured, now, zone),
            reason=measured.reason,
        )

    with exit_codes():
        released = done(network, write)
        if as_json:
            print_json(to_json(released))
            return ExitCode.FINE
        console = answers()
        if released.yield_permille is not None:
            percent = released.yield_permille / 10
            console.print(plain(f"{percent:.1f} % of what was planned for its vials."))
        print_happening(released.happening)
        if released.kept:
            console.print(affected_table("Kept", released.kept))
        return ExitCode.FINE


def spill_vial(
    network: str | None, vial_id: str, reason: str, *, as_json: bool
) -> ExitCode:
    """A vial does not exist any more."""

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> Happening:
        return spill(
            session,
            now,
            actor,
            network_id=network_id,
            vial_id=vial_id,
            reason=reason,
        )

    return report(network, write, as_json=as_json)


def measure_vial(
    network: str | None,
    vial_id: str,
    typed: tuple[str, str | None],
    reason: str | None,
    *,
    as_json: bool,
) -> ExitCode:
    """A vial was measured: MBq and when, as they were typed."""
    mbq, measured_at = typed

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> Happening:
        there = in_force(session, network_id, now)
        batch_id = there.shipment(there.vial(vial_id).shipment_id).batch_id
        zone = _zone(session, now, network_id, batch_id)
        assay = Assay(
            activity_gbq=typed_number("--mbq", mbq) / _MBQ_PER_GBQ,
            measured_at=_at(measured_at, now, zone),
        )
        return measure(
            session,
            now,
            actor,
            network_id=network_id,
            vial_id=vial_id,
            assay=assay,
            reason=reason,
        )

    return report(network, write, as_json=as_json)


def _zone(session: Session, now: datetime, network_id: str, batch_id: str) -> str:
    """The zone of the unit that makes a batch."""
    there = in_force(session, network_id, now)
    there.batch(batch_id)
    return Index(there.built.problem, there.plan).unit_of(batch_id).zone


def _at(typed: str | None, now: datetime, zone: str) -> datetime:
    return now if typed is None else typed_instant("--at", typed, zone)


def _said(measured: Measured, now: datetime, zone: str) -> Release:
    measured_at = _at(measured.measured_at, now, zone)
    batch = None
    if measured.gbq is not None:
        gbq = typed_number("--gbq", measured.gbq)
        batch = Assay(activity_gbq=gbq, measured_at=measured_at)
    vials = []
    for each in measured.vials:
        vial_id, separator, mbq = each.rpartition("=")
        if not separator:
            raise bad_input("--vial", "write VIAL=MBQ")
        gbq = typed_number("--vial", mbq) / _MBQ_PER_GBQ
        assay = Assay(activity_gbq=gbq, measured_at=measured_at)
        vials.append(VialAssay(vial_id=vial_id, assay=assay))
    released_at = measured.released_at
    return Release(
        batch=batch,
        vials=tuple(vials),
        released_at=None
        if released_at is None
        else typed_instant("--released-at", released_at, zone),
    )
