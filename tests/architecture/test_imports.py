import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.imported import imports, loaded_with
from tests.architecture.repository import PACKAGES, ROOT, python_files

SOLVER_MAY_IMPORT = sys.stdlib_module_names | {
    "numpy",
    "ortools",
    "pydantic",
    "pydantic_core",
    "scipy",
    "solver",
}
MAY_LOAD_ORTOOLS = {
    "solver/search/bounds.py",
    "solver/search/exact_stages.py",
    "solver/search/fairness_terms.py",
    "solver/search/pieces.py",
    "solver/search/proved_bound.py",
    "solver/search/retiming.py",
    "solver/search/room.py",
    "solver/search/timing.py",
}
"""Beside all of ``solver/model``."""


def test_import_contracts_are_kept() -> None:
    """
    Layers point down, and the checks know nothing of the search.
    """
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert "2 kept, 0 broken" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0


def test_imports_are_absolute() -> None:
    """
    A module is imported by one name everywhere.
    """
    relative = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in python_files()
        for name in imports(path)
        if name.startswith(".")
    }

    assert relative == set()


def test_solver_needs_no_service() -> None:
    """
    The solver can be lifted out and used without what is around it.
    """
    foreign = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in python_files("solver")
        for name in imports(path)
        if name.split(".")[0] not in SOLVER_MAY_IMPORT
    }

    assert foreign == set()


def test_only_the_exact_model_loads_ortools() -> None:
    """
    OR-Tools takes seconds to load, and is loaded where CP-SAT is spoken only.
    """
    users = {
        str(path.relative_to(ROOT))
        for path in python_files(*PACKAGES)
        if any(
            name.split(".")[0] == "ortools"
            for name in imports(path, at_module_level=True)
        )
    }

    others = {name for name in users if not name.startswith("solver/model/")}
    assert others <= MAY_LOAD_ORTOOLS
    assert users > others


def test_model_is_loaded_where_it_is_used_only() -> None:
    """
    Whoever imports the exact model at once loads OR-Tools with it.
    """
    users = {
        name
        for path in python_files(*PACKAGES)
        if not (name := str(path.relative_to(ROOT))).startswith("solver/model/")
        and any(
            each.startswith("solver.model")
            for each in imports(path, at_module_level=True)
        )
    }

    assert users <= MAY_LOAD_ORTOOLS


def test_checks_load_nothing_of_the_search() -> None:
    """
    The checker shares no line with what it judges, not even through others.
    """
    loaded = loaded_with("solver.checks")

    of_the_search = {"constraints", "decay", "explain", "model", "search", "state"}
    ours = {name.split(".")[1] for name in loaded if name.startswith("solver.")}
    assert ours & of_the_search == set()
    assert not any(name.split(".")[0] == "ortools" for name in loaded)


@pytest.mark.parametrize(
    "module",
    [
        "solver.constraints",
        "solver.state.state",
        "solver.search.insertion",
        "solver.solve",
        "scheduler.cli.main",
        "api.main",
        "api.serving.serve",
    ],
)
def test_insertion_needs_no_ortools(module: str) -> None:
    """
    A seat for one more visit is found in milliseconds, without the exact model.
    """
    loaded = loaded_with(module)

    assert module in loaded
    assert not any(name.split(".")[0] == "ortools" for name in loaded)
