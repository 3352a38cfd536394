"""The web process never solves."""

import json
import subprocess
import sys

from tests.architecture.repository import ROOT

ASK = ROOT / "tests" / "api" / "asking_everything.py"
FILE = ROOT / "fixtures" / "demo" / "norway-week.json"

_MAY_BE_MISSING = {"get_grant"}


def test_nothing_that_is_asked_loads_the_exact_solver(sqlite_url: str) -> None:
    """
    Neither bookings nor a replan's request, nor anything that can be looked up.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.api.asking_everything", sqlite_url, str(FILE)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    roots = {each.partition(".")[0] for each in told["modules"]}
    refused = {
        name: status
        for name, status in told["statuses"].items()
        if status != 200 and name not in _MAY_BE_MISSING
    }

    assert "fastapi" in roots
    assert not roots & {"ortools", "pandas", "dbos"}
    assert refused == {"compare_what_if": 409}  # nobody has solved it yet
    assert {"offer_slots", "compare_plans", "follow_job"} <= told["statuses"].keys()
