"""What a run needs besides its line: beam, instruments, people, generators."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from solver.problem.base import (
    Id,
    Interval,
    Kbq,
    Minute,
    Minutes,
    Name,
    PositiveKbq,
    Record,
)


class Equipment(Record):
    """
    A beam target, an instrument or a releasing person of a unit (rule 5).

    It serves one run at a time, inside one interval of ``available``; ``kind`` says
    what it is good for ("beam", "quality control", "release").
    """

    id: Id
    name: Name
    unit_id: Id
    kind: Name
    available: tuple[Interval, ...]


class EquipmentUse(Record):
    """
    A run holds one piece of equipment of a kind.

    It does so during ``[EOS + from_min, EOS + until_min)``; both may be negative.
    """

    kind: Name
    from_min: Minute
    until_min: Minute

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.until_min <= self.from_min:
            raise ValueError("until_min is not after from_min")
        return self


class Irradiation(Record):
    r"""
    How much beam time makes (rule 2).

    Irradiated for ``minutes`` until EOB, which is ``EOS - synthesis_min``, the target
    holds ``saturation_kbq * (1 - 2^(-minutes / T))`` at EOB, with ``T`` the product's
    half-life: the usual saturation law of an irradiation at constant beam.
    """

    minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)]
    saturation_kbq: PositiveKbq


class Generator(Record):
    """
    A generator whose eluates runs are made from (rule 6).

    A run with ``generator_id`` elutes it at the start of its synthesis,
    ``u = EOS - synthesis_min``.  What has grown in since the elution before, times
    ``branching_permille`` and ``efficiency_permille``, is what the synthesis begins
    with; nothing is counted as left behind by the elution before.

    After an idle time longer than ``discard_after_min`` the generator is eluted once
    for the waste, at ``u - regrowth_min``, and the in-growth counts from there.

    Parameters
    ----------
    parent_kbq
        Parent activity on the column at ``calibrated_min`` [kBq].
    spacing_min
        Least minutes between two elutions, discarded ones included.
    discard_after_min
        ``None``: nothing is ever discarded.
    elutions_left
        How many elutions it still allows, discarded ones included.
    expires_min
        No elution after this minute.
    last_elution_min
        The last elution before this problem; it may lie before the origin.
    """

    id: Id
    name: Name
    unit_id: Id
    parent_half_life_min: Annotated[float, Field(gt=0, le=10**9)]
    parent_kbq: PositiveKbq
    calibrated_min: Minute
    branching_permille: Annotated[int, Field(ge=1, le=1000)] = 1000
    efficiency_permille: Annotated[int, Field(ge=1, le=1000)]
    spacing_min: Minutes
    discard_after_min: Minutes | None = None
    regrowth_min: Minutes = 0
    elutions_left: Annotated[int, Field(ge=0, le=10_000)]
    expires_min: Minute
    last_elution_min: Minute

    @model_validator(mode="after")
    def _regrowth_keeps_spacing(self) -> Self:
        if self.discard_after_min is not None and self.regrowth_min < max(
            self.spacing_min, 1
        ):
            raise ValueError("regrowth_min is at least spacing_min, and positive")
        return self


class Licence(Record):
    """
    The most activity of some nuclides that a site may hold at any minute (rule 18).

    ``includes_waste``: what is left in vials after the last draw still counts, until
    it has decayed; otherwise it is gone with the last injection from the vial.
    """

    id: Id
    nuclides: Annotated[tuple[Name, ...], Field(min_length=1)]
    max_kbq: Kbq
    includes_waste: bool = False


class Inventory(Record):
    """Activity that is at a site already, decays there and never leaves (rule 18)."""

    nuclide: Name
    half_life_min: Annotated[float, Field(gt=0, le=10**9)]
    activity_kbq: PositiveKbq
    at_min: Minute
