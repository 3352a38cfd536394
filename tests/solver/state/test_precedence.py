from solver.problem.demand import Follows
from solver.problem.histories import Cohort, CohortState
from solver.search.construct import predecessors_first
from solver.state.index import Index
from solver.state.precedence import Wait
from tests.solver.several_days import a_dose, three_days


def _chain() -> Index:
    """B follows A and needs it; C is in a level above A, and D needs C."""
    cohorts = tuple(
        Cohort(id=id_, name=id_, trial_id="trial", level=level, toxicity_min=70)
        for id_, level in (("low", 1), ("high", 2))
    )
    same = {"participant_id": "P"}
    follows = Follows(visit_id="A", min_days=0, max_days=1)
    return Index(
        three_days(
            a_dose("D", participant_id="Q", needs_visit_id="C"),
            a_dose("C", participant_id="Q", cohort_id="high"),
            a_dose("B", **same, follows=follows, needs_visit_id="A"),
            a_dose("A", **same, cohort_id="low"),
            cohorts=cohorts,
        )
    )


def test_waits_come_from_follow_ons_and_cohorts() -> None:
    """
    Whoever follows waits at least a minute; a level waits for the one below.
    """
    found = _chain().precedence

    assert found.waits("B") == (Wait("A", 1),)
    assert found.waits("C") == (Wait("A", 70),)
    assert found.cohort_waits("B") == ()
    assert found.cohort_waits("C") == (Wait("A", 70),)
    assert list(found.dependents("A")) == ["B", "C"]
    assert found.cohort_waiters("A") == (Wait("C", 70),)
    assert found.waits("A") == ()


def test_what_a_visit_requires_is_found_to_the_end() -> None:
    """
    D needs C, which waits for A.
    """
    found = _chain().precedence

    assert found.requirements("D") == ("C", "A")
    assert found.requirements("B") == ("A",)
    assert found.requirements("A") == ()


def test_dependents_are_named_once() -> None:
    """
    B waits for A and needs it, and is one dependent.
    """
    found = _chain().precedence

    assert found.dependents("A") == ("B", "C")
    assert found.dependents("C") == ("D",)


def test_a_sentinel_comes_before_its_whole_level() -> None:
    """
    The sentinel waits for nobody of its level, all others for it.
    """
    cohort = Cohort(
        id="low",
        name="low",
        trial_id="trial",
        level=1,
        state=CohortState.CLOSED,
        sentinel_visit_id="B",
        sentinel_gap_min=5,
    )
    doses = [a_dose(each, cohort_id="low") for each in "ABC"]
    found = Index(three_days(*doses, a_dose("D"), cohorts=(cohort,))).precedence

    assert [found.waits(each) for each in "ABCD"] == [
        (Wait("B", 5),),
        (),
        (Wait("B", 5),),
        (),
    ]
    assert found.closed == {"A", "B", "C"}


def test_cohorts_of_one_level_are_below_together() -> None:
    """
    Two arms at one level both come before the next, each with its own window.
    """
    cohorts = tuple(
        Cohort(id=id_, name=id_, trial_id="trial", level=level, toxicity_min=minutes)
        for id_, level, minutes in (("x", 1, 10), ("y", 1, 20), ("z", 5, 0))
    )
    doses = [a_dose(each.upper(), cohort_id=each) for each in "xyz"]
    found = Index(three_days(*doses, cohorts=cohorts)).precedence

    assert found.waits("Z") == (Wait("X", 10), Wait("Y", 20))


def test_the_order_puts_those_waited_for_first() -> None:
    """
    As asked, but for what would come before its turn.
    """
    index = _chain()

    assert predecessors_first(index, "DCBA") == ["D", "A", "C", "B"]
    assert predecessors_first(index, "CD") == ["C", "D"]


def test_an_order_is_found_even_in_a_circle() -> None:
    """
    A follows B, and B waits for A on account of their cohorts: nobody can be served.
    """
    cohorts = tuple(
        Cohort(id=id_, name=id_, trial_id="trial", level=level)
        for id_, level in (("low", 1), ("high", 2))
    )
    follows = Follows(visit_id="B", min_days=0, max_days=1)
    index = Index(
        three_days(
            a_dose("A", participant_id="P", cohort_id="low", follows=follows),
            a_dose("B", participant_id="P", cohort_id="high"),
            cohorts=cohorts,
        )
    )

    assert sorted(predecessors_first(index, "AB")) == ["A", "B"]
    assert index.precedence.requirements("A") == ("B",)
