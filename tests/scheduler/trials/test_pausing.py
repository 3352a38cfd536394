"""A trial is paused: what is promised stays, and nothing new is planned."""

from datetime import date

import pytest
from sqlalchemy import select

from scheduler.bookings.booking import confirm
from scheduler.bookings.standing import VisitState
from scheduler.database.database import Database
from scheduler.errors import Invalid, NotFound, TrialPaused, WrongState
from scheduler.jobs.models import Event, Job
from scheduler.notices.models import Notice, NoticeAudience
from scheduler.trials.models import TrialPause
from scheduler.trials.pausing import pause_trial, resume_trial, trials_in
from scheduler.trials.requests import VisitRequest, request_schedule, request_visit
from tests.scheduler.bookings.desk import Desk, empty_desk
from tests.scheduler.planning.seeds import NETWORK
from tests.scheduler.trials.pauses import (
    KEPT,
    OPEN,
    TOLD,
    TRIAL,
    UNTOLD,
    WHY,
    asked_in,
    paused,
    planned,
    resumed,
    trial_desk,
)


@pytest.fixture
def desk(database: Database) -> Desk:
    """One visit of the trial is confirmed, one is open, others are forecast."""
    return trial_desk(database)


def test_only_what_is_promised_stays(desk: Desk) -> None:
    """
    The plan in force loses what nobody was told of, and others keep what they have.
    """
    claims = {each for each in planned(desk) if "-K" in each}
    before = desk.row(KEPT)
    row = paused(desk)

    assert row.pause is not None
    assert row.pause.told == TOLD
    assert asked_in(desk) == {KEPT}
    assert planned(desk) == {KEPT, *claims}
    assert desk.row(KEPT) == before
    for visit_id in (OPEN, UNTOLD):
        waiting = desk.row(visit_id)
        assert (waiting.state, waiting.reason) == (VisitState.WAITING, TOLD)
    assert desk.faults() == []


def test_nothing_is_asked_for(sqlite_database: Database) -> None:
    """
    Neither one visit nor a schedule; nothing of it is left behind.
    """
    desk = empty_desk(sqlite_database, "no-fdg-day")
    paused(desk)
    day = date(2026, 9, 15)
    participant_id = OPEN.removesuffix("-V1")
    visit = VisitRequest(
        participant_id=participant_id, definition_id="baseline", dates=(day, day)
    )

    with pytest.raises(TrialPaused, match=WHY):
        desk.do(request_visit, visit=visit)
    with pytest.raises(TrialPaused, match=WHY):
        desk.do(request_schedule, participant_id=participant_id)
    assert desk.events() == ["trial_changed"]


def test_resuming_undoes_it(desk: Desk) -> None:
    """
    All that was asked for is asked for again, and offered.
    """
    before = asked_in(desk)
    paused(desk)
    row = resumed(desk)

    assert row.pause is None
    assert asked_in(desk) == before
    assert desk.state(UNTOLD) is VisitState.OPEN
    desk.do(confirm, visit_id=OPEN, offer=desk.offers(OPEN)[0].token)
    assert desk.faults() == []


def test_each_pause_is_remembered(sqlite_database: Database) -> None:
    """
    Since when, until when, why, and who said so.
    """
    desk = empty_desk(sqlite_database, "no-fdg-day")
    paused(desk)
    resumed(desk.later(days=1))
    paused(desk.later(days=2))
    with desk.database.reading() as session:
        rows = session.scalars(select(TrialPause).order_by(TrialPause.number)).all()

    assert [
        (row.number, row.trial_id, row.since_at, row.until_at, row.reason)
        for row in rows
    ] == [
        (1, TRIAL, desk.now, desk.later(days=1).now, WHY),
        (2, TRIAL, desk.later(days=2).now, None, WHY),
    ]
    assert {row.paused_by for row in rows} == {"test:nurse"}


def test_it_is_paused_once_and_resumed_once(sqlite_database: Database) -> None:
    """
    Whoever pauses it as well is told why it is paused.
    """
    desk = empty_desk(sqlite_database, "no-fdg-day")

    with pytest.raises(WrongState, match="is not paused: it cannot be resumed"):
        resumed(desk)
    paused(desk)
    with pytest.raises(TrialPaused, match=WHY):
        desk.later(hours=1).do(pause_trial, trial_id=TRIAL, reason="once more")
    assert desk.events() == ["trial_changed"]


def test_it_asks_for_a_replan(desk: Desk) -> None:
    """
    Doses are free, or somebody is to be planned again.
    """
    paused(desk)
    resumed(desk)
    with desk.database.reading() as session:
        found = select(Event.number).where(Event.kind == "trial_changed")
        numbers = list(session.scalars(found))
        (job,) = session.scalars(select(Job)).all()

    assert len(numbers) == 2
    assert job.payload["because"] == numbers


def test_its_sites_and_study_managers_are_told(sqlite_database: Database) -> None:
    """
    Nobody else: whoever is limited to other sites or trials is not among them.
    """
    desk = empty_desk(sqlite_database, "no-fdg-day")
    paused(desk)
    resumed(desk)
    with desk.database.reading() as session:
        notices = session.scalars(select(Notice).order_by(Notice.number)).all()
        audience = session.execute(
            select(NoticeAudience.kind, NoticeAudience.object_id).where(
                NoticeAudience.notice_id == notices[0].id
            )
        )
        told = {(row.kind, row.object_id) for row in audience}

    assert [(each.kind, each.subject) for each in notices] == [
        ("trial_paused", TRIAL),
        ("trial_resumed", TRIAL),
    ]
    assert notices[0].details == {"reason": WHY}
    assert told == {
        *(("site", each) for each in ("AHU", "TRD", "ULV")),
        ("trial", TRIAL),
    }


def test_trials_are_listed_with_their_pauses(sqlite_database: Database) -> None:
    """
    By their ids; who is not paused has none.
    """
    desk = empty_desk(sqlite_database, "no-fdg-day")
    paused(desk)
    with desk.database.reading() as session:
        found = trials_in(session, NETWORK)
    pauses = [each.pause for each in found if each.pause is not None]

    assert [each.trial_id for each in found] == sorted(each.trial_id for each in found)
    assert [(each.trial_id, each.reason) for each in pauses] == [(TRIAL, WHY)]


def test_a_trial_and_a_reason_are_needed(sqlite_database: Database) -> None:
    """
    To pause, and to resume.
    """
    desk = empty_desk(sqlite_database, "no-fdg-day")

    for use_case in (pause_trial, resume_trial):
        with pytest.raises(NotFound, match="there is no trial NONE"):
            desk.do(use_case, trial_id="NONE", reason=WHY)
        with pytest.raises(Invalid, match="say why"):
            desk.do(use_case, trial_id=TRIAL, reason=" ")
