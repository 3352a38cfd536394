"""The complete instance, consistent in itself or not constructed at all."""

import hashlib
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from solver.errors import InvalidDocument
from solver.problem import references
from solver.problem.base import Instant, Minute, Minutes, Name, Record
from solver.problem.clinic import Person, Place, Scanner, Site, Trial
from solver.problem.commitments import Commitments
from solver.problem.demand import Visit
from solver.problem.equipment import Equipment, Generator
from solver.problem.histories import Cohort, Exposure, Separation, Series
from solver.problem.procedures import Procedure
from solver.problem.production import Authorisation, Line, Order, Process, Run, Unit
from solver.problem.products import Product
from solver.problem.transport import Departure, Lane

SCHEMA_VERSION: Literal[1] = 1


class Problem(Record):
    """
    One planning problem.

    Construction succeeds only if every reference resolves; otherwise
    ``InvalidDocument`` names every dangling one.

    Parameters
    ----------
    origin_at
        UTC instant of minute zero.
    as_of_min
        *Now*: nothing is decided before this minute. No injection, hand-over or
        synthesis that is not a fact begins before it.
    horizon_min
        Length of the horizon: every injection, scan and occupation ends at or
        before this minute.
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    name: Name
    origin_at: Instant
    as_of_min: Minute
    horizon_min: Annotated[Minutes, Field(ge=1)]
    products: tuple[Product, ...] = ()
    units: tuple[Unit, ...] = ()
    lines: tuple[Line, ...] = ()
    processes: tuple[Process, ...] = ()
    runs: tuple[Run, ...] = ()
    orders: tuple[Order, ...] = ()
    authorisations: tuple[Authorisation, ...] = ()
    sites: tuple[Site, ...] = ()
    places: tuple[Place, ...] = ()
    scanners: tuple[Scanner, ...] = ()
    people: tuple[Person, ...] = ()
    trials: tuple[Trial, ...] = ()
    lanes: tuple[Lane, ...] = ()
    departures: tuple[Departure, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    visits: tuple[Visit, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    generators: tuple[Generator, ...] = ()
    separations: tuple[Separation, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    series: tuple[Series, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    commitments: Commitments = Commitments()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if issues := list(references.issues(self)):
            raise InvalidDocument(issues)
        return self

    def digest(self) -> str:
        """SHA-256 of the canonical JSON: the identity a result refers to."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()
