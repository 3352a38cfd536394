"""Import a planning file: all of it, or nothing and every reason."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.clock import next_whole_minute
from scheduler.errors import Invalid, NotFound
from scheduler.imports.acceptable import acceptable_file, network_id_of
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.report import ImportReport
from scheduler.imports.rows.writing import write_rows
from scheduler.imports.standing import Standing, is_over
from scheduler.jobs.happenings import happened
from scheduler.planning.imported import record_import
from scheduler.planning.problem_builder import visits_of
from scheduler.planning.revise import Change, revise
from scheduler.planning.versions import PlanKind


def any_network(_: str) -> bool:
    """Whichever network it is."""
    return True


def import_file(
    session: Session,
    now: datetime,
    actor: Actor,
    data: bytes,
    *,
    network_id: str | None = None,
    dry_run: bool = False,
    is_theirs: Callable[[str], bool] = any_network,
) -> ImportReport:
    """
    Make a network what a planning file says, and tell what that took.

    A network that is not there is made, with the plan that the file's commitments
    bring. One that has a plan in force keeps it: what of it does not fit the file any
    more is taken out, and told.

    Parameters
    ----------
    network_id
        The file's name if left out.
    dry_run
        Tell all the same, and keep nothing.
    is_theirs
        Whether whoever asks may import into the network of an id.

    Raises
    ------
    NotFound
        If the network is not theirs, whether it is there or not.
    Invalid
        With every issue: of the file, or of what it would take away from somebody to
        whom it is promised. Nothing is written then.

    """
    file = acceptable_file(data)
    name = network_id_of(file, network_id)
    if not is_theirs(name):
        raise NotFound("network", name)
    with session.begin_nested() as savepoint:
        audited(session, now, actor, "import planning file", chain=name)
        report = _imported(session, now, actor, file, name)
        if dry_run:
            savepoint.rollback()
    return replace(report, is_dry_run=dry_run)


def _imported(
    session: Session, now: datetime, actor: Actor, file: PlanningFile, network_id: str
) -> ImportReport:
    standing = Standing(session, network_id)
    if issues := list(standing.issues(file, now)):
        raise Invalid(issues)
    written = write_rows(session, file, network_id=network_id, now=now)
    report = ImportReport(
        network_id=network_id,
        is_new=written.is_new,
        is_dry_run=False,
        added=dict(sorted(written.added.items())),
        changed=dict(sorted(written.changed.items())),
        removed=dict(sorted(written.removed.items())),
        bookings_gone=tuple(sorted(standing.planned - visits_of(file))),
        not_asked=standing.not_asked(file),
    )
    if written.is_different:
        happened(session, now, actor, network_id, "file_imported", file.name)
    if not standing.has_plan:
        version = record_import(session, now, actor, written.network, file)
        return replace(report, version=None if version is None else version.number)
    if not written.is_different or is_over(file, next_whole_minute(now)):
        return report
    change = Change(PlanKind.IMPORT, f"{file.name} was imported")
    revised = revise(session, now, actor, network_id, change)
    version = revised.version
    return replace(
        report,
        version=None if version is None else version.number,
        broken=revised.broken,
    )
