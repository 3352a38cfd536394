"""What is made or bought: products, lines, processes, runs and orders."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from solver.problem.base import (
    Id,
    Interval,
    Kbq,
    Microliters,
    Minute,
    Minutes,
    Name,
    Nok,
    PositiveKbq,
    Record,
)


class Presentation(StrEnum):
    """
    The form in which a product travels (rule 2).

    ``unit_dose``
        Drawn by the producer for one participant and one injection minute.
    ``multi_dose_vial``
        Drawn at the site, dose by dose.
    ``whole_vials``
        Vials of one fixed content, each for one participant only.
    """

    UNIT_DOSE = "unit_dose"
    MULTI_DOSE_VIAL = "multi_dose_vial"
    WHOLE_VIALS = "whole_vials"


class ShelfLife(Record):
    """
    Latest injection, as minutes from each instant a label counts from (rule 7).

    The earliest of those given holds; the end of the injection must not lie
    after it.  ``from_eos_min`` counts from EOS, ``from_reference_min`` from the
    reference time of an order, ``from_dispensing_min`` from the beginning of
    portioning, ``from_receipt_min`` from arrival at the site.
    """

    from_eos_min: Minutes | None = None
    from_reference_min: Minutes | None = None
    from_dispensing_min: Minutes | None = None
    from_receipt_min: Minutes | None = None


class Container(Record):
    """
    The vial or syringe a product travels in (rule 2).

    All figures refer to EOS (made) or to the reference time (bought).

    Parameters
    ----------
    concentration_kbq_per_ml
        Radioactive concentration at EOS or reference [kBq/mL]. Required for
        multi-dose and whole vials; without it volumes are not planned.
    max_activity_kbq, max_volume_ul
        The most one container may hold, dead volume included [kBq, µL].
    dead_volume_ul
        Volume that no syringe reaches [µL]; filled, and never given.
    content_kbq
        Content of one whole vial [kBq]; required for whole vials, else refused.
    max_vials_per_shipment
        How many multi-dose vials one shipment may carry.
    """

    concentration_kbq_per_ml: PositiveKbq | None = None
    max_activity_kbq: PositiveKbq | None = None
    max_volume_ul: Microliters | None = None
    dead_volume_ul: Microliters = 0
    content_kbq: PositiveKbq | None = None
    max_vials_per_shipment: Annotated[int, Field(ge=1, le=20)] = 1


class Product(Record):
    """
    A radiopharmaceutical.

    Parameters
    ----------
    half_life_min
        Physical half-life [min], evaluated or overridden by the label.
    residual_permille
        Share of the drawn activity that stays in syringe and line [1/1000].
        To administer a net activity ``N`` at the injection, the assay at that
        minute must be ``ceil(N * 1000 / (1000 - residual_permille))``.
    """

    id: Id
    name: Name
    nuclide: Name
    half_life_min: Annotated[float, Field(gt=0, le=10**9)]
    presentation: Presentation
    residual_permille: Annotated[int, Field(ge=0, le=500)] = 0
    shelf_life: ShelfLife
    container: Container

    @model_validator(mode="after")
    def _container_fits_presentation(self) -> Self:
        whole = self.presentation is Presentation.WHOLE_VIALS
        if whole != (self.container.content_kbq is not None):
            raise ValueError("content_kbq is for whole vials, and they need it")
        unit_dose = self.presentation is Presentation.UNIT_DOSE
        if not unit_dose and self.container.concentration_kbq_per_ml is None:
            raise ValueError("vials need concentration_kbq_per_ml")
        return self


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
        The most activity the run can have at EOS [kBq].
    sample_kbq
        Activity at EOS that quality control uses up [kBq].
    cost_nok
        Cost of one run.
    """

    id: Id
    product_id: Id
    synthesis_min: Minutes
    capacity_kbq: PositiveKbq
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
    """

    id: Id
    line_id: Id
    process_id: Id
    day: int
    earliest_eos_min: Minute
    latest_eos_min: Minute
    cutoff_min: Minute

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
    cost_nok, cost_per_portion_nok
        Cost of placing it at all, and of each vial or unit dose.
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
