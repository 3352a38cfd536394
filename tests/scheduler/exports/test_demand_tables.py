"""Batch demand as text: beams, generators, and what differs."""

import io

import pytest
from rich.console import Console, RenderableType

from scheduler.database.database import Database
from scheduler.exports.columns import WIDE
from scheduler.exports.demand_tables import (
    batch_tables,
    changes_table,
    demand_tables,
)
from scheduler.production.demand import Scope, demand, demand_in
from scheduler.production.demand_changes import demand_changes
from scheduler.production.demand_records import BatchDemand
from tests.scheduler.planning.seeds import NETWORK, seed_planned


def _text(*shown: RenderableType, width: int = 200) -> str:
    console = Console(file=io.StringIO(), width=width)
    for each in shown:
        console.print(each, soft_wrap=True)
    written = console.file
    assert isinstance(written, io.StringIO)
    return written.getvalue()


def _demand(database: Database, name: str) -> tuple[BatchDemand, ...]:
    seeded = seed_planned(database, name)
    with database.reading() as session:
        return demand_in(session, seeded.now, NETWORK, Scope())


def test_a_run_from_a_generator_says_which(sqlite_database: Database) -> None:
    """
    With its elution, which is when the synthesis begins.
    """
    batch = _demand(sqlite_database, "ga-generator-9mo")[0]

    text = _text(*batch_tables(batch))

    assert batch.generator_id is not None
    assert f"from {batch.generator_id}" in text
    assert batch.deadlines.synthesis_at is not None
    assert f"synthesis {batch.deadlines.synthesis_at:%a}" in text
    assert batch.capacity_kbq is not None
    assert batch.activity_kbq <= batch.capacity_kbq


def test_a_table_for_each_unit_and_day(sqlite_database: Database) -> None:
    """
    As many headings as there are units and local days; narrow ones say less.
    """
    batches = _demand(sqlite_database, "norway-week")
    days = {(each.unit, each.reference_at.date()) for each in batches}

    wide = list(demand_tables(batches))
    narrow = list(demand_tables(batches, WIDE - 1))

    assert len(wide) == len(narrow) == len(days)
    assert "Lost first" in _text(*wide)
    assert "Lost first" not in _text(*narrow)
    assert all(each.batch_id in _text(*wide) for each in batches)


def test_what_differs_is_told_with_its_sign(sqlite_database: Database) -> None:
    """
    A batch that is dropped, one that is added, and nothing at all.
    """
    batches = _demand(sqlite_database, "dst-switch")
    assert len(batches) > 1
    first, *others = batches

    dropped = _text(changes_table(demand_changes(batches, others)))
    added = _text(changes_table(demand_changes(others, batches)))
    same = _text(changes_table(demand_changes(batches, batches)))

    assert first.batch_id in dropped
    assert "dropped" in dropped
    assert " -" in dropped
    assert "added" in added
    assert " +" in added
    assert same == "Nothing that is asked for differs.\n"


@pytest.mark.parametrize("name", ["ra223-bergen"])
def test_an_order_has_no_beam_and_no_synthesis(
    sqlite_database: Database, name: str
) -> None:
    """
    It is told by its reference time, and whose vials it brings.
    """
    seeded = seed_planned(sqlite_database, name)
    with sqlite_database.reading() as session:
        batch = demand(session, seeded.now, NETWORK)[0]

    text = _text(*batch_tables(batch))

    assert "Reference" in text
    assert "synthesis" not in text
    assert "beam" not in text
    assert batch.doses[0].visit_id is not None
    assert batch.doses[0].visit_id in text
