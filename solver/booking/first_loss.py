"""Who loses first: a batch that comes late, or with less than was planned."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from solver.booking.in_force import seat_in_force
from solver.contingency.contents import holding
from solver.explain.slack import minutes_borne
from solver.plan.plan import Plan
from solver.problem.commitments import Commitments, Firmness
from solver.problem.demand import Visit
from solver.problem.problem import Problem
from solver.state.index import Index
from solver.state.precedence import Precedence
from solver.state.state import State

PLANNED_PERMILLE = 1000


@dataclass(frozen=True, slots=True)
class YieldSlack:
    """
    How low the yield of a batch may be, and who pays for the next thousandth.

    Parameters
    ----------
    least_permille
        The least share of what was planned with which nobody is lost [1/1000]; 1000
        where anything less loses somebody, 0 where nobody is served.
    lost_first
        Ids of the visits lost with one thousandth less.
    """

    least_permille: int
    lost_first: tuple[str, ...]


def first_loss(
    problem: Problem,
    plan: Plan,
    batch_id: str,
    *,
    delay_min: int = 0,
    yield_permille: int = PLANNED_PERMILLE,
) -> tuple[str, ...]:
    """
    Visits that a plan loses if one batch is late or gives less, in order of their ids.

    Nothing is planned anew: everybody else stays, and of those who have a dose of the
    batch the firmest do, as when its release is recorded. Who waits for, or needs, a
    visit that is lost is lost with it.

    Parameters
    ----------
    plan
        A plan of the problem that breaks no rule.
    delay_min
        How much later its synthesis ends, or the order is ready [min].
    yield_permille
        What its vials hold, of what was planned [1/1000], rounded down.
    """
    lost: set[str] = set()
    if delay_min > 0:
        borne = minutes_borne(problem, plan).get(batch_id, {})
        late = [each for each, minutes in borne.items() if minutes < delay_min]
        lost |= _with_dependents(problem, plan, late)
    if yield_permille < PLANNED_PERMILLE:
        lost |= Shortfall(problem, plan, batch_id).lost(yield_permille)
    return tuple(sorted(lost))


def yield_slack(problem: Problem, plan: Plan, batch_id: str) -> YieldSlack:
    """How low the yield of a batch may be before the first visit is lost."""
    short = Shortfall(problem, plan, batch_id)
    if not short.drawers:
        return YieldSlack(0, ())
    # Whoever fits with less fits with more: somebody is lost below one share only.
    enough, too_little = PLANNED_PERMILLE, -1
    while enough - too_little > 1:
        middle = (enough + too_little) // 2
        if middle >= 0 and not short.lost(middle):
            enough = middle
        else:
            too_little = middle
    return YieldSlack(enough, tuple(sorted(short.lost(max(enough - 1, 0)))))


class Shortfall:
    """
    One batch of a plan with less in its vials, and those who have to do with it.

    Parameters
    ----------
    plan
        A plan of the problem that breaks no rule.
    """

    def __init__(self, problem: Problem, plan: Plan, batch_id: str) -> None:
        self.problem = problem
        self.plan = plan
        self.batch_id = batch_id
        shipments = {each.id for each in plan.shipments if each.batch_id == batch_id}
        self.vials = tuple(each for each in plan.vials if each.shipment_id in shipments)
        names = {each.id for each in self.vials}
        self.drawers = frozenset(
            each.visit_id
            for each in plan.administrations
            if names.intersection(each.vial_ids)
        )

    def lost(self, permille: int) -> frozenset[str]:
        """Visits lost if every vial holds so much of what was planned [1/1000]."""
        if permille >= PLANNED_PERMILLE:
            return frozenset()
        return self.lost_with(
            {
                each.id: each.activity_kbq * permille // PLANNED_PERMILLE
                for each in self.vials
            }
        )

    def lost_with(self, content_kbq: Mapping[str, int]) -> frozenset[str]:
        """Visits lost if vials of the batch hold so much [kBq]."""
        known = {
            vial_id: max(content, self._given_kbq[vial_id])
            for vial_id, content in content_kbq.items()
        }
        problem = holding(self._about, self.batch_id, known)
        broken = seat_in_force(State(Index(problem)))
        return frozenset(each.visit_id for each in broken)

    @cached_property
    def _given_kbq(self) -> Counter[str]:
        """What facts have taken from each vial: it held no less [kBq]."""
        facts = {
            each.visit_id
            for each in self.problem.commitments.visits
            if each.firmness is Firmness.FACT
        }
        given: Counter[str] = Counter()
        for each in self.plan.administrations:
            if each.visit_id in facts:
                given.update(dict.fromkeys(each.vial_ids, each.demand_kbq))
        return given

    @cached_property
    def _about(self) -> Problem:
        """The problem of those visits alone that the batch may take with it."""
        visits = _bound_to(self.problem.visits, self.drawers)
        kept = {each.id for each in visits}
        held = self.problem.commitments
        previous = Plan(
            batches=self.plan.batches,
            shipments=self.plan.shipments,
            vials=self.plan.vials,
            administrations=tuple(
                each for each in self.plan.administrations if each.visit_id in kept
            ),
        )
        served = {each.visit_id for each in previous.administrations}
        there = {each.id for each in previous.batches}
        vials = {each.id for each in previous.vials}
        commitments = Commitments(
            previous=previous,
            visits=tuple(each for each in held.visits if each.visit_id in served),
            batches=tuple(each for each in held.batches if each.batch_id in there),
            measured_vials=tuple(
                each for each in held.measured_vials if each.vial_id in vials
            ),
            lost_vial_ids=tuple(each for each in held.lost_vial_ids if each in vials),
        )
        cohorts = tuple(
            each
            for each in self.problem.cohorts
            if each.sentinel_visit_id is None or each.sentinel_visit_id in kept
        )
        return Problem(
            **dict(self.problem)
            | {"visits": visits, "cohorts": cohorts, "commitments": commitments}
        )


def _bound_to(visits: Iterable[Visit], wanted: frozenset[str]) -> tuple[Visit, ...]:
    """Visits, and all that share a participant or a dose level with one of them."""
    visits = tuple(visits)
    kept = set(wanted)
    while True:
        among = [each for each in visits if each.id in kept]
        people = {each.participant_id for each in among} - {None}
        cohorts = {each.cohort_id for each in among} - {None}
        found = {
            each.id
            for each in visits
            if each.participant_id in people or each.cohort_id in cohorts
        }
        if found <= kept:
            return tuple(among)
        kept |= found


def _with_dependents(
    problem: Problem, plan: Plan, visit_ids: Iterable[str]
) -> set[str]:
    """Visits of a plan, and all of it that wait for them or need them."""
    precedence = Precedence(problem)
    served = {each.visit_id for each in plan.administrations}
    facts = {
        each.visit_id
        for each in problem.commitments.visits
        if each.firmness is Firmness.FACT
    }
    found = (set(visit_ids) & served) - facts
    pending = sorted(found)
    while pending:
        for later in precedence.dependents(pending.pop()):
            if later in served and later not in found | facts:
                found.add(later)
                pending.append(later)
    return found
