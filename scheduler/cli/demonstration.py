"""`tracerplan demo`: the embedded week, from planning file to page."""

from importlib import resources
from pathlib import Path

from rich.console import Console

from scheduler.cli.checking import judge
from scheduler.cli.consoles import answers
from scheduler.cli.documents import read_problem
from scheduler.cli.failures import ExitCode, bad_input, complain, exit_codes
from scheduler.cli.files import make_directory, read_bytes, write_atomically
from scheduler.cli.solving import exit_code, print_rest, read_config, solve_problem
from scheduler.exports.columns import plain
from scheduler.exports.day_sheets import DaySheet
from scheduler.exports.html.page import render_page
from scheduler.exports.outcome_tables import headline
from scheduler.exports.tables import runs_table, sheet_table
from scheduler.exports.views import views
from solver.documents import write_document

NAME = "norway-week"


def demo_file() -> Path:
    """The embedded planning file: package data, or the fixture of a checkout."""
    return _embedded(f"{NAME}.json")


def demo_result() -> Path:
    """The embedded result of solving it."""
    return _embedded(f"{NAME}.result.json")


def _embedded(name: str) -> Path:
    package = Path(str(resources.files("scheduler")))
    for folder in (package / "demo", package.parent / "fixtures" / "demo"):
        if (path := folder / name).is_file():
            return path
    raise bad_input(name, "this installation carries no demo file")


def run_demo(out: Path, config: dict[str, float]) -> ExitCode:
    """Solve the demo, check it, write its files and show the most of it."""
    with exit_codes():
        settings = read_config(config)
        source = demo_file()
        problem = read_problem(source)
        make_directory(out)
        planning_file = out / f"{NAME}.json"
        _require_unchanged(planning_file, source)
        write_atomically(planning_file, source.read_bytes())

        result = solve_problem(problem, settings)
        violations, cautions = judge(problem, result)
        result_file, page_file = out / f"{NAME}.result.json", out / f"{NAME}.html"
        write_atomically(result_file, write_document(result))
        page = render_page(problem, result, list(map(str, violations)))
        write_atomically(page_file, page.encode())

        shown = views(problem, result)
        console = answers()
        console.print(headline(shown))
        console.print(runs_table(shown.runs, console.width))
        if shown.sheets:
            console.print(sheet_table(_fullest(shown.sheets), console.width))
            console.print()
        print_rest(console, shown)
        _say(
            console,
            f"Independent check: {len(violations)} violations, "
            f"{len(cautions)} cautions.",
        )
        for violation in violations:
            complain(f"violation: {violation}")
        for path, what in (
            (planning_file, "the planning file: change it and solve it again"),
            (result_file, "the result"),
            (page_file, "the page: open it in a browser"),
        ):
            _say(console, f"  {path}  {what}")
        return ExitCode.NO_PLAN if violations else exit_code(result)


def _require_unchanged(planning_file: Path, source: Path) -> None:
    """Refuse to write the demo over a planning file that somebody has changed."""
    if planning_file.exists() and read_bytes(planning_file) != source.read_bytes():
        raise bad_input(
            str(planning_file),
            "is not the demo's: rename it, or name another directory with --out",
        )


def _fullest(sheets: tuple[DaySheet, ...]) -> DaySheet:
    return max(sheets, key=lambda sheet: len(sheet.doses))


def _say(console: Console, line: str) -> None:
    console.print(plain(line), soft_wrap=True)
