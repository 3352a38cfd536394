"""From the planning file to rows: what differs is written, nothing else."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scheduler.database.base import Base
from scheduler.errors import PlanMoved
from scheduler.imports.planning_file.closures import opened
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.rows.kept import Kept, There
from scheduler.imports.rows.layout import MODELS
from scheduler.imports.rows.not_asked import NotAsked
from scheduler.imports.rows.reading import read_network
from scheduler.imports.rows.tables import NETWORK, columns_of, key_of
from scheduler.imports.rows.values import Values, same
from scheduler.imports.rows.wanted import Key, rows_of
from scheduler.networks.models import Network
from scheduler.networks.revisions import touch
from scheduler.outages.reading import closures_of


@dataclass
class Written:
    """
    A network as a file says it, and how many rows of each table that took.

    Attributes
    ----------
    is_new
        Whether the network was not there before.
    """

    network: Network
    is_new: bool
    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)

    @property
    def is_different(self) -> bool:
        """Whether anything was written."""
        return self.is_new or bool(self.added or self.changed or self.removed)


def write_file(
    session: Session, file: PlanningFile, *, network_id: str, now: datetime
) -> Network:
    """
    Make the rows of a network say what a planning file says.

    Its commitments are not written here. What is equal is left alone; weights are
    added, and none is removed.
    """
    return write_rows(session, file, network_id=network_id, now=now).network


def write_rows(
    session: Session, file: PlanningFile, *, network_id: str, now: datetime
) -> Written:
    """
    As ``write_file``, and say what that took.

    Raises
    ------
    PlanMoved
        If another transaction is making the same network: try again.

    """
    network = session.get(Network, network_id, with_for_update=True)
    is_new = network is None
    if network is None:
        network = Network(id=network_id, created_at=now)
    written = Written(network, is_new)
    _write_network(session, written, file)
    not_asked = NotAsked()
    there: There = {}
    if not is_new:
        not_asked = read_network(session, network_id).not_asked
        there = _rows_there(session, network_id)
    before = {
        model: {key: _values(row) for key, row in rows.items()}
        for model, rows in there.items()
    }
    file = opened(file, closures_of(session, network_id))
    wanted = rows_of(file, before)
    kept = Kept(there, wanted, file, not_asked)
    for model in MODELS:
        _write(session, written, model, there.get(model, {}), wanted.get(model, {}))
    for model in MODELS:
        gone = there.get(model, {}).keys() - wanted.get(model, {}).keys()
        for row in (there[model][key] for key in sorted(gone)):
            if row not in kept:
                session.delete(row)
                written.removed[model.__tablename__] += 1
    if written.is_different:
        touch(session, network_id)
    return written


def _write_network(session: Session, written: Written, file: PlanningFile) -> None:
    values = {
        "name": file.name,
        "as_of": file.as_of,
        "first_date": file.horizon.first_date,
        "days": file.horizon.days,
        "zone": file.horizon.zone,
        "treatments": list(file.treatments),
    }
    if written.is_new:
        for column, value in values.items():
            setattr(written.network, column, value)
        session.add(written.network)
        try:
            session.flush()
        except IntegrityError:  # somebody else has made it meanwhile
            raise PlanMoved(written.network.id) from None
        written.added[Network.__tablename__] += 1
    elif _change(written.network, values):
        written.changed[Network.__tablename__] += 1


def _rows_there(session: Session, network_id: str) -> There:
    return {
        model: {
            tuple(getattr(row, column) for column in key_of(model)): row
            for row in session.scalars(
                select(model).where(model.__table__.columns[NETWORK] == network_id)
            )
        }
        for model in MODELS
    }


def _values(row: Base) -> Values:
    columns = set(columns_of(type(row))) - {NETWORK}
    return {column: getattr(row, column) for column in columns}


def _write(
    session: Session,
    written: Written,
    model: type[Base],
    there: Mapping[Key, Base],
    wanted: Mapping[Key, Values],
) -> None:
    """Add the rows of one table that are not there, and change those that differ."""
    for key, values in wanted.items():
        row = there.get(key)
        if row is None:
            session.add(model(**{NETWORK: written.network.id}, **values))
            written.added[model.__tablename__] += 1
        elif _change(row, values):
            written.changed[model.__tablename__] += 1


def _change(row: Base, values: Mapping[str, Any]) -> bool:
    """Give a row other values where they differ; whether any did."""
    differing = {
        column: value
        for column, value in values.items()
        if (held := getattr(row, column)) != value and same(held) != same(value)
    }
    for column, value in differing.items():
        setattr(row, column, value)
    return bool(differing)
