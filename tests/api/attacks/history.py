"""What happens to each sponsor before the attacks begin, told by its own people."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from sqlalchemy.orm import Session

from scheduler.access.roles import Role
from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.bookings import administering, booking, ending, offering
from scheduler.bookings.ending import GiveUp
from scheduler.bookings.records import DoseRecord
from scheduler.imports.planning_file.closures import ResourceKind
from scheduler.jobs.requests import request_job
from scheduler.orders.placing import placed
from scheduler.outages.service import OutageReport, report_outage
from scheduler.planning import replan
from scheduler.planning.problem_builder import Built, build
from scheduler.planning.recording import record_proposal
from scheduler.production import batches
from scheduler.production.contents import Assay
from scheduler.production.release_said import Release
from scheduler.production.releases import release
from scheduler.scenarios.asking import Asked, ask_what_if
from scheduler.scenarios.changes.clinic import CloseScanner
from scheduler.scenarios.comparison import Told, compared
from scheduler.scenarios.models import Scenario
from scheduler.scenarios.side import Side
from scheduler.transport import shipments
from scheduler.trials import service as trials
from scheduler.trials.enrolment import Absence
from solver.checks.levels import level_values
from solver.config import SolverConfig
from solver.plan.plan import Plan
from solver.plan.result import Level, Result, SolveStatus
from solver.revision import Revision
from tests.api.attacks import tenants
from tests.api.attacks.tenants import NOW, OPEN, B, Tenant
from tests.api.attacks.world import MONDAY, World, network_of

T = TypeVar("T")


class History:
    """What happened to one sponsor."""

    def __init__(self, world: World, tenant: Tenant) -> None:
        self._world = world
        self._tenant = tenant
        self._network = network_of(tenant)
        self._now = NOW
        self._why = tenant.of_trial("because of")
        self._why_made = tenant.of_unit("because of")

    def friday(self) -> None:
        """Friday noon, everything is booked, and some of it is given up."""
        self._book()
        self._give_up()
        self._accept()
        self._break_down()

    def monday(self) -> None:
        """Monday morning, the first batch is made, sent and given."""
        self._make()
        self._deliver()
        self._inject()

    def propose(self) -> None:
        """A plan with one visit more, which nobody has decided on."""
        with self._world.database.reading() as session:
            built = build(session, self._network, self._now)
        result = with_one_more(built, self._tenant.visit(OPEN))

        def proposed(
            session: Session, now: datetime, actor: Actor, *, network_id: str
        ) -> int:
            audited(session, now, actor, "propose", chain=network_id)
            return record_proposal(session, now, actor, built, result).number

        self._world.proposals[self._tenant] = self._do(Role.PLANNER, proposed)

    def wonder(self) -> None:
        """What came of a what-if, whose base has moved since."""
        asked = Asked(
            name=self._tenant.of_site("fewer scanners"),
            changes=(CloseScanner(scanner=self._tenant.of_site("PET0")),),
            version=None,
            config=SolverConfig(time_limit_s=1),
        )
        scenario = self._do(Role.PLANNER, ask_what_if, asked=asked)
        with self._world.database.reading() as session:
            built = build(session, self._network, self._now)
        side = Side(built.problem, with_one_more(built, self._tenant.visit(OPEN)))
        words = [each.words() for each in asked.changes]
        found = compared(side, side, Told(None, words, (), ()))
        with self._world.database.writing() as session:
            row = session.get_one(Scenario, (self._network, scenario.id))
            row.data_revision = row.plan_revision = 0
            row.comparison = found.model_dump(mode="json")
        self._world.scenarios[self._tenant] = scenario.id

    def _do(self, role: Role, change: Callable[..., T], **named: object) -> T:
        """Somebody of theirs does something in the network."""
        who = self._world.who(role, self._tenant)
        return self._world.database.run(
            lambda session: change(
                session, self._now, who.actor, network_id=self._network, **named
            )
        )

    def _plan(self) -> Plan:
        with self._world.database.reading() as session:
            built = build(session, self._network, self._now)
        return built.problem.commitments.previous

    def _take(self, visit_id: str, days: int, *, is_hold: bool = False) -> None:
        """Book the first offer from a day on."""
        first = MONDAY + timedelta(days=days)
        with self._world.database.reading() as session:
            found = offering.offers(session, self._now, self._network, visit_id, 50)
        token = next(each.token for each in found if first <= each.injection_at)
        act = booking.hold if is_hold else booking.confirm
        self._do(Role.SITE_STAFF, act, visit_id=visit_id, offer=token)

    def _book(self) -> None:
        tenant = self._tenant
        days = {
            tenants.FIRST: 0,
            tenants.DUE: 0,
            tenants.LATER: 1,
            tenants.CANCELLED: 1,
            tenants.BOUGHT: 0,
            tenants.WITHDRAWN: 1,
            tenants.BROKEN: 2,
        }
        if tenant is B:
            days[tenants.SHARED] = 1
        for number, day in days.items():
            self._take(tenant.visit(number), day)
        self._take(tenant.of_site("K"), 1)

    def _give_up(self) -> None:
        tenant, staff = self._tenant, Role.SITE_STAFF
        visit = GiveUp(tenant.visit(tenants.CANCELLED), self._why)
        self._do(staff, ending.cancel, visit=visit)
        withdrawn = tenant.participant(tenants.WITHDRAWN)
        self._do(staff, trials.withdraw, participant_id=withdrawn, reason=self._why)
        away = MONDAY - timedelta(days=2)
        absence = Absence(
            start_at=away,
            end_at=away + timedelta(days=1),
            note=tenant.of_trial("away"),
        )
        later = tenant.participant(tenants.LATER)
        self._do(staff, trials.unavailable, participant_id=later, absence=absence)
        payload = replan.payload_of(SolverConfig(time_limit_s=1))
        job = self._do(
            Role.STUDY_MANAGER, request_job, kind=replan.KIND, payload=payload
        )
        self._world.jobs[tenant] = job.id

    def _batch(self, day: int) -> str:
        date = f"2026-09-{14 + day}"
        return f"{self._tenant.of_unit('H')}/{self._tenant.of_unit('ZR')}/{date}/1"

    def _accept(self) -> None:
        maker, why = Role.PRODUCTION, self._why_made
        for day in (0, 2):
            batch_id = self._batch(day)
            self._do(maker, batches.accept, batch_id=batch_id, reason=why)
        self._do(maker, placed, order_id=self._tenant.order, portions=2, reason=why)
        self._do(maker, batches.fail, batch_id=self._batch(2), reason=why)

    def _break_down(self) -> None:
        """A scanner is to be out of use when nobody is planned."""
        start = MONDAY + timedelta(days=12)
        outage = OutageReport(
            kind=ResourceKind.SCANNER,
            resource_id=self._tenant.of_site("PET0"),
            start_at=start,
            end_at=start + timedelta(hours=2),
            reason=self._tenant.of_site("because of"),
        )
        happening = self._do(Role.SITE_STAFF, report_outage, outage=outage)
        self._world.outages[self._tenant] = int(happening.subject)

    def _make(self) -> None:
        self._now = MONDAY + timedelta(hours=7, minutes=12)
        planned = {each.id: each.activity_kbq for each in self._plan().batches}
        assay = Assay(
            activity_gbq=Decimal(planned[self._batch(0)]) / 1_000_000,
            measured_at=MONDAY + timedelta(hours=7),
        )
        self._do(
            Role.PRODUCTION,
            release,
            batch_id=self._batch(0),
            said=Release(batch=assay),
            reason=self._why_made,
        )

    def _deliver(self) -> None:
        found = self._plan().shipments
        (sent,) = [each.id for each in found if each.batch_id == self._batch(0)]
        self._now = MONDAY + timedelta(hours=7, minutes=31)
        self._do(Role.PRODUCTION, shipments.dispatch, shipment_id=sent)
        self._now = MONDAY + timedelta(hours=8, minutes=1)
        there_at = MONDAY + timedelta(hours=8)
        self._do(Role.SITE_STAFF, shipments.arrive, shipment_id=sent, at=there_at)
        self._do(Role.SITE_STAFF, shipments.receive, shipment_id=sent)

    def _inject(self) -> None:
        at = MONDAY + timedelta(hours=8)
        self._now = at + timedelta(minutes=16)
        record = DoseRecord(
            assay_mbq=Decimal(100),
            assayed_at=at,
            injected_at=at,
            reason=self._why,
        )
        visit_id = self._tenant.visit(tenants.FIRST)
        self._do(
            Role.SITE_STAFF,
            administering.administered,
            visit_id=visit_id,
            record=record,
        )
        self._take(self._tenant.visit(tenants.HELD), 1, is_hold=True)


def with_one_more(built: Built, visit_id: str) -> Result:
    """What a solve would have found that seats one visit more."""
    revision = Revision(built.problem)
    revision.seat(revision.offers(visit_id, 1)[0].slot)
    plan = revision.checked_plan()
    return Result(
        problem_name=built.problem.name,
        problem_digest=built.problem.digest(),
        origin_at=built.problem.origin_at,
        status=SolveStatus.OPTIMAL,
        plan=plan,
        levels=tuple(
            Level(name=name, priority=priority, value=value, bound=value)
            for (name, priority), value in level_values(built.problem, plan).items()
        ),
        wall_time_s=0.0,
    )
