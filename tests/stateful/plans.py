"""What planners and trial staff do: ask, weigh, propose, decide, import."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis.stateful import precondition, rule
from hypothesis.strategies import booleans, integers, sampled_from
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.bookings.booking import confirm, hold
from scheduler.bookings.ending import GiveUp, cancel
from scheduler.errors import (
    Invalid,
    NeedsAnother,
    NotFound,
    PlanOutdated,
    WrongState,
)
from scheduler.exports.network_files import export_file
from scheduler.exports.planning_file import to_document
from scheduler.imports.report import ImportReport
from scheduler.imports.service import import_file
from scheduler.planning.approval import approve, reject
from scheduler.planning.recording import record_proposal
from scheduler.planning.restoring import restore
from scheduler.planning.versions import PlanVersion
from scheduler.trials.enrolment import Enrolment, enrol
from scheduler.trials.requests import VisitRequest, request_visit
from scheduler.trials.results import ResultEntry, enter_result
from scheduler.trials.service import weigh
from solver.checks.levels import level_values
from solver.plan.result import Level, Result, SolveStatus
from solver.problem.demand import GateStatus
from solver.revision import Revision
from tests.stateful.desk import OTHER, STAFF, Outcome
from tests.stateful.machine import FINE, LATEST, NEWCOMERS, REASONS, WHO, Machine, Who
from tests.stateful.model import ENDED, Visit
from tests.stateful.ward import GATE, NOW, PARTICIPANTS

CODES = sampled_from((*PARTICIPANTS, *NEWCOMERS))
NUMBERS = integers(1, 12)
DATES = (date(2026, 9, 14), date(2026, 9, 15))
LONG_AGO = (date(2026, 9, 1), date(2026, 9, 2))


class Plans(Machine):
    """Planners and trial staff."""

    # -- demand ----------------------------------------------------------------

    @rule(code=CODES, site=sampled_from(("S", "S", "elsewhere")))
    def enrol(self, code: str, site: str) -> None:
        """Somebody enters the trial."""
        is_known = code in PARTICIPANTS or code in self.model.weights
        outcomes = FINE
        if is_known or site == "elsewhere":
            outcomes = frozenset({Invalid})
        today = self.desk.now.date()
        participant = Enrolment(
            trial_id="T",
            site_id=site,
            code=code,
            weight_kg=Decimal(70),
            weighed_on=today,
            is_consented=True,
        )
        if self.expect(outcomes, enrol, participant=participant):
            self.model.weights[code] = {today: Decimal(70)}
        self.agree()

    @rule(
        code=sampled_from(NEWCOMERS),
        definition=sampled_from(("scan", "scan", "scan", "no-such")),
        is_past=sampled_from((False, False, True)),
    )
    def ask(self, code: str, definition: str, is_past: bool) -> None:
        """Ask for a visit."""
        visit_id = f"{code}-scan"
        outcomes = FINE
        latest = LONG_AGO[1] if is_past else DATES[1]
        if code not in self.model.weights or definition == "no-such":
            outcomes = frozenset({NotFound})
        elif visit_id in self.model.visits or latest < self.desk.now.date():
            outcomes = frozenset({Invalid})
        wanted = VisitRequest(
            participant_id=code,
            definition_id=definition,
            visit_id=visit_id,
            dates=LONG_AGO if is_past else DATES,
        )
        if self.expect(outcomes, request_visit, visit=wanted):
            self.model.visits[visit_id] = Visit()
        self.agree()

    @rule(
        code=CODES,
        kg=sampled_from((1, 60, 80, 120)),
        days=sampled_from((0, 0, -2, 1)),
    )
    def weigh(self, code: str, kg: int, days: int) -> None:
        """Write down a weight."""
        weighed_on = self.desk.now.date() + timedelta(days=days)
        outcomes = FINE
        if code not in self.model.weights:
            outcomes = frozenset({NotFound})
        elif kg == 1 or days == 1:
            outcomes = frozenset({Invalid})
        visit_id = f"{code}-weighed"
        visit = self.model.visits.get(visit_id)
        may_lose: set[str] = set()
        if visit is not None and visit.place is not None:
            may_lose = self.model.drawers(visit.place.batch_id)
        known = self.model.weights.get(code, {})
        weight_kg = Decimal(kg)
        if self.expect(
            outcomes,
            weigh,
            participant_id=code,
            weight_kg=weight_kg,
            weighed_on=weighed_on,
        ):
            newest = known[max(known)]
            known[weighed_on] = weight_kg
            if known[max(known)] == newest:
                may_lose = set()
        self.agree(may_lose=may_lose)

    @rule(
        who=WHO,
        gate=sampled_from((GATE, GATE, "no-such")),
        status=sampled_from((GateStatus.PASSED, GateStatus.FAILED)),
        is_future=sampled_from((False, False, True)),
    )
    def enter_result(
        self, who: Who, gate: str, status: GateStatus, is_future: bool
    ) -> None:
        """The laboratory has a result."""
        visit_id = self.one_of(who)
        visit = self.model.visits.get(visit_id)
        outcomes = FINE
        if visit is None:
            outcomes = frozenset({NotFound})
        elif gate != GATE or is_future or not visit_id.endswith("weighed"):
            outcomes = frozenset({Invalid})
        at = self.desk.now + timedelta(hours=1 if is_future else 0)
        entry = ResultEntry(visit_id=visit_id, gate=gate, status=status, taken_at=at)
        done = self.expect(outcomes, enter_result, result=entry)
        may_lose = {visit_id} if visit and visit.state not in ENDED else set()
        if done is not None and status is GateStatus.PASSED:
            assert done == ()
        self.agree(may_lose=may_lose if done else ())

    # -- plans -----------------------------------------------------------------

    @rule(visit_ids=sampled_from((1, 2, 4)), actor=sampled_from((STAFF, OTHER)))
    def propose(self, visit_ids: int, actor: Actor) -> None:
        """Somebody plans a few more visits, and proposes that."""
        built = self.desk.built()
        revision = Revision(built.problem)
        waiting = [
            each.id
            for each in built.problem.visits
            if revision.placed(each.id) is None
            and self.model.visits[each.id].state in {"open", "broken"}
        ]
        for visit_id in waiting[:visit_ids]:
            for each in revision.offers(visit_id, 1):
                revision.seat(each.slot)
        plan = revision.checked_plan()
        values = level_values(built.problem, plan).items()
        result = Result(
            problem_name=built.problem.name,
            problem_digest=built.problem.digest(),
            origin_at=built.problem.origin_at,
            status=SolveStatus.OPTIMAL,
            plan=plan,
            levels=tuple(
                Level(name=name, priority=priority, value=value, bound=value)
                for (name, priority), value in values
            ),
            wall_time_s=0.0,
        )

        def proposed(
            session: Session, now: datetime, actor: Actor, *, network_id: str
        ) -> int:
            audited(session, now, actor, "propose", chain=network_id)
            return record_proposal(session, now, actor, built, result).number

        number = self.expect(FINE, proposed, actor=actor)
        assert number == len(self.model.versions) + 1
        self.model.versions[number] = "proposed"
        self.proposers[number] = (actor, self.done)
        self.agree()

    @rule(number=NUMBERS, actor=sampled_from((STAFF, OTHER)), reason=REASONS)
    def approve(self, number: int, actor: Actor, reason: str) -> None:
        """A second person puts a proposal into force."""
        state = self.model.versions.get(number)
        outcomes: frozenset[Outcome] = frozenset({None, PlanOutdated})
        if not reason.strip():
            outcomes = frozenset({Invalid})
        elif state is None:
            outcomes = frozenset({NotFound})
        elif state != "proposed":
            outcomes = frozenset({WrongState})
        elif self.proposers[number][0] == actor:
            outcomes = frozenset({NeedsAnother})
        elif self.proposers[number][1] == self.done:
            outcomes = FINE
        self._decided(approve, outcomes, actor, number, reason)

    @rule(number=NUMBERS, reason=REASONS)
    def reject_plan(self, number: int, reason: str) -> None:
        """A proposal never comes into force."""
        state = self.model.versions.get(number)
        outcomes = FINE
        if not reason.strip():
            outcomes = frozenset({Invalid})
        elif state is None:
            outcomes = frozenset({NotFound})
        elif state != "proposed":
            outcomes = frozenset({WrongState})
        if self.expect(outcomes, reject, number=number, reason=reason):
            self.model.versions[number] = "rejected"
        self.agree()

    @rule(number=NUMBERS, reason=REASONS)
    def restore(self, number: int, reason: str) -> None:
        """A plan that was in force comes back into force."""
        state = self.model.versions.get(number)
        outcomes: frozenset[Outcome] = frozenset({None, PlanOutdated, WrongState})
        if not reason.strip():
            outcomes = frozenset({Invalid})
        elif state is None:
            outcomes = frozenset({NotFound})
        elif state != "superseded":
            outcomes = frozenset({WrongState})
        self._decided(restore, outcomes, STAFF, number, reason)

    def _decided(
        self,
        use_case: Callable[..., PlanVersion],
        outcomes: frozenset[Outcome],
        actor: Actor,
        number: int,
        reason: str,
    ) -> None:
        version = self.expect(
            outcomes, use_case, actor=actor, number=number, reason=reason
        )
        self.agree(adopts=version is not None)

    # -- files and failures ----------------------------------------------------

    @precondition(lambda self: self.desk.now < LATEST)
    @rule(is_now=booleans())
    def import_again(self, is_now: bool) -> None:
        """What was exported is what is there: nothing changes but its *now*."""
        with self.desk.database.reading() as session:
            # As of the first import nothing that was said since has happened yet.
            is_later = self.desk.now > NOW
            now = self.desk.now if is_now or is_later else None
            found = export_file(session, self.desk.network_id, now=now)
        said = to_document(found.file)
        report = self.expect(
            FINE, _imported, is_new=found.file.as_of != self.as_of, data=said
        )
        self.as_of = found.file.as_of
        assert report.removed == report.added == {}
        assert report.changed.keys() <= {"networks"}
        assert not report.bookings_gone
        self.expect(FINE, _imported, is_new=False, data=said)
        self.agree()

    @rule(number=integers(0, 30), kind=sampled_from(("hold", "confirm", "cancel")))
    def fail_half_way(self, number: int, kind: str) -> None:
        """What is rolled back has never been."""
        if not self.offered:
            return
        offer = self.offered[-1 - number % len(self.offered)][0]
        if kind == "cancel":
            self.undo(cancel, visit=GiveUp(offer.visit_id, "it has to be", True))
        else:
            use_case = hold if kind == "hold" else confirm
            self.undo(use_case, visit_id=offer.visit_id, offer=offer.token)
        self.agree()


def _imported(
    session: Session, now: datetime, actor: Actor, *, network_id: str, data: bytes
) -> ImportReport:
    return import_file(session, now, actor, data, network_id=network_id)
