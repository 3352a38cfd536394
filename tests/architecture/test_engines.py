"""What is slow to load, or may be exchanged one day, is known in one place."""

import pytest

from tests.architecture.imported import imports, loaded_with
from tests.architecture.repository import PACKAGES, ROOT, python_files


def test_one_module_knows_the_engine_of_jobs() -> None:
    """
    Everything else speaks to its port.
    """
    users = {
        str(path.relative_to(ROOT))
        for path in python_files(*PACKAGES)
        if any(name.split(".")[0] == "dbos" for name in imports(path))
    }

    assert users == {"scheduler/jobs/dbos_engine.py"}


@pytest.mark.parametrize(
    "module",
    [
        "scheduler.jobs.worker",
        "scheduler.planning.solving",
        "scheduler.works",
        "scheduler.cli.replanning",
    ],
)
def test_workers_load_no_ortools(module: str) -> None:
    """
    A worker has others solve, in processes of their own.
    """
    loaded = loaded_with(module)

    assert module in loaded
    assert not any(name.split(".")[0] == "ortools" for name in loaded)


@pytest.mark.parametrize(
    "module", ["scheduler.jobs.requests", "scheduler.planning.recording"]
)
def test_who_asks_for_jobs_loads_no_engine(module: str) -> None:
    """
    A request is two rows; who works on it is somebody else's concern.
    """
    loaded = loaded_with(module)

    assert module in loaded
    assert "dbos" not in loaded
