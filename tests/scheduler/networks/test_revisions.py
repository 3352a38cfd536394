"""Revisions of a network go up, and are compared before a plan comes into force."""

import pytest
from sqlalchemy.orm import Session

from scheduler.database.database import Database
from scheduler.errors import PlanMoved
from scheduler.networks.models import Network
from scheduler.networks.revisions import claim, hold, touch
from scheduler.planning.problem_builder import network_of
from tests.scheduler.planning.seeds import NETWORK, Seeded, seed


@pytest.fixture
def seeded(database: Database) -> Seeded:
    """A network without a plan."""
    return seed(database, "rules/washout")


def revisions(session: Session) -> tuple[int, int]:
    """Data and plan revision, as the session sees them."""
    network = network_of(session, NETWORK)
    return network.data_revision, network.plan_revision


def test_touching_raises_the_data_revision(seeded: Seeded) -> None:
    """
    Who planned for what was before learns that it was.
    """
    with seeded.database.writing() as session:
        data, plan = revisions(session)
        touch(session, NETWORK)
        touched = revisions(session)

    assert touched == (data + 1, plan)


def test_claiming_raises_the_plan_revision_once(seeded: Seeded) -> None:
    """
    The second who claims the same revision has lost.
    """
    with seeded.database.writing() as session:
        data, plan = revisions(session)
        claimed = claim(session, NETWORK, data_revision=data, plan_revision=plan)

    assert claimed == plan + 1
    with pytest.raises(PlanMoved), seeded.database.writing() as session:
        claim(session, NETWORK, data_revision=data, plan_revision=plan)


@pytest.mark.parametrize(("data_more", "plan_more"), [(1, 0), (-1, 0), (0, 1), (0, -1)])
def test_both_revisions_are_compared(
    seeded: Seeded, data_more: int, plan_more: int
) -> None:
    """
    One of them being another is enough.
    """
    with seeded.database.reading() as session:
        data, plan = revisions(session)
    wrong = {"data_revision": data + data_more, "plan_revision": plan + plan_more}

    for refuses in (claim, hold):
        with pytest.raises(PlanMoved), seeded.database.writing() as session:
            refuses(session, NETWORK, **wrong)

    with seeded.database.reading() as session:
        assert revisions(session) == (data, plan)


def test_holding_changes_nothing(seeded: Seeded) -> None:
    """
    Nobody else changes the network meanwhile, that is all.
    """
    with seeded.database.writing() as session:
        data, plan = revisions(session)
        hold(session, NETWORK, data_revision=data, plan_revision=plan)
        held = revisions(session)

    assert held == (data, plan)


def test_an_object_of_the_session_is_not_stale(seeded: Seeded) -> None:
    """
    The row was raised by a statement; whoever holds the object sees it.
    """
    with seeded.database.writing() as session:
        network = session.get(Network, NETWORK)
        assert network is not None
        before = network.data_revision
        touch(session, NETWORK)

        assert network.data_revision == before + 1
