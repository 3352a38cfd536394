"""What the rows of a network ask for, read and converted when they change."""

from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.database.remembered import OfTables, remembered
from scheduler.errors import Invalid
from scheduler.imports.planning_file.convert import to_live_problem
from scheduler.imports.planning_file.convert_again import converted_again, looked_at
from scheduler.imports.planning_file.convert_live import Live
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.rows.not_asked import ends_of, what_is_asked
from scheduler.imports.rows.reading import WRITTEN_IN, read_written, written_as_of
from scheduler.networks.models import Network
from solver.errors import InvalidDocument
from solver.problem.problem import Problem


def asked_for(session: Session, network: Network, as_of: datetime) -> PlanningFile:
    """What is asked for as of now."""
    ends = ends_of(session, network.id)
    revision = network.data_revision
    asked = remembered(
        session,
        OfTables("asked", network.id, revision, WRITTEN_IN, ends),
        lambda: what_is_asked(written_down(session, network), ends)[0],
    )
    return written_as_of(asked, as_of)


def written_down(session: Session, network: Network) -> PlanningFile:
    """All that is written down, at the *now* at which it was imported."""
    return remembered(
        session,
        OfTables("written", network.id, network.data_revision, WRITTEN_IN),
        lambda: read_written(session, network.id).file,
    )


def problem_of(
    session: Session, network: Network, file: PlanningFile, live: Live
) -> Problem:
    """
    The problem of a file.

    After a booking nothing but its commitments is another: the rest is converted once,
    unless a trial is paused, or somebody waits, or would if the plan in force had them
    not.

    Parameters
    ----------
    live
        It is filled with what waits.

    Raises
    ------
    Invalid
        With every issue that does not concern one visit alone.

    """
    if live.paused:
        return _converted(file, live)
    asked = (file.as_of, file.horizon.days, ends_of(session, network.id))
    key = (*asked, looked_at(file))
    before = remembered(
        session,
        OfTables("converted", network.id, network.data_revision, WRITTEN_IN, key),
        lambda: _without_plan(file),
    )
    return _converted(file, live, before)


def _converted(
    file: PlanningFile, live: Live, before: Problem | None = None
) -> Problem:
    try:
        if before is None:
            return to_live_problem(file, live)
        return converted_again(file, before)
    except InvalidDocument as error:
        raise Invalid(error.issues) from None


def _without_plan(file: PlanningFile) -> Problem | None:
    """The problem as if nobody were planned, if nobody waits in it."""
    live = Live()
    try:
        problem = to_live_problem(file, live)
    except InvalidDocument:
        return None
    return None if live.waiting else problem
