"""Which equipment a run could hold: beam, instruments, releasing people (rule 5)."""

from collections.abc import Sequence

from solver.problem.equipment import EquipmentUse
from solver.state.bitset import starts
from solver.state.frame import Frame
from solver.state.load import Load
from solver.state.pages import Pages, cut, restored
from solver.state.state import State
from solver.state.supply import Supply


def eos_with_equipment(state: State, supply: Supply, frame: Frame) -> int:
    """
    EOS minutes of a frame at which each use finds something free.

    A run that is made keeps what it holds; what it holds now is free for it.
    """
    uses = supply.process.uses if supply.process else ()
    load = state.loads.get(supply.id)
    minutes = frame.full
    for position, use in enumerate(uses):
        candidates = state.index.equipment_of(supply.unit_id, use.kind)
        if load is not None:
            candidates = list(load.equipment[position : position + 1])
        found = 0
        for equipment_id in candidates:
            found |= _eos_of(_free(state, equipment_id, load), use, frame)
        minutes &= found
        if not minutes:
            break
    return minutes


def named_equipment(
    state: State, supply: Supply, reference_min: int
) -> tuple[str, ...] | None:
    """
    Free equipment for a run not yet made, one id per use; ``None`` if there is none.

    The first of the problem's order is taken, but for uses that would then find
    nothing left.
    """
    uses = supply.process.uses if supply.process else ()
    return _named(state, supply, reference_min, uses, ())


def can_hold(
    state: State, supply: Supply, reference_min: int, equipment: tuple[str, ...]
) -> bool:
    """Whether a run not yet made could hold just this equipment."""
    uses = supply.process.uses if supply.process else ()
    if len(uses) != len(equipment):
        return False
    return all(
        equipment_id in state.index.equipment_of(supply.unit_id, use.kind)
        and _is_open(state, use, reference_min, equipment_id)
        and not _overlaps(use, equipment_id, uses[:position], equipment)
        for position, (use, equipment_id) in enumerate(
            zip(uses, equipment, strict=True)
        )
    )


def _named(
    state: State,
    supply: Supply,
    reference_min: int,
    uses: Sequence[EquipmentUse],
    named: tuple[str, ...],
) -> tuple[str, ...] | None:
    if len(named) == len(uses):
        return named
    use = uses[len(named)]
    for equipment_id in state.index.equipment_of(supply.unit_id, use.kind):
        if _overlaps(use, equipment_id, uses, named):
            continue
        if _is_open(state, use, reference_min, equipment_id):
            tried = (*named, equipment_id)
            found = _named(state, supply, reference_min, uses, tried)
            if found is not None:
                return found
    return None


def _overlaps(
    use: EquipmentUse,
    equipment_id: str,
    uses: Sequence[EquipmentUse],
    named: tuple[str, ...],
) -> bool:
    """Whether the run itself holds it already at the same time."""
    return any(
        other_id == equipment_id
        and other.from_min < use.until_min
        and use.from_min < other.until_min
        for other, other_id in zip(uses, named, strict=False)
    )


def _is_open(
    state: State, use: EquipmentUse, reference_min: int, equipment_id: str
) -> bool:
    frame = Frame.of_minute(reference_min)
    return bool(_eos_of(state.free[equipment_id], use, frame))


def _free(state: State, equipment_id: str, load: Load | None) -> Pages:
    """When it is free; what the load itself holds of it counts as free."""
    free = state.free.get(equipment_id, ())
    calendar = state.index.calendars.get(equipment_id, ())
    for each in load.holds if load else ():
        if each.equipment_id == equipment_id:
            free = restored(free, each.start_min, each.end_min, calendar)
    return free


def _eos_of(free: Pages, use: EquipmentUse, frame: Frame) -> int:
    """EOS minutes of a frame at which a use can be held throughout."""
    bits = cut(free, frame.start_min + use.from_min, frame.end_min + use.until_min)
    return starts(bits, use.until_min - use.from_min) & frame.full
