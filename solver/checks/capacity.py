"""
How much activity a run can have at EOS (part of rule 2).

``saturation * (1 - 2^(-minutes / T)) * 2^(-synthesis / T) * yield`` from a beam, and
from a generator, eluted at ``u`` after ``D`` minutes of in-growth,
``P * branching * f(D) * efficiency * 2^(-synthesis / T) * yield`` with
``f(D) = Tp / (Tp - T) * (2^(-D / Tp) - 2^(-D / T))``. Each is rounded down once. Of
the least of these and the process's own capacity, planning leaves the reserve.
"""

from fractions import Fraction

from solver.checks.elutions import Elutions
from solver.checks.exact_sums import floor_of_sum, half_lives
from solver.checks.lookup import ProblemView
from solver.checks.made import MadeBatch, RunSource
from solver.problem.equipment import Generator
from solver.problem.production import Process


def usable_kbq(known: ProblemView, elutions: Elutions, made: MadeBatch) -> int:
    """The most a run may be planned with at EOS [kBq]; 0 for what is no run."""
    if made.source is None:
        return 0
    process, half_life = made.source.process, made.product.half_life_min
    makes = [process.capacity_kbq]
    if process.irradiation is not None:
        makes.append(beam_kbq(process, half_life))
    generator_id = made.source.run.generator_id
    if generator_id is not None:
        generator = known.generators.get(generator_id)
        since = elutions.grown_from_min(made)
        makes.append(
            eluate_kbq(
                generator, made.source, made.synthesis_start_min, since, half_life
            )
            if generator is not None and since is not None
            else 0
        )
    return min(makes) * (1000 - process.reserve_permille) // 1000


def beam_kbq(process: Process, half_life_min: float) -> int:
    """
    What the irradiation of a process gives at EOS, rounded down [kBq].

    ``S * (2^(-s/T) - 2^(-(s + m)/T))`` with the irradiation's minutes ``m`` and the
    synthesis's ``s``, times the yield.
    """
    beam = process.irradiation
    if beam is None:
        return 0
    share = Fraction(beam.saturation_kbq * process.yield_permille, 1000)
    there = half_lives(process.synthesis_min, half_life_min)
    missing = half_lives(process.synthesis_min + beam.minutes, half_life_min)
    return floor_of_sum([(share, -there), (-share, -missing)])


def eluate_kbq(
    generator: Generator,
    source: RunSource,
    eluted_min: int,
    since_min: int,
    half_life_min: float,
) -> int:
    """
    What an elution at ``eluted_min`` gives at EOS, rounded down [kBq].

    The daughter has grown in since ``since_min``. The parent decays in both terms:
    ``2^(-(since - calibrated)/Tp) * 2^(-D/Tp) = 2^(-(eluted - calibrated)/Tp)``.
    """
    grown = eluted_min - since_min
    if grown <= 0:
        return 0
    process = source.process
    share = Fraction(
        generator.parent_kbq
        * generator.branching_permille
        * generator.efficiency_permille
        * process.yield_permille,
        1000**3,
    )
    parent, daughter = Fraction(generator.parent_half_life_min), Fraction(half_life_min)
    start = half_lives(since_min - generator.calibrated_min, float(parent))
    decayed = half_lives(process.synthesis_min, half_life_min)
    daughter_left = -start - grown / daughter - decayed
    if parent == daughter:
        return floor_of_sum([(share * grown / parent, daughter_left)], times_ln2=True)
    factor = share * parent / (parent - daughter)
    parent_left = -start - grown / parent - decayed
    return floor_of_sum([(factor, parent_left), (-factor, daughter_left)])
