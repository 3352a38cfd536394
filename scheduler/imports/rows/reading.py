"""From rows to the planning file."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler import canonical
from scheduler.errors import Invalid, NotFound
from scheduler.imports.planning_file.closures import closed
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.rows.documents import Document, RowsOfNetwork
from scheduler.imports.rows.instants import told_in
from scheduler.imports.rows.layout import MODELS, TABLES
from scheduler.imports.rows.not_asked import NotAsked, ends_of, what_is_asked
from scheduler.networks.models import Network
from scheduler.outages.reading import closures_of
from solver.documents import issues_of


@dataclass(frozen=True)
class ReadNetwork:
    """
    A network as a planning file, without commitments.

    Parameters
    ----------
    not_asked
        What is in its rows and not in the file.
    """

    file: PlanningFile
    not_asked: NotAsked


@dataclass(frozen=True)
class Written:
    """
    All that is written down of a network, as a planning file without commitments.

    Parameters
    ----------
    idle
        Participants who do not ask for anything yet; they are not in the file.
    """

    file: PlanningFile
    idle: frozenset[str]


WRITTEN_IN = frozenset(
    {"networks", "outages", *(each.__tablename__ for each in MODELS)}
)
"""Tables that ``read_written`` reads, and nothing else."""


def read_file(
    session: Session, network_id: str, *, as_of: datetime | None = None
) -> PlanningFile:
    """As ``read_network``, without saying what is left out."""
    return read_network(session, network_id, as_of=as_of).file


def read_network(
    session: Session, network_id: str, *, as_of: datetime | None = None
) -> ReadNetwork:
    """
    The planning file of a network, without commitments.

    Participants who withdrew, or who do not ask for a visit yet, and visits that ended
    without a dose are left out; what was administered stays.

    Parameters
    ----------
    as_of
        *Now*, a whole minute; that of the file it was imported from if left out.

    Raises
    ------
    NotFound
        If there is no such network.
    Invalid
        If its rows say what no planning file can: every issue.

    """
    written = read_written(session, network_id, as_of=as_of)
    file, not_asked = what_is_asked(written.file, ends_of(session, network_id))
    out = NotAsked(not_asked.participants | written.idle, not_asked.visits)
    return ReadNetwork(file, out)


def read_written(
    session: Session, network_id: str, *, as_of: datetime | None = None
) -> Written:
    """
    All that is written down of a network, whatever has ended.

    Raises
    ------
    NotFound
        If there is no such network.
    Invalid
        If its rows say what no planning file can: every issue.

    """
    columns = Network.__table__.columns
    network = (
        session.execute(select(*columns).where(columns.id == network_id))
        .mappings()
        .one_or_none()
    )
    if network is None:
        raise NotFound("network", network_id)
    document = {
        "schema_version": 1,
        "name": network["name"],
        "as_of": told_in(as_of or network["as_of"]),
        "horizon": {name: network[name] for name in ("first_date", "days", "zone")},
        "treatments": network["treatments"],
    }
    rows = RowsOfNetwork(session, network_id)
    document |= {table.field: rows.documents(table, {}) for table in TABLES}
    everybody = document["participants"]
    document["participants"] = [each for each in everybody if _asks(each)]
    try:
        file = PlanningFile.model_validate_json(canonical.dumps(document))
    except ValidationError as error:
        raise Invalid(issues_of(error)) from None
    idle = frozenset(each["id"] for each in everybody if not _asks(each))
    return Written(closed(file, closures_of(session, network_id)), idle)


def written_as_of(file: PlanningFile, as_of: datetime) -> PlanningFile:
    """The same planning file at another *now*, a whole minute."""
    return PlanningFile(**(dict(file) | {"as_of": told_in(as_of)}))


def _asks(participant: Document) -> bool:
    """Whether a participant asks for something already."""
    return "visits" in participant or "cycles" in participant
