"""Generators, with what the nuclide table knows of them."""

from math import floor

from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.quantities import (
    allowed_minutes,
    optional,
    permille,
)
from scheduler.imports.planning_file.schema_generators import GeneratorData
from solver.nuclides import Nuclide, UnknownNuclide, generator_pair, nuclide
from solver.problem.base import MAX_MINUTES
from solver.problem.equipment import Generator
from solver.units import KBQ_PER_GBQ, available_kbq

_PERMILLE = 1000


def generators(context: Context) -> list[Generator]:
    """All generators, with what the nuclide table knows of them."""
    return [
        made for data in context.file.generators for made in _generator(context, data)
    ]


def _generator(context: Context, data: GeneratorData) -> list[Generator]:
    place = f"generators[{data.id}]"
    minutes = {
        field: context.axis.minute(at)
        for field, at in (
            ("calibrated_at", data.calibrated_at),
            ("last_elution_at", data.last_elution_at),
        )
    }
    for field, minute in minutes.items():
        if abs(minute) > MAX_MINUTES:
            context.refuse(f"{place}.{field}", "lies years away from the horizon")
    if data.last_elution_at > context.file.as_of and context.live is None:
        context.refuse(f"{place}.last_elution_at", "lies in the future")
    expires = context.axis.minute(data.expires_at)
    parent = _nuclide(context, data.parent, f"{place}.parent")
    daughter = _nuclide(context, data.daughter, f"{place}.daughter")
    efficiency = permille(data.efficiency_percent)
    if efficiency is None:
        context.refuse(f"{place}.efficiency_percent", "finer than 0.1 %")
    if parent is None or daughter is None or efficiency is None:
        return []
    branching = _branching(context, data, (parent, daughter), place)
    if branching is None or max(map(abs, minutes.values())) > MAX_MINUTES:
        return []
    return context.record(
        Generator,
        place,
        id=data.id,
        name=data.name,
        unit_id=data.unit,
        parent_half_life_min=parent.half_life_min,
        parent_kbq=available_kbq(data.activity_gbq, KBQ_PER_GBQ),
        calibrated_min=minutes["calibrated_at"],
        branching_permille=branching,
        efficiency_permille=efficiency,
        spacing_min=data.spacing_minutes,
        discard_after_min=optional(allowed_minutes, data.discard_after_hours),
        regrowth_min=data.regrowth_minutes or 0,
        elutions_left=data.elutions_left,
        expires_min=max(-MAX_MINUTES, min(MAX_MINUTES, expires)),
        last_elution_min=minutes["last_elution_at"],
    )


def _nuclide(context: Context, name: str, place: str) -> Nuclide | None:
    try:
        return nuclide(name)
    except UnknownNuclide as error:
        context.refuse(place, str(error))
        return None


def _branching(
    context: Context, data: GeneratorData, pair: tuple[Nuclide, Nuclide], place: str
) -> int | None:
    """As the file says, else as the table has it, rounded down to permille."""
    parent, daughter = pair
    try:
        known = generator_pair(daughter.symbol)
    except UnknownNuclide:
        known = None
    if known is not None and known.parent != parent:
        message = f"{daughter.symbol} is eluted from {known.parent.symbol}"
        context.refuse(f"{place}.parent", message)
        return None
    given = data.branching_percent
    if given is None:
        if known is None:
            message = f"needed: the table has no generator of {daughter.symbol}"
            context.refuse(f"{place}.branching_percent", message)
            return None
        return floor(known.branching * _PERMILLE)
    branching = permille(given)
    if branching is None:
        context.refuse(f"{place}.branching_percent", "finer than 0.1 %")
    return branching
