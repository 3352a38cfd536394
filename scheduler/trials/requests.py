"""Visits that are asked for: one, or all that the protocol has for a participant."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import Invalid, NotFound
from scheduler.imports.planning_file.schema_demand import VisitData
from scheduler.jobs.happenings import happened
from scheduler.networks.revisions import touch
from scheduler.planning.problem_builder import build
from scheduler.planning.promises import VisitEnd
from scheduler.trials.lookups import (
    definitions_of,
    next_position,
    participant_of,
    protocol_of,
    today_at,
)
from scheduler.trials.models import VisitDefinition
from scheduler.trials.participants import Claim, Participant, Visit
from scheduler.trials.pauses import require_going_on
from solver.documents import issues_of
from solver.errors import Issue
from solver.problem.demand import PriorityClass

_FROM_PREVIOUS = frozenset({"after_previous", "interval"})
_GIVEN_UP = ("cancelled", "no_show")

Dates = tuple[date, date]
"""Earliest and latest date, both included."""


@dataclass(frozen=True, kw_only=True)
class VisitRequest:
    """
    A visit that is asked for.

    Parameters
    ----------
    visit_id
        One is made of participant and definition if none is given.
    follows
        The visit before; the newest one if its window counts from a visit.
    dates
        Instead of the window of the definition.
    asked_on
        When waiting began; today if left out.
    """

    participant_id: str
    definition_id: str
    visit_id: str | None = None
    follows: str | None = None
    needs: str | None = None
    dates: Dates | None = None
    priority: PriorityClass | None = None
    cohort: str | None = None
    asked_on: date | None = None


def request_visit(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    visit: VisitRequest,
) -> str:
    """
    Ask for one visit; returns its id.

    Raises
    ------
    NotFound
        If there is no such participant or definition.
    TrialPaused
        If the trial is paused.
    Invalid
        If nothing can be planned with it: every issue.

    """
    audited(session, now, actor, "request_visit", chain=network_id)
    participant = participant_of(session, network_id, visit.participant_id)
    require_going_on(session, network_id, participant.trial_id)
    definitions = definitions_of(session, network_id, participant.trial_id)
    if visit.definition_id not in definitions:
        raise NotFound("visit definition", visit.definition_id)
    known = _Known(session, participant, now)
    made = known.add(visit, definitions[visit.definition_id])
    _require_problem(session, now, actor, network_id, [made])
    return made


def request_schedule(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    participant_id: str,
    dates: Mapping[str, Dates] | None = None,
) -> tuple[str, ...]:
    """
    Ask for all visits of a participant's arm that are not asked for yet.

    Without arms these are all visits of the trial, in their order.

    Parameters
    ----------
    dates
        Dates of visits, by definition, that have no window of their own.

    Returns
    -------
    tuple[str, ...]
        Ids of the new visits, in their order; none if all are there.

    Raises
    ------
    NotFound
        If there is no such participant.
    TrialPaused
        If the trial is paused.
    Invalid
        If nothing can be planned with them: every issue.

    """
    audited(session, now, actor, "request_schedule", chain=network_id)
    participant = participant_of(session, network_id, participant_id)
    require_going_on(session, network_id, participant.trial_id)
    definitions = definitions_of(session, network_id, participant.trial_id)
    known = _Known(session, participant, now)
    given = dates or {}
    if issues := [
        Issue(f"dates[{name}]", "is no visit definition of this trial")
        for name in given
        if name not in definitions
    ]:
        raise Invalid(issues)
    made = [
        known.add(
            VisitRequest(
                participant_id=participant_id,
                definition_id=name,
                dates=given.get(name),
            ),
            definitions[name],
        )
        for name in protocol_of(session, participant, definitions)
        if name not in known.definition_ids
    ]
    if made:
        _require_problem(session, now, actor, network_id, made)
    return tuple(made)


class _Known:
    """The visits of a participant, to which more are added."""

    def __init__(
        self, session: Session, participant: Participant, now: datetime
    ) -> None:
        self._session = session
        self._participant = participant
        self._network_id = participant.network_id
        self._today = today_at(session, self._network_id, participant.site_id, now)
        rows = session.scalars(
            select(Visit)
            .where(
                Visit.network_id == self._network_id,
                Visit.participant_id == participant.id,
            )
            .order_by(Visit.position)
        )
        given_up = set(
            session.scalars(
                select(VisitEnd.visit_id).where(
                    VisitEnd.network_id == self._network_id,
                    VisitEnd.outcome.in_(_GIVEN_UP),
                )
            )
        )
        self._asked = [row for row in rows if row.id not in given_up]

    @property
    def definition_ids(self) -> frozenset[str]:
        """What is asked for, or was given."""
        return frozenset(row.definition_id for row in self._asked)

    def add(self, wanted: VisitRequest, definition: VisitDefinition) -> str:
        """Write one more visit; returns its id."""
        visit_id = wanted.visit_id or self._free_id(definition.id)
        issues = list(self._issues(visit_id, wanted))
        if issues:
            raise Invalid(issues)
        window = definition.details["window"]["kind"]
        follows = wanted.follows
        if follows is None and window in _FROM_PREVIOUS and wanted.dates is None:
            follows = self._asked[-1].id if self._asked else None
        earliest, latest = wanted.dates or (None, None)
        details: dict[str, Any] = {}
        if wanted.priority is not None:
            details["priority"] = wanted.priority.value
        if wanted.cohort is not None:
            details["cohort"] = wanted.cohort
        row = Visit(
            network_id=self._network_id,
            id=visit_id,
            position=next_position(
                self._session,
                Visit.position,
                Visit.network_id == self._network_id,
                Visit.participant_id == self._participant.id,
            ),
            details=details,
            participant_id=self._participant.id,
            trial_id=self._participant.trial_id,
            definition_id=definition.id,
            follows_id=follows,
            needs_id=wanted.needs,
            earliest_date=earliest,
            latest_date=latest,
            asked_on=wanted.asked_on or self._today,
        )
        self._session.add(row)
        self._session.flush()
        self._asked.append(row)
        return visit_id

    def _free_id(self, definition_id: str) -> str:
        first = f"{self._participant.id}-{definition_id}"
        number, found = 1, first
        while self._is_taken(found):
            number += 1
            found = f"{first}-{number}"
        return found

    def _is_taken(self, visit_id: str) -> bool:
        """Whether some participant's visit, or a claim, goes by an id, or did."""
        key = (self._network_id, visit_id)
        return any(
            self._session.get(kind, key) is not None
            for kind in (Visit, Claim, VisitEnd)
        )

    def _issues(self, visit_id: str, wanted: VisitRequest) -> Iterator[Issue]:
        if self._session.get(Visit, (self._network_id, visit_id)) is not None:
            yield Issue("visit_id", f"{visit_id!r} is taken")
        earliest, latest = wanted.dates or (None, None)
        try:
            VisitData(
                id=visit_id,
                definition=wanted.definition_id,
                follows=wanted.follows,
                needs=wanted.needs,
                earliest_date=earliest,
                latest_date=latest,
                priority=wanted.priority,
                cohort=wanted.cohort,
                asked_on=wanted.asked_on,
            )
        except ValidationError as error:
            yield from issues_of(error)
        if latest is not None and latest < self._today:
            yield Issue("latest_date", "lies in the past")


def _require_problem(
    session: Session,
    now: datetime,
    actor: Actor,
    network_id: str,
    visit_ids: Sequence[str],
) -> None:
    """Refuse visits with which no problem can be made, by raising ``Invalid``."""
    touch(session, network_id)
    build(session, network_id, now).require_asked(visit_ids)
    for visit_id in visit_ids:
        happened(session, now, actor, network_id, "visit_requested", visit_id)
