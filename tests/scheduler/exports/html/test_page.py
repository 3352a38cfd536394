"""The page: one file, no request, everything escaped, every empty state."""

import base64
import hashlib
import re
from html.parser import HTMLParser

from scheduler.exports.html.page import render_page
from solver.plan.result import SolveStatus
from solver.problem.problem import Problem
from tests.scheduler.exports.sample_network import ORIGIN_AT
from tests.scheduler.exports.sample_week import empty_result, sample_week

HOSTILE = "<script>alert('x')</script>\"&"


class _Page(HTMLParser):
    """Tags, attributes and text of a page, and whether its tags balance."""

    VOID = frozenset({"meta", "col", "wbr"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)


def _page() -> str:
    return render_page(*sample_week(), violations=[])


def test_the_page_is_well_formed() -> None:
    """Every tag that opens closes in its place."""
    parsed = _Page(_page())

    assert parsed.open == []
    assert parsed.tags.count("html") == 1


def test_nothing_is_fetched() -> None:
    """No attribute, style or script of the page points outside of it."""
    page = _page()
    parsed = _Page(page)

    pointing = {
        value
        for name, value in parsed.attributes
        if name in {"src", "href", "action", "srcset", "data", "poster", "xlink:href"}
    }

    assert all(value.startswith("#") for value in pointing)
    assert not {"link", "img", "iframe", "object", "embed", "base"} & set(parsed.tags)
    assert not re.search(r"https?:|//[a-z]|@import|url\(", page)


def test_the_policy_allows_exactly_our_style_and_script() -> None:
    """The page's policy names the hash of its style and of its script only."""
    page = _page()
    parsed = _Page(page)
    policy = next(value for name, value in parsed.attributes if "default-src" in value)

    def source(tag: str) -> str:
        text = "".join(parsed.texts[tag]).encode()
        return base64.b64encode(hashlib.sha256(text).digest()).decode()

    assert parsed.tags.count("script") == parsed.tags.count("style") == 1
    assert policy == (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src 'sha256-{source('style')}'; "
        f"script-src 'sha256-{source('script')}'"
    )
    # Attributes the policy would refuse are not there to begin with.
    names = {name for name, _ in parsed.attributes}
    assert "style" not in names
    assert not {name for name in names if name.startswith("on")}


def test_hostile_names_stay_text() -> None:
    """A name full of markup is shown to the letter, and adds no tag."""
    tame, hostile = (
        _Page(_page()),
        _Page(render_page(*sample_week(site_name=HOSTILE), violations=[HOSTILE])),
    )

    assert hostile.tags.count("script") == tame.tags.count("script")
    assert HOSTILE in "".join(hostile.texts["h3"])
    assert HOSTILE in "".join(hostile.texts["li"])


def test_the_page_shows_the_week() -> None:
    """Sites, runs, doses, refusals, levels and the disclaimer are all there."""
    page = _page()

    for part in (
        "A verified plan; not every level is proved.",
        "Monday 2 March 2026",
        "Europe/Helsinki, UTC+02:00",
        "R-PSMA-tue",
        "NT-129",
        "visit windows",
        "independent check passed",
        "Proposes only; people confirm. Not a medical device.",
    ):
        assert part in page


def test_every_dose_has_a_bar_and_a_point_on_a_curve() -> None:
    """Each served visit is on the time chart and on its batch's curve."""
    problem, result = sample_week()
    assert result.plan is not None
    page = render_page(problem, result)

    titles = re.findall(r"<title>([^<]*)</title>", page)

    for each in result.plan.administrations:
        mine = [title for title in titles if f"({each.visit_id})" in title]
        # One per occupation (place, scanner, people), and one on the curve.
        assert len(mine) == len(each.occupations) + 1


def test_violations_are_shown() -> None:
    """What the checker refuses is said at the top of the page."""
    page = render_page(*sample_week(), violations=["occupancy: PET 1: taken twice"])

    assert "the independent check found 1 violation<" in page
    assert "occupancy: PET 1: taken twice" in page


def test_without_a_plan_the_page_says_so() -> None:
    """No plan: each section has a sentence in place of a picture."""
    problem, _ = sample_week()

    page = render_page(problem, empty_result(problem, SolveStatus.NO_PLAN))

    _Page(page)
    for sentence in (
        "No plan was found within the limit.",
        "Nothing is planned, so there is no day to show.",
        "Nothing is made or ordered.",
        "Nobody is served.",
        "There is no plan to be left out of.",
        "Without a plan there are no levels.",
    ):
        assert sentence in page


def test_without_visits_the_page_says_so() -> None:
    """A problem that asks for nothing, with no site at all, still has a page."""
    problem = Problem(
        name="Quiet week", origin_at=ORIGIN_AT, as_of_min=0, horizon_min=60
    )

    page = render_page(problem, empty_result(problem, SolveStatus.NO_PLAN))

    assert page.count("Nobody asks for a dose.") == 2


def test_nobody_left_out_is_said() -> None:
    """A plan that serves everybody says that nobody is left out."""
    problem, result = sample_week()
    everybody = type(result).model_validate({**result.model_dump(), "left_out": ()})

    assert "Nobody is left out." in render_page(problem, everybody)


def test_equal_results_give_equal_pages() -> None:
    """The page depends on nothing but the problem and the result."""
    assert _page() == _page()
