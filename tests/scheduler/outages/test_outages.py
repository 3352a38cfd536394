"""What is out of use: who loses the visit, and what is there again."""

from datetime import timedelta

import pytest

from scheduler.database.database import Database
from scheduler.errors import Invalid, NotFound, WrongState
from scheduler.imports.planning_file.closures import ResourceKind
from scheduler.outages.listing import outages_in
from solver.problem.commitments import Firmness
from tests.scheduler.outages.reporting import ended, jobs, reported, withdrawn
from tests.scheduler.planning.seeds import (
    NETWORK,
)
from tests.scheduler.production.batch_day import (
    a_batch_day,
    at,
    broken,
    events,
    fact,
    lost_ids,
    released,
    visits,
)


def test_a_scanner_that_is_out_costs_those_who_are_on_it(database: Database) -> None:
    """
    From 13:00 to 14:10, two of six scans have no scanner; half-open, no more.
    """
    seeded = a_batch_day(database)
    served = visits(seeded)
    seeded.promise(Firmness.CONFIRMED, *served)

    happening = reported(seeded, at("13:00"), at("14:10"))

    assert lost_ids(happening) == served[1:3]
    assert broken(seeded) == {each: ["occupancy"] for each in served[1:3]}
    assert visits(seeded) == [served[0], *served[3:]]
    assert seeded.recheck() == []
    (event,) = events(seeded, "outage_reported")
    assert event.details["resource_id"] == "TRD-PET1"
    assert event.details["lost"] == served[1:3]


@pytest.mark.parametrize(
    ("resource", "start", "end", "lost"),
    [
        ((ResourceKind.PLACE, "TRD/uptake/2"), "12:00", "15:00", [1]),
        ((ResourceKind.PERSON, "TRD-R1"), "15:00", "16:00", [4, 5]),
        ((ResourceKind.LINE, "O2"), "06:00", "06:30", [0, 1, 2, 3, 4, 5]),
        ((ResourceKind.SCANNER, "ULV-PET1"), "07:00", "16:00", []),
    ],
)
def test_each_kind_of_resource_may_be_out(
    sqlite_database: Database,
    resource: tuple[ResourceKind, str],
    start: str,
    end: str,
    lost: list[int],
) -> None:
    """
    A place, somebody on shift, a line: those lose who were to have it then.
    """
    seeded = a_batch_day(sqlite_database)
    served = visits(seeded)

    happening = reported(seeded, at(start), at(end), resource)

    assert lost_ids(happening) == [served[number] for number in lost]
    assert seeded.recheck() == []


def test_what_has_happened_stays(sqlite_database: Database) -> None:
    """
    Who was on the scanner when it broke down has been there.
    """
    seeded = a_batch_day(sqlite_database)
    released(seeded, "18")
    served = visits(seeded)
    fact(seeded, served[0])
    seeded.promise(Firmness.CONFIRMED, *served[1:])

    happening = reported(seeded, at("12:30"), at("14:00"), now=at("12:40"))

    assert served[0] in visits(seeded)
    assert served[0] not in lost_ids(happening)
    assert set(served[1:3]) <= set(lost_ids(happening))


def test_it_asks_for_a_replan(sqlite_database: Database) -> None:
    """
    Coming and going, whoever is on it: another plan may be better.
    """
    seeded = a_batch_day(sqlite_database)
    reported(seeded, at("05:00"), at("06:00"))
    withdrawn(seeded)

    (job,) = jobs(seeded)
    assert len(job.payload["because"]) == 2


def test_said_twice_it_is_said_once(sqlite_database: Database) -> None:
    """
    The same outage is known; another of the same scanner is another.
    """
    seeded = a_batch_day(sqlite_database)
    first = reported(seeded, at("13:00"), at("14:00"))
    again = reported(seeded, at("13:00"), at("14:00"))
    other = reported(seeded, at("15:00"), at("16:00"))

    assert [each.is_new for each in (first, again, other)] == [True, False, True]
    assert [each.subject for each in (first, again, other)] == ["1", "1", "2"]


def test_it_ends_earlier_or_later(sqlite_database: Database) -> None:
    """
    Ended at once it closes nothing from the next minute on; longer, it costs more.
    """
    seeded = a_batch_day(sqlite_database)
    served = visits(seeded)
    reported(seeded, at("05:00"), at("13:30"))
    longer = ended(seeded, at("14:00"))
    same = ended(seeded, at("14:00"))
    over = ended(seeded, now=at("05:10") + timedelta(seconds=20))
    with seeded.database.reading() as session:
        (row,) = outages_in(session, seeded.now, NETWORK)

    assert lost_ids(longer) == [served[2]]
    assert (same.is_new, over.lost) == (False, ())
    assert row.end_at == at("05:11")
    assert row.end_at.utcoffset() == timedelta(hours=2)


def test_a_withdrawn_outage_closes_nothing(sqlite_database: Database) -> None:
    """
    The file to plan by is as before; the outage can be looked up, and not ended.
    """
    seeded = a_batch_day(sqlite_database)
    before = seeded.built().file.scanners
    reported(seeded, at("05:00"), at("06:00"))
    between = seeded.built().file.scanners
    first, second = withdrawn(seeded), withdrawn(seeded)
    with seeded.database.reading() as session:
        now_listed = outages_in(session, seeded.now, NETWORK)
        (row,) = outages_in(session, seeded.now, NETWORK, with_past=True)

    assert between != before
    assert seeded.built().file.scanners == before
    assert (first.is_new, second.is_new) == (True, False)
    assert now_listed == ()
    assert row.withdrawn_at == seeded.now
    with pytest.raises(WrongState):
        ended(seeded, at("07:00"))


def test_every_issue_is_told_at_once(sqlite_database: Database) -> None:
    """
    Nothing is written, and nobody has to ask again for the next issue.
    """
    seeded = a_batch_day(sqlite_database)

    with pytest.raises(Invalid) as refused:
        reported(
            seeded, at("14:00"), at("13:00"), (ResourceKind.LINE, "O9"), reason=" "
        )
    assert [each.place for each in refused.value.issues] == [
        "reason",
        "resource_id",
        "",
    ]
    with pytest.raises(Invalid, match="in the past"):
        reported(seeded, at("13:00"), at("14:00"), now=at("14:00"))
    with pytest.raises(Invalid, match="366 days"):
        reported(seeded, at("13:00"), at("13:00") + timedelta(days=367))
    with pytest.raises(NotFound):
        withdrawn(seeded, 7)
    assert events(seeded, "outage_reported") == []
