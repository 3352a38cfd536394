"""A stage of a solve that may fail without harm."""

import warnings
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from solver.errors import SolverError

if TYPE_CHECKING:
    from solver.search.stages import Search


def spared(stage: Callable[..., None]) -> Callable[..., None]:
    """
    A stage that may fail without harm: the best plan so far is never lost.

    What fails is a defect of the exact model or beyond its numbers: it warns.
    """

    @wraps(stage)
    def attempt(self: "Search", *arguments: Any, **named: Any) -> None:
        try:
            stage(self, *arguments, **named)
        except (SolverError, OverflowError) as defect:
            message = f"{stage.__name__} was given up: {defect}"
            warnings.warn(message, RuntimeWarning, stacklevel=2)

    return attempt
