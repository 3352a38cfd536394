"""What is said of a batch as it is released, and whether it can be so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler.production.contents import TOO_LATE, Assay, shared_out
from scheduler.production.in_force import InForce, instant_issues
from solver.errors import Issue
from solver.plan.plan import Vial
from solver.problem.base import MAX_ACTIVITY_KBQ

_TIMES_PLANNED = 10
"""So many times what was planned is a slip of the unit, not a good day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VialAssay:
    """One vial that was measured by itself."""

    vial_id: str
    assay: Assay


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """
    What is said of a batch when it is released.

    Parameters
    ----------
    batch
        The whole batch, sample included, as it was measured.
    vials
        Vials that were measured by themselves; the others hold their share of the
        batch, or what was planned if the batch was not measured.
    released_at
        When it was released; *now* if left out. No dose of it was given before.
    """

    batch: Assay | None = None
    vials: tuple[VialAssay, ...] = ()
    released_at: datetime | None = None


def release_issues(
    there: InForce, batch_id: str, said: Release, now: datetime, vials: Sequence[Vial]
) -> list[Issue]:
    """Everything that cannot be as it is said."""
    batch, product = there.batch(batch_id), there.product_of(batch_id)
    at = there.built.instants.at(batch.reference_min)
    planned = {each.id: each.activity_kbq for each in vials}
    assays = [("measured", said.batch, batch.activity_kbq)] if said.batch else []
    issues: list[Issue] = []
    seen: set[str] = set()
    for each in said.vials:
        place = f"vials[{each.vial_id}]"
        if each.vial_id not in planned:
            issues.append(Issue(place, "is no vial of the batch"))
            continue
        if each.vial_id in seen:
            issues.append(Issue(place, "is named twice"))
        seen.add(each.vial_id)
        assays.append((place, each.assay, planned[each.vial_id]))
    if said.batch is None and not said.vials:
        issues.append(Issue("measured", "neither the batch nor a vial was measured"))
    for place, assay, due_kbq in assays:
        found = instant_issues(f"{place}.at", assay.measured_at, now)
        issues += found
        if not 0 < assay.activity_kbq <= MAX_ACTIVITY_KBQ:
            issues.append(Issue(place, "is no activity that can be"))
        elif not found and not assay.tells_of(at, product):
            issues.append(Issue(f"{place}.at", TOO_LATE))
        elif not found and assay.at(at, product) > _TIMES_PLANNED * due_kbq:
            message = f"is more than {_TIMES_PLANNED} times what was planned: GBq?"
            issues.append(Issue(place, message))
    if said.released_at is not None:
        issues += instant_issues("released_at", said.released_at, now)
    return issues


def contents_kbq(
    there: InForce, batch_id: str, said: Release, vials: list[Vial]
) -> dict[str, int]:
    """What vials hold at the reference minute [kBq], of those anything is known of."""
    batch, product = there.batch(batch_id), there.product_of(batch_id)
    at = there.built.instants.at(batch.reference_min)
    found: dict[str, int] = {}
    if said.batch is not None:
        found = shared_out(batch, product, said.batch.at(at, product), vials)
    found |= {each.vial_id: each.assay.at(at, product) for each in said.vials}
    return found
