"""What is given: radiopharmaceuticals, their containers, packages and shelf life."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from solver.problem.base import Id, Microliters, Minutes, Name, PositiveKbq, Record


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
    portioning, ``from_receipt_min`` from arrival at the site, ``in_use_min`` from the
    first injection out of the same multi-dose vial.
    """

    from_eos_min: Minutes | None = None
    from_reference_min: Minutes | None = None
    from_dispensing_min: Minutes | None = None
    from_receipt_min: Minutes | None = None
    in_use_min: Minutes | None = None


class Package(Record):
    """
    How a product is packed for transport (rule 10).

    A shipment with ``n`` portions and ``A`` kBq at its departure makes
    ``max(1, ceil(n / max_portions), ceil(A / max_activity_kbq))`` packages with a
    transport index of ``ceil(A * ti_milli_per_gbq / 10^6)`` thousandths together.
    """

    max_portions: Annotated[int, Field(ge=1, le=1000)] | None = None
    max_activity_kbq: PositiveKbq | None = None
    ti_milli_per_gbq: Annotated[int, Field(ge=0, le=10**6)] = 0


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
    package: Package = Package()

    @model_validator(mode="after")
    def _container_fits_presentation(self) -> Self:
        whole = self.presentation is Presentation.WHOLE_VIALS
        if whole != (self.container.content_kbq is not None):
            raise ValueError("content_kbq is for whole vials, and they need it")
        unit_dose = self.presentation is Presentation.UNIT_DOSE
        if not unit_dose and self.container.concentration_kbq_per_ml is None:
            raise ValueError("vials need concentration_kbq_per_ml")
        return self
