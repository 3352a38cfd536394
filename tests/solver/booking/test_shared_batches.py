"""What a batch gives to one more visit, made or not, the others keep."""

from solver.problem.commitments import MeasuredVial
from solver.revision import Revision
from tests.solver.builders import (
    a_person,
    a_problem,
    a_process,
    a_run,
    a_therapy,
    a_visit,
    places,
    spans,
)
from tests.solver.search.approval import approved, made


def test_what_is_made_gives_the_rest_of_its_vials_only() -> None:
    """
    A is lifted: R1's vial, which is made, holds what A gave back, and no more.

    B's 463 781 kBq stay in it; measured at 600 000 kBq, 536 708 can be drawn.
    """
    weak = MeasuredVial(vial_id="R1/road/v1", activity_kbq=600_000)
    whole = Revision(approved(visits=(), batches=made("R1")))
    short = Revision(
        approved(visits=(), batches=made("R1"), measured_vials=(weak,)), without="A"
    )

    whole.lift("A")
    mine = {each.slot.batch_id for each in whole.offers("A")}

    assert mine == {"R1"}
    assert short.visit_ids == tuple("BCDEF")
    assert all(each.slot.batch_id != "R1" for each in short.offers("A"))


def test_one_more_portion_never_delays_those_who_wait_for_theirs() -> None:
    """
    Packing takes 10 min per portion. A's dose, packed at 310 and driven for 30 min, is
    there at 345 as A is injected: nobody else gets a portion of this run.
    """
    problem = a_problem(
        (
            a_visit("A", injection_hours=spans((345, 346)), window_start_min=0),
            a_visit("B", window_start_min=0),
        ),
        procedures=(a_therapy(),),
        processes=(a_process(dispensing_per_portion_min=10, quality_control_min=0),),
        runs=(a_run(earliest_eos_min=300, latest_eos_min=300),),
        places=places("c1", "c2"),
        people=(a_person("n1", "nurse"), a_person("n2", "nurse")),
    )
    revision = Revision(problem)
    revision.seat(revision.offers("A")[0].slot)

    assert revision.offers("B") == ()
    revision.lift("A")
    assert revision.offers("B")
