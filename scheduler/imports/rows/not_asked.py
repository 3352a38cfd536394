"""What is in the rows and not asked for any more: who withdrew, what has ended."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.imports.planning_file.cycles import placed_visits
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.planning_file.schema_demand import ParticipantData
from scheduler.imports.rows.still_asked import with_what_is_left
from scheduler.planning.promises import Promise, VisitEnd
from scheduler.trials.participants import Participant
from solver.problem.commitments import Firmness

ADMINISTERED = "administered"


@dataclass(frozen=True)
class NotAsked:
    """
    Participants and visits that nothing is planned for.

    Parameters
    ----------
    participants
        Who has no visit yet, or none left: all have ended, or were given up by
        withdrawing.
    visits
        Visits that were cancelled or not kept, those of who withdrew, and those that
        need one of them. What was administered is not among them: it has happened.
    """

    participants: frozenset[str] = frozenset()
    visits: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ends:
    """Who withdrew, and how visits ended, by their ids."""

    withdrawn: frozenset[str]
    ended: frozenset[str]
    administered: frozenset[str]


def ends_of(session: Session, network_id: str) -> Ends:
    """What has been recorded of the participants and visits of a network."""
    withdrawn = select(Participant.id).where(
        Participant.network_id == network_id, Participant.withdrawn_at.is_not(None)
    )
    facts = select(Promise.visit_id).where(
        Promise.network_id == network_id, Promise.firmness == Firmness.FACT
    )
    ends = session.execute(
        select(VisitEnd.visit_id, VisitEnd.outcome).where(
            VisitEnd.network_id == network_id
        )
    ).all()
    given = {visit_id for visit_id, outcome in ends if outcome == ADMINISTERED}
    return Ends(
        withdrawn=frozenset(session.scalars(withdrawn)),
        ended=frozenset(visit_id for visit_id, _ in ends) - given,
        administered=frozenset({*given, *session.scalars(facts)}),
    )


def what_is_asked(file: PlanningFile, ends: Ends) -> tuple[PlanningFile, NotAsked]:
    """A planning file without what is not asked for any more, and what that is."""
    gone = {each.id: _gone(each, ends) for each in file.participants}
    claims = {each.id for each in file.claims if each.id in ends.ended}
    visits = frozenset(claims).union(*gone.values())
    if not visits:
        return file, NotAsked()
    left = with_what_is_left(file, visits)
    out = gone.keys() - {each.id for each in left.participants}
    return left, NotAsked(frozenset(out), visits)


def _gone(participant: ParticipantData, ends: Ends) -> set[str]:
    """Ids of a participant's visits that are not asked for any more."""
    has_withdrawn = participant.id in ends.withdrawn
    may_go = {
        visit.id: visit
        for _, visit in placed_visits(participant)
        if visit.id not in ends.administered
    }
    gone = {each for each in may_go if has_withdrawn or each in ends.ended}
    while (
        more := {
            each.id
            for each in may_go.values()
            if each.needs in gone or each.needs in ends.ended
        }
        - gone
    ):
        gone |= more
    return gone
