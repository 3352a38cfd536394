"""One number that counts visits of a higher class before all of the lower ones."""

from collections import Counter

from solver.problem.demand import PriorityClass
from tests.benchmarks.peers.flat import Flat


def class_weights(instance: Flat) -> dict[PriorityClass, int]:
    """Weights by class: one visit outweighs all visits of the classes after it."""
    counts = Counter(visit.priority for visit in instance.visits)
    weights: dict[PriorityClass, int] = {}
    total = 0
    for priority in reversed(PriorityClass):
        weights[priority] = total + 1
        total += weights[priority] * counts[priority]
    return weights
