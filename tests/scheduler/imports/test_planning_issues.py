from typing import Any

import pytest

from scheduler.imports.planning_file import read_planning_file, to_problem
from solver.errors import InvalidDocument
from tests.scheduler.imports.small_file import a_file, as_bytes


def issues_of(file: dict[str, Any]) -> list[str]:
    """What is wrong with a file, in sentences."""
    with pytest.raises(InvalidDocument) as refusal:
        to_problem(read_planning_file(as_bytes(file)))
    return [str(issue) for issue in refusal.value.issues]


def test_reading_reports_every_issue_at_once() -> None:
    """
    Four mistakes in four places give four issues, each with its place.
    """
    file = a_file()
    file["participants"][0]["weight_kg"] = "80"
    file["claims"][0]["activity_mbq"] = 0.5
    file["products"][0]["colour"] = "blue"
    del file["lines"][0]["unit"]

    assert sorted(issues_of(file)) == [
        (
            "claims[C1].activity_mbq: 0.5 MBq is under 1 MBq: "
            "a step of one kBq would cost more than 0.1 %"
        ),
        "lines[L1].unit: required, and not there",
        "participants[X7Q2].weight_kg: write a number",
        "products[FDG].colour: unknown field",
    ]


def test_conversion_reports_every_issue_at_once() -> None:
    """
    Names, quantities and dates that are wrong are reported together.
    """
    file = a_file()
    file["claims"][0]["site"] = "OSLO"
    file["participants"][0]["dose_level"] = "DL9"
    file["participants"][0]["weighed_on"] = "2026-01-10"
    file["products"][0]["nuclide"] = "F-81"
    file["sites"][0]["opening"]["weekly"]["sun"] = ["02:30-05:00"]
    file["horizon"]["days"] = 7

    places = {issue.partition(": ")[0] for issue in issues_of(file)}

    assert places == {
        "claims[C1].site",
        "participants[X7Q2].visits[X7Q2-1].alternatives[0]",
        "participants[X7Q2].visits[X7Q2-2].alternatives[0]",
        "products[FDG].nuclide",
        "sites[BERGEN].opening",
        "commitments.measured_vials[L1/FDG/2026-03-23/1/fly/2026-03-23T0810/v1]",
    }


def test_product_hours_that_do_not_exist_are_reported_where_they_are() -> None:
    """
    A product's hours are checked although each visit reads them.
    """
    file = a_file()
    file["horizon"]["days"] = 7
    file["sites"][0]["product_hours"][0]["hours"]["weekly"]["sun"] = ["02:30-05:00"]

    assert issues_of(file) == [
        (
            "sites[BERGEN].product_hours[0]: "
            "2026-03-29 has no 02:30 in Europe/Oslo: the clock is put forward over it"
        )
    ]


def test_departure_at_a_time_that_occurs_twice_is_refused() -> None:
    """
    02:30 in an autumn night does not say which flight it is.
    """
    file = a_file(commitments=None)
    file["horizon"] = {"first_date": "2026-10-24", "days": 2, "zone": "Europe/Oslo"}
    file["as_of"] = "2026-10-20T12:00+02:00"
    for prescription in file["trials"][0]["visit_definitions"][0]["alternatives"]:
        prescription["prescription"].pop("weight_valid_days", None)
    row = file["lanes"][0]["timetable"][0]
    row |= {"days": {"weekdays": ["sun"]}, "departs": "02:30"}

    found = issues_of(file)

    assert len(found) == 1
    assert found[0].startswith("lanes[fly].timetable[0].departs: 2026-10-25 has 02:30")


def test_ids_that_would_not_fit_a_plan_are_refused() -> None:
    """
    A vial's id holds those of batch, departure and visit: 120 characters in all.
    """
    text = as_bytes(a_file(commitments=None)).decode().replace('"FDG"', f'"{"F" * 80}"')

    with pytest.raises(InvalidDocument, match="too long"):
        to_problem(read_planning_file(text.encode()))


def test_bought_products_need_a_limit_an_order_knows() -> None:
    """
    Hours from end of synthesis alone would never let an order expire.
    """
    file = a_file()
    file["products"][1]["shelf_life"] = {"from_eos_hours": 10}

    assert issues_of(file) == [
        (
            "products[LU].shelf_life: "
            "an order has no end of synthesis: give another limit as well"
        )
    ]
