"""What the database refuses is a slot that somebody else has, not a crash."""

from typing import NoReturn

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scheduler.bookings import changing
from scheduler.bookings.booking import confirm
from scheduler.bookings.standing import VisitState
from scheduler.database.database import Database
from scheduler.errors import SlotTaken
from scheduler.planning.items import OccupationRow
from tests.scheduler.bookings.desk import Desk, planned_desk
from tests.scheduler.planning.seeds import NETWORK

VISIT = "ULV-03-V1"


@pytest.fixture
def desk(database: Database) -> Desk:
    """A day with 21 of 22 visits in its plan."""
    return planned_desk(database, "no-fdg-day", VISIT)


def test_an_overlap_that_only_the_database_sees_is_a_taken_slot(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A revision that computed with too little writes nothing, and says so."""

    def naive(session: Session, *_: object) -> NoReturn:
        there = session.scalars(
            select(OccupationRow).where(
                OccupationRow.network_id == NETWORK,
                OccupationRow.until_revision.is_(None),
            )
        ).first()
        assert there is not None
        session.add(
            OccupationRow(
                network_id=NETWORK,
                first_revision=99,
                owner_id=VISIT,
                part="visit",
                position=0,
                resource_id=there.resource_id,
                purpose=there.purpose,
                starts_at=there.starts_at,
                ends_at=there.ends_at,
                is_fact=False,
            )
        )
        session.flush()
        raise AssertionError("the database has let it pass")

    offer = desk.offers(VISIT)[0]
    monkeypatch.setattr(changing, "revise", naive)

    with pytest.raises(SlotTaken) as refused:
        desk.do(confirm, visit_id=VISIT, offer=offer.token)

    assert refused.value.rules == ("no_overlap",)
    assert desk.state(VISIT) is VisitState.OPEN
    assert desk.faults() == []


def test_other_refusals_of_the_database_are_defects(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are not told as if somebody else had been quicker."""

    def wrong(session: Session, *_: object) -> NoReturn:
        session.add(
            OccupationRow(
                network_id="nowhere",
                first_revision=1,
                owner_id=VISIT,
                part="visit",
                position=0,
                resource_id="R",
                purpose="place",
                starts_at=desk.now,
                ends_at=desk.now,
                is_fact=False,
            )
        )
        session.flush()
        raise AssertionError("the database has let it pass")

    offer = desk.offers(VISIT)[0]
    monkeypatch.setattr(changing, "revise", wrong)

    with pytest.raises(IntegrityError):
        desk.do(confirm, visit_id=VISIT, offer=offer.token)

    assert desk.state(VISIT) is VisitState.OPEN
