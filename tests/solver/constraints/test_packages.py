"""Rule 10: packages on a departure, for insertion and in the exact model."""

import pytest

from solver.problem.products import Package
from tests.properties.solving import solved
from tests.solver.builders import (
    a_person,
    a_visit,
    spans,
)
from tests.solver.constraints.timetabled import (
    LATER,
    ONE,
    OTHER,
    a_packed_product,
    a_timetabled_problem,
    sent,
    two_departures,
)
from tests.solver.constraints.twins import (
    Source,
    is_open,
)

RULE = "transport"


@pytest.mark.parametrize(("most", "fits"), [(2, True), (1, False)])
@pytest.mark.parametrize(
    ("package", "source"),
    [
        pytest.param(Package(), OTHER, id="a shipment is a package"),
        pytest.param(Package(max_portions=1), ONE, id="a portion each"),
        # At 430 the two doses for 490 and 550 have 200 and 400 MBq.
        pytest.param(Package(max_activity_kbq=599_999), ONE, id="a kBq too much"),
    ],
)
def test_packages_are_counted(
    package: Package, source: Source, most: int, fits: bool
) -> None:
    """
    Two doses that do not share a package are two packages.
    """
    problem = a_timetabled_problem(
        a_packed_product(package), two_departures({"max_packages": most})
    )

    assert is_open(RULE, problem, ("V2", 550, source), [("V1", 490, ONE)]) is fits


@pytest.mark.parametrize(
    "package", [Package(max_portions=2), Package(max_activity_kbq=600_000)]
)
def test_a_package_is_filled(package: Package) -> None:
    """
    Two doses with 600 MBq at the departure go into one package for so much.
    """
    problem = a_timetabled_problem(
        a_packed_product(package), two_departures({"max_packages": 1})
    )

    assert is_open(RULE, problem, ("V2", 550, ONE), [("V1", 490, ONE)])
    assert not is_open(
        RULE, problem, ("V3", 491, ONE), [("V1", 490, ONE), ("V2", 550, ONE)]
    )


def test_nothing_is_added_to_too_many_committed_packages() -> None:
    """
    Two packages are on their way where one is allowed: no third, and no violation.
    """
    product = a_packed_product(Package(max_portions=1))
    free = a_timetabled_problem(product, two_departures())
    committed = sent(free, ("V1", 550, ONE), ("V2", 550, ONE))
    problem = a_timetabled_problem(
        product, two_departures({"max_packages": 1}), commitments=committed
    )

    assert is_open(RULE, problem, ("V1", 550, ONE))
    assert not is_open(RULE, problem, ("V3", 550, OTHER))
    assert is_open(RULE, problem, ("V3", 550, LATER))


@pytest.mark.parametrize(("most", "served"), [(2, 2), (1, 1)])
def test_limits_are_kept_by_solved_plans(most: int, served: int) -> None:
    """
    Two visits at different hours, a package each, and one departure.
    """
    asked = [
        a_visit("V1", injection_hours=spans((450, 452))),
        a_visit("V2", injection_hours=spans((460, 462))),
    ]
    (one, _) = two_departures({"max_packages": most})
    problem = a_timetabled_problem(
        a_packed_product(Package(max_portions=1)),
        (one,),
        visits=asked,
        people=(a_person("nurse", "nurse"),),
    )

    result = solved(problem)

    assert result.plan is not None
    assert len(result.plan.administrations) == served
    assert [each.rules for each in result.left_out] == [(RULE,)] * (2 - served)
