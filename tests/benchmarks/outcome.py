"""What came out of one peer on one instance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.judging import Verdict, best


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    One row of the table.

    Parameters
    ----------
    first_s
        Second of the first plan; ``None`` without one.
    served, runs, cost_nok, activity_kbq
        Of the best plan that breaks no rule; ``served`` by class.
    served_s, cost_s, best_s
        Seconds at which its served visits, then its cost, then all were reached.
    num_broken
        Plans that the judge refused.
    others
        Share of the machine that other processes took meanwhile.
    """

    peer: str
    instance: str
    first_s: float | None
    served: Sequence[int]
    runs: int
    cost_nok: int
    activity_kbq: int
    served_s: float | None
    cost_s: float | None
    best_s: float | None
    bounds: Mapping[str, int]
    num_broken: int
    spent_s: float
    others: float
    memory_mb: int
    failure: str = ""

    @property
    def rank(self) -> tuple[int, ...] | None:
        """The smaller the better; ``None`` without a plan."""
        if self.best_s is None:
            return None
        return (*(-each for each in self.served), self.cost_nok, self.activity_kbq)


def outcome_of(  # noqa: PLR0913 - the fields of a row
    *,
    peer: str,
    instance: str,
    first_s: float | None,
    judged: Sequence[tuple[float, Verdict]],
    bounds: Mapping[str, int],
    spent_s: float,
    others: float,
    memory_mb: int,
) -> Outcome:
    """The row of the best plan that breaks nothing."""
    chosen = best([verdict for _, verdict in judged])
    sound = [(at_s, each) for at_s, each in judged if not each.broken]

    def reached_s(num_levels: int) -> float | None:
        if chosen is None:
            return None
        return min(
            at_s
            for at_s, each in sound
            if each.rank[:num_levels] == chosen.rank[:num_levels]
        )

    num_classes = 0 if chosen is None else len(chosen.served)
    return Outcome(
        peer=peer,
        instance=instance,
        first_s=first_s if chosen is not None else None,
        served=() if chosen is None else chosen.served,
        runs=0 if chosen is None else chosen.runs,
        cost_nok=0 if chosen is None else chosen.cost_nok,
        activity_kbq=0 if chosen is None else chosen.activity_kbq,
        served_s=reached_s(num_classes),
        cost_s=reached_s(num_classes + 1),
        best_s=reached_s(num_classes + 2),
        bounds=dict(bounds),
        num_broken=len(judged) - len(sound),
        spent_s=spent_s,
        others=others,
        memory_mb=memory_mb,
    )


def failed(peer: str, instance: str, failure: str) -> Outcome:
    """The row of a peer that died."""
    return Outcome(
        peer=peer,
        instance=instance,
        first_s=None,
        served=(),
        runs=0,
        cost_nok=0,
        activity_kbq=0,
        served_s=None,
        cost_s=None,
        best_s=None,
        bounds={},
        num_broken=0,
        spent_s=0.0,
        others=0.0,
        memory_mb=0,
        failure=failure,
    )
