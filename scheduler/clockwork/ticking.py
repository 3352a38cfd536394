"""One look at the clock: what is due is asked for, once for all who look."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.clockwork.periodic import Periodic, Turn
from scheduler.clockwork.schedules import Scheduled, begin, scheduled
from scheduler.database.database import Database
from scheduler.planning.yielding import CLOCK

_LOG = logging.getLogger(__name__)


def tick(
    database: Database, periodics: Mapping[str, Periodic], now: datetime
) -> list[str]:
    """
    Take every slot that is due, each in a transaction of its own; ids of jobs.

    What fails is logged, keeps nothing else from being taken, and is due again at the
    next look.
    """
    with database.reading() as session:
        wanted = [
            each
            for each in scheduled(session, periodics)
            if each.row is None or each.due_slot(now) is not None
        ]
    asked = []
    for each in wanted:
        try:
            job_id = database.run(partial(take, now=now, each=each))
        except Exception:  # noqa: BLE001 - the others are due all the same
            _LOG.exception("schedule %s could not be looked at", each.id)
            continue
        if job_id is not None:
            asked.append(job_id)
    return asked


def take(session: Session, now: datetime, each: Scheduled) -> str | None:
    """
    Take the slot of a schedule that is due, if nobody has.

    Its row is locked first and read again, and the job is asked for in the same
    transaction: of several who look at once, one takes it.

    Returns
    -------
    str | None
        The job that came of it, if it is needed.

    """
    row = begin(session, now, each)
    slot = replace(each, row=row).due_slot(now)
    if slot is None:
        return None
    actor = Actor(f"{CLOCK}{each.periodic.name}")
    turn = Turn(
        session=session, now=now, actor=actor, schedule=row, job_id=each.job_id(slot)
    )
    row.last_slot_at = slot
    row.note = each.periodic.unneeded(turn)
    if row.note is not None:
        return None
    row.last_job_id = each.periodic.ask(turn)
    return row.last_job_id
