"""Records of what differs between two versions of a plan."""

from dataclasses import dataclass
from datetime import datetime

from solver.plan.difference import ChangeKind
from solver.plan.result import LevelName
from solver.problem.demand import PriorityClass


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDifference:
    """
    A visit that is not the same in both plans; its times are local to its site.

    Parameters
    ----------
    firmness
        How firmly it is promised now; ``None`` if it is not.
    rules
        Rules that broke its promise, where the later version says so.
    """

    visit_id: str
    participant: str | None
    site: str
    kind: ChangeKind
    before_at: datetime | None
    after_at: datetime | None
    firmness: str | None
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchDifference:
    """
    A run or order that is not the same; times are local to its unit.

    Times are EOS or reference times, activities are at these [kBq].
    """

    batch_id: str
    unit: str
    kind: ChangeKind
    before_at: datetime | None
    after_at: datetime | None
    before_kbq: int | None
    after_kbq: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentDifference:
    """A shipment that is not the same; its arrivals are local to its site."""

    shipment_id: str
    site: str
    kind: ChangeKind
    before_at: datetime | None
    after_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelDifference:
    """A level of the objective, both plans measured by the present problem."""

    name: LevelName
    priority: PriorityClass | None
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How much a plan is: visits, batches, shipments, activity of all batches [kBq]."""

    visits: int
    batches: int
    shipments: int
    activity_kbq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDifference:
    """
    Everything that differs from one version to another.

    Parameters
    ----------
    num_kept
        Visits that are served just as before.
    levels
        Empty where no *now* was given, or the rows do not make a problem.
    """

    before: int
    after: int
    visits: tuple[VisitDifference, ...]
    batches: tuple[BatchDifference, ...]
    shipments: tuple[ShipmentDifference, ...]
    num_kept: int
    totals_before: Totals
    totals_after: Totals
    levels: tuple[LevelDifference, ...]

    @property
    def is_none(self) -> bool:
        """Whether the two plans are the same."""
        return not (self.visits or self.batches or self.shipments)
