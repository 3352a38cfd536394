"""
One peer on one instance, in a process of its own; its outcome is one line of JSON.

Loading modules and the instance is not counted. All plans are judged after the end.
"""

import argparse
import json
import resource
import sys
import time
from dataclasses import asdict

from tests.benchmarks.instances import Instance
from tests.benchmarks.judging import judge
from tests.benchmarks.machine import Watch
from tests.benchmarks.outcome import Outcome, outcome_of
from tests.benchmarks.peers.registry import PEERS, peer_called
from tests.benchmarks.peers.reporting import Report


def measure(name: str, instance: Instance, seconds: float) -> Outcome:
    """What the peer found, judged, and how undisturbed it was."""
    problem = instance.problem()
    peer = peer_called(name)
    watch = Watch()
    report = Report(seconds, clock=time.monotonic)
    peer(problem, instance.seed, report)
    spent_s, others = report.spent_s, watch.share_of_others()
    return outcome_of(
        peer=name,
        instance=instance.name,
        first_s=report.first_s,
        judged=[(each.at_s, judge(problem, each.plan)) for each in report.found],
        bounds=report.bounds,
        spent_s=spent_s,
        others=others,
        memory_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


def main() -> None:
    """Read peer and instance from the command line; write the outcome."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=sorted(PEERS))
    parser.add_argument("instance", help="fields of the instance as JSON")
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    instance = Instance(**json.loads(given.instance))
    outcome = measure(given.peer, instance, given.seconds)
    sys.stdout.write(json.dumps(asdict(outcome)) + "\n")


if __name__ == "__main__":
    main()
