import pytest

from solver.plan.plan import Purpose
from solver.problem.base import Interval
from solver.problem.clinic import Break
from solver.problem.commitments import (
    BatchCommitment,
    Commitments,
    Firmness,
    MeasuredVial,
    VisitCommitment,
)
from solver.state.duties import drawn_kbq, injected
from solver.state.index import Index
from solver.state.limited import first_and_last_break
from solver.state.record import plan_of, to_plan
from tests.solver.several_days import a_dose, a_nurse, seat, seated, three_days

BREAK = Break(window=Interval(start_min=100, end_min=200), minutes=30)


@pytest.mark.parametrize(
    ("held", "found"),
    [
        pytest.param([], (100, 170), id="nothing held"),
        pytest.param([(120, 130)], (130, 170), id="too short before"),
        pytest.param([(130, 140)], (100, 170), id="just long enough before"),
        pytest.param([(130, 171)], (100, 100), id="too short after"),
        pytest.param([(129, 171)], None, id="too short on both sides"),
        pytest.param([(50, 150), (60, 70)], (150, 170), id="held from before"),
        pytest.param([(190, 300)], (100, 160), id="held until after"),
        pytest.param([(125, 130), (165, 170), (50, 60)], (130, 170), id="between"),
        pytest.param([(0, 300)], None, id="held throughout"),
    ],
)
def test_breaks_are_found_between_tasks(
    held: list[tuple[int, int]], found: tuple[int, int] | None
) -> None:
    """
    First and last minute at which thirty free minutes begin within the window.
    """
    assert first_and_last_break(BREAK, held) == found


def test_breaks_are_looked_up_by_their_windows() -> None:
    """
    A window is found by any minute it shares, however long it is.
    """
    long = Break(window=Interval(start_min=0, end_min=1000), minutes=30)
    nurse = a_nurse(breaks=(BREAK, long))
    person = Index(three_days(people=(nurse,))).limited["nurse"]

    assert person.breaks_touching(199, 200) == (long, BREAK)
    assert person.breaks_touching(200, 201) == (long,)
    assert person.breaks_touching(1000, 2000) == ()
    assert list(person.days_touching(1439, 1440)) == [1]
    assert list(person.days_touching(1439, 1441)) == [1, 2]


def test_days_are_remembered_and_forgotten() -> None:
    """
    Inserted, removed and undone, a person's day is what it was.
    """
    nurse = a_nurse(max_injections_per_day=2)
    index = Index(three_days(a_dose("A"), a_dose("B"), people=(nurse,)))
    state = seated(index, [seat(index, "A", 1440)])
    mark = state.mark()

    # The injection of B takes from 2878 to 2883: it counts on the second day only.
    state.insert(seat(index, "B", 2878))
    duties = state.duties
    assert injected(duties["nurse", 2], 2) == (2, 400_000)
    assert injected(duties["nurse", 3], 3) == (0, 0)
    assert [each.visit_id for each in duties["nurse", 3]] == ["B"]
    state.remove("A")
    assert injected(state.duties["nurse", 2], 2) == (1, 200_000)
    state.undo(mark)
    assert injected(state.duties["nurse", 2], 2) == (1, 200_000)
    assert not state.duties.get(("nurse", 3))


def test_only_people_with_limits_are_watched() -> None:
    """
    Where nothing is limited, nothing is kept.
    """
    index = Index(three_days(a_dose("A")))

    assert index.limited == {}
    assert seated(index, [seat(index, "A", 1440)]).duties == {}


@pytest.mark.parametrize("firmness", [Firmness.CONFIRMED, Firmness.FACT])
def test_what_is_drawn_is_what_the_plan_says(firmness: Firmness) -> None:
    """
    A dose that exists is drawn as it is, and what has happened as it was.
    """
    problem = three_days(
        a_dose("A"), a_dose("B"), people=(a_nurse(max_handled_kbq_per_day=10**6),)
    )
    index = Index(problem)
    plan = to_plan(index, {"A": seat(index, "A", 1500)})
    weak = MeasuredVial(vial_id="O1/lane/A", activity_kbq=205_000)
    held = Commitments(
        previous=plan,
        visits=(VisitCommitment(visit_id="A", firmness=firmness),),
        batches=(BatchCommitment(batch_id="O1", firmness=Firmness.FACT),),
        measured_vials=(weak,),
    )
    index = Index(problem.model_copy(update={"commitments": held}))
    state = seated(index, [seat(index, "A", 1500)])

    (administration,) = plan_of(state).administrations
    found = drawn_kbq(index, state.stocks, state.placements["A"])
    # Measured 205,000 kBq at 600: 205,000 * 2^(-900/10,000) = 192,602.2 at 1500.
    assert found == (200_000 if firmness is Firmness.FACT else 192_602)
    assert administration.draw_kbq == found
    (duty,) = state.duties["nurse", 2]
    assert (duty.drawn_kbq, duty.is_injection) == (found, True)
    assert state.placements["A"].occupations[-1].purpose is Purpose.INJECTION
