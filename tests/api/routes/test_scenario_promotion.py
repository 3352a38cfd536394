"""From a what-if to a proposed plan, over HTTP."""

from tests.api.ward import CLOSED, STOP, THIRD, Ward, changes_of, figures


def test_a_plan_for_what_is_there_is_promoted(ward: Ward) -> None:
    """
    It is proposed, once, and somebody else may approve it.
    """
    planner = ward.service.planner
    stopped = ward.solved(*changes_of(STOP))
    first, again = ward.promote(stopped), ward.promote(stopped)
    plan = planner.get(first.headers["Location"]).json()

    assert first.status_code == again.status_code == 201
    assert first.json()["promoted_version"] == again.json()["promoted_version"] == 2
    assert (plan["kind"], plan["state"]) == ("scenario", "proposed")
    assert {each["visit_id"] for each in plan["left_out"]} >= {"ULV-01-V1"}


def test_a_scanner_that_is_not_there_is_entered_first(ward: Ward) -> None:
    """
    A plan that needs it is none.
    """
    refused = ward.promote(ward.solved(*changes_of(THIRD)))

    assert (refused.status_code, refused.json()["code"]) == (409, "not_as_assumed")
    assert "ULV-PET3" in refused.json()["detail"]


def test_a_base_that_has_moved_is_refused_and_rebased(ward: Ward) -> None:
    """
    The same changes, of what is there now.
    """
    planner = ward.service.planner
    stopped = ward.solved(*changes_of(STOP))
    ward.what_ifs.seeded.change(lambda session: None)
    refused = ward.promote(stopped)
    again = planner.post(f"{ward.there}/{stopped}/rebase")
    scenario_id = again.json()["scenario_id"]
    ward.what_ifs.solve(scenario_id)

    assert (refused.status_code, refused.json()["code"]) == (409, "base_moved")
    assert again.status_code == 202
    assert again.json()["rebased_from"] == stopped
    assert again.json()["changes"] == changes_of(STOP)
    assert ward.promote(scenario_id).status_code == 201


def test_a_version_that_is_past_is_no_base(ward: Ward) -> None:
    """
    A plan that is proposed for what is there now is one.
    """
    proposed = ward.promote(ward.solved(*changes_of(STOP))).json()["promoted_version"]
    against = ward.ask(CLOSED, base_version=proposed)
    ward.what_ifs.solve(against.json()["scenario_id"])
    compared = ward.service.planner.get(f"{against.headers['Location']}/comparison")
    reason = {"reason": "nobody wants it"}
    ward.service.planner.post(ward.service.at(f"plans/{proposed}/rejection"), reason)
    past = ward.ask(CLOSED, base_version=proposed)
    missing = ward.ask(CLOSED, base_version=99)

    assert compared.json()["base_version"] == proposed
    assert figures(compared.json())["num_served"][0] == 1
    assert (past.status_code, past.json()["code"]) == (409, "base_moved")
    assert missing.status_code == 404
