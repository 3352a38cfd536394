"""From rows and *now* to a problem."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.clock import next_whole_minute
from scheduler.database.remembered import OfTables, remembered
from scheduler.errors import Invalid, NotFound
from scheduler.imports.planning_file.convert import to_live_problem
from scheduler.imports.planning_file.convert_live import Live, Waiting
from scheduler.imports.planning_file.counted_on import counted_on
from scheduler.imports.planning_file.cycles import placed_visits
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.rows.reading import WRITTEN_IN
from scheduler.networks.models import Network
from scheduler.outages.reading import closures_of
from scheduler.outages.stopped import stopped
from scheduler.planning.as_it_happened import as_it_happened
from scheduler.planning.asked_for import asked_for, problem_of, written_down
from scheduler.planning.commitments import (
    Held,
    commitments_data,
    held_by,
    lapsed_holds,
)
from scheduler.planning.cutoffs import cutoffs
from scheduler.planning.instants import Instants
from scheduler.planning.reaching import reaching_now
from scheduler.trials.pauses import pauses_of
from solver.plan.plan import Plan
from solver.plan.shifting import shifted
from solver.problem.problem import Problem


@dataclass(frozen=True)
class Built:
    """
    A problem, and the state of the network it was built from.

    Parameters
    ----------
    held
        What holds of the plan in force; ``None`` before the first.
    data_revision, plan_revision
        Those of the network; a plan made for this problem comes into force only if
        they are still the same.
    waiting
        Visits that are not asked for, or would not be if the plan in force had them
        not, until what is known of them is put right; by id.
    lost
        Units of the runs and orders that are not made after all, by id of the batch.
    paused
        Why trials are paused, in words, by id: of theirs, only promised visits are
        asked for.
    """

    network_id: str
    problem: Problem
    file: PlanningFile
    held: Held | None
    data_revision: int
    plan_revision: int
    waiting: Mapping[str, Waiting] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    paused: Mapping[str, str] = field(default_factory=dict)

    @property
    def instants(self) -> Instants:
        """The minutes of the problem."""
        return Instants(self.problem.origin_at)

    @property
    def in_force(self) -> Plan:
        """The plan in force, in minutes of the problem; empty before the first."""
        if self.held is None:
            return Plan()
        return shifted(self.held.plan, self.instants.minute(self.held.origin_at))

    def require_asked(
        self, visit_ids: Collection[str], known: Collection[str] = ()
    ) -> None:
        """
        Refuse visits that would wait: what was entered last has to be put right.

        Parameters
        ----------
        known
            Visits that waited before.

        Raises
        ------
        Invalid
            With every issue.

        """
        issues = [
            issue
            for visit_id in visit_ids
            if visit_id not in known and visit_id in self.waiting
            if self.waiting[visit_id].is_left_out
            for issue in self.waiting[visit_id].issues
        ]
        if issues:
            raise Invalid(issues)


def network_of(session: Session, network_id: str, *, lock: bool = False) -> Network:
    """
    The row of a network, as it is now.

    Raises
    ------
    NotFound
        If there is none.

    """
    session.flush()
    network = session.get(
        Network, network_id, populate_existing=True, with_for_update=lock
    )
    if network is None:
        raise NotFound("network", network_id)
    return network


def build(
    session: Session,
    network_id: str,
    now: datetime,
    *,
    freed: Collection[str] = (),
    with_lost: bool = False,
) -> Built:
    """
    The problem of a network as of now.

    Parameters
    ----------
    freed
        Promised visits that nothing holds: they are to be moved, or lost anyway.
    with_lost
        Whether promises that the plan in force could not keep are looked back to, as
        a replan does; else nobody is promised anything who is not in the plan.

    Raises
    ------
    NotFound
        If there is no such network.
    Invalid
        If the rows do not make a problem: every issue that does not concern one visit
        alone; such a visit waits.

    """
    network = network_of(session, network_id)
    as_of = next_whole_minute(now)
    key = (
        network_id,
        network.data_revision,
        network.plan_revision,
        as_of,
        frozenset(freed),
        with_lost,
    )
    return remembered(
        session,
        key,
        lambda: _built(session, network, as_of, frozenset(freed), with_lost),
    )


def cutoffs_of(
    session: Session, network: Network, file: PlanningFile | None = None
) -> Mapping[str, datetime]:
    """
    When each run and order closes, by id of the batch.

    Parameters
    ----------
    file
        What the rows of the network say, over the days that matter; they are read if
        it is left out.
    """
    days = network.days if file is None else file.horizon.days
    revision = network.data_revision
    return remembered(
        session,
        OfTables("cutoffs", network.id, revision, WRITTEN_IN, days),
        lambda: cutoffs(file or written_down(session, network)),
    )


def _built(
    session: Session,
    network: Network,
    as_of: datetime,
    freed: frozenset[str],
    with_lost: bool,
) -> Built:
    file = reaching_now(asked_for(session, network, as_of))
    held = None
    if network.plan_revision:
        held = held_by(session, network, cutoffs_of(session, network, file))
    if held is not None:
        commitments = commitments_data(
            held,
            now=as_of,
            visits=visits_of(file),
            freed=freed,
            with_lost=with_lost,
            stopped=stopped(
                closures_of(session, network.id), file, held.promised, held.origin_at
            ),
        )
        file = PlanningFile(**(dict(file) | {"commitments": commitments}))
    pauses = pauses_of(session, network.id).values()
    paused = {each.trial_id: each.told for each in pauses}
    live = _live(held, paused, file)
    whole = problem_of(session, network, file, live)
    problem = _as_recorded(whole, held)
    lost = units_of_batches(whole)
    for batch_id in units_of_batches(problem):
        del lost[batch_id]
    return Built(
        network.id,
        problem,
        file,
        held,
        network.data_revision,
        network.plan_revision,
        live.waiting,
        lost,
        paused,
    )


def problem_with(built: Built, file: PlanningFile) -> Problem:
    """
    The problem of a network if its rows said what a file says.

    What has happened has happened there, too.

    Raises
    ------
    InvalidDocument
        With every issue that does not concern one visit alone.

    """
    live = _live(built.held, built.paused, file)
    return _as_recorded(to_live_problem(file, live), built.held)


def _live(held: Held | None, paused: Mapping[str, str], file: PlanningFile) -> Live:
    """What is known of visits that the plan in force serves, and of their trials."""
    if held is None:
        return Live(paused=paused)
    planned = frozenset(each.visit_id for each in held.plan.administrations)
    if not paused:
        return Live(planned=planned)
    promised = (planned & held.promises.keys()) - lapsed_holds(held, file.as_of)
    kept = planned & counted_on(file, promised)
    return Live(planned=planned, paused=paused, kept=kept)


def _as_recorded(problem: Problem, held: Held | None) -> Problem:
    """The problem with what is known of the plan in force."""
    if held is None:
        return problem
    return as_it_happened(problem, held.batches, held.shipments)


def visits_of(file: PlanningFile) -> frozenset[str]:
    """Ids of all visits that are asked for, claims included."""
    visits = {
        visit.id for each in file.participants for _, visit in placed_visits(each)
    }
    return frozenset(visits | {each.id for each in file.claims})


def units_of_batches(problem: Problem) -> dict[str, str]:
    """The unit that makes or sells each batch, planned or not, by its id."""
    lines = {each.id: each.unit_id for each in problem.lines}
    units = {each.id: lines[each.line_id] for each in problem.runs}
    return units | {each.id: each.unit_id for each in problem.orders}
