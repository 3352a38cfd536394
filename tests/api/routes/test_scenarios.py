"""
What-ifs over HTTP, on a week that is small enough to be worked out by hand.

A dose at 08:00 takes 400 MBq of the run, one at 09:45 takes 800 MBq; a scan takes half
an hour of a scanner, which is open for an hour on each of two days. A run costs 10,000
NOK, its trolley 500.
"""

import json
from typing import Any

from api.schemas.scenarios import WhatIfAsked
from scheduler.access.roles import Role
from scheduler.scenarios.changes.clinic import CloseScanner
from tests.api.ward import CLOSED, STOP, THIRD, Ward, changes_of, figures
from tests.scheduler.planning.seeds import INSTANCES

EARLY, LATE = "2026-09-15T08:00:00+02:00", "2026-09-15T09:45:00+02:00"
NEXT_DAY = "2026-09-16T09:45:00+02:00"


def visits(found: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    """How each visit that differs stands and when, by its id."""
    sides = ("kind", "before", "after", "before_at", "after_at")
    return {
        each["visit_id"]: tuple(each[name] for name in sides)
        for each in found["visits"]
    }


def test_a_third_scanner_is_worked_out_as_by_hand(ward: Ward) -> None:
    """
    The one who was left out is scanned with the others, for 400 MBq more.
    """
    found = ward.compared(*changes_of(THIRD))

    told = figures(found)
    assert found["base_version"] == 1
    assert visits(found) == {
        "ULV-05-V1": ("added", "left_out", "served", None, EARLY),
    }
    assert found["num_kept"] == 4
    assert found["not_served"] == []
    assert told["num_served"] == (4, 5)
    assert told["num_left_out"] == (1, 0)
    assert told["num_runs"] == (1, 1)
    assert told["activity_gbq"] == (2.4, 2.8)
    assert told["cost_nok"] == (10_500, 10_500)
    assert told["refusal_permille"] == (200, 0)
    assert told["waiting_days"] == (0, 0)


def test_what_is_used_of_three_scanners_adds_up(ward: Ward) -> None:
    """
    Four scans in four hours of two scanners, then five in six hours of three.
    """
    found = ward.compared(*changes_of(THIRD))
    scanners = [each for each in found["use"] if each["kind"] == "scanner"]
    (line,) = [each for each in found["use"] if each["kind"] == "line"]

    before = [each["before"] for each in scanners if each["before"] is not None]
    after = [each["after"] for each in scanners]
    assert [each["id"] for each in scanners] == ["ULV-PET1", "ULV-PET2", "ULV-PET3"]
    assert sum(each["busy_min"] for each in before) == 120
    assert sum(each["open_min"] for each in before) == 240
    assert sum(each["busy_min"] for each in after) == 150
    assert sum(each["open_min"] for each in after) == 360
    assert scanners[0]["before"]["share"] == 0.5
    assert (
        line["before"]
        == line["after"]
        == {
            "busy_min": 25,
            "open_min": 50,
            "share": 0.5,
        }
    )


def test_a_stop_of_the_cyclotron_is_worked_out_as_by_hand(ward: Ward) -> None:
    """
    Nothing is made on Tuesday: who may come on Wednesday does, the others lose.
    """
    found = ward.compared(*changes_of(STOP))

    told = figures(found)
    lost = {
        f"ULV-0{number}-V1": ("lost", "served", "left_out", at, None)
        for number, at in ((1, EARLY), (2, EARLY), (3, LATE))
    }
    moved = {"ULV-04-V1": ("moved", "served", "served", LATE, NEXT_DAY)}
    assert visits(found) == lost | moved
    assert {each["visit_id"] for each in found["not_served"]} == {
        *lost,
        "ULV-05-V1",
    }
    assert all("production_chain" in each["rules"] for each in found["not_served"])
    assert [each["kind"] for each in found["batches"]] == ["lost", "added"]
    assert told["num_served"] == (4, 1)
    assert told["num_left_out"] == (1, 4)
    assert told["activity_gbq"] == (2.4, 0.8)
    assert told["cost_nok"] == (10_500, 10_500)
    assert told["waiting_days"] == (0, 1)
    site, trial = found["waiting"]
    assert site["before"] == trial["before"] == {"visits": 4, "days": 0}
    assert site["after"] == trial["after"] == {"visits": 1, "days": 1}


def test_a_what_if_is_followed_as_a_job_is(ward: Ward) -> None:
    """
    Its job goes by the same id; until it is solved there is nothing to compare.
    """
    planner = ward.service.planner
    asked = ward.ask(CLOSED)
    there = asked.headers["Location"]
    scenario_id = asked.json()["scenario_id"]
    job = planner.get(ward.service.at(f"jobs/{scenario_id}"))
    early = planner.get(f"{there}/comparison")
    before = planner.get(there)
    ward.what_ifs.solve(scenario_id)
    after = planner.get(there)
    known = planner.get(there, headers={"If-None-Match": after.headers["ETag"]})
    (listed,) = planner.get(ward.there).json()["items"]

    assert asked.status_code == 202
    assert job.json()["kind"] == "what-if"
    assert (early.status_code, early.json()["code"]) == (409, "wrong_state")
    assert (before.json()["state"], after.json()["state"]) == ("waiting", "done")
    assert before.headers["ETag"] != after.headers["ETag"]
    assert known.status_code == 304
    assert after.json()["changes"] == [CLOSED]
    assert listed["scenario_id"] == scenario_id
    assert listed["base_version"] == 1


def test_a_what_if_is_stopped_as_a_job_is(ward: Ward) -> None:
    """
    One that waits never begins.
    """
    planner = ward.service.planner
    asked = ward.ask(CLOSED)
    scenario_id = asked.json()["scenario_id"]
    stopped = planner.post(ward.service.at(f"jobs/{scenario_id}/cancellation"))

    assert stopped.json()["state"] == "cancelled"
    assert planner.get(asked.headers["Location"]).json()["state"] == "cancelled"


def test_everything_that_is_wrong_is_told_at_its_place(ward: Ward) -> None:
    """
    First what is wrong with the request, then what is wrong with the network.
    """
    wrong = ward.ask(
        {"change": "close_scanner", "scanner": 3, "more": 1},
        {"change": "move_the_moon"},
        name="",
    )
    unknown = ward.ask(
        {"change": "close_scanner", "scanner": "PET9"},
        CLOSED,
        {"change": "stop_line", "line": "O9"},
    )

    assert wrong.status_code == unknown.status_code == 422
    assert sorted(each["pointer"] for each in wrong.json()["issues"]) == [
        "/changes/0/more",
        "/changes/0/scanner",
        "/changes/1",
        "/name",
    ]
    assert [each["pointer"] for each in unknown.json()["issues"]] == [
        "/changes/0/scanner",
        "/changes/2/line",
    ]


def test_a_planning_file_is_a_base_of_its_own(ward: Ward) -> None:
    """
    Both sides are solved, and nothing of the network is looked at.
    """
    file = json.loads((INSTANCES / "two-scanners.json").read_bytes())
    file["name"] = "another week"
    asked = ward.ask(*changes_of(THIRD), planning_file=file)
    scenario_id = asked.json()["scenario_id"]
    ward.what_ifs.seeded.change(lambda session: None)
    ward.what_ifs.solve(scenario_id)
    found = ward.service.planner.get(f"{asked.headers['Location']}/comparison").json()
    promoted = ward.promote(scenario_id)

    assert found["base_version"] is None
    assert figures(found)["num_served"] == (4, 5)
    assert figures(found)["activity_gbq"] == (2.4, 2.8)
    assert (promoted.status_code, promoted.json()["code"]) == (409, "not_as_assumed")


def test_what_is_wrong_with_a_planning_file_is_told_at_its_place(ward: Ward) -> None:
    """
    Whether it is no planning file, or none that makes sense.
    """
    file = json.loads((INSTANCES / "two-scanners.json").read_bytes())
    no_file = ward.ask(CLOSED, planning_file={**file, "horizon": 3})
    both = ward.ask(CLOSED, planning_file=file, base_version=1)
    file["scanners"][0]["site"] = "nowhere"
    no_sense = ward.ask(CLOSED, planning_file=file)

    told = (no_file, both, no_sense)
    assert {each.status_code for each in told} == {422}
    assert no_file.json()["issues"][0]["pointer"] == "/planning_file/horizon"
    assert "nowhere" in no_sense.json()["issues"][0]["detail"]
    assert no_sense.json()["issues"][0]["pointer"].startswith("/planning_file/scanners")


def test_a_client_says_which_change_it_is() -> None:
    """
    Also where the kind of change was not written out.
    """
    asked = WhatIfAsked(name="x", changes=(CloseScanner(scanner="A"),))

    assert asked.model_dump(exclude_unset=True) == {
        "name": "x",
        "changes": [{"change": "close_scanner", "scanner": "A"}],
    }


def test_whoever_sees_a_part_of_the_network_asks_for_none(ward: Ward) -> None:
    """
    Figures are of everybody, and changes name whom they like.
    """
    service = ward.service
    part = service.person(Role.PLANNER, trial=["DEMO"])
    manager = service.person(Role.STUDY_MANAGER, trial=["DEMO"])
    auditor = service.person(Role.AUDITOR)
    body = {"name": "a test", "changes": [CLOSED]}

    for each in (part, manager):
        assert each.post(ward.there, body).status_code == 403
        assert each.get(ward.there).status_code == 403
    assert auditor.get(ward.there).status_code == 200
    assert auditor.post(ward.there, body).status_code == 403
