"""
The product beside its peers: same instances, rules, seeds, cores and seconds.

Each peer runs in a process of its own, one after the other. All plans are judged by
``solver.checks`` on the rules that all peers can state (``common_rules``). A run that
others disturbed is repeated, as often as is allowed.

Run from the repository's root: ``make bench ARGS="--suite quick --peers"``.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.chart import chart
from tests.benchmarks.instances import SUITES, Instance
from tests.benchmarks.machine import DISTURBED
from tests.benchmarks.outcome import Outcome, failed
from tests.benchmarks.peers.registry import ABSENT, PEERS
from tests.benchmarks.table import lines

_LOADING_S = 120.0
"""What a process may take beyond its seconds, to load and to judge."""


def main() -> None:
    """Measure, print the table, and write JSON and chart where wanted."""
    given = _arguments()
    names = given.only or (list(PEERS) if given.peers else ["product"])
    _say(f"load average {' '.join(f'{each:.2f}' for each in os.getloadavg())}")
    for name, reason in ABSENT.items() if given.peers else ():
        _say(f"skipped {name}: {reason}")
    instances = [
        each
        for each in SUITES[given.suite]
        if given.visits is None or each.visits <= given.visits
    ]
    outcomes = list(_measured(instances, names, given))
    for line in lines(outcomes):
        _say(line)
    _say(f"load average {' '.join(f'{each:.2f}' for each in os.getloadavg())}")
    if given.json:
        rows = [asdict(each) for each in outcomes]
        given.json.write_text(json.dumps(rows, indent=1) + "\n")
    if given.chart:
        given.chart.write_text(chart(outcomes))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", choices=sorted(SUITES), default="quick")
    parser.add_argument("--peers", action="store_true", help="not the product alone")
    parser.add_argument("--only", nargs="+", choices=sorted(PEERS))
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--visits", type=int, help="no instance with more of them")
    parser.add_argument("--trials", type=int, default=3, help="most runs of each peer")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--chart", type=Path)
    return parser.parse_args()


def _measured(
    instances: Sequence[Instance], names: Sequence[str], given: argparse.Namespace
) -> Iterator[Outcome]:
    for instance in instances:
        for name in names:
            yield _undisturbed(name, instance, given.seconds, given.trials)


def _undisturbed(name: str, instance: Instance, seconds: float, trials: int) -> Outcome:
    """The first outcome that others did not disturb, else the least disturbed one."""
    outcomes: list[Outcome] = []
    for _ in range(trials):
        outcomes.append(alone(name, instance, seconds))
        if outcomes[-1].others <= DISTURBED:
            break
        _say(f"{instance.name} {name}: others took {outcomes[-1].others:.0%}")
    return min(outcomes, key=lambda each: each.others)


def alone(name: str, instance: Instance, seconds: float) -> Outcome:
    """What a process of its own found; dying is an outcome too."""
    command = [sys.executable, "-m", "tests.benchmarks.peers.alone", name]
    command += [json.dumps(asdict(instance)), "--seconds", str(seconds)]
    try:
        ended = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=seconds + _LOADING_S,
            check=True,
        )
    except subprocess.TimeoutExpired:
        return failed(name, instance.name, "did not stop in time")
    except subprocess.CalledProcessError as error:
        last = (error.stderr.strip().splitlines() or [f"exit {error.returncode}"])[-1]
        return failed(name, instance.name, last)
    return Outcome(**json.loads(ended.stdout))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
