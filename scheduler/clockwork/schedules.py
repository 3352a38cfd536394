"""Schedules as they are: of every periodic job, in every network and the database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from scheduler.clockwork.cadences import Cadence, cadence_of
from scheduler.clockwork.due import due
from scheduler.clockwork.models import Schedule
from scheduler.clockwork.periodic import Periodic
from scheduler.database.base import LONGEST_ID
from scheduler.networks.models import Network

_DATABASE = "database"
_UTC = "UTC"


@dataclass(frozen=True)
class Scheduled:
    """
    A periodic job in one network, or in the database.

    Parameters
    ----------
    zone
        By whose clocks it goes.
    row
        How far it has come; ``None`` if nobody has looked at it yet.
    """

    periodic: Periodic
    network_id: str | None
    zone: str
    row: Schedule | None

    @property
    def id(self) -> str:
        """What its schedule goes by."""
        return f"{self.periodic.name}:{self.network_id or _DATABASE}"

    @property
    def cadence(self) -> Cadence:
        """When it is done."""
        changed = None if self.row is None else self.row.cadence
        return self.periodic.cadence if changed is None else cadence_of(changed)

    @property
    def is_paused(self) -> bool:
        """Whether nothing is asked for until it is resumed."""
        return self.row is not None and self.row.is_paused

    def due_slot(self, now: datetime) -> datetime | None:
        """The slot that is to be taken now; ``None`` if there is none."""
        row = self.row
        if row is None or row.is_paused:
            return None
        return due(
            self.cadence,
            self.zone,
            last_slot=row.last_slot_at,
            since=row.since_at,
            now=now,
        )

    def job_id(self, slot: datetime) -> str:
        """What the job of a slot goes by, in every replica."""
        at = slot.strftime("%Y-%m-%dT%H:%M:%SZ")
        whole = f"{self.id}:{at}"
        if len(whole) <= LONGEST_ID:
            return whole
        short = sha256(self.id.encode()).hexdigest()
        return f"{self.periodic.name}:{short}:{at}"


def scheduled(
    session: Session,
    periodics: Mapping[str, Periodic],
    network_id: str | None = None,
) -> Iterator[Scheduled]:
    """
    All that is periodic, in this order: of the database, then of each network.

    Parameters
    ----------
    network_id
        Of this network only.
    """
    rows = {each.id: each for each in session.scalars(select(Schedule))}
    networks = select(Network.id, Network.zone).order_by(Network.id)
    if network_id is not None:
        networks = networks.where(Network.id == network_id)
    places: list[tuple[str | None, str]] = [
        (network.id, network.zone) for network in session.execute(networks)
    ]
    if network_id is None:
        places.insert(0, (None, _UTC))
    for place, zone in places:
        for periodic in periodics.values():
            if periodic.is_of_network == (place is not None):
                known = Scheduled(periodic, place, zone, None)
                yield Scheduled(periodic, place, zone, rows.get(known.id))


def begin(session: Session, now: datetime, each: Scheduled) -> Schedule:
    """
    The row of a schedule; made, if nobody has looked at it yet, and locked.

    Whoever is second to make it, has it from the first.
    """
    values = {
        "id": each.id,
        "network_id": each.network_id,
        "name": each.periodic.name,
        "is_paused": False,
        "since_at": now,
    }
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    made = dialect.insert(Schedule).values(values)
    session.execute(made.on_conflict_do_nothing(index_elements=["id"]))
    return session.get_one(
        Schedule, each.id, with_for_update=True, populate_existing=True
    )
