"""Rows, table, chart, and whether others disturbed a measurement."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from tests.benchmarks.chart import chart
from tests.benchmarks.instances import SUITES
from tests.benchmarks.judging import Verdict
from tests.benchmarks.machine import busy_s
from tests.benchmarks.outcome import Outcome, failed, outcome_of
from tests.benchmarks.table import lines, worse_than

POOR = Verdict(served=(1, 3), runs=2, cost_nok=2_000, activity_kbq=9_000_000)
SERVING = Verdict(served=(1, 4), runs=3, cost_nok=3_000, activity_kbq=9_000_000)
CHEAPER = Verdict(served=(1, 4), runs=2, cost_nok=2_000, activity_kbq=8_000_000)
BROKEN = Verdict((9, 9), 0, 0, 0, broken=("transport",))


def _outcome(peer: str, *judged: tuple[float, Verdict]) -> Outcome:
    return outcome_of(
        peer=peer,
        instance="tiny",
        first_s=judged[0][0] if judged else None,
        judged=judged,
        bounds={"cost_nok": 2_000},
        spent_s=60.0,
        others=0.01,
        memory_mb=100,
    )


def test_each_level_has_the_second_at_which_it_was_reached() -> None:
    """Served after 2 s, cost after 3 s; the plan that breaks a rule counts nowhere."""
    row = _outcome("list", (1.0, POOR), (2.0, SERVING), (2.5, BROKEN), (3.0, CHEAPER))

    assert (row.first_s, row.served_s, row.cost_s, row.best_s) == (1.0, 2.0, 3.0, 3.0)
    assert row.num_broken == 1
    assert row.rank == CHEAPER.rank


def test_the_table_says_where_the_product_is_worse() -> None:
    """A peer with fewer runs for the same visits is better, and named."""
    rows = [
        _outcome("product", (1.0, SERVING)),
        _outcome("textbook", (9.0, CHEAPER)),
        _outcome("list", (0.1, POOR)),
        _outcome("mip"),
    ]

    text = list(lines(rows))

    assert worse_than(rows, "product") == [("tiny", "textbook")]
    assert text[-1] == "  tiny: textbook is better"
    assert "no plan in 60 s" in text[4]
    assert worse_than([rows[3], replace(rows[3], peer="product")], "product") == []


def test_a_peer_that_dies_is_a_row() -> None:
    """The reason stands where its numbers would be."""
    rows = [_outcome("product", (1.0, POOR)), failed("mip", "tiny", "MemoryError")]

    assert "failed: MemoryError" in list(lines(rows))[2]


def test_a_disturbed_row_has_a_star() -> None:
    """More than 15 % of the cores taken by others is marked."""
    row = replace(_outcome("product", (1.0, POOR)), others=0.2)

    assert list(lines([row]))[1].endswith("20%*")


def test_the_chart_has_a_bar_for_each_peer() -> None:
    """The SVG is well formed; the longest bar is that of whoever serves most."""
    rows = [_outcome("product", (1.0, SERVING)), _outcome("list", (0.1, POOR))]

    bars = ET.fromstring(chart(rows)).findall("{*}rect")  # noqa: S314 - our own

    widths = [int(each.attrib["width"]) for each in bars]
    assert len(widths) == 2
    assert widths[0] * 4 == widths[1] * 5


def test_busy_time_leaves_out_idle_and_waiting() -> None:
    """Of 1000 ticks, 300 idle and 100 waiting, 600 are busy: six seconds at 100 Hz."""
    assert busy_s("cpu  400 50 100 300 100 0 50 0 0 0\ncpu0 1 2\n") == 6.0


def test_instances_have_names_of_their_own() -> None:
    """No instance of a suite is measured twice."""
    for instances in SUITES.values():
        assert len({each.name for each in instances}) == len(instances)
