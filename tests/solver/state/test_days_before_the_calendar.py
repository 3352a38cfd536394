"""Calendar days of a site, also those before its first."""

from solver.state.index import Index
from tests.solver.builders import a_problem, a_site, a_visit


def test_days_before_the_calendar_have_no_minutes() -> None:
    """
    Days 1 to 3 of the site start at 0, 1440 and 2880; nothing lies on days -4 to -3,
    which is where a visit five days before day 2 would have to be.
    """
    problem = a_problem(
        sites=(a_site(midnights_min=(0, 1440, 2880, 4320)),), horizon_min=4320
    )
    index = Index(problem)
    start, end = index.day_span(a_visit(), 2 - 6, 2 - 5)

    assert end <= start
    assert index.day_span(a_visit(), -4, 1) == (-4320, 1440)
