"""What makes or sells products: units, lines, processes, runs and orders."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from solver.problem.base import (
    Id,
    Interval,
    Kbq,
    Minute,
    Minutes,
    Name,
    Nok,
    PositiveKbq,
    Record,
)
from solver.problem.equipment import EquipmentUse, Irradiation


class Unit(Record):
    """A production unit: a facility with lines, or a manufacturer one orders from."""

    id: Id
    name: Name
    zone: Name


class Line(Record):
    """
    A hot cell with its synthesis module: one synthesis at a time (rule 5).

    Between the EOS of one run and the start of the next synthesis lie at least
    ``max(cooldown_min, cleaning_min + changeover_min)`` minutes, the change-over
    counting only when the two runs make different products.  Each synthesis lies
    inside one interval of ``available``.
    """

    id: Id
    name: Name
    unit_id: Id
    available: tuple[Interval, ...]
    max_runs_per_day: Annotated[int, Field(ge=0, le=1000)]
    cleaning_min: Minutes = 0
    changeover_min: Minutes = 0
    cooldown_min: Minutes = 0


class Process(Record):
    """
    How a line makes a product (rule 5).

    The synthesis occupies the line during ``[EOS - synthesis_min, EOS)``.
    Release is at ``EOS + quality_control_min``.  With ``n`` portions (vials and
    unit doses of the run), the last is packed at
    ``EOS + dispensing_fixed_min + n * dispensing_per_portion_min + packing_min``;
    hand-over to a carrier may follow at once where ``is_conditional_dispatch``,
    otherwise not before release.

    Parameters
    ----------
    capacity_kbq
        The most activity the run can have at EOS, whatever it is made from [kBq].
    irradiation
        What the beam makes; it lies before the synthesis. The run's capacity is then
        no more than that, decayed over the synthesis, times ``yield_permille``. The
        same holds for the eluate of a run with a generator.
    yield_permille
        Expected yield of irradiated target or eluate, without decay [1/1000].
    reserve_permille
        Share of the capacity that planning leaves unused [1/1000].
    uses
        Equipment the run holds, besides its line; the beam is one of them.
    sample_kbq
        Activity at EOS that quality control uses up [kBq].
    cost_nok
        Cost of one run.
    """

    id: Id
    product_id: Id
    synthesis_min: Minutes
    capacity_kbq: PositiveKbq
    irradiation: Irradiation | None = None
    yield_permille: Annotated[int, Field(ge=1, le=1000)] = 1000
    reserve_permille: Annotated[int, Field(ge=0, le=900)] = 0
    uses: tuple[EquipmentUse, ...] = ()
    sample_kbq: Kbq = 0
    quality_control_min: Minutes
    dispensing_fixed_min: Minutes = 0
    dispensing_per_portion_min: Minutes = 0
    packing_min: Minutes = 0
    is_conditional_dispatch: bool = False
    cost_nok: Nok = 0


class Run(Record):
    """
    A production run that may be made.

    Parameters
    ----------
    day
        Ordinal of the producer's local day, for the line's runs per day.
    earliest_eos_min, latest_eos_min
        EOS lies between the two, both included.
    cutoff_min
        Orders for this run close at this minute; later, nothing new (rule 8).
        An order in that very minute is still accepted.
    generator_id
        The generator whose eluate the run is made from (rule 6).
    """

    id: Id
    line_id: Id
    process_id: Id
    day: int
    earliest_eos_min: Minute
    latest_eos_min: Minute
    cutoff_min: Minute
    generator_id: Id | None = None

    @model_validator(mode="after")
    def _window_is_not_empty(self) -> Self:
        if self.latest_eos_min < self.earliest_eos_min:
            raise ValueError("latest_eos_min lies before earliest_eos_min")
        return self


class Order(Record):
    """
    An order of a bought product that may be placed (rule 8).

    Parameters
    ----------
    reference_min
        Reference (calibration) time; activities of its vials refer to it.
    ready_min
        Minute from which the producer can hand it over to a carrier.
    cutoff_min
        Last minute at which the order is accepted.
    max_portions
        The most vials or unit doses of this order.
    placed_portions
        How many have been ordered already, changeable: so many may be had after the
        cut-off too, and those not taken are cancelled.
    free_cancel_until_min
        Last minute at which cancelling costs nothing; ``None``: it never costs.
    cost_nok, cost_per_portion_nok
        Cost of placing it at all, and of each vial or unit dose.
    cancel_cost_per_portion_nok
        Cost of each placed portion that is cancelled after the free deadline.
    """

    id: Id
    product_id: Id
    unit_id: Id
    reference_min: Minute
    ready_min: Minute
    cutoff_min: Minute
    max_portions: Annotated[int, Field(ge=1, le=10_000)]
    cost_nok: Nok = 0
    cost_per_portion_nok: Nok = 0
    placed_portions: Annotated[int, Field(ge=0, le=10_000)] = 0
    free_cancel_until_min: Minute | None = None
    cancel_cost_per_portion_nok: Nok = 0

    @model_validator(mode="after")
    def _placed_fit(self) -> Self:
        if self.placed_portions > self.max_portions:
            raise ValueError("placed_portions are more than max_portions")
        return self


class Authorisation(Record):
    """
    Manufacturer, product, receiving site and trial, authorised together (rule 23).

    ``trial_id`` is ``None`` for clinical use. The injection minute lies inside
    ``valid``. The product's version is part of its identity: another version is
    another product.
    """

    unit_id: Id
    product_id: Id
    site_id: Id
    trial_id: Id | None
    valid: Interval
