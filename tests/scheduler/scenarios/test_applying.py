"""Lists of changes: all that is wrong at once, any order, and the base as it was."""

from datetime import datetime

import pytest

from scheduler.errors import Invalid
from scheduler.imports.planning_file.convert import to_live_problem
from scheduler.imports.planning_file.convert_live import Live
from scheduler.scenarios.applying import applied
from scheduler.scenarios.changes.clinic import (
    AddScanner,
)
from scheduler.scenarios.changes.outages import StopLine, StopUnit
from scheduler.scenarios.changes.transport import CloseDeparture
from scheduler.scenarios.changes.visits import AddVisit, RemoveVisit, ShiftVisit
from scheduler.scenarios.changes.yields import FailBatch
from tests.scheduler.scenarios.changed import BASE, BASE_PROBLEM, made, refusals
from tests.scheduler.scenarios.together import TOGETHER, TWO


def test_no_change_is_the_base() -> None:
    """
    An empty list makes the problem that the file states.
    """
    what_if = made()

    assert (what_if.file, what_if.problem) == (BASE, BASE_PROBLEM)
    assert (what_if.amendments, what_if.notes) == ((), ())


def test_base_stays_as_it_is() -> None:
    """
    All changes together leave the file that they are made on alone.
    """
    before = BASE.model_copy(deep=True)

    assert made(*TOGETHER).problem != BASE_PROBLEM
    assert before == BASE


def test_everything_wrong_is_told_at_once_in_the_order_of_the_list() -> None:
    """
    Whether a planning file or only the problem made from it shows it.
    """
    changes = (
        FailBatch(batch="L1/FDG/2026-03-28/1"),
        AddScanner(scanner="PET1", like="PET7"),
        CloseDeparture(departure="sea/2026-03-24T0810"),
        StopLine(line="L1", end_at=TWO),
        StopUnit(unit="OSLO", start_at=datetime.fromisoformat("2026-05-01T00:00Z")),
        ShiftVisit(visit="X7Q2-3", days=1),
        RemoveVisit(visit="X7Q2-3"),
    )

    assert refusals(*changes) == [
        "changes[0].batch: there is no run or order 'L1/FDG/2026-03-28/1'",
        "changes[1].scanner: there is a scanner 'PET1' already",
        "changes[1].like: there is no scanner 'PET7'",
        "changes[2].departure: there is no departure 'sea/2026-03-24T0810'",
        "changes[4].start_at: lies after the end of what is planned",
        "changes[6].visit: changes[5] is about visit X7Q2-3 as well",
    ]


def test_what_the_changed_file_lacks_is_told_of_the_whole_list() -> None:
    """
    Each change is sound by itself: two visits follow or need one that is gone.
    """
    changes = [RemoveVisit(visit=f"Y3K9-lu/{number}") for number in (4, 3, 2)]

    (told,) = refusals(*changes)
    assert told == (
        "changes: they make participants[Y3K9].visits[Y3K9-pet]: "
        "follows 'Y3K9-lu/2', no visit of this participant"
    )


def test_visit_that_a_network_would_not_ask_for_is_refused() -> None:
    """
    Live, a visit with something wrong waits; one that is added may not.
    """
    late = AddVisit(participant="Y3K9", visit="Y3K9-x", definition="baseline")

    with pytest.raises(Invalid, match="visit Y3K9-x would wait"):
        applied(BASE, [late], lambda file: to_live_problem(file, Live()))
