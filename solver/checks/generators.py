"""
Rule 6: a generator is eluted at intervals, so many times, and not when expired.

A run elutes its generator when its synthesis starts. After an idle time longer than
the generator allows, it is eluted for the waste before. Elutions of committed batches
are facts: they keep others away, and are not judged themselves. Two elutions in one
minute share one eluate, and are too close whatever the spacing.
"""

from collections.abc import Iterator
from itertools import pairwise

from solver.checks.elutions import Elution, Elutions
from solver.checks.lookup import PlanView, ProblemView
from solver.checks.made import MadeBatch
from solver.checks.violation import Violation
from solver.problem.equipment import Generator

RULE = "generators"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Spacing, number, expiry and discards of elutions (rule 6)."""
    elutions = Elutions(plan)
    for made in plan.made.values():
        if not made.is_committed:
            for message in _discard(known, elutions, made):
                yield Violation(RULE, made.batch.id, message)
    for generator_id, in_order in elutions.of.items():
        generator = known.generators[generator_id]
        for one, message in (
            *_too_close(generator, in_order),
            *_outside(generator, in_order),
        ):
            if not one.made.is_committed:
                yield Violation(RULE, one.made.batch.id, message)


def _discard(known: ProblemView, elutions: Elutions, made: MadeBatch) -> Iterator[str]:
    """The eluate is discarded just when the generator was idle for too long."""
    stated = made.batch.discard_min
    generator_id = made.source.run.generator_id if made.source else None
    if generator_id is None:
        if stated is not None:
            yield f"discards an eluate at minute {stated}, but elutes no generator"
        return
    generator = known.generators.get(generator_id)
    if generator is None:
        yield f"there is no generator {generator_id}"
        return
    due, previous = elutions.due_discard_min(made), elutions.previous_min(made)
    if stated != due:
        yield (
            f"generator {generator.id}, last eluted at minute {previous}, is eluted "
            f"for the waste {_at(stated)}, it must be {_at(due)}"
        )
    if stated is not None and previous is not None and stated <= previous:
        yield (
            f"generator {generator.id} is eluted for the waste at minute {stated}, "
            f"not after its elution at minute {previous}"
        )


def _at(minute: int | None) -> str:
    return "never" if minute is None else f"at minute {minute}"


def _too_close(
    generator: Generator, in_order: list[Elution]
) -> Iterator[tuple[Elution, str]]:
    """Both elutions of a pair that has not the spacing between them."""
    least = max(generator.spacing_min, 1)
    for one in in_order:
        if one.minute < generator.last_elution_min + least:
            message = (
                f"generator {generator.id} is eluted at minute {one.minute}, less "
                f"than {least} min after minute {generator.last_elution_min}"
            )
            yield one, message
    for before, after in pairwise(in_order):
        if after.minute - before.minute < least:
            message = (
                f"generator {generator.id} is eluted at minutes {before.minute} "
                f"({before.made.batch.id}) and {after.minute} "
                f"({after.made.batch.id}), less than {least} min apart"
            )
            yield before, message
            yield after, message


def _outside(
    generator: Generator, in_order: list[Elution]
) -> Iterator[tuple[Elution, str]]:
    """Elutions after the expiry, and all of them if they are too many."""
    for one in in_order:
        if one.minute > generator.expires_min:
            message = (
                f"generator {generator.id} is eluted at minute {one.minute}, after "
                f"its expiry at minute {generator.expires_min}"
            )
            yield one, message
        if len(in_order) > generator.elutions_left:
            message = (
                f"generator {generator.id} is eluted {len(in_order)} times, at most "
                f"{generator.elutions_left} are left"
            )
            yield one, message
