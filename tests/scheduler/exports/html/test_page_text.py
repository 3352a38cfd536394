"""Text on the page: names cannot turn it around, short words stay whole."""

from scheduler.exports.html.page import render_page, words_html
from tests.scheduler.exports.sample_week import sample_week

OVERRIDE = "\N{RIGHT-TO-LEFT OVERRIDE}"


def test_names_cannot_turn_the_page_around() -> None:
    """
    A change of direction in a name would mirror the times that follow it.

    Neither it nor an escape sequence is on the page; a mark stands for each.
    """
    problem, result = sample_week()
    hostile = problem.model_copy(
        update={
            kind: tuple(
                each.model_copy(update={"name": f"{OVERRIDE}\x1b{each.name}"})
                for each in getattr(problem, kind)
            )
            for kind in ("sites", "products", "lanes", "places", "lines", "units")
        }
    )

    page = render_page(hostile, result, [OVERRIDE])

    assert OVERRIDE not in page
    assert "\x1b" not in page
    for kind in ("sites", "products", "lanes", "places"):
        for each in getattr(problem, kind)[:1]:
            mark = "\N{REPLACEMENT CHARACTER}"
            assert f"{mark}{mark}{each.name}" in page


def test_short_words_stay_whole() -> None:
    """A nuclide does not break at its hyphen; markup in a name is text."""
    assert words_html("FDG (F-18)") == 'FDG <span class="t">(F-18)</span>'
    assert words_html("<b-1>") == '<span class="t">&lt;b-1&gt;</span>'
    assert words_html("<i>") == "&lt;i&gt;"


def test_the_day_of_now_is_open_first() -> None:
    """Of a plan that is under way, today's tab is the one to show."""
    problem, result = sample_week()
    assert result.plan is not None
    first = min(each.injection_min for each in result.plan.administrations)
    under_way = problem.model_copy(update={"as_of_min": first})

    assert render_page(under_way, result).count(" data-now data-tab=") == 1
    assert " data-now data-tab=" not in render_page(problem, result)
