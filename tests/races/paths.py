"""The ways to a slot: where a race begins, and what is attempted."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.planning.problem_builder import build
from scheduler.planning.recording import record_proposal
from solver.checks.levels import level_values
from solver.plan.plan import Plan
from solver.plan.result import Level, Result, SolveStatus
from solver.plan.slot import Slot
from solver.problem.problem import Problem
from solver.revision import Revision
from tests.races.racing import NUM_PROCESSES, Attempt, set_up
from tests.races.verdict import plan_in_force
from tests.races.ward import BATCH, NETWORK, NOW, Ward, for_visit, seated, visit_id

PROPOSER = Actor("race:proposer")

Setting = Callable[[Database, Ward], list[Slot]]
"""Prepares a database for a race, and says which slots are asked for."""


@dataclass(frozen=True)
class Path:
    """
    One way to a slot.

    Parameters
    ----------
    kind
        What is attempted: confirm, or move.
    scarce
        The ward, so large that so many rooms are short of something.
    """

    kind: str
    setting: Setting
    scarce: Callable[[int], Ward]
    publishes: bool = False


def free(database: Database, ward: Ward) -> list[Slot]:
    """Nothing is planned yet."""
    set_up(database, ward.data())
    return ward.slots()


def parked(database: Database, ward: Ward) -> list[Slot]:
    """Half of the visits are promised a slot on the day after."""
    problem = ward.problem()
    plan = seated(problem, ward.slots(day=1))
    visits = [each.visit_id for each in plan.administrations]
    set_up(database, ward.data(_commitments(problem, plan, visits)))
    return ward.slots()


def dispensed(database: Database, ward: Ward) -> list[Slot]:
    """The batch is made: its vial holds ten doses or so, one of them promised."""
    problem = ward.problem()
    plan = seated(problem, ward.slots()[:1])
    vial = {
        "vial": plan.vials[0].id,
        "activity_gbq": 10.5,
        "measured_at": "2026-09-14T06:30+00:00",
    }
    held = _commitments(problem, plan, [visit_id(0)])
    held |= {
        "batches": [{"batch": BATCH, "firmness": "frozen"}],
        "measured_vials": [vial],
    }
    set_up(database, ward.data(held))
    return ward.slots()


def proposed(database: Database, ward: Ward) -> list[Slot]:
    """Proposals wait that seat visits of their own, each in other slots."""
    set_up(database, ward.data())
    slots = ward.slots()
    for number in range(ward.num_rooms):
        with database.writing() as session:
            audited(session, NOW, PROPOSER, "propose", chain=NETWORK)
            built = build(session, NETWORK, NOW)
            revision = Revision(built.problem)
            for hour in range(0, len(slots), ward.num_rooms):
                own = ward.num_visits - 1 - number - hour
                revision.seat(for_visit(slots[hour + number], visit_id(own)))
            result = _result(built.problem, revision.checked_plan())
            record_proposal(session, NOW, PROPOSER, built, result)
    return slots


PATHS = {
    "confirm": Path("confirm", free, lambda rooms: Ward(rooms, 20 * rooms)),
    "move": Path("move", parked, lambda rooms: Ward(rooms, 10 * rooms)),
    "publish": Path("confirm", proposed, lambda rooms: Ward(rooms, 30 * rooms), True),
    "last-gbq": Path("confirm", free, lambda rooms: Ward(rooms, 20 * rooms, 4 * rooms)),
    "last-dose": Path("confirm", dispensed, lambda rooms: Ward(rooms, 20 * rooms)),
    "last-nurse": Path(
        "confirm", free, lambda rooms: Ward(rooms, 20 * rooms, injections=7)
    ),
}


def attempts_on(
    path: Path, ward: Ward, num_slots: int, count: int
) -> list[list[Attempt]]:
    """Attempts per process: every slot as often as any other, visits by chance."""
    chance = random.Random(count)
    own: list[list[Attempt]] = [[] for _ in range(NUM_PROCESSES)]
    for number in range(count):
        visit = visit_id(chance.randrange(ward.num_visits))
        attempt = {"kind": path.kind, "slot": number % num_slots, "visit": visit}
        own[chance.randrange(NUM_PROCESSES)].append(attempt)
    for each in own:
        chance.shuffle(each)
    if path.publishes:
        for number in range(1, ward.num_rooms + 1):
            place = chance.randrange(len(own[0]) // 4)
            own[0].insert(place, {"kind": "approve", "number": number})
    return own


def left_free(database: Database, slots: list[Slot]) -> list[str]:
    """Slots that somebody who has none could still have: nobody may be refused them."""
    with database.reading() as session:
        built = build(session, NETWORK, NOW)
    revision = Revision(built.problem)
    booked = {each.visit_id for each in plan_in_force(database).administrations}
    waiting = next(each.id for each in built.problem.visits if each.id not in booked)
    return [
        f"{each.occupations[0].resource_id} at {each.injection_min}"
        for each in slots
        if not revision.misfits(for_visit(each, waiting))
    ]


def _commitments(problem: Problem, plan: Plan, visits: list[str]) -> dict[str, object]:
    return {
        "previous": {
            "origin_at": problem.origin_at.isoformat(timespec="minutes"),
            "plan": plan.model_dump(mode="json"),
        },
        "visits": [{"visit": each, "firmness": "confirmed"} for each in visits],
    }


def _result(problem: Problem, plan: Plan) -> Result:
    return Result(
        problem_name=problem.name,
        problem_digest=problem.digest(),
        origin_at=problem.origin_at,
        status=SolveStatus.OPTIMAL,
        plan=plan,
        levels=tuple(
            Level(name=name, priority=priority, value=value, bound=value)
            for (name, priority), value in level_values(problem, plan).items()
        ),
        wall_time_s=0.0,
    )
