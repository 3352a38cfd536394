"""Who asks, which networks there are, and who is in them."""

from scheduler.access.roles import Role
from tests.api.service import NETWORK, Service


def test_somebody_learns_what_their_key_is_good_for(sqlite_service: Service) -> None:
    """
    A limited key is told its limits, and only what it may do within them.
    """
    staff = sqlite_service.person(Role.SITE_STAFF, site=["AAL"])
    told = staff.get("me").json()
    planner = sqlite_service.planner.get("me").json()

    assert told["role"] == "site_staff"
    assert told["scope"] == {
        "network": [NETWORK],
        "site": ["AAL"],
        "unit": None,
        "trial": None,
    }
    assert told["is_limited"]
    assert "book" in told["permissions"]
    assert "decide_plans" not in told["permissions"]
    assert "decide_plans" in planner["permissions"]
    assert told["actor"] != planner["actor"]


def test_a_planner_limited_to_a_site_decides_on_no_plan(
    sqlite_service: Service,
) -> None:
    """
    What needs a whole network is not among the permissions of a narrow key.
    """
    narrow = sqlite_service.person(Role.PLANNER, site=["AAL"])
    told = narrow.get("me").json()["permissions"]

    assert "replan" in told
    assert not {"decide_plans", "exchange_files"} & set(told)


def test_networks_are_those_of_the_key(service: Service) -> None:
    """
    Another network is in no list, and is answered as one that is not there.
    """
    administrator = service.administrator
    file = administrator.get(service.at("planning-file")).content
    made = administrator.post("networks?network_id=other", content=file)
    planner = service.planner
    listed = planner.get("networks").json()
    everything = administrator.get("networks", params={"limit": 1}).json()
    rest = administrator.get("networks", params={"cursor": everything["next_cursor"]})
    foreign, missing = planner.get("networks/other"), planner.get("networks/none")

    assert made.status_code == 201, made.text
    assert [each["network_id"] for each in listed["items"]] == [NETWORK]
    assert [each["network_id"] for each in everything["items"]] == [NETWORK]
    assert [each["network_id"] for each in rest.json()["items"]] == ["other"]
    assert foreign.status_code == missing.status_code == 404
    assert (
        foreign.json()["detail"].replace("other", "none") == (missing.json()["detail"])
    )


def test_a_planner_sees_all_of_a_network(sqlite_service: Service) -> None:
    """
    Everybody, the horizon and the revisions.
    """
    told = sqlite_service.planner.get(f"networks/{NETWORK}").json()

    assert len(told["sites"]) == 8
    assert len(told["units"]) == 6
    assert len(told["products"]) == 9
    assert len(told["trials"]) == 9
    assert told["first_date"] == "2026-09-14"
    assert told["plan_revision"] is not None


def test_site_staff_see_the_trials_that_go_on_there(sqlite_service: Service) -> None:
    """
    Ålesund takes part in one trial, and is supplied with its product.
    """
    staff = sqlite_service.person(Role.SITE_STAFF, site=["AAL"])
    told = staff.get(f"networks/{NETWORK}").json()

    assert [each["site_id"] for each in told["sites"]] == ["AAL"]
    assert [each["trial_id"] for each in told["trials"]] == ["PROMIS"]
    assert {each["zone"] for each in told["sites"]} == {"Europe/Oslo"}
    assert 0 < len(told["units"]) < 6
    assert told["first_date"] is told["data_revision"] is told["plan_revision"] is None


def test_a_study_manager_sees_no_other_sponsor(sqlite_service: Service) -> None:
    """
    Of the network only what is authorised for the trial.
    """
    manager = sqlite_service.person(Role.STUDY_MANAGER, trial=["NETNORD"])
    told = manager.get(f"networks/{NETWORK}").json()

    assert [each["trial_id"] for each in told["trials"]] == ["NETNORD"]
    assert [each["site_id"] for each in told["sites"]] == ["TOS"]
    assert 0 < len(told["products"]) < 9


def test_production_knows_no_trial(sqlite_service: Service) -> None:
    """
    Its own unit, what it makes, and for whom; no trial.
    """
    production = sqlite_service.person(Role.PRODUCTION, unit=["BERGEN"])
    told = production.get(f"networks/{NETWORK}").json()

    assert [each["unit_id"] for each in told["units"]] == ["BERGEN"]
    assert told["trials"] == []
    assert 0 < len(told["sites"]) < 8
    assert 0 < len(told["products"]) < 9
