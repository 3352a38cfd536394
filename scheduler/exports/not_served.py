"""Who is not served: left out with the rules, deferred, or broken."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from scheduler.exports.index import Index, participant_text
from solver.plan.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class NotServedRow:
    """What every row about a visit without its dose says of the visit."""

    visit_id: str
    participant: str
    trial: str | None
    site: str
    product: str
    priority: str
    window_start_at: datetime
    window_end_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutRow(NotServedRow):
    """A visit the plan refuses, and the names of the rules that exclude it."""

    rules: tuple[str, ...]
    is_impossible: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferredRow(NotServedRow):
    """A visit that can wait, and until when that may be decided."""

    decide_by_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRow(NotServedRow):
    """A commitment that cannot be kept; the visit may be served differently."""

    rules: tuple[str, ...]
    is_served: bool


def left_out_rows(index: Index, result: Result) -> tuple[LeftOutRow, ...]:
    """All visits left out, in the result's order."""
    return tuple(
        LeftOutRow(
            **_visit(index, row.visit_id),
            rules=row.rules,
            is_impossible=row.is_impossible,
            reason=row.reason,
        )
        for row in result.left_out
    )


def deferred_rows(index: Index, result: Result) -> tuple[DeferredRow, ...]:
    """All deferred visits, in the result's order."""
    rows = []
    for row in result.deferred:
        zone = index.sites[index.visits[row.visit_id].site_id].zone
        rows.append(
            DeferredRow(
                **_visit(index, row.visit_id),
                decide_by_at=index.clock(zone).at(row.decide_by_min),
            )
        )
    return tuple(rows)


def broken_rows(index: Index, result: Result) -> tuple[BrokenRow, ...]:
    """All broken commitments, in the result's order."""
    served = {each.visit_id for each in index.plan.administrations}
    return tuple(
        BrokenRow(
            **_visit(index, row.visit_id),
            rules=row.rules,
            is_served=row.visit_id in served,
        )
        for row in result.broken
    )


class _Visit(TypedDict):
    """The fields of ``NotServedRow``."""

    visit_id: str
    participant: str
    trial: str | None
    site: str
    product: str
    priority: str
    window_start_at: datetime
    window_end_at: datetime


def _visit(index: Index, visit_id: str) -> _Visit:
    visit = index.visits[visit_id]
    site = index.sites[visit.site_id]
    clock = index.clock(site.zone)
    return {
        "visit_id": visit.id,
        "participant": participant_text(visit),
        "trial": index.trials[visit.trial_id].name if visit.trial_id else None,
        "site": site.name,
        "product": index.products[visit.product_id].name,
        "priority": visit.priority.value,
        "window_start_at": clock.at(visit.window_start_min),
        "window_end_at": clock.at(visit.window_end_min),
    }
