"""Who is told what a batch that failed costs them."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler.access.roles import ScopeKind
from scheduler.actors import Actor
from scheduler.database.database import Database
from scheduler.notices.models import Notice
from scheduler.notices.reading import Reader, notices_before
from scheduler.planning.problem_builder import units_of_batches
from scheduler.production.affected import Happening
from scheduler.production.batches import fail
from scheduler.production.losses_told import tell_losses
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded
from tests.scheduler.production.batch_day import BATCH, a_batch_day, doing, lost_ids


def failed(seeded: Seeded) -> list[str]:
    """Have the batch fail; the visits that it costs."""

    def change(session: Session) -> Happening:
        return fail(
            session,
            seeded.now,
            PLANNER,
            network_id=NETWORK,
            batch_id=BATCH,
            reason="the target broke",
        )

    return lost_ids(doing(seeded, change))


def read_by(seeded: Seeded, scope: dict[ScopeKind, list[str]]) -> list[Notice]:
    """What somebody reads who is limited so."""
    reader = Reader(NETWORK, Actor("key:reader"), scope)
    with seeded.database.reading() as session:
        return [each.notice for each in notices_before(session, reader)]


def test_sites_read_of_their_visits_and_units_of_their_batch(
    database: Database,
) -> None:
    """
    Each visit once, at its site and in its trial; the unit how many, and not whose.
    """
    seeded = a_batch_day(database)
    problem = seeded.built().problem
    lost = failed(seeded)

    of = {each.id: each for each in problem.visits}
    read: list[str] = []
    for site_id, trial_id in {(of[each].site_id, of[each].trial_id) for each in lost}:
        scope = {ScopeKind.SITE: [site_id]}
        if trial_id is not None:
            scope[ScopeKind.TRIAL] = [trial_id]
        for notice in read_by(seeded, scope):
            theirs = [each["visit_id"] for each in notice.details["visits"]]
            assert (notice.kind, notice.subject) == ("visits_broken", BATCH)
            assert notice.details["because"] == "batch_failed"
            assert "the target broke" not in str(notice.details)
            assert {(of[each].site_id, of[each].trial_id) for each in theirs} == {
                (site_id, trial_id)
            }
            read.extend(theirs)
    assert sorted(read) == sorted(lost) != []

    unit_id = units_of_batches(problem)[BATCH]
    (notice,) = read_by(seeded, {ScopeKind.UNIT: [unit_id]})
    assert (notice.kind, notice.subject) == ("batch_failed", BATCH)
    assert notice.details == {"reason": "the target broke", "num_lost": len(lost)}
    assert read_by(seeded, {ScopeKind.UNIT: ["another"]}) == []
    assert read_by(seeded, {ScopeKind.TRIAL: ["another"]}) == []


def test_the_old_time_is_by_the_clock_of_the_site(database: Database) -> None:
    """
    The instant that was promised, with the offset that the site's clock had.
    """
    seeded = a_batch_day(database)
    built = seeded.built()
    seats = built.problem.commitments.previous.administrations
    promised = {each.visit_id: built.instants.at(each.injection_min) for each in seats}
    failed(seeded)

    told = [
        each
        for notice in read_by(seeded, {})
        for each in notice.details.get("visits", ())
    ]
    assert told
    for each in told:
        was_at = datetime.fromisoformat(each["was_at"])
        assert was_at == promised[each["visit_id"]]
        assert was_at.utcoffset() != timedelta(0)


def test_what_costs_nobody_anything_is_not_told(database: Database) -> None:
    """
    What is known already is not told again.
    """
    seeded = a_batch_day(database)
    failed(seeded)
    before = len(read_by(seeded, {}))
    failed(seeded)

    assert len(read_by(seeded, {})) == before


def test_whose_visit_costs_others_theirs_is_not_told_to_them(
    database: Database,
) -> None:
    """
    A visit in Ulvåsen overran: Trondheim reads that one did, and not which or why.
    """
    seeded = a_batch_day(database)
    built = seeded.built()
    at_site = {each.site_id: each.id for each in built.problem.visits}
    lost = [{"visit_id": each, "rules": ()} for each in at_site.values()]
    cause = ("visit_overran", at_site["ULV"], "canary of a participant")
    with database.writing() as session:
        tell_losses(session, seeded.now, built, cause, lost)

    (own,) = read_by(seeded, {ScopeKind.SITE: ["ULV"]})
    (others,) = read_by(seeded, {ScopeKind.SITE: ["TRD"]})
    assert (own.subject, own.details["reason"]) == cause[1:]
    assert others.subject == at_site["TRD"]
    assert others.details == {
        "because": "visit_overran",
        "visits": [{"visit_id": at_site["TRD"], "rules": []}],
    }


def test_an_outage_is_told_without_its_number_and_what_was_written(
    database: Database,
) -> None:
    """
    Its kind is told: what one sponsor's site writes may name another's participant.
    """
    seeded = a_batch_day(database)
    problem = seeded.built().problem
    visit = next(each for each in problem.visits if each.trial_id is not None)
    lost = [{"visit_id": visit.id, "rules": ()}]
    cause = ("outage_reported", "7", "canary of a participant")
    with database.writing() as session:
        tell_losses(session, seeded.now, seeded.built(), cause, lost)

    (told,) = read_by(seeded, {ScopeKind.TRIAL: [str(visit.trial_id)]})
    assert told.subject == visit.id
    assert told.details == {
        "because": "outage_reported",
        "visits": [{"visit_id": visit.id, "rules": []}],
    }
