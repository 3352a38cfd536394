"""
Operators that make any valid plan invalid, each in one particular way.

``mutation(problem, plan, rng)`` returns a changed plan, or ``None`` if the plan has
nothing it could change; ``mutation.rule`` names the rule that must notice. Operators
touch nothing committed unless that is their purpose, so that facts, which stand
whatever the rules say, do not hide what they do.
"""

from tests.solver.checks import (
    mutations_of_chains,
    mutations_of_clinic,
    mutations_of_doses,
    mutations_of_means,
    mutations_of_supply,
)
from tests.solver.checks.mutation import REGISTERED, Mutation

MUTATIONS: tuple[Mutation, ...] = tuple(REGISTERED)
"""All operators."""

SOURCES = (
    mutations_of_chains,
    mutations_of_clinic,
    mutations_of_doses,
    mutations_of_means,
    mutations_of_supply,
)
"""The modules that register them."""
