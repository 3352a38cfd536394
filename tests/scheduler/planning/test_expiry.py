"""Proposals that nobody asked for last for a while."""

from datetime import UTC, timedelta

import pytest
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.database.database import Database
from scheduler.errors import NotFound, PlanExpired
from scheduler.planning.expiry import expire_proposals
from scheduler.planning.problem_builder import cutoffs_of, network_of
from scheduler.planning.versions import PlanState
from tests.scheduler.planning.decisions import OTHER, VISIT, decide, events, states
from tests.scheduler.planning.replans import ask, notices, replan, set_policy, version
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded, seed_planned

CHORE = Actor("job:expiring", "job-1")


@pytest.fixture
def day(database: Database) -> Seeded:
    """A day whose plans are approved by people."""
    seeded = seed_planned(database, "no-fdg-day", VISIT, OTHER)
    set_policy(seeded, publishes_by_itself=False, proposals_last_hours=1)
    return seeded


def _expire(seeded: Seeded, **later: int) -> list[int]:
    now = seeded.now + timedelta(**later)
    return seeded.database.run(
        lambda session: expire_proposals(session, now, CHORE, NETWORK)
    )


def test_it_lasts_as_long_as_the_network_says(day: Seeded) -> None:
    """
    One hour, and it is not approved any more; nobody has to come and say so.
    """
    number = replan(day)["version"]

    assert version(day, number).expires_at == day.now + timedelta(hours=1)
    assert _expire(day, minutes=59) == []
    with pytest.raises(PlanExpired, match="could be approved until"):
        decide(day, number, later_min=60)
    assert states(day)[number] is PlanState.PROPOSED


def test_before_it_is_over_it_is_approved(day: Seeded) -> None:
    """
    In the last minute as well.
    """
    number = replan(day)["version"]

    assert decide(day, number, later_min=59).state is PlanState.APPROVED


def test_what_is_over_is_written_down_once(day: Seeded) -> None:
    """
    With an event and by whom; and it stays refused for the same reason.
    """
    number = replan(day)["version"]

    assert _expire(day, minutes=60) == [number]
    assert _expire(day, minutes=61) == []
    assert states(day)[number] is PlanState.OUTDATED
    assert version(day, number).reason == "nobody approved it in time"
    assert version(day, number).decided_by == CHORE.id
    assert list(events(day, "plan_expired")) == [str(number)]
    with pytest.raises(PlanExpired):
        decide(day, number, later_min=62)


def test_who_sees_the_whole_network_is_told_what_is_over(day: Seeded) -> None:
    """
    Once; sites are told nothing, as nothing changes for them.
    """
    number = replan(day)["version"]
    _expire(day, minutes=60)
    _expire(day, minutes=61)
    told = notices(day, "plan_expired")

    assert told.keys() == {frozenset()}
    assert told[frozenset()].subject == str(number)
    assert told[frozenset()].details == {
        "reason": "nobody approved it in time",
        "expires_at": f"{day.now.astimezone(UTC) + timedelta(hours=1):%FT%H:%M}+00:00",
    }


def test_what_a_person_asked_for_lasts(day: Seeded) -> None:
    """
    Until a person decides.
    """
    number = replan(day, ask(day, PLANNER))["version"]

    assert _expire(day, days=1) == []
    assert states(day)[number] is PlanState.PROPOSED


def test_it_does_not_last_beyond_the_first_cutoff(day: Seeded) -> None:
    """
    A run of which it makes more closes then, and cannot be changed any more.
    """
    set_policy(day, proposals_last_hours=336)
    with day.database.reading() as session:
        closing = cutoffs_of(session, network_of(session, NETWORK))
    before = {each.id: each.activity_kbq for each in day.built().in_force.batches}
    number = replan(day)["version"]
    made = (version(day, number).document or {})["batches"]
    due = [
        closing[each["id"]]
        for each in made
        if before.get(each["id"]) != each["activity_kbq"]
    ]

    assert due
    assert version(day, number).expires_at == min(due)


def test_of_no_network_nothing_expires(day: Seeded) -> None:
    """
    Whoever asks has mistyped it.
    """

    def expire(session: Session) -> list[int]:
        return expire_proposals(session, day.now, CHORE, "nowhere")

    with pytest.raises(NotFound):
        day.database.run(expire)
