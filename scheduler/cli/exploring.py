"""`tracerplan whatif`: changes on a planning file, or on a plan of a network."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from scheduler.cli.consoles import print_json
from scheduler.cli.databases import cli_actor, cli_clock, opened_database
from scheduler.cli.failures import ExitCode, bad_input, complain, exit_codes, refusing
from scheduler.cli.files import read_bytes
from scheduler.cli.following import follow
from scheduler.cli.networks import network_named
from scheduler.cli.scenarios import print_comparison, print_scenario
from scheduler.cli.solving import read_config, solve_problem
from scheduler.cli.typed import typed_version
from scheduler.database.database import Database
from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.read import read_planning_file
from scheduler.planning.problem_builder import network_of
from scheduler.planning.solver_child import PRELOADED
from scheduler.scenarios.applying import applied
from scheduler.scenarios.asking import Asked, ask_what_if
from scheduler.scenarios.changes import Change
from scheduler.scenarios.comparison import Told, compared
from scheduler.scenarios.comparison_records import Comparison
from scheduler.scenarios.models import LONGEST_NAME
from scheduler.scenarios.promoting import promote
from scheduler.scenarios.schema import read_changes_file
from scheduler.scenarios.side import Side
from scheduler.scenarios.spelling import read_changes
from solver.config import SolverConfig


@dataclass(frozen=True)
class Wanted:
    """
    What was asked for on the command line.

    Parameters
    ----------
    base
        Path of a planning file, or number of a plan version; ``None`` for the version
        in force.
    lines, file
        Changes: as they were typed, and in a file.
    config
        Limits and manner of each solve.
    reason
        Why its plan is proposed; ``None`` if it is not.
    """

    base: str | None
    lines: Sequence[str]
    file: Path | None
    name: str | None
    network: str | None
    config: dict[str, float]
    reason: str | None

    @property
    def is_of_file(self) -> bool:
        """Whether no database is needed."""
        return self.base is not None and not self.base.isdecimal()

    def read_changes(self, zone: str) -> tuple[str, tuple[Change, ...]]:
        """What it is called, and all changes; times are local to a zone."""
        found = read_changes(self.lines, zone)
        name = self.name
        if self.file is not None:
            with refusing(str(self.file)):
                more = read_changes_file(read_bytes(self.file))
            found = (*more.changes, *found)
            name = name or more.name
        if not found:
            raise bad_input("--change", "say what would be otherwise")
        return name or "; ".join(self.lines)[:LONGEST_NAME], found


def explore(wanted: Wanted, *, as_json: bool) -> ExitCode:
    """Compare what would be with what is."""
    # What fails is told in one line; where, is for the log of a worker.
    logging.getLogger("scheduler").addHandler(logging.NullHandler())
    with exit_codes():
        config = read_config(wanted.config)
        if not wanted.is_of_file:
            with opened_database() as database:
                return _of_network(database, wanted, config, as_json=as_json)
        if wanted.reason is not None:
            raise bad_input("--promote", "only a network has plans to propose one to")
        found = _of_file(Path(wanted.base or ""), wanted, config)
        if found is None:
            return ExitCode.NO_PLAN
        if as_json:
            print_json({"comparison": found.model_dump(mode="json")})
        else:
            print_comparison(found)
        return ExitCode.FINE


def _of_file(path: Path, wanted: Wanted, config: SolverConfig) -> Comparison | None:
    """Both sides, solved alike; ``None`` where the what-if has no plan."""
    with refusing(str(path)):
        file = read_planning_file(read_bytes(path))
        problem = to_problem(file)
    _, changes = wanted.read_changes(file.horizon.zone)
    made = applied(file, changes)
    for name in PRELOADED:  # else the time of the base alone would be spent on it
        import_module(name)
    complain("solving the base")
    base = Side(problem, solve_problem(problem, config))
    complain("solving the what-if")
    scenario = Side(made.problem, solve_problem(made.problem, config))
    if scenario.result.plan is None:
        complain(f"the what-if has no plan: {scenario.result.status}")
        return None
    words = [each.words() for each in changes]
    return compared(base, scenario, Told(None, words, made.amendments, made.notes))


def _of_network(
    database: Database, wanted: Wanted, config: SolverConfig, *, as_json: bool
) -> ExitCode:
    with database.reading() as session:
        network_id = network_named(session, wanted.network)
        zone = network_of(session, network_id).zone
    name, changes = wanted.read_changes(zone)
    base = wanted.base
    version = None if base is None else typed_version("FILE|VERSION", base)
    asked = Asked(name, changes, version, config)
    with database.writing() as session:
        scenario_id = ask_what_if(
            session, cli_clock(), cli_actor(), network_id=network_id, asked=asked
        ).id
    follow(database, scenario_id)
    try:
        if wanted.reason is not None:
            _promote(database, network_id, scenario_id, wanted.reason)
    finally:
        code = print_scenario(database, network_id, scenario_id, as_json=as_json)
    return code


def _promote(
    database: Database, network_id: str, scenario_id: str, reason: str
) -> None:
    database.run(
        lambda session: promote(
            session,
            cli_clock(),
            cli_actor(),
            network_id=network_id,
            scenario_id=scenario_id,
            reason=reason,
        )
    )
