"""`tracerplan show`: a result as tables, as a page, as rows for machines."""

from pathlib import Path

from scheduler.cli.checking import judge
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.documents import read_problem, read_result, require_references
from scheduler.cli.failures import ExitCode, complain, exit_codes
from scheduler.cli.files import require_other, require_writable, write_atomically
from scheduler.cli.solving import print_rest
from scheduler.exports.html.page import render_page
from scheduler.exports.outcome_tables import headline
from scheduler.exports.tables import runs_table, sheet_table
from scheduler.exports.views import to_json, views


def show_file(
    path: Path, result_path: Path, html: Path | None, *, as_json: bool
) -> ExitCode:
    """Show a result, and say so if the checker refuses it."""
    with exit_codes():
        problem = read_problem(path)
        result = read_result(result_path, problem)
        require_references(result_path, problem, result)
        if html is not None:
            require_writable(html)
            require_other(html, [path, result_path])
        violations, _ = judge(problem, result)
        shown = views(problem, result)
        if html is not None:
            page = render_page(problem, result, list(map(str, violations)))
            write_atomically(html, page.encode())
        if as_json:
            print_json(to_json(shown))
        else:
            console = answers()
            console.print(headline(shown))
            console.print(runs_table(shown.runs, console.width))
            for sheet in shown.sheets:
                console.print(sheet_table(sheet, console.width))
                console.print()
            print_rest(console, shown)
        if html is not None:
            complain(f"written: {html}")
        for violation in violations:
            complain(f"violation: {violation}")
        is_fine = not violations and result.plan is not None
        return ExitCode.FINE if is_fine else ExitCode.NO_PLAN
