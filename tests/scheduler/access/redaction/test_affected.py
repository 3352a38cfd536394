"""Whom somebody learns of when something happens that costs several the visit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from scheduler.access.principals import Principal
from scheduler.access.redaction.affected import affected_seen, happening_seen
from scheduler.access.roles import Role, ScopeKind
from scheduler.access.viewing import Viewer
from scheduler.actors import Actor
from scheduler.database.database import Database
from scheduler.production.affected import Affected, Happening, affected
from scheduler.production.in_force import in_force
from tests.api.service import NETWORK, service_on

OSLO_TO_AAL = "AAL-01-V1"
TRONDHEIM_TO_TRD = "TRD-01-V1"
LABELLED = "ULV-26-V1"
"""A patient-specific dose, of LUMAKER."""

SOMEBODY = Actor("key:1")


@contextmanager
def _looking(
    database: Database,
) -> Iterator[tuple[dict[str, Viewer], tuple[Affected, ...]]]:
    """Viewers of a network with three booked visits, and what the plan has of them."""
    scopes = {
        "planner": (Role.PLANNER, {}),
        "oslo": (Role.PRODUCTION, {ScopeKind.UNIT: frozenset({"OSLO"})}),
        "maker": (Role.PRODUCTION, {ScopeKind.UNIT: frozenset({"LUMAKER"})}),
        "aal": (Role.SITE_STAFF, {ScopeKind.SITE: frozenset({"AAL"})}),
        "promis": (Role.STUDY_MANAGER, {ScopeKind.TRIAL: frozenset({"PROMIS"})}),
        "planner of AAL": (Role.PLANNER, {ScopeKind.SITE: frozenset({"AAL"})}),
    }
    with contextmanager(service_on)(database) as service:
        service.book(OSLO_TO_AAL, TRONDHEIM_TO_TRD, LABELLED)
        with database.reading() as session:
            now = service.clock()
            built = in_force(session, NETWORK, now).built
            served = {
                each.visit_id
                for each in built.problem.commitments.previous.administrations
            }
            viewers = {
                name: Viewer(session, now, Principal(SOMEBODY, role, scope), NETWORK)
                for name, (role, scope) in scopes.items()
            }
            yield viewers, affected(built, served)


def test_each_learns_of_their_own(sqlite_database: Database) -> None:
    """
    Who sees visits learns which; production which doses, and whose if labelled.
    """
    with _looking(sqlite_database) as (viewers, everybody):
        told = {
            name: [
                (each.product_id, each.visit_id)
                for each in affected_seen(viewer, everybody)
            ]
            for name, viewer in viewers.items()
        }

    aal = ("PSMA1007", OSLO_TO_AAL)
    assert told == {
        "planner": [("FDG", TRONDHEIM_TO_TRD), aal, ("LUPSMA", LABELLED)],
        "oslo": [("PSMA1007", None)],
        "maker": [("LUPSMA", LABELLED)],
        "aal": [aal],
        "promis": [aal],
        "planner of AAL": [aal],
    }


@pytest.mark.parametrize("lost_to", [OSLO_TO_AAL, TRONDHEIM_TO_TRD])
def test_a_replan_is_wanted_for_those_who_lose_somebody(
    sqlite_database: Database, lost_to: str
) -> None:
    """
    That others have lost somebody is not told either.
    """
    with _looking(sqlite_database) as (viewers, everybody):
        lost = tuple(
            replace(each, rules=("transport",))
            for each in everybody
            if each.visit_id == lost_to
        )
        happening = Happening(subject="x", state="cancelled", lost=lost, version=4)
        told = {
            name: happening_seen(viewer, happening) for name, viewer in viewers.items()
        }

    concerned = {name for name, each in told.items() if each.wants_replan}
    others = {"oslo", "aal", "promis", "planner of AAL"}
    assert concerned == {"planner"} | (others if lost_to == OSLO_TO_AAL else set())
    assert {name for name, each in told.items() if each.lost} == concerned
    assert {each.version for each in told.values()} == {4}
    assert told["planner"].lost[0].rules == ("transport",)
