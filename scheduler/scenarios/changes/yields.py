"""What-if: batches that fail, and runs that give more or less."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import Day
from scheduler.scenarios.changes.base import ChangeBase, Turn
from scheduler.scenarios.changes.drafts import replaced
from scheduler.scenarios.changes.problem_draft import ProblemDraft
from solver.problem.base import Id
from solver.problem.commitments import MeasuredVial
from solver.problem.production import Order, Process, Run

Percentage = Annotated[int, Field(ge=1, le=200)]
_WHOLE = 100
_MOST_PERMILLE = 1000


class FailBatch(ChangeBase):
    """A run or an order fails: it is not made after all, nor again as the same one."""

    turn: ClassVar = Turn.CLOSED
    spelling: ClassVar = "fail batch {batch}"

    change: Literal["fail_batch"] = "fail_batch"
    batch: Id = Field(description="As in a plan: 'O1/FDG/2026-09-14/1'.")

    def on_problem(self, draft: ProblemDraft) -> None:
        """Take it out."""
        candidates: tuple[Run | Order, ...] = (*draft.base.runs, *draft.base.orders)
        draft.known(candidates, self.batch, "batch", "run or order")
        draft.decide("batch", "batch", self.batch)
        if draft.is_given(self.batch):
            raise draft.refuse("batch", "a dose of it has been given")
        draft.lose(self.batch)

    def words(self) -> str:
        """What is changed, for people."""
        return f"batch {self.batch} fails"


class YieldOfBatch(ChangeBase):
    """
    A run gives so many percent of what it could have, or of what is in its vials.

    The latter if it is made, or too late to be changed; an order only then.
    """

    turn: ClassVar = Turn.CLOSED
    spelling: ClassVar = "yield of batch {batch} {percent}"

    change: Literal["yield_of_batch"] = "yield_of_batch"
    batch: Id = Field(description="As in a plan: 'O1/FDG/2026-09-14/1'.")
    percent: Percentage

    def on_problem(self, draft: ProblemDraft) -> None:
        """Scale the run, or its vials."""
        if self.batch in draft.committed:
            scale_vials(draft, self.batch, self.percent, "batch")
            return
        run = draft.known(draft.runs, self.batch, "batch", "run, or order placed,")
        scale_run(draft, run, self.percent, "batch")

    def words(self) -> str:
        """What is changed, for people."""
        return f"batch {self.batch} gives {self.percent} %"


class YieldOfLine(ChangeBase):
    """
    All runs of a product on a line give so many percent, or those on some dates.

    Dates are local to the unit, both included. What is made already stays as it is.
    """

    turn: ClassVar = Turn.CLOSED
    spelling: ClassVar = (
        "yield of line {line} {product} {percent} [{first_date}] [{last_date}]"
    )

    change: Literal["yield_of_line"] = "yield_of_line"
    line: Id
    product: Id
    percent: Percentage
    first_date: Day | None = None
    last_date: Day | None = None

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.first_date and self.last_date and self.last_date < self.first_date:
            raise ValueError("last_date lies before first_date")
        return self

    def on_problem(self, draft: ProblemDraft) -> None:
        """Scale the runs, and the vials of those that are too late to be changed."""
        draft.known(draft.base.lines, self.line, "line", "line")
        made = {x.id for x in draft.base.processes if x.product_id == self.product}
        runs = [
            run
            for run in draft.runs
            if run.line_id == self.line and self._is_of(run, made)
        ]
        if not runs:
            draft.refuse("product", f"{self.line} makes no {self.product!r} then")
        for run in runs:
            committed = draft.committed.get(run.id)
            if committed is None:
                scale_run(draft, run, self.percent, "line")
            elif committed.reference_min > draft.base.as_of_min:
                scale_vials(draft, run.id, self.percent, "line")

    def _is_of(self, run: Run, processes: set[str]) -> bool:
        first = self.first_date.toordinal() if self.first_date else run.day
        last = self.last_date.toordinal() if self.last_date else run.day
        return run.process_id in processes and first <= run.day <= last

    def words(self) -> str:
        """What is changed, for people."""
        days = f" from {self.first_date}" if self.first_date else ""
        days += f" to {self.last_date}" if self.last_date else ""
        return f"{self.line} gives {self.percent} % of {self.product}{days}"


def scale_run(draft: ProblemDraft, run: Run, percent: int, field: str) -> None:
    """Have a run made by a process that gives so many percent."""
    draft.decide(field, "batch", run.id)
    old = next(each for each in draft.processes if each.id == run.process_id)
    capacity = old.capacity_kbq * percent // _WHOLE
    if capacity <= old.sample_kbq:
        draft.refuse(field, f"{run.id}: quality control would use up all of it")
    scaled = {
        "id": f"{old.id}@{percent}%",
        "capacity_kbq": max(1, capacity),
        "yield_permille": max(
            1, min(_MOST_PERMILLE, old.yield_permille * percent // _WHOLE)
        ),
    }
    new = Process(**dict(old) | scaled)
    if all(each.id != new.id for each in draft.processes):
        draft.processes = (*draft.processes, new)
    made = Run(**dict(run) | {"process_id": new.id})
    draft.runs = replaced(draft.runs, made)


def scale_vials(draft: ProblemDraft, batch_id: str, percent: int, field: str) -> None:
    """Have the vials of a batch hold so many percent."""
    draft.decide(field, "batch", batch_id)
    for vial in draft.vials_of(batch_id):
        content = max(1, vial.activity_kbq * percent // _WHOLE)
        draft.measured[vial.vial_id] = MeasuredVial(
            vial_id=vial.vial_id, activity_kbq=content
        )
