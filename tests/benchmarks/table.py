"""The table: all peers of an instance side by side."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from tests.benchmarks.machine import DISTURBED
from tests.benchmarks.outcome import Outcome

_HEAD = (
    f"{'instance':16} {'peer':9} {'first':>7} {'served':>14} {'s':>6} {'runs':>4} "
    f"{'kNOK':>6} {'s':>6} {'bound':>6} {'GBq':>8} {'s':>6} {'bound':>8} "
    f"{'MB':>5} {'others':>6}"
)


def lines(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A line per instance and peer, then how the product compares."""
    outcomes = list(outcomes)
    yield _HEAD
    for each in outcomes:
        yield _line(each)
    yield from _comparison(outcomes)


def _line(each: Outcome) -> str:
    head = f"{each.instance:16} {each.peer:9} "
    if each.failure:
        return head + f"failed: {each.failure}"
    if each.rank is None:
        refused = f" ({each.num_broken} refused)" if each.num_broken else ""
        return head + f"no plan in {each.spent_s:.0f} s{refused}"
    classes = "+".join(map(str, each.served))
    disturbed = "*" if each.others > DISTURBED else " "
    return head + (
        f"{_s(each.first_s):>7} {classes:>10}={sum(each.served):<3} "
        f"{_s(each.served_s):>6} {each.runs:4} {each.cost_nok / 1e3:6.0f} "
        f"{_s(each.cost_s):>6} {_bound(each, 'cost_nok', 1e3, 0):>6} "
        f"{each.activity_kbq / 1e6:8.2f} {_s(each.best_s):>6} "
        f"{_bound(each, 'activity_kbq', 1e6, 2):>8} {each.memory_mb:5} "
        f"{each.others:5.0%}{disturbed}"
    )


def _s(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.2f}"


def _bound(each: Outcome, name: str, unit: float, digits: int) -> str:
    return f"{each.bounds[name] / unit:.{digits}f}" if name in each.bounds else "-"


def worse_than(outcomes: Sequence[Outcome], one: str) -> list[tuple[str, str]]:
    """Instances and peers where the one is not as good, level by level."""
    found = []
    for instance, group in groupby(outcomes, key=lambda each: each.instance):
        by_peer = {each.peer: each for each in group}
        own = by_peer[one].rank
        found += [
            (instance, peer)
            for peer, each in by_peer.items()
            if each.rank is not None and (own is None or each.rank < own)
        ]
    return found


def _comparison(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Where the product is worse, or that it is nowhere."""
    if {each.peer for each in outcomes} == {"product"}:
        return
    worse = worse_than(outcomes, "product")
    num_instances = len({each.instance for each in outcomes})
    lost = len({instance for instance, _ in worse})
    yield f"product not the best on {lost} of {num_instances} instances"
    for instance, peer in worse:
        yield f"  {instance}: {peer} is better"
