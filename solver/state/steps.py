"""The steps of a visit as spans relative to its injection (rules 3, 4 and 13)."""

from dataclasses import dataclass

from solver.plan.plan import Occupation, Purpose
from solver.problem.demand import Procedure, Visit


@dataclass(frozen=True, slots=True)
class Task:
    """
    One resource needed during ``[injection + start, injection + end)``.

    ``kind`` is the kind of place or scanner, or the role of a person.
    """

    purpose: Purpose
    kind: str
    start_min: int
    end_min: int

    def occupation(self, resource_id: str, injection_min: int) -> Occupation:
        """The task, done by a resource."""
        return Occupation(
            resource_id=resource_id,
            purpose=self.purpose,
            start_min=injection_min + self.start_min,
            end_min=injection_min + self.end_min,
        )


@dataclass(frozen=True, slots=True)
class Steps:
    """
    What a visit needs with one alternative and one uptake time.

    Parameters
    ----------
    arrival_min, end_min
        Arrival and end of the last step, relative to the injection.
    scan_start_min
        Scan start relative to the injection; ``None`` without a scan.
    last_min
        End of the last occupation, cleaning included, relative to the injection.
    """

    alternative: int
    arrival_min: int
    end_min: int
    scan_start_min: int | None
    last_min: int
    tasks: tuple[Task, ...]


def steps_of(
    visit: Visit, procedure: Procedure, alternative: int, uptake_min: int | None
) -> Steps:
    """
    Lay out the steps of a visit around its injection.

    Parameters
    ----------
    uptake_min
        Minutes from injection to scan start; ``None`` for no scan.
    """
    arrival = -procedure.preparation_min
    scan = procedure.scan
    if scan is None or uptake_min is None:
        place_end = procedure.injection_min + procedure.observation_min
        end = place_end
    else:
        place_end = uptake_min
        end = uptake_min + visit.alternatives[alternative].scan_min + visit.extra_min

    tasks = [
        Task(
            Purpose.PLACE,
            procedure.place_kind,
            arrival,
            place_end + procedure.place_cleaning_min,
        )
    ]
    if procedure.preparation_role is not None and procedure.preparation_min:
        tasks.append(Task(Purpose.PREPARATION, procedure.preparation_role, arrival, 0))
    tasks.append(
        Task(Purpose.INJECTION, procedure.injection_role, 0, procedure.injection_min)
    )
    if scan is not None and uptake_min is not None:
        begin = uptake_min - scan.setup_min
        tasks.append(
            Task(Purpose.SCANNER, scan.scanner_kind, begin, end + scan.cleaning_min)
        )
        tasks.append(Task(Purpose.SCAN, scan.role, begin, end))
    last = max(task.end_min for task in tasks)
    return Steps(alternative, arrival, end, uptake_min, last, tuple(tasks))
