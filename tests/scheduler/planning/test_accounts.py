"""What a plan uses up of what there is."""

from collections import Counter

import pytest
from sqlalchemy import text

from scheduler.database.database import Database
from scheduler.imports.planning_file.convert import to_problem
from scheduler.planning.accounts import Account, Key, accounts
from scheduler.planning.balances import BalanceKind
from solver.plan.plan import Purpose
from solver.problem.commitments import BatchCommitment, Commitments, Firmness
from solver.problem.problem import Problem
from tests.scheduler.planning.seeds import (
    constructed,
    file_of,
    seed_planned,
)

RUN = "O1/FDG/2026-09-14/1"


def accounts_of(name: str) -> dict[Key, Account]:
    """Balances of a first plan of a fixture."""
    problem = to_problem(file_of(name))
    plan = constructed(problem).plan
    assert plan is not None
    return accounts(problem, plan)


def test_a_vial_is_drawn_from_and_a_run_makes_it() -> None:
    """
    The vial holds what is drawn and 900 MBq that stay in it; the sample takes 100 MBq.
    """
    found = accounts_of("rules/staff")

    vial = found[BalanceKind.VIAL, f"{RUN}/OSL-ULV/v1"]
    run = found[BalanceKind.RUN, RUN]
    assert vial.available - vial.used == 900_000
    assert run.used - vial.available == 100_000
    assert run.available == 20_000_000


def test_an_order_counts_portions_and_a_dose_is_given_once() -> None:
    """
    Two doses of each lutetium order, of the six that may be ordered.
    """
    found = accounts_of("hotlab-cap")

    orders = {key: value for (kind, key), value in found.items() if kind == "order"}
    doses = [value for (kind, _), value in found.items() if kind == "dose"]
    assert orders["LU@2026-06-09"] == Account(2, 6)
    assert sum(each.used for each in orders.values()) == len(doses)
    assert set(doses) == {Account(1, 1)}


@pytest.mark.slow
def test_a_person_is_counted_by_local_day() -> None:
    """
    Each injection of somebody with a limit counts once, on the day it is given.
    """
    problem = to_problem(file_of("vision-like-q6w"))
    plan = constructed(problem).plan
    assert plan is not None
    limits = {
        each.id: each.max_injections_per_day
        for each in problem.people
        if each.max_injections_per_day is not None
    }
    given = Counter(
        held.resource_id
        for each in plan.administrations
        for held in each.occupations
        if held.purpose is Purpose.INJECTION and held.resource_id in limits
    )

    found = accounts(problem, plan)

    counted: Counter[str] = Counter()
    for (kind, key), value in found.items():
        if kind is BalanceKind.INJECTIONS:
            person_id = key.rpartition("/")[0]
            counted[person_id] += value.used
            assert value.available == limits[person_id]
    assert counted == given
    assert given


def test_what_is_dispensed_may_be_more_than_can_be_made() -> None:
    """
    A batch that yielded more than was planned with is not refused: it is there.
    """
    problem = to_problem(file_of("rules/staff"))
    plan = constructed(problem).plan
    assert plan is not None
    run = next(each for each in problem.runs if each.id == RUN)
    processes = tuple(
        type(each)(**dict(each) | {"capacity_kbq": 1_200_000})
        if each.id == run.process_id
        else each
        for each in problem.processes
    )
    made = BatchCommitment(batch_id=RUN, firmness=Firmness.FACT)
    small = dict(problem) | {"processes": processes}
    there = small | {"commitments": Commitments(previous=plan, batches=(made,))}

    planned = accounts(Problem(**small), plan)[BalanceKind.RUN, RUN]
    fact = accounts(Problem(**there), plan)[BalanceKind.RUN, RUN]

    assert planned.used > planned.available
    assert fact == Account(planned.used, planned.used)


def test_balances_follow_what_there_is_without_a_new_plan(
    database: Database,
) -> None:
    """
    What there is changed, and the plan did not: the balances say so all the same.
    """
    seeded = seed_planned(database, "no-fdg-day")
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE balances SET available = available + 5"))
    assert seeded.recheck() != []

    revised = seeded.revise()

    assert revised.version is None
    assert seeded.recheck() == []
