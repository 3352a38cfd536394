"""What a run holds besides its line: beam, instruments, people (part of rule 5)."""

from collections import defaultdict
from collections.abc import Iterator

from solver.checks.calendar import is_inside
from solver.checks.lookup import PlanView, ProblemView
from solver.checks.made import MadeBatch
from solver.plan.plan import EquipmentHold
from solver.problem.equipment import EquipmentUse


def hold_faults(known: ProblemView, made: MadeBatch) -> Iterator[str]:
    """Each use of the process, in its order, has its piece of equipment."""
    uses = made.source.process.uses if made.source else ()
    holds = made.batch.equipment
    if len(holds) != len(uses):
        yield f"holds {len(holds)} pieces of equipment, its process uses {len(uses)}"
    for hold in holds:
        if hold.equipment_id not in known.equipment:
            yield f"there is no equipment {hold.equipment_id} to hold"
    for use, hold in zip(uses, holds, strict=False):
        yield from _faults(known, made, use, hold)


def _faults(
    known: ProblemView, made: MadeBatch, use: EquipmentUse, hold: EquipmentHold
) -> Iterator[str]:
    """Kind, unit, minutes and calendar of one hold."""
    eos, span = made.batch.reference_min, (hold.start_min, hold.end_min)
    due = (eos + use.from_min, eos + use.until_min)
    if span != due:
        yield (
            f"holds {hold.equipment_id} during [{span[0]}, {span[1]}), its process "
            f"uses it during [{due[0]}, {due[1]})"
        )
    piece = known.equipment.get(hold.equipment_id)
    if piece is None:
        return
    if piece.kind != use.kind:
        yield f"{piece.id} is a {piece.kind}, the process uses a {use.kind}"
    if piece.unit_id != made.unit_id:
        yield f"{piece.id} is at {piece.unit_id}, the run at {made.unit_id}"
    if not is_inside(*span, piece.available):
        yield f"{piece.id} is not available during [{span[0]}, {span[1]})"


def shared_holds(plan: PlanView) -> Iterator[tuple[MadeBatch, str]]:
    """Both runs of every pair that hold one piece at the same time."""
    held: dict[str, list[tuple[EquipmentHold, MadeBatch]]] = defaultdict(list)
    for made in plan.made.values():
        for hold in made.batch.equipment:
            if hold.start_min < hold.end_min:
                held[hold.equipment_id].append((hold, made))
    for equipment_id, holds in held.items():
        holds.sort(key=lambda each: (each[0].start_min, each[1].batch.id))
        going_on: list[tuple[EquipmentHold, MadeBatch]] = []
        for now, made in holds:
            going_on = [each for each in going_on if each[0].end_min > now.start_min]
            for before, other in going_on:
                message = (
                    f"{equipment_id} is held by {other.batch.id} during "
                    f"[{before.start_min}, {before.end_min}) and by {made.batch.id} "
                    f"during [{now.start_min}, {now.end_min})"
                )
                yield other, message
                if made is not other:
                    yield made, message
            going_on.append((now, made))
