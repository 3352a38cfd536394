"""How a network is run, seen and changed over HTTP."""

from dataclasses import fields

from api.schemas.settings import SettingsAsked, SettingsRead
from scheduler.access.roles import Role
from scheduler.networks.settings import LONGEST_HOLD_MINUTES, Settings
from tests.api.service import Service


def test_every_setting_can_be_seen_and_changed() -> None:
    """
    A new setting is told and asked for here as well.
    """
    settings = {each.name for each in fields(Settings)}

    assert SettingsRead.model_fields.keys() == settings
    assert SettingsAsked.model_fields.keys() == settings | {"reason"}


def test_an_administrator_changes_what_a_planner_sees(service: Service) -> None:
    """
    What is not said stays, and who saw it before cannot change it unseen.
    """
    there = service.at("settings")
    planner, administrator = service.planner, service.administrator
    seen = planner.get(there)
    again = planner.get(there, headers={"If-None-Match": seen.headers["ETag"]})
    match = {"If-Match": seen.headers["ETag"]}
    asked = {"needs_second_person": True, "reason": "four eyes from now on"}
    changed = administrator.post(there, asked, once="once", headers=match)
    replayed = administrator.post(there, asked, once="once", headers=match)
    late = administrator.post(there, {**asked, "frozen_hours": 1}, headers=match)

    assert again.status_code == 304
    assert changed.status_code == 200, changed.text
    assert changed.json() == seen.json() | {"needs_second_person": True}
    assert replayed.content == changed.content
    assert late.status_code == 412
    assert planner.get(there).json() == changed.json()
    assert planner.get(there).headers["ETag"] == changed.headers["ETag"]


def test_every_issue_of_a_change_is_told(sqlite_service: Service) -> None:
    """
    Each at its place, and nothing is changed.
    """
    there = sqlite_service.at("settings")
    administrator = sqlite_service.administrator
    before = administrator.get(there).json()
    wrong = {
        "hold_minutes": LONGEST_HOLD_MINUTES + 1,
        "frozen_hours": 337,
        "publishes_by_itself": True,
        "reason": "as long as can be",
    }
    refused = administrator.post(there, wrong)
    unread = administrator.post(there, {"holds": 1, "frozen_hours": "many"})

    assert (refused.status_code, unread.status_code) == (422, 422)
    places = {each["pointer"] for each in refused.json()["issues"]}
    assert places == {"/hold_minutes", "/frozen_hours"}
    places = {each["pointer"] for each in unread.json()["issues"]}
    assert places == {"/holds", "/frozen_hours", "/reason"}
    assert administrator.get(there).json() == before


def test_who_may_neither_see_nor_change_them(sqlite_service: Service) -> None:
    """
    A planner changes none, and whoever is limited to a part of it sees none.
    """
    there = sqlite_service.at("settings")
    asked = {"hold_minutes": 45, "reason": "patients answer by phone"}
    narrow = sqlite_service.person(Role.PLANNER, site=["AAL"])
    staff = sqlite_service.person(Role.SITE_STAFF, site=["AAL"])

    assert sqlite_service.planner.post(there, asked).status_code == 403
    assert sqlite_service.nobody.get(there).status_code == 401
    assert narrow.get(there).status_code == staff.get(there).status_code == 403
    assert sqlite_service.administrator.get("networks/none/settings").status_code == 404
