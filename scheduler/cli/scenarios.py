"""`tracerplan scenarios`: what-ifs of a network, and what came of them."""

from typing import Any
from zoneinfo import ZoneInfo

from scheduler.canonical import plain as plain_json
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.databases import opened_database
from scheduler.cli.failures import ExitCode, complain, exit_codes
from scheduler.cli.networks import network_named
from scheduler.database.database import Database
from scheduler.exports.columns import NONE, Column, table_of
from scheduler.exports.comparison_tables import comparison_tables
from scheduler.exports.local_time import moment_text
from scheduler.jobs.models import Job
from scheduler.jobs.requests import job_by_id
from scheduler.planning.problem_builder import network_of
from scheduler.scenarios.comparison_records import Comparison
from scheduler.scenarios.listing import comparison_of, scenario_named, scenarios_of
from scheduler.scenarios.models import Scenario

_Row = dict[str, Any]


def list_scenarios(named: str | None, *, as_json: bool) -> ExitCode:
    """The what-ifs of a network, the newest first."""
    with exit_codes(), opened_database() as database:
        with database.reading() as session:
            network_id = network_named(session, named)
            clock = ZoneInfo(network_of(session, network_id).zone)
            rows = [_row(*each, clock) for each in scenarios_of(session, network_id)]
        if as_json:
            print_json({"network": network_id, "scenarios": plain_json(rows)})
        elif rows:
            answers().print(table_of("What-ifs", _COLUMNS, rows))
        else:
            answers().print("Nobody has asked what if: tracerplan whatif")
        return ExitCode.FINE


def show_scenario(named: str | None, scenario_id: str, *, as_json: bool) -> ExitCode:
    """One what-if, with its comparison if there is one."""
    with exit_codes(), opened_database() as database:
        with database.reading() as session:
            network_id = network_named(session, named)
        return print_scenario(database, network_id, scenario_id, as_json=as_json)


def print_scenario(
    database: Database, network_id: str, scenario_id: str, *, as_json: bool
) -> ExitCode:
    """A what-if that is there, and why there is no comparison if there is none."""
    with database.reading() as session:
        scenario = scenario_named(session, network_id, scenario_id)
        job = job_by_id(session, scenario_id)
        clock = ZoneInfo(network_of(session, network_id).zone)
        row = _row(scenario, job, clock)
    found = None
    if scenario.comparison is not None:
        found = comparison_of(scenario, job)
    if as_json:
        told = None if found is None else found.model_dump(mode="json")
        print_json(
            {
                "scenario": plain_json(row | {"changes": scenario.changes}),
                "comparison": told,
            }
        )
    else:
        answers().print(table_of("What-if", _COLUMNS, [row]))
        if found is not None:
            print_comparison(found)
    if found is None:
        complain(f"what-if {scenario_id} has no comparison: {_why(job)}")
        return ExitCode.NO_PLAN
    return ExitCode.FINE


def print_comparison(found: Comparison) -> None:
    """What a what-if makes of its base."""
    for each in comparison_tables(found):
        answers().print(each)


def _why(job: Job) -> str:
    status: str | None = (job.outcome or {}).get("status")
    return job.failure or status or f"its job is {job.state.value}"


def _row(scenario: Scenario, job: Job, clock: ZoneInfo) -> _Row:
    return {
        "id": scenario.id,
        "name": scenario.name,
        "state": job.state.value,
        "base_version": scenario.base_version,
        "rebased_from": scenario.rebased_from,
        "promoted_version": scenario.promoted_version,
        "asked_at": scenario.asked_at.astimezone(clock),
        "asked_by": scenario.asked_by,
    }


_COLUMNS: list[Column[_Row]] = [
    Column("What-if", lambda row: row["id"], is_fixed=True),
    Column("Name", lambda row: row["name"]),
    Column("State", lambda row: row["state"]),
    Column("Against", lambda row: str(row["base_version"] or NONE), is_number=True),
    Column("Proposed", lambda row: str(row["promoted_version"] or NONE)),
    Column("Asked", lambda row: moment_text(row["asked_at"]), is_fixed=True),
    Column("By", lambda row: row["asked_by"]),
]
