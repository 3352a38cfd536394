"""Networks for tests of plans: a fixture in the database, and a plan in force."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.imports.planning_file.read import read_planning_file
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.rows.writing import write_file
from scheduler.networks.revisions import touch
from scheduler.planning.imported import record_import
from scheduler.planning.problem_builder import Built, build
from scheduler.planning.promises import Promise
from scheduler.planning.recheck import recheck
from scheduler.planning.recording import record_in_force, record_proposal
from scheduler.planning.revise import Change, Revised, keep_all, revise
from scheduler.planning.versions import PlanKind
from solver.config import SolverConfig
from solver.errors import Issue
from solver.plan.plan import Plan
from solver.plan.result import Result
from solver.plan.slot import Slot
from solver.problem.commitments import Firmness
from solver.problem.problem import Problem
from solver.revision import Revision
from solver.search.budget import Budget
from solver.search.stages import Search
from tests.copies import brought_to

INSTANCES = Path(__file__).parents[3] / "fixtures" / "instances"
NETWORK = "net"
PLANNER = Actor("test:planner")


@dataclass(frozen=True)
class Seeded:
    """A network in a database, and the instant at which its file was written."""

    database: Database
    now: datetime

    def change(self, apply: Callable[[Session], object]) -> None:
        """Change rows that problems are made from, as some use case does."""

        def changed(session: Session) -> None:
            audited(session, self.now, PLANNER, "test", chain=NETWORK)
            apply(session)
            touch(session, NETWORK)

        self.database.run(changed)

    def built(self, *, with_lost: bool = False, later_min: int = 0) -> Built:
        """The problem as of the file's instant, or so much later."""
        now = self.now + timedelta(minutes=later_min)
        with self.database.reading() as session:
            return build(session, NETWORK, now, with_lost=with_lost)

    def revise(
        self,
        apply: Callable[[Revision], object] = keep_all,
        *,
        freed: frozenset[str] = frozenset(),
        later_min: int = 0,
    ) -> Revised:
        """Change the plan in force by hand."""
        now = self.now + timedelta(minutes=later_min)

        def applied(revision: Revision) -> None:
            apply(revision)

        def revised(session: Session) -> Revised:
            audited(session, now, PLANNER, "revise", chain=NETWORK)
            change = Change(PlanKind.BOOKING, "a test", applied, freed)
            return revise(session, now, PLANNER, NETWORK, change)

        return self.database.run(revised)

    def recheck(self, *, later_min: int | None = None) -> list[Issue]:
        """What is wrong with the plan in force."""
        now = None if later_min is None else self.now + timedelta(minutes=later_min)
        with self.database.reading() as session:
            return recheck(session, NETWORK, now)

    def promise(self, firmness: Firmness, *visit_ids: str) -> None:
        """Promise visits of the plan in force."""
        lapses_at = None
        if firmness is Firmness.HELD:
            lapses_at = self.now + timedelta(minutes=30)

        def promised(session: Session) -> None:
            for visit_id in visit_ids:
                session.add(
                    Promise(
                        network_id=NETWORK,
                        visit_id=visit_id,
                        firmness=firmness,
                        lapses_at=lapses_at,
                        promised_at=self.now,
                        promised_by=PLANNER.id,
                        revision=self.built().plan_revision,
                    )
                )

        self.change(promised)


@cache
def file_of(name: str) -> PlanningFile:
    """A planning file of the fixtures."""
    return read_planning_file((INSTANCES / f"{name}.json").read_bytes())


def seed(database: Database, name: str) -> Seeded:
    """A fixture in the database, with the plan it brings, if it does."""
    file = file_of(name)

    def written(session: Session) -> None:
        audited(session, file.as_of, PLANNER, "import", chain=NETWORK)
        network = write_file(session, file, network_id=NETWORK, now=file.as_of)
        record_import(session, file.as_of, PLANNER, network, file)

    database.run(written)
    return Seeded(database, file.as_of)


def seed_planned(database: Database, name: str, *without: str) -> Seeded:
    """
    A fixture in the database with a plan of ours in force; nothing is promised.

    Some visits may be left without a slot, for tests that seat them.
    """

    def removed(revision: Revision) -> None:
        for each in without:
            revision.remove(each)

    def make() -> None:
        seeded = seed(database, name)
        put_first_plan(seeded)
        if without:
            seeded.revise(removed)

    brought_to(database, ("planned", name, without), make)
    return Seeded(database, file_of(name).as_of)


def put_first_plan(seeded: Seeded) -> Plan:
    """A plan of ours in force."""

    def planned(session: Session) -> Plan:
        audited(session, seeded.now, PLANNER, "plan", chain=NETWORK)
        built = build(session, NETWORK, seeded.now)
        plan = constructed(built.problem).plan
        assert plan is not None
        record_in_force(
            session,
            seeded.now,
            PLANNER,
            built,
            plan,
            kind=PlanKind.REPLAN,
            reason="a first plan",
        )
        return plan

    return seeded.database.run(planned)


def first_slot(seeded: Seeded, visit_id: str) -> Slot:
    """The cheapest slot that a visit is offered."""
    return Revision(seeded.built().problem).offers(visit_id)[0].slot


def with_seated(seeded: Seeded, visit_id: str) -> Plan:
    """The plan in force, and one visit more."""
    revision = Revision(seeded.built().problem)
    revision.seat(revision.offers(visit_id)[0].slot)
    return revision.checked_plan()


def propose(seeded: Seeded, plan: Plan | None = None) -> int:
    """Propose a plan for the present; by default what a solve constructs."""
    built = seeded.built(with_lost=True)
    result = constructed(built.problem)
    if plan is not None:
        result = Result(**dict(result) | {"plan": plan})

    def proposed(session: Session) -> int:
        audited(session, seeded.now, PLANNER, "propose", chain=NETWORK)
        return record_proposal(session, seeded.now, PLANNER, built, result).number

    return seeded.database.run(proposed)


_KNOWN: dict[str, Result] = {}


def constructed(problem: Problem) -> Result:
    """A first plan of a problem, as a solve without time has it."""
    digest = problem.digest()
    if digest not in _KNOWN:
        search = Search(problem, Budget(SolverConfig(time_limit_s=1)))
        search.seat_commitments()
        search.construct()
        _KNOWN[digest] = search.result()
    return _KNOWN[digest]
