"""The tasks of a free visit: what they need, and when they take place."""

from collections.abc import Iterator
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.model.book import Book
from solver.model.seating import Seating
from solver.model.spans import Span
from solver.model.visit_vars import VisitVars
from solver.plan.plan import Purpose
from solver.problem.procedures import Scan
from solver.state.steps import waits_of


@dataclass(frozen=True, slots=True)
class VisitTask:
    """
    One task of a visit, when it takes place, and who could do it.

    Parameters
    ----------
    kind
        The kind of place or scanner, or the role of a person.
    number
        0 for what happens around the injection; later scans are counted from 1.
    present
        Whether it takes place at all.
    setup_min
        Minutes from its first one to the scan start, where there is a scan.
    resource_ids
        Who could do it; empty until somebody has looked.
    """

    visit_id: str
    purpose: Purpose
    kind: str
    number: int
    span: Span
    present: cp_model.IntVar
    setup_min: int = 0
    resource_ids: tuple[str, ...] = ()


def task_spans(book: Book, own: VisitVars) -> Iterator[VisitTask]:
    """Tasks of a visit, in the order of a plan."""
    procedure = own.procedure
    yield from _place(book, own)
    if procedure.preparation_role is not None and procedure.preparation_min:
        span = Span.around(own.injection, -procedure.preparation_min, 0)
        role = procedure.preparation_role
        yield VisitTask(own.visit.id, Purpose.PREPARATION, role, 0, span, own.served)
    span = Span.around(own.injection, 0, procedure.injection_min)
    role = procedure.injection_role
    yield VisitTask(own.visit.id, Purpose.INJECTION, role, 0, span, own.served)
    if procedure.scan is not None:
        yield from _scan(own, procedure.scan)
    for later in own.later:
        for task in later.steps.tasks:
            yield VisitTask(
                visit_id=own.visit.id,
                purpose=task.purpose,
                kind=task.kind,
                number=later.number,
                span=Span.around(later.start, task.start_min, task.end_min),
                present=own.served,
                setup_min=task.setup_min,
            )


def _scan(own: VisitVars, scan: Scan) -> Iterator[VisitTask]:
    """Scanner and technologist, as long as the alternative's scan takes."""
    if own.scan_start is None:
        return
    lengths = [own.scan_length(choice) for choice in own.choices]
    for purpose, kind, after in (
        (Purpose.SCANNER, scan.scanner_kind, scan.cleaning_min),
        (Purpose.SCAN, scan.role, 0),
    ):
        around = scan.setup_min + after
        span = Span(
            own.scan_start - scan.setup_min,
            own.scan_end + after,
            own.scan_minutes + around,
            min(lengths) + around,
            max(lengths) + around,
        )
        yield VisitTask(
            own.visit.id, purpose, kind, 0, span, own.served, scan.setup_min
        )


def _place(book: Book, own: VisitVars) -> Iterator[VisitTask]:
    """
    The place, until the scan's start or set-up, or until the discharge.

    On a dynamic scan it may be held for no minute, and then it is not held.
    """
    procedure, scan = own.procedure, own.procedure.scan
    until, around = own.end, procedure.lead_min + procedure.injection_min
    if scan is not None and own.scan_start is not None:
        off_min = scan.setup_min if scan.is_dynamic else 0
        until, around = own.scan_start - off_min, procedure.lead_min - off_min
    least, most = (wait + around for wait in waits_of(procedure))
    if most <= 0:
        return
    present = own.served if least > 0 else _held(book, own, -around)
    clean = procedure.place_cleaning_min
    span = Span(
        own.arrival,
        until + clean,
        own.wait + around + clean,
        max(least, 1) + clean,
        most + clean,
    )
    yield VisitTask(own.visit.id, Purpose.PLACE, procedure.place_kind, 0, span, present)


def _held(book: Book, own: VisitVars, wait_min: int) -> cp_model.IntVar:
    """Whether a place is held for any minute: unless the wait is the least."""

    def truth(seating: Seating) -> int:
        seat = seating.placement(own.visit.id)
        held = seat.occupations if seat is not None else ()
        return int(any(each.purpose is Purpose.PLACE for each in held))

    held = book.boolean(f"hold a place for {own.visit.id}", truth)
    book.model.add_implication(held, own.served)
    book.model.add(own.wait >= wait_min + 1).only_enforce_if(held)
    idle = [own.served, held.negated()]
    book.model.add(own.wait == wait_min).only_enforce_if(idle)
    return held
