"""
Replans by themselves on a ward where anything happens: what holds stays.

Between any two replans people ask, book, hold, cancel, accept and lose batches, and
time goes by; every other replan is overtaken by one of these before it is recorded.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from random import Random

import pytest
from sqlalchemy.orm import Session

from scheduler.audit.context import audited
from scheduler.bookings.booking import confirm, hold
from scheduler.bookings.ending import GiveUp, cancel
from scheduler.database.database import Database
from scheduler.errors import PlanOutdated, SchedulerError
from scheduler.imports.service import import_file
from scheduler.jobs.engine import Answer
from scheduler.jobs.kinds import REPLAN
from scheduler.jobs.requests import request_job
from scheduler.networks.settings import SettingsChange, change_settings
from scheduler.planning.approval import approve
from scheduler.planning.event_replans import EVENTS
from scheduler.planning.problem_builder import Built, build
from scheduler.planning.proposing import propose
from scheduler.planning.recheck import recheck
from scheduler.production.batches import accept, decline, fail
from scheduler.trials.enrolment import Enrolment, enrol
from scheduler.trials.requests import VisitRequest, request_visit
from solver.config import SolverConfig
from solver.plan.plan import Administration, PlannedBatch
from solver.plan.result import Result
from solver.problem.commitments import Firmness
from solver.problem.problem import Problem
from solver.search.budget import Budget
from solver.search.stages import Search
from tests.properties.counts import share
from tests.stateful.desk import STAFF, Desk
from tests.stateful.plans import DATES
from tests.stateful.ward import (
    FIRST_VISITS,
    NOW,
    RUNS,
    WEIGHED_ON,
    WEIGHT_KG,
    data,
)

EACH = 20
"""Replans of one network."""

BY_PEOPLE = SettingsChange(publishes_by_itself=False)

_NUMBERS = count(1)
_FIRM = frozenset({Firmness.FACT, Firmness.FROZEN, Firmness.CONFIRMED})


class Course:
    """One network, and what happens to it, by a seed."""

    def __init__(self, database: Database, seed: int) -> None:
        number = next(_NUMBERS)
        self.desk = Desk(database, f"replanned-{number}")
        self.random = Random(seed)
        self.said: Counter[str] = Counter()
        self.visits = list(FIRST_VISITS)
        with database.writing() as session:
            import_file(session, NOW, STAFF, data(), network_id=self.desk.network_id)
        if seed // EACH % 4 == 1:
            self.desk.do(change_settings, change=BY_PEOPLE, reason="at first")
        self.desk.do(approve, number=self.replan()["version"], reason="the first")

    # -- what happens ----------------------------------------------------------

    def something(self) -> None:
        """One thing that happens, or is refused."""
        what = self.random.choices(
            (self.ask, self.take, self.firm_up, self.give_up, self.batch, self.wait),
            (4, 4, 3, 1, 1, 2),
        )[0]
        try:
            what()
        except SchedulerError:
            return

    def ask(self) -> None:
        """Somebody new enters the trial, and a visit is asked for."""
        code = f"N{len(self.visits)}"
        participant = Enrolment(
            trial_id="T",
            site_id="S",
            code=code,
            weight_kg=WEIGHT_KG,
            weighed_on=WEIGHED_ON,
            is_consented=True,
        )
        visit_id = f"{code}-scan"
        visit = VisitRequest(
            participant_id=code, definition_id="scan", visit_id=visit_id, dates=DATES
        )
        self.desk.do(enrol, participant=participant)
        self.desk.do(request_visit, visit=visit)
        self.visits.append(visit_id)

    def take(self) -> None:
        """Somebody takes one of the slots of a visit."""
        visit_id = self.random.choice(self.visits)
        offer = self.random.choice(self.desk.offers(visit_id) or (None,))
        if offer is not None:
            use_case = self.random.choice((hold, confirm))
            self.desk.do(use_case, visit_id=visit_id, offer=offer.token)

    def firm_up(self) -> None:
        """Somebody confirms what is held or forecast."""
        self.desk.do(confirm, visit_id=self.random.choice(self.visits))

    def give_up(self) -> None:
        """A visit is not asked for any more."""
        visit_id = self.random.choice(self.visits)
        self.desk.do(cancel, visit=GiveUp(visit_id, "moved away", True))

    def batch(self) -> None:
        """The unit says yes or no to a run, or it fails."""
        batch_id = self.random.choice(list(RUNS))
        use_case = self.random.choice((accept, accept, decline, fail))
        self.desk.do(use_case, batch_id=batch_id, reason="as it is")

    def wait(self) -> None:
        """Time goes by, up to the first morning at most."""
        self.desk.now += timedelta(minutes=self.random.randrange(1, 300))

    # -- replans ---------------------------------------------------------------

    def replan(self, meanwhile: Callable[[], None] = lambda: None) -> Answer:
        """Have a job done, and something while it is; what it says."""
        job_id, begun_at = f"job-{next(_NUMBERS)}", self.desk.now

        def asked(session: Session) -> None:
            request_job(
                session,
                begun_at,
                EVENTS,
                kind=REPLAN,
                network_id=self.desk.network_id,
                payload={},
                job_id=job_id,
            )

        self.desk.database.run(asked)
        built = self.built()
        result = constructed(built.problem)
        meanwhile()

        def recorded(session: Session) -> Answer:
            audited(session, self.desk.now, EVENTS, REPLAN, chain=built.network_id)
            return propose(session, self.desk.now, EVENTS, built, result, job_id)

        return self.desk.database.run(recorded)

    def decides(self, number: int) -> bool:
        """Whether a person approves a proposal: perhaps, if it can be."""
        if self.random.random() < 0.5:
            return False
        try:
            self.desk.do(approve, number=number, reason="looked at")
        except PlanOutdated:
            return False
        return True

    # -- what holds ------------------------------------------------------------

    def built(self) -> Built:
        """The problem as of now, with what is promised and lost."""
        with self.desk.database.reading() as session:
            return build(session, self.desk.network_id, self.desk.now, with_lost=True)

    def held(self) -> tuple[dict[str, Administration], dict[str, PlannedBatch]]:
        """Visits that are promised and kept, and batches that are committed."""
        built = self.built()
        assert built.held is not None
        firm = {
            each.visit_id
            for each in built.problem.commitments.visits
            if each.firmness in _FIRM
            if built.held.promises[each.visit_id].broken_at is None
        }
        committed = {each.batch_id for each in built.problem.commitments.batches}
        plan = built.in_force
        return (
            {x.visit_id: x for x in plan.administrations if x.visit_id in firm},
            {each.id: each for each in plan.batches if each.id in committed},
        )

    def require_clean(self) -> None:
        """What is recorded holds together, and no rule is broken."""
        with self.desk.database.reading() as session:
            assert recheck(session, self.desk.network_id, self.desk.now) == []


def constructed(problem: Problem) -> Result:
    """What a solve finds without time."""
    search = Search(problem, Budget(SolverConfig(time_limit_s=1)))
    search.seat_commitments()
    search.construct()
    search.resume()
    return search.result()


def _stay(course: Course, *, is_overtaken: bool) -> None:
    """One replan; whatever comes of it, what holds is as it was."""
    held: list[tuple[dict[str, Administration], dict[str, PlannedBatch], int]] = []

    def meanwhile() -> None:
        if is_overtaken:
            course.something()
        held.append((*course.held(), course.built().plan_revision))

    course.something()
    answer = course.replan(meanwhile)

    [(visits, batches, revision)] = held
    after_visits, after_batches = course.held()
    state = answer.get("state", "nothing" if answer["version"] is None else "proposed")
    is_merged = "in force as" in str(answer.get("reason"))
    is_published = state == "approved" or is_merged
    if state == "proposed":
        is_published = course.decides(answer["version"])
    course.said["merged" if is_merged else state] += 1
    assert visits.items() <= after_visits.items()
    assert batches.items() <= after_batches.items()
    assert course.built().plan_revision == revision + is_published
    course.require_clean()


def _many(database: Database, replans: int) -> Counter[str]:
    """So many replans, of one network after the other; what came of them."""
    said: Counter[str] = Counter()
    for seed in range(0, replans, EACH):
        course = Course(database, seed)
        for number in range(min(EACH, replans - seed)):
            _stay(course, is_overtaken=number % 2 == 1)
        said += course.said
    return said


def test_what_holds_stays(sqlite_database: Database) -> None:
    """
    A few replans in every run of the tests.
    """
    said = _many(sqlite_database, 10)

    assert said["approved"] + said["merged"] > 0, said


@pytest.mark.verify
def test_what_holds_stays_through_a_thousand_replans(database: Database) -> None:
    """
    Many networks; every way in which a replan may end occurs.
    """
    said = _many(database, share(1_000))

    assert said.keys() >= {"approved", "proposed", "outdated", "nothing", "merged"}
