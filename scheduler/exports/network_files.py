"""A network as a planning file, with what holds of its plan in force."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.clock import next_whole_minute
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.rows.not_asked import NotAsked
from scheduler.imports.rows.reading import read_network
from scheduler.outages.reading import closures_of
from scheduler.outages.stopped import stopped
from scheduler.planning.commitments import commitments_data, held_by
from scheduler.planning.problem_builder import cutoffs_of, network_of, visits_of


@dataclass(frozen=True)
class Exported:
    """
    A planning file, and what of the network is not in it.

    Parameters
    ----------
    not_asked
        Participants and visits that nothing is planned for any more.
    """

    file: PlanningFile
    not_asked: NotAsked


def export_file(
    session: Session, network_id: str, *, now: datetime | None = None
) -> Exported:
    """
    A network as a planning file.

    Parameters
    ----------
    now
        Then it is the file to plan from now on: what is closed or near is frozen,
        and holds that have lapsed are gone. Without it, it is what was imported and
        what people have said since.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    network = network_of(session, network_id)
    as_of = None if now is None else next_whole_minute(now)
    found = read_network(session, network_id, as_of=as_of)
    file = found.file
    if network.plan_revision:
        cutoffs = {} if as_of is None else cutoffs_of(session, network)
        held = held_by(session, network, cutoffs)
        if held is not None:
            commitments = commitments_data(
                held,
                now=as_of,
                visits=visits_of(file),
                stopped=stopped(
                    closures_of(session, network_id),
                    file,
                    held.promised,
                    held.origin_at,
                ),
            )
            file = PlanningFile(**(dict(file) | {"commitments": commitments}))
    return Exported(file, found.not_asked)
