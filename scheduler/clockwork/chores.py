"""What workers do for periodic jobs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.kept_heads import keep_heads
from scheduler.bookings.lapsing import lapse
from scheduler.clock import Clock
from scheduler.clockwork import registry
from scheduler.config import AUDIT_HEADS_DIRECTORY, BACKUP_DIRECTORY, directory_named
from scheduler.database.database import Database
from scheduler.database.kept_backups import keep_backup
from scheduler.jobs.claims import hold
from scheduler.jobs.engine import Answer, Work
from scheduler.jobs.followed import FollowedRun, followed
from scheduler.jobs.kinds import TIMETABLES
from scheduler.jobs.retention import forget_old
from scheduler.jobs.rows import JobRows
from scheduler.orders.watching import tell_orders_due
from scheduler.planning.expiry import expire_proposals
from scheduler.production import forecasts
from scheduler.production.forecasting import forecasting
from scheduler.production.preparing import preparation
from scheduler.production.timetables import keep
from scheduler.production.watching import tell_late_releases


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """A periodic job, while a worker is at it."""

    database: Database
    now: datetime
    kind: str
    run: FollowedRun

    def change(self, does: "InNetwork") -> str:
        """Change its network, as long as nobody else is at it, in one transaction."""
        run = self.run
        network_id = str(run.payload["network_id"])
        actor = Actor(f"job:{self.kind}", run.job_id)

        def change(session: Session) -> str:
            hold(session, run.job_id, run.worker_id)
            return does(session, self.now, actor, network_id)

        return self.database.run(change)


Chore = Callable[[Occasion], Answer]
"""Does what is there to do, however often it is called; the outcome of the job."""

InNetwork = Callable[[Session, datetime, Actor, str], str]
"""Does it in a transaction of one network, and says what."""


def _in_network(does: InNetwork) -> Chore:
    return lambda occasion: {"status": occasion.change(does)}


def _order_deadlines(
    session: Session, now: datetime, actor: Actor, network_id: str
) -> str:
    found = tell_orders_due(session, now, actor, network_id)
    return f"told of orders: {_listed(found)}"


def _late_releases(
    session: Session, now: datetime, actor: Actor, network_id: str
) -> str:
    found = tell_late_releases(session, now, actor, network_id)
    batches = _listed(each.batch_id for each in found.batches)
    doses = _listed(each.visit_id for each in found.doses)
    return f"told of batches: {batches}; of doses: {doses}"


def _lapsed_holds(
    session: Session, now: datetime, actor: Actor, network_id: str
) -> str:
    return f"lapsed: {_listed(lapse(session, now, actor, network_id))}"


def _expired_proposals(
    session: Session, now: datetime, actor: Actor, network_id: str
) -> str:
    return f"expired: {_listed(expire_proposals(session, now, actor, network_id))}"


def _timetables(occasion: Occasion) -> Answer:
    """Read, then computed while no transaction is open, then kept."""
    run, named = occasion.run, str(occasion.run.payload["network_id"])
    with occasion.database.reading() as session:
        due = preparation(session, occasion.now, named)
    found = () if due is None else due.timetables(run.is_stopping)
    if not found:
        return {"status": "prepared: none"}

    def kept(session: Session, _: datetime, __: Actor, network_id: str) -> str:
        return f"prepared: {_listed(keep(session, network_id, found))}"

    return {"status": occasion.change(kept)}


def _forecast(occasion: Occasion) -> Answer:
    """Read, then made while no transaction is open, then kept."""
    named = str(occasion.run.payload["network_id"])
    with occasion.database.reading() as session:
        due = forecasting(session, occasion.now, named)
    if due is None:
        return {"status": "nothing has changed since the last one"}
    made = due.made()

    def kept(session: Session, _: datetime, __: Actor, network_id: str) -> str:
        is_kept = forecasts.keep(session, network_id, made)
        return f"days: {len(made.outlook.days)}" if is_kept else "a newer one is there"

    return {"status": occasion.change(kept)}


def _retention(occasion: Occasion) -> Answer:
    forgotten = forget_old(occasion.database, occasion.now, occasion.run.is_stopping)
    told = ", ".join(f"{number} {name}" for name, number in forgotten.items())
    return {"status": f"forgotten: {told}"}


def _audit_heads(occasion: Occasion) -> Answer:
    directory = directory_named(AUDIT_HEADS_DIRECTORY)
    if directory is None:
        return _no_directory(AUDIT_HEADS_DIRECTORY)
    with occasion.database.reading() as session:
        path = keep_heads(session, occasion.now, directory)
    return {"status": f"written: {path}"}


def _backup(occasion: Occasion) -> Answer:
    directory = directory_named(BACKUP_DIRECTORY)
    if directory is None:
        return _no_directory(BACKUP_DIRECTORY)
    path = keep_backup(occasion.database, occasion.now, directory)
    return {"status": f"written: {path}"}


CHORES: Mapping[str, Chore] = MappingProxyType(
    {
        registry.ORDER_DEADLINES: _in_network(_order_deadlines),
        registry.LATE_RELEASES: _in_network(_late_releases),
        registry.LAPSED_HOLDS: _in_network(_lapsed_holds),
        registry.EXPIRED_PROPOSALS: _in_network(_expired_proposals),
        TIMETABLES: _timetables,
        registry.FORECAST: _forecast,
        registry.RETENTION: _retention,
        registry.AUDIT_HEADS: _audit_heads,
        registry.BACKUP: _backup,
    }
)
"""By kind of job."""


def chores_on(
    database: Database, clock: Clock, chores: Mapping[str, Chore] = CHORES
) -> dict[str, Work]:
    """What a worker of this database does for each: one step."""
    rows = JobRows(database, clock)
    return {
        kind: followed(_worked(database, clock, kind, chore), rows)
        for kind, chore in chores.items()
    }


def _worked(
    database: Database, clock: Clock, kind: str, chore: Chore
) -> Callable[[FollowedRun], Answer]:
    def work(run: FollowedRun) -> Answer:
        def do() -> Answer:
            return chore(Occasion(database=database, now=clock(), kind=kind, run=run))

        return run.step("do", do)

    return work


def _no_directory(variable: str) -> Answer:
    return {"status": f"no directory is set: {variable}"}


def _listed(found: Iterable[object]) -> str:
    return ", ".join(map(str, found)) or "none"
